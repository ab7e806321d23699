import { describe, expect, it } from 'vitest';
import { UsageError } from '../../harness/model/failure.ts';
import { makePlan, type RunRequest } from '../../harness/plan/make-plan.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';

/** A machine that lets this process use CPUs 0–3. */
const plan = (request: RunRequest, cpus: readonly number[] | null = [0, 1, 2, 3]) =>
  makePlan(request, { ...smallCatalogue, cpus }, 7);

function problemsOf(request: RunRequest, cpus?: readonly number[] | null): string[] {
  try {
    plan(request, cpus);
  } catch (error) {
    if (error instanceof UsageError)
      return error.problems.map((p) => `${p.where}: ${p.message} | ${p.hint ?? ''}`);
    throw error;
  }
  return [];
}

describe('CPUs of a plan', () => {
  it('are any, unless some are named', () => {
    expect(plan({})).toMatchObject({ serverCpus: null, loadCpus: null });
    expect(plan({ serverCpus: ' 3,1,2 ', loadCpus: '0' })).toMatchObject({
      serverCpus: '1-3',
      loadCpus: '0',
    });
  });

  it.each<[string, RunRequest, readonly number[] | null, string[]]>([
    [
      'are no list',
      { serverCpus: '0-', loadCpus: 'first' },
      [0, 1],
      [
        '--server-cpus: "0-" is not a list of CPUs | write 0, 0-3 or 0-3,8',
        '--load-cpus: "first" is not a list of CPUs | write 0, 0-3 or 0-3,8',
      ],
    ],
    [
      'are not there',
      { serverCpus: '0-7,9', loadCpus: '1' },
      [0, 1, 2, 4],
      ['--server-cpus: there is no CPU 3,5-7,9 for this process | allowed: 0-2,4'],
    ],
    [
      'cannot be had on this system',
      { loadCpus: '0' },
      null,
      ['--load-cpus: processes can be kept to CPUs on Linux only | leave it out'],
    ],
  ])('are refused where they %s', (_what, request, cpus, expected) => {
    expect(problemsOf(request, cpus)).toEqual(expected);
  });
});

describe('loaders', () => {
  it('share the connections of every level', () => {
    expect(plan({ loaders: '4', concurrency: '4,8' }).loaders).toBe(4);
    expect(plan({ loaders: '4', rate: '100' }).loaders).toBe(4);
  });

  it.each<[string, RunRequest, string[]]>([
    [
      'the lowest level has fewer connections',
      { loaders: '4', concurrency: '2,8' },
      [
        '--loaders: 4 are too many for the 2 connections of the lowest level: each needs one | name --concurrency from 4 on, or fewer loaders',
      ],
    ],
    [
      'the ladder begins with a single connection, as it does unless named',
      { loaders: '2' },
      [
        '--loaders: 2 are too many for the 1 connection of the lowest level: each needs one | name --concurrency from 2 on, or fewer loaders',
      ],
    ],
    [
      'an open workload may open fewer',
      { loaders: '4', rate: '100', maxConnections: '3' },
      [
        '--loaders: 4 are too many for the 3 connections of the lowest level: each needs one | name --max-connections 4, or fewer loaders',
      ],
    ],
    ['they are none', { loaders: '0' }, ['--loaders: "0" is not a whole number from 1 to 16 | ']],
    ['they are too many', { loaders: '17' }, ['--loaders: "17" is not a whole number from 1 to 16 | ']],
  ])('are refused where %s', (_what, request, expected) => {
    expect(problemsOf(request)).toEqual(expected);
  });
});

describe('pacing by spinning', () => {
  const spin = { rate: '100', pacing: 'spin' };

  it('takes cores that no server may use, one for each loader', () => {
    expect(plan({ ...spin, loadCpus: '0', serverCpus: '1-3' }).pacing).toBe('spin');
    expect(plan({ ...spin, loaders: '2', loadCpus: '0,1', serverCpus: '2' }).loaders).toBe(2);
  });

  it.each<[string, RunRequest, string[]]>([
    [
      'the servers may be anywhere',
      { ...spin, loadCpus: '0' },
      [
        '--pacing: spin keeps a whole core busy, which the servers must be kept off | add --load-cpus and --server-cpus without a CPU in common, or use --pacing timer',
      ],
    ],
    [
      'loaders and servers share a CPU',
      { ...spin, loadCpus: '0-1', serverCpus: '1-3' },
      [
        '--pacing: spin keeps a whole core busy, and --load-cpus shares CPU 1 with --server-cpus | keep them apart, or use --pacing timer',
      ],
    ],
    [
      'loaders would share a core',
      { ...spin, loaders: '2', loadCpus: '0', serverCpus: '1' },
      [
        '--pacing: spin keeps 2 whole cores busy, and --load-cpus has 1 CPU | give each loader one, or use --pacing timer',
      ],
    ],
    [
      'the CPUs are none, which is told once',
      { ...spin, loadCpus: 'x', serverCpus: '1' },
      ['--load-cpus: "x" is not a list of CPUs | write 0, 0-3 or 0-3,8'],
    ],
  ])('is refused where %s', (_what, request, expected) => {
    expect(problemsOf(request)).toEqual(expected);
  });
});

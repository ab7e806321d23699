import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type AffinityMeans,
  affinityMeans,
  affinityProblems,
  findProgram,
  pinned,
  pinningTo,
  placementOf,
  sharedCpus,
} from '../../harness/machine/affinity.ts';

const means: AffinityMeans = { allowed: [0, 1, 2, 3], taskset: '/usr/bin/taskset', tryOut: () => null };
const lists = (serverCpus: string | null, loadCpus: string | null) => ({ serverCpus, loadCpus });

describe('what stands in the way of keeping processes to CPUs', () => {
  it('is nothing where nothing was asked for, whatever the machine has', () => {
    const bare = { allowed: null, taskset: null, tryOut: () => 'no' };
    expect(affinityProblems(lists(null, null), bare)).toEqual([]);
  });

  it('is nothing for CPUs that may be used, shared or not', () => {
    expect(affinityProblems(lists('0-1', '1-3'), means)).toEqual([]);
    expect(affinityProblems(lists('0', null), { ...means, allowed: null })).toEqual([]);
  });

  it('is a missing taskset, told for each flag with the package that has it', () => {
    const problems = affinityProblems(lists('0', '1'), { ...means, taskset: null });
    expect(problems.map(({ where }) => where)).toEqual(['--server-cpus', '--load-cpus']);
    expect(problems[0]?.message).toBe('needs taskset, which is not installed');
    expect(problems[0]?.hint).toContain('apt-get install util-linux');
  });

  it('is every CPU that may not be used, beside those that may', () => {
    expect(affinityProblems(lists('3-5,9', '4'), means)).toEqual([
      { where: '--server-cpus', message: 'this process may not use CPUs 4-5,9', hint: 'allowed: 0-3' },
      { where: '--load-cpus', message: 'this process may not use CPU 4', hint: 'allowed: 0-3' },
    ]);
  });

  it('is a list that is none', () => {
    const [problem] = affinityProblems(lists('zero', null), means);
    expect(problem).toMatchObject({ where: '--server-cpus', message: '"zero" is not a list of CPUs' });
  });

  it('is what a container forbids, in the words of taskset', () => {
    const forbidden = { ...means, tryOut: () => 'failed to set affinity: Operation not permitted' };
    const [problem] = affinityProblems(lists(null, '1'), forbidden);
    expect(problem?.where).toBe('--load-cpus');
    expect(problem?.message).toContain('Operation not permitted');
  });

  const here = affinityMeans();
  it.skipIf(here.taskset === null || here.allowed === null)('is looked for on this very machine', () => {
    const [cpu] = here.allowed ?? [];
    expect(affinityProblems(lists(`${cpu}`, null), here)).toEqual([]);
    expect(here.tryOut(here.taskset ?? '', '8191')).not.toBeNull();
  });
});

describe('the placement', () => {
  it('is pinned when servers and loaders have CPUs of their own, and co-located otherwise', () => {
    expect(placementOf(lists('0-1', '2'))).toBe('pinned');
    expect(placementOf(lists('0-1', '1-2'))).toBe('co-located');
    expect(placementOf(lists('0', null))).toBe('co-located');
    expect(placementOf(lists(null, '0'))).toBe('co-located');
    expect(placementOf(lists(null, null))).toBe('co-located');
    expect(sharedCpus(lists('0-3', '2-5'))).toEqual([2, 3]);
  });
});

describe('a command that is kept to CPUs', () => {
  const pinning = pinningTo('0-1', '/usr/bin/taskset');

  it('is put behind taskset, and left as it is where any CPU will do', () => {
    expect(pinned([process.execPath, 'app.js'], pinning, '', '/')).toEqual([
      ...['/usr/bin/taskset', '-c', '0-1', process.execPath, 'app.js'],
    ]);
    expect(pinned(['sh', '-c', 'true'], pinningTo(null, null), process.env.PATH, '/')).toEqual([
      'sh',
      '-c',
      'true',
    ]);
  });

  it('is left alone when its program is not there, so that it is the one that fails', () => {
    expect(pinned(['no-such-program', 'x'], pinning, process.env.PATH, '/')).toEqual([
      'no-such-program',
      'x',
    ]);
    expect(pinned(['./no/such', 'x'], pinning, process.env.PATH, '/')).toEqual(['./no/such', 'x']);
  });

  it('cannot be made without taskset', () => {
    expect(() => pinningTo('0', null)).toThrow('Internal error');
  });

  it('is found where the system looks for programs', () => {
    expect(findProgram('sh', process.env.PATH)).toSatisfy((path: string) => existsSync(path));
    expect(findProgram('no-such-program', process.env.PATH)).toBeNull();
    const folder = mkdtempSync(join(tmpdir(), 'affinity-'));
    const program = join(folder, 'tool');
    writeFileSync(program, '', { mode: 0o644 });
    expect(findProgram('tool', `/nowhere:${folder}`)).toBeNull();
    rmSync(program);
    writeFileSync(program, '', { mode: 0o755 });
    expect(findProgram('tool', `/nowhere:${folder}`)).toBe(program);
    rmSync(folder, { recursive: true });
  });
});

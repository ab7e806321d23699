import { describe, expect, it } from 'vitest';
import { conflictsOf, parseRunFlags } from '../../harness/runs/run-flags.ts';

const told = (options: Record<string, unknown>) =>
  conflictsOf(parseRunFlags(options)).map(({ where, message, hint }) => `${where}: ${message} | ${hint}`);

const why =
  'cannot go with --resume: a resumed run keeps its plan | only --budget, --rounds and --precision may be widened';

describe('a resumed run', () => {
  it.each([
    ['modes', '--modes'],
    ['procfile', '--procfile'],
    ['concurrency', '--concurrency'],
    ['think', '--think'],
    ['rate', '--rate'],
    ['arrivals', '--arrivals'],
    ['overflow', '--overflow'],
    ['maxConnections', '--max-connections'],
    ['pacing', '--pacing'],
    ['loaders', '--loaders'],
    ['serverCpus', '--server-cpus'],
    ['loadCpus', '--load-cpus'],
    ['timeout', '--timeout'],
    ['connectTimeout', '--connect-timeout'],
    ['idleTimeout', '--idle-timeout'],
    ['readyTimeout', '--ready-timeout'],
    ['hookTimeout', '--hook-timeout'],
    ['workload', '--workload'],
  ])('keeps its %s', (name, flag) => {
    expect(told({ resume: true, [name]: '1' })).toEqual([`${flag}: ${why}`]);
  });

  it.each([
    ['url', '--url'],
    ['pid', '--pid'],
    ['allowRemote', '--allow-remote'],
  ])('keeps its %s', (name, flag) => {
    expect(told({ resume: true, [name]: ['1'] })).toEqual([`${flag}: ${why}`]);
  });

  it('may go on for longer, and to a narrower interval', () => {
    expect(told({ resume: 'latest', budget: '5m', rounds: '9', precision: '2%', quiet: true })).toEqual([]);
  });

  it('takes no change of its configuration, but a configuration that says where runs are kept', () => {
    expect(told({ resume: true, set: ['defaults.budget=2m'] })).toEqual([`--set: ${why}`]);
    expect(told({ resume: true, config: 'other.yaml' })).toEqual([]);
  });

  it('names everything that it keeps at once', () => {
    expect(told({ resume: true, rate: '1', overflow: 'drop' })).toHaveLength(2);
  });
});

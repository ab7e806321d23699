import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Places } from '../../harness/config/places.ts';
import type { ReadConfig } from '../../harness/config/read-config.ts';
import { retold } from '../../harness/config/retell.ts';
import { assignAll, parseAssignments } from '../../harness/config/set-values.ts';
import { type Flags, settle } from '../../harness/config/settle.ts';
import { type Config, configSchema } from '../../harness/model/config.ts';

/** A configuration as it is read from a program, so that nothing has a line. */
function configOf(said: Config, ...set: string[]): ReadConfig {
  const assignments = parseAssignments(set, []);
  const config = configSchema.parse(assignAll(said, assignments, []));
  const hooks = { setup: false, teardown: false, scenarios: {} };
  const file = `${process.cwd()}/bench.config.ts`;
  return { file, folder: process.cwd(), config, hooks, places: new Places(file, said, assignments) };
}

/** `value (origin)` of each setting. */
function inForce(read: ReadConfig, flags: Flags = {}): Record<string, string> {
  const { settings, origins } = settle(read, flags);
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => {
      const origin = origins.get(name);
      const place = origin !== undefined && 'path' in origin ? ` ${origin.path}` : '';
      return [name, `${value} (${origin?.from}${place})`];
    }),
  );
}

const namesOf = (settings: object) => Object.keys(settings).sort();

const modes = { web: { command: 'x {port}' } };

describe('a setting', () => {
  it('comes from the defaults of the file, a workload, --set or a flag, the later before the earlier', () => {
    const said: Config = {
      defaults: { loaders: 2, rounds: 6, rate: 10, arrivals: 'poisson', timeout: '1s' },
      workloads: { peak: { rate: 20, maxConnections: 64, overflow: 'drop' } },
    };
    const read = configOf(said, 'defaults.rate=30', 'workloads.peak.overflow=queue', 'defaults.rounds=7');
    expect(inForce(read, { workload: 'peak', timeout: '2s', json: true })).toEqual({
      loaders: '2 (file defaults.loaders)',
      rounds: '7 (set defaults.rounds)',
      rate: '30 (set defaults.rate)',
      arrivals: 'poisson (file defaults.arrivals)',
      timeout: '2s (flag)',
      maxConnections: '64 (file workloads.peak.maxConnections)',
      overflow: 'queue (set workloads.peak.overflow)',
    });
    expect(inForce(read).maxConnections).toBeUndefined();
  });

  it('is what the last of the places says that speak of it, whichever do', () => {
    const places = fc.subarray(['file', 'workload', 'set', 'flag']);
    fc.assert(
      fc.property(places, (speaking) => {
        const says = (place: string) => speaking.includes(place);
        const said: Config = {
          defaults: says('file') ? { concurrency: 1 } : {},
          workloads: { w: says('workload') ? { concurrency: 2 } : {} },
        };
        const read = configOf(said, ...(says('set') ? ['defaults.concurrency=3'] : []));
        const flags = { workload: 'w', ...(says('flag') ? { concurrency: '4' } : {}) };
        const last = new Map([
          ['file', '1'],
          ['workload', '2'],
          ['set', '3'],
          ['flag', '4'],
        ]).get(speaking.at(-1) ?? '');
        expect(settle(read, flags).settings.concurrency).toBe(last);
      }),
    );
  });

  it('is written as its flag takes it', () => {
    const defaults = {
      ...{
        concurrency: [1, 8, 32],
        workers: 4,
        think: 250,
        format: ['html', 'md'],
        strict: true,
        precision: 0.05,
      },
    };
    expect(settle(configOf({ name: 'shop', defaults }), {}).settings).toEqual({
      name: 'shop',
      concurrency: '1,8,32',
      workers: '4',
      think: '250ms',
      format: 'html,md',
      strict: true,
      precision: '0.05',
    });
    expect(settle(configOf({ defaults: { think: '2 s' } }), {}).settings.think).toBe('2s');
  });

  it('of one kind of workload gives way to the other kind, where that is said later', () => {
    const closed = configOf({ defaults: { concurrency: 8, think: '1s', budget: '1m' } });
    expect(inForce(closed, { rate: '100' })).toEqual({
      rate: '100 (flag)',
      budget: '1m (file defaults.budget)',
    });
    const open = configOf({
      defaults: { rate: 100, overflow: 'drop' },
      workloads: { calm: { concurrency: 2 } },
    });
    expect(inForce(open, { workload: 'calm' })).toEqual({
      concurrency: '2 (file workloads.calm.concurrency)',
    });
    // Within one place it is a contradiction, which the plan refuses.
    expect(namesOf(inForce(configOf({ defaults: { rate: 1, concurrency: 1 } })))).toEqual([
      'concurrency',
      'rate',
    ]);
  });

  it('of the time to spend gives way to a number of rounds that is named later', () => {
    const read = configOf({ defaults: { budget: '1m', rounds: 6 } });
    expect(namesOf(inForce(read))).toEqual(['budget', 'rounds']);
    expect(inForce(read, { rounds: '12' })).toEqual({ rounds: '12 (flag)' });
    expect(namesOf(inForce(read, { rounds: '12', budget: '2m' }))).toEqual(['budget', 'rounds']);
  });

  it('that shapes open workloads waits for one, where it is a default of the file', () => {
    const read = configOf({ defaults: { arrivals: 'poisson' }, workloads: { odd: { pacing: 'spin' } } });
    expect(inForce(read)).toEqual({});
    expect(inForce(read, { rate: '5' })).toEqual({
      arrivals: 'poisson (file defaults.arrivals)',
      rate: '5 (flag)',
    });
    expect(namesOf(inForce(read, { workload: 'odd', overflow: 'drop' }))).toEqual(['overflow', 'pacing']);
  });

  it('about the own modes gives way where the command line speaks of other servers', () => {
    const read = configOf({ modes, defaults: { modes: 'web', scenarios: 'home', workers: 2, rounds: 6 } });
    expect(namesOf(inForce(read, { stack: 'flask' }))).toEqual(['rounds', 'stack', 'workers']);
    expect(namesOf(inForce(read, { modes: 'node/dev' }))).toEqual(['modes', 'rounds', 'workers']);
    expect(namesOf(inForce(read, { cmd: ['a=b {port}'] }))).toEqual(['rounds', 'scenarios']);
    expect(namesOf(inForce(read, { path: ['/'] }))).toEqual(['modes', 'rounds', 'workers']);
    const without = configOf({ defaults: { modes: 'dev', scenarios: 'json' } });
    expect(namesOf(inForce(without, { stack: 'flask' }))).toEqual(['modes', 'scenarios', 'stack']);
  });
});

describe('a workload', () => {
  it('is the one of the command line, or that of the file', () => {
    const read = configOf({ defaults: { workload: 'a' }, workloads: { a: { rate: 1 }, b: { rate: 2 } } });
    expect(settle(read, {})).toMatchObject({ workload: 'a', settings: { rate: '1' } });
    expect(settle(read, { workload: 'b' })).toMatchObject({ workload: 'b', settings: { rate: '2' } });
  });

  it('that is not there is named, with what is', () => {
    const read = configOf({ defaults: { workload: 'paek' }, workloads: { peak: {}, calm: {} } });
    expect(settle(read, {}).problems).toEqual([
      {
        where: 'bench.config.ts defaults.workload',
        message: 'unknown workload "paek"',
        hint: 'did you mean peak? Allowed: peak, calm',
      },
    ]);
    expect(settle(configOf({}), { workload: 'x' }).problems).toEqual([
      {
        where: '--workload',
        message: 'unknown workload "x"',
        hint: 'no workloads are named in bench.config.ts',
      },
    ]);
  });
});

describe('a stack as a default', () => {
  it('would make modes of the same file unreachable', () => {
    expect(settle(configOf({ modes, defaults: { stack: 'flask' } }), {}).problems).toEqual([
      {
        where: 'bench.config.ts defaults.stack',
        message: 'speaks of the reference app, and there are modes of its own here',
        hint: 'leave it out; flask/prefork names one of its modes',
      },
    ]);
    expect(settle(configOf({ defaults: { stack: 'flask' } }), {}).problems).toEqual([]);
    expect(settle(configOf({ modes }, 'defaults.stack=flask'), {}).problems).toEqual([]);
  });
});

describe('a problem with a setting', () => {
  const { origins } = settle(
    configOf({ defaults: { concurrency: 8, maxConnections: 4 } }, 'defaults.budget=1x'),
    { think: '1s' },
  );

  it('is told where the setting was written', () => {
    const where = (flag: string) => retold([{ where: flag, message: 'is wrong' }], origins)[0]?.where;
    expect(where('--concurrency')).toBe('bench.config.ts defaults.concurrency');
    expect(where('--budget')).toBe('--set defaults.budget');
    expect(where('--think')).toBe('--think');
    expect(where('--rate')).toBe('--rate');
  });

  it('names other settings in the same way, and leaves what the user wrote', () => {
    const message = 'cannot go with --concurrency or --rate: "app --concurrency 8" has it';
    expect(
      retold([{ where: '--think', message, hint: 'leave out --concurrency, or add --rate' }], origins),
    ).toEqual([
      {
        where: '--think',
        message: 'cannot go with defaults.concurrency or --rate: "app --concurrency 8" has it',
        hint: 'leave out defaults.concurrency, or add --rate',
      },
    ]);
  });
});

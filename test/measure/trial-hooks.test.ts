import { describe, expect, it } from 'vitest';
import { measure, type Outcome } from '../../harness/measure/measure.ts';
import type { Design } from '../../harness/model/design.ts';
import { FailureError } from '../../harness/model/failure.ts';
import type { HookCall } from '../../harness/model/hook.ts';
import type { HooksPlan, Plan } from '../../harness/model/plan.ts';
import { makePlan } from '../../harness/plan/make-plan.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';
import { FakeWorld } from '../helpers/fake-instruments.ts';

const all = { setup: true, teardown: true, request: false };
const hooks: HooksPlan = {
  file: '/app/bench.config.ts',
  setup: true,
  teardown: true,
  scenarios: { json: all },
};

function fixedRounds(plan: Plan, count: number): Design {
  return {
    next: (state) =>
      state.rounds.length >= count
        ? { kind: 'done', why: 'rounds' }
        : {
            kind: 'round',
            untilSeconds: null,
            visits: plan.scenarios.flatMap(({ name }) =>
              plan.levels.map((level) => ({
                ...{ scenario: name, level, passes: 2, window: plan.window },
                variants: plan.variants.map((variant) => variant.id),
              })),
            ),
          },
    climbs: () => true,
  };
}

interface Given {
  readonly rounds?: number;
  readonly modes?: string;
  readonly scenarios?: string;
  readonly hooks?: HooksPlan | null;
  readonly prepare?: (world: FakeWorld, controller: AbortController) => void;
}

async function run(given: Given): Promise<{ outcome: Outcome; world: FakeWorld }> {
  const { modes = 'dev', scenarios = 'json', rounds = 1 } = given;
  const made = makePlan({ modes, scenarios, concurrency: '1,8' }, smallCatalogue, 7);
  const plan = { ...made, hooks: given.hooks === undefined ? hooks : given.hooks };
  const world = new FakeWorld();
  const controller = new AbortController();
  given.prepare?.(world, controller);
  const outcome = await measure({
    ...{ plan, design: fixedRounds(plan, rounds), instruments: world.instruments },
    ...{ earlier: { rounds: [], slices: [], elapsedMs: 0 }, emit: () => {}, signal: controller.signal },
  });
  return { outcome, world };
}

/** What was done, without what warming up did within its hooks, and without connections. */
function storyOf(world: FakeWorld): string[] {
  const lines = world.log.filter((line) => !/^(open|close) /.test(line));
  return lines.filter((line, index) => !line.startsWith('drive') || line !== lines[index - 1]);
}

function failing(
  when: (hook: HookCall['hook'], trial: HookCall['trial']) => boolean,
): (hook: HookCall['hook'], trial: HookCall['trial']) => void {
  return (hook, trial) => {
    if (!when(hook, trial)) return;
    const { mode, round, scenario = null, level = '' } = trial;
    const at = { variant: mode, phase: level, hook, scenario, round };
    throw new FailureError({ reason: 'hook-failed', ...at, detail: 'Error: no at bench.config.ts:1' });
  };
}

const failuresOf = ({ slices }: Outcome) =>
  slices
    .filter(({ failure }) => failure !== null)
    .map(({ round, variant, failure }) => [round, variant, failure?.reason]);

describe('hooks', () => {
  it('stand round each launch, round the warm-up of their scenario and round each of its levels', async () => {
    const { world, outcome } = await run({});
    expect(storyOf(world)).toEqual([
      'start dev',
      'setup dev',
      ...['setup dev json', 'drive dev 1', 'teardown dev json'],
      ...['setup dev json', 'drive dev 2', 'teardown dev json'],
      ...['setup dev json c1', 'drive dev 1', 'teardown dev json c1'],
      ...['setup dev json c8', 'drive dev 8', 'teardown dev json c8'],
      'teardown dev',
      'stop dev',
    ]);
    expect(outcome.troubles).toEqual([]);
    expect(failuresOf(outcome)).toEqual([]);
  });

  it('are told of their trial', async () => {
    const trials: unknown[] = [];
    await run({ prepare: (world) => (world.onHook = (hook, trial) => void trials.push({ hook, ...trial })) });
    const trial = { mode: 'dev', round: 1, url: 'http://127.0.0.1:1000' };
    expect(trials[0]).toEqual({ hook: 'setup', ...trial });
    expect(trials).toContainEqual({ hook: 'setup', ...trial, scenario: 'json' });
    expect(trials).toContainEqual({ hook: 'teardown', ...trial, scenario: 'json', level: 'c8' });
  });

  it('are run only where the configuration has them', async () => {
    const only = { ...hooks, setup: false, scenarios: { cpu: all } };
    const { world } = await run({ hooks: only, scenarios: 'json,cpu' });
    const told = world.log.filter((line) => /^(setup|teardown) /.test(line));
    expect(told).toEqual([
      ...['setup dev cpu', 'teardown dev cpu'],
      ...['setup dev cpu c1', 'teardown dev cpu c1', 'setup dev cpu c8', 'teardown dev cpu c8'],
      'teardown dev',
    ]);
    expect((await run({ hooks: null })).world.log.some((line) => /^(setup|teardown)/.test(line))).toBe(false);
  });

  it('hold sessions closed while they tear down', async () => {
    const { world } = await run({});
    for (const [index, line] of world.log.entries())
      if (line === 'teardown dev json c8') expect(world.log[index - 1]).toBe('close dev 8');
  });
});

describe('a setup that fails', () => {
  it('ends the run in the first round, for it is the user who can mend it', async () => {
    for (const scenario of [undefined, 'json']) {
      const { outcome, world } = await run({
        modes: 'dev,prefork',
        prepare: (world) =>
          (world.onHook = failing((hook, trial) => hook === 'setup' && trial.scenario === scenario)),
      });
      expect(outcome.stop).toBe('failed');
      expect(outcome.troubles).toMatchObject([{ reason: 'hook-failed', hook: 'setup', round: 1 }]);
      expect(outcome.slices).toEqual([]);
      expect(world.alive).toBe(0);
    }
  });

  it('loses that launch for its round later on, and the others go on', async () => {
    const { outcome, world } = await run({
      ...{ modes: 'dev,prefork', rounds: 3 },
      prepare: (world) =>
        (world.onHook = failing(
          (hook, { mode, round, scenario }) =>
            hook === 'setup' && mode === 'dev' && round === 2 && scenario === undefined,
        )),
    });
    expect(outcome.stop).toBe('rounds');
    expect(outcome.troubles).toEqual([]);
    const [first, second] = outcome.rounds;
    expect(first?.launches.map(({ failure }) => failure)).toEqual([null, null]);
    expect(second?.launches.find(({ variant }) => variant === 'dev')).toMatchObject({
      readyMs: 100,
      failure: { reason: 'hook-failed', hook: 'setup', round: 2 },
    });
    const seen = outcome.slices.map(({ round, variant }) => `${round} ${variant}`);
    expect(new Set(seen)).toEqual(new Set(['1 dev', '1 prefork', '2 prefork', '3 dev', '3 prefork']));
    expect(world.log.filter((line) => line === 'teardown dev')).toHaveLength(2);
    expect(world.alive).toBe(0);
  });

  it('of a scenario loses that scenario on that launch for the rest of the round', async () => {
    const { outcome, world } = await run({
      ...{ modes: 'dev,prefork', scenarios: 'json,cpu', rounds: 2 },
      prepare: (world) =>
        (world.onHook = failing(
          (hook, { mode, round, level }) =>
            hook === 'setup' && mode === 'dev' && round === 2 && level === 'c1',
        )),
    });
    expect(outcome.stop).toBe('rounds');
    const ofJson = outcome.slices.filter(({ scenario }) => scenario === 'json');
    // Two levels of two passes, all of the one launch.
    expect(failuresOf({ ...outcome, slices: ofJson })).toEqual(Array(4).fill([2, 'dev', 'hook-failed']));
    expect(failuresOf(outcome)).toHaveLength(4);
    const setups = world.log.filter((line) => line.startsWith('setup dev json c'));
    expect(setups).toEqual(['setup dev json c1', 'setup dev json c8', 'setup dev json c1']);
  });

  it('before the warm-up leaves the warm-up of the others alone', async () => {
    const { outcome } = await run({
      ...{ modes: 'dev,prefork', rounds: 2 },
      prepare: (world) =>
        (world.onHook = failing(
          (hook, { mode, round, scenario, level }) =>
            hook === 'setup' && mode === 'dev' && round === 2 && scenario === 'json' && level === undefined,
        )),
    });
    expect(outcome.rounds[1]?.warmups.map(({ variant }) => variant)).toEqual(['prefork']);
    expect(failuresOf(outcome)).toEqual(Array(4).fill([2, 'dev', 'hook-failed']));
  });
});

describe('a request hook that fails', () => {
  const requestFailure = () =>
    new FailureError({
      ...{ reason: 'hook-failed', variant: '', phase: '', hook: 'request', scenario: 'json', round: null },
      detail: 'it returned nothing, which is no request',
    });

  it('ends the run in the first round, while it is warmed up', async () => {
    const { outcome } = await run({
      prepare: (world) => {
        world.onDrive = () => {
          throw requestFailure();
        };
      },
    });
    expect(outcome.stop).toBe('failed');
    expect(outcome.troubles).toMatchObject([{ reason: 'hook-failed', variant: 'dev', round: 1 }]);
  });

  it('loses its scenario on that launch for the rest of the round, and names the trial', async () => {
    let drives = 0;
    const { outcome } = await run({
      rounds: 2,
      prepare: (world) => {
        world.onDrive = (_variant, order) => {
          if (order.level.kind === 'closed' && order.level.concurrency === 8) drives += 1;
          if (drives === 3) throw requestFailure();
        };
      },
    });
    const lost = outcome.slices.flatMap(({ failure }) => failure ?? []);
    expect(lost).toHaveLength(2);
    expect(lost[0]).toMatchObject({
      variant: 'dev',
      phase: 'c8',
      round: 2,
      hook: 'request',
      scenario: 'json',
    });
  });
});

describe('a teardown that fails', () => {
  it('loses no figures, and is told once', async () => {
    const { outcome } = await run({
      rounds: 3,
      prepare: (world) => (world.onHook = failing((hook) => hook === 'teardown')),
    });
    expect(outcome.stop).toBe('rounds');
    expect(failuresOf(outcome)).toEqual([]);
    expect(outcome.rounds.flatMap(({ launches }) => launches).every(({ failure }) => failure === null)).toBe(
      true,
    );
    expect(outcome.troubles.map((trouble) => 'scenario' in trouble && trouble.scenario)).toEqual([
      'json',
      null,
    ]);
  });
});

describe('an interruption', () => {
  it('tears down what was set up, and nothing else', async () => {
    const { outcome, world } = await run({
      modes: 'dev,prefork',
      prepare: (world, controller) => {
        world.onDrive = (variant) => {
          if (variant !== 'dev' || !world.log.some((line) => line.startsWith('setup dev json c'))) return;
          controller.abort();
        };
      },
    });
    expect(outcome.stop).toBe('interrupted');
    const up = (prefix: string) =>
      world.log.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length));
    expect(up('teardown ').sort()).toEqual(up('setup ').sort());
    expect(world.alive).toBe(0);
  });

  it('during a setup is no failure of it', async () => {
    const { outcome, world } = await run({
      prepare: (world, controller) => {
        world.onHook = (hook, { level }) => {
          if (hook !== 'setup' || level === undefined) return;
          controller.abort();
          throw new Error('aborted');
        };
      },
    });
    expect(outcome.stop).toBe('interrupted');
    expect(outcome.troubles).toEqual([]);
    expect(world.log).not.toContain('teardown dev json c1');
    expect(world.log.slice(-2)).toEqual(['teardown dev', 'stop dev']);
  });

  it('gives a teardown less time, and does not end it', async () => {
    const calls: HookCall[] = [];
    await run({
      prepare: (world, controller) => {
        const { runHook } = world.instruments;
        Object.assign(world.instruments, {
          runHook: (call: HookCall) => {
            calls.push(call);
            if (call.hook === 'setup' && call.trial.level !== undefined) controller.abort();
            return runHook(call);
          },
        });
      },
    });
    expect(calls.at(0)?.hurried).toBeUndefined();
    expect(calls.at(0)).toMatchObject({ hook: 'setup', timeoutMs: 30_000, signal: expect.any(AbortSignal) });
    expect(calls.at(-1)).toMatchObject({ hook: 'teardown', timeoutMs: 5000, hurried: true });
    expect(calls.at(-1)?.signal).toBeUndefined();
  });
});

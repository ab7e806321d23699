import { describe, expect, it } from 'vitest';
import { measure, type Outcome } from '../../harness/measure/measure.ts';
import type { Design } from '../../harness/model/design.ts';
import type { RunEvent } from '../../harness/model/event.ts';
import { FailureError } from '../../harness/model/failure.ts';
import { levelValue } from '../../harness/model/level.ts';
import type { LoadOrder } from '../../harness/model/load.ts';
import type { Plan } from '../../harness/model/plan.ts';
import { gateDefaults } from '../../harness/plan/gate-defaults.ts';
import { makePlan, type RunRequest } from '../../harness/plan/make-plan.ts';
import { flowCatalogue } from '../helpers/catalogue.ts';
import { FakeWorld, loaderDeath } from '../helpers/fake-instruments.ts';

/** So many rounds of everything. */
function rounds(plan: Plan, count: number, untilSeconds = plan.budgetSeconds): Design {
  return {
    next: (state) =>
      state.rounds.length >= count
        ? { kind: 'done', why: 'rounds' }
        : {
            kind: 'round',
            untilSeconds,
            visits: plan.scenarios.flatMap(({ name }) =>
              plan.levels.map((level) => ({
                scenario: name,
                level,
                variants: plan.variants.map((variant) => variant.id),
                passes: 1,
                window: plan.window,
              })),
            ),
          },
    climbs: () => true,
  };
}

interface Run {
  readonly outcome: Outcome;
  readonly events: RunEvent[];
  readonly world: FakeWorld;
}

async function run(
  request: RunRequest,
  count: number,
  prepare: (world: FakeWorld, controller: AbortController) => void = () => {},
  onEvent: (event: RunEvent) => void = () => {},
  untilSeconds?: number,
): Promise<Run> {
  const plan = makePlan({ scenarios: 'json', concurrency: '1,8', ...request }, flowCatalogue, 7);
  const world = new FakeWorld();
  const controller = new AbortController();
  prepare(world, controller);
  const events: RunEvent[] = [];
  const outcome = await measure({
    plan,
    design: rounds(plan, count, untilSeconds),
    instruments: world.instruments,
    earlier: { rounds: [], slices: [], elapsedMs: 0 },
    emit: (event) => {
      events.push(event);
      onEvent(event);
    },
    signal: controller.signal,
  });
  return { outcome, events, world };
}

/** Only measured slices may be prolonged. */
const warming = (order: LoadOrder) => order.window.minMs === order.window.maxMs;

const drivesOf = (world: FakeWorld) => world.log.filter((line) => line.startsWith('drive'));

describe('a round', () => {
  it('starts fresh processes of every variant, together, and ends them all', async () => {
    const { world, outcome } = await run({}, 2);
    expect(world.log.filter((line) => line.startsWith('start'))).toHaveLength(6);
    expect(world.mostAlive).toBe(3);
    expect(world.alive).toBe(0);
    expect(outcome).toMatchObject({ stop: 'rounds', troubles: [] });
    expect(world.loadersStarted).toBe(1);
    expect(world.loadersStopped).toBe(1);
  });

  it('starts what is not visited too, for its memory at rest; but not in a gate, where it is no longer suspect', async () => {
    const startedIn = async (gated: boolean) => {
      const asked = makePlan({ scenarios: 'json', concurrency: '1' }, flowCatalogue, 7);
      const plan = gated ? { ...asked, gate: { ...gateDefaults, findRate: null } } : asked;
      const world = new FakeWorld();
      const all = rounds(plan, 1);
      const design: Design = {
        ...all,
        next: (state) => {
          const step = all.next(state);
          if (step.kind === 'done') return step;
          return { ...step, visits: step.visits.map((visit) => ({ ...visit, variants: ['dev'] })) };
        },
      };
      const outcome = await measure({
        ...{ plan, design, instruments: world.instruments, emit: () => {} },
        earlier: { rounds: [], slices: [], elapsedMs: 0 },
        signal: new AbortController().signal,
      });
      return outcome.rounds[0]?.launches.map(({ variant }) => variant).sort();
    };
    expect(await startedIn(false)).toEqual(['dev', 'prefork', 'threaded']);
    expect(await startedIn(true)).toEqual(['dev']);
  });

  it('keeps only one variant alive at a time when they are to be isolated', async () => {
    const { world, outcome } = await run({ isolate: true }, 2);
    expect(world.mostAlive).toBe(1);
    expect(outcome.slices).toHaveLength(2 * 3 * 2);
    expect(outcome.rounds[0]?.launches).toHaveLength(3);
  });

  it('loads one variant at a time, all of them at a level before the next level', async () => {
    let loads = 0;
    let most = 0;
    const { outcome } = await run({}, 1, (world) => {
      world.onDrive = (_, order) => {
        if (warming(order)) return;
        loads = world.driving;
        most = Math.max(most, loads);
      };
    });
    expect(most).toBe(1);
    expect(outcome.slices.map((slice) => levelValue(slice.level))).toEqual([1, 1, 1, 8, 8, 8]);
    for (const level of [1, 8]) {
      const visited = outcome.slices
        .filter((slice) => levelValue(slice.level) === level)
        .map((slice) => slice.variant);
      expect(visited.sort()).toEqual(['dev', 'prefork', 'threaded']);
    }
  });

  it('draws its orders from the seed, another in each round', async () => {
    const orders = async (seed: string) =>
      (await run({ seed, scenarios: 'json,cpu' }, 4)).outcome.slices.map((s) => `${s.scenario} ${s.variant}`);
    const first = await orders('1');
    expect(await orders('1')).toEqual(first);
    expect(await orders('2')).not.toEqual(first);
    expect(first.slice(0, 12)).not.toEqual(first.slice(12, 24));
  });

  it('opens connections for a level and closes them after it', async () => {
    const { world } = await run({ modes: 'dev' }, 1);
    const measured = world.log.slice(world.log.lastIndexOf('open dev 1'));
    expect(measured).toEqual([
      'open dev 1',
      'drive dev 1',
      'close dev 1',
      'open dev 8',
      'drive dev 8',
      'close dev 8',
      'stop dev',
    ]);
  });

  it('tells the CPU, the memory and the machine of each slice', async () => {
    const { outcome } = await run({}, 1);
    for (const slice of outcome.slices) {
      expect(slice).toMatchObject({
        serverCpuMs: 100,
        memory: { footprint: 2 },
        machine: { cores: 2 },
        failure: null,
      });
    }
  });
});

describe('warming up', () => {
  it('looks for the steady state in the first round, and does not look again', async () => {
    const { outcome } = await run({ modes: 'dev' }, 3, (world) => {
      world.rampMs = 200;
    });
    expect(outcome.rounds.map((round) => round.warmups[0])).toMatchObject([
      { variant: 'dev', scenario: 'json', ms: 100, answers: 100, steady: true },
      { variant: 'dev', scenario: 'json', ms: 1500, steady: null },
      { variant: 'dev', scenario: 'json', ms: 1500, steady: null },
    ]);
  });

  it('looks on while no steady state is in sight, up to a cap and to a tenth of the budget', async () => {
    const looks: number[] = [];
    const { outcome } = await run({ modes: 'dev' }, 1, (world) => {
      world.rampMs = 60_000;
      world.onDrive = (_, order) => {
        if (warming(order)) looks.push(order.window.minMs);
      };
    });
    // The first of them only touches the scenario.
    expect(looks.slice(1).reduce((sum, ms) => sum + ms, 0)).toBe(4000);
    expect(outcome.rounds[0]?.warmups).toEqual([
      { variant: 'dev', scenario: 'json', ms: 2000, answers: 2000, steady: false },
    ]);
    const short = await run({ modes: 'dev', budget: '20s' }, 1, (world) => {
      world.rampMs = 60_000;
    });
    expect(short.outcome.rounds[0]?.warmups[0]).toMatchObject({ ms: 1000, steady: false });
  });

  it('touches every scenario first, then lets the variants take turns with the first one', async () => {
    const steps = new Map<string, number>();
    await run({ scenarios: 'json,cpu' }, 1, (world) => {
      world.onDrive = (_, order) => {
        const path = order.requests[0]?.path ?? '';
        const step = path === '/json' && steps.has('/cpu') ? '/json again' : path;
        if (warming(order)) steps.set(step, Math.max(steps.get(step) ?? 0, world.driving));
      };
    });
    expect([...steps]).toEqual([
      ['/json', 3],
      ['/cpu', 3],
      ['/json again', 1],
    ]);
  });
});

describe('a variant that fails', () => {
  const deadStart = new FailureError({
    reason: 'server-exited',
    variant: 'threaded',
    phase: 'start',
    exitCode: 1,
    signal: null,
    stderrTail: 'no module',
  });

  it('to start in the first round ends the run, and everything else that was started', async () => {
    const { outcome, world } = await run({}, 3, (fake) => {
      fake.onStart = (variant) => {
        if (variant === 'threaded') throw deadStart;
      };
    });
    expect(outcome).toMatchObject({ stop: 'failed', troubles: [deadStart.failure] });
    expect(world.alive).toBe(0);
  });

  it('to start later is kept in the record, and the others go on', async () => {
    let starts = 0;
    const { outcome } = await run({}, 2, (fake) => {
      fake.onStart = (variant) => {
        if (variant === 'threaded' && ++starts === 2) throw deadStart;
      };
    });
    expect(outcome.stop).toBe('rounds');
    expect(outcome.rounds[1]?.launches.find((launch) => launch.variant === 'threaded')?.failure).toEqual(
      deadStart.failure,
    );
    expect(outcome.slices.filter((slice) => slice.round === 2).map((slice) => slice.variant)).not.toContain(
      'threaded',
    );
  });

  it('in the middle of a round has its slices marked, and starts afresh in the next', async () => {
    let killed = false;
    const { outcome } = await run({}, 2, (fake) => {
      fake.onDrive = (variant, order) => {
        if (variant !== 'prefork' || warming(order) || killed) return;
        killed = true;
        fake.kill('prefork');
      };
    });
    const failures = outcome.slices.filter((slice) => slice.failure !== null);
    expect(failures.map(({ round, variant, failure }) => [round, variant, failure?.reason])).toEqual([
      [1, 'prefork', 'server-exited'],
      [1, 'prefork', 'server-exited'],
    ]);
    expect(outcome.stop).toBe('rounds');
  });

  it('to end is named among the troubles', async () => {
    const left = { reason: 'not-stopped', variant: 'dev', phase: 'stop', left: ['pid 7 dev'] } as const;
    const { outcome } = await run({}, 1, (fake) => {
      fake.onStop = (variant) => (variant === 'dev' ? { ...left, left: [...left.left] } : null);
    });
    expect(outcome.troubles).toEqual([left]);
  });
});

describe('the load generator', () => {
  it('is replaced when it dies, at the cost of one slice', async () => {
    let deaths = 0;
    const { outcome, world } = await run({}, 2, (fake) => {
      fake.onDrive = (_, order) => {
        if (!warming(order) && deaths === 0) {
          deaths += 1;
          throw loaderDeath();
        }
      };
    });
    const failed = outcome.slices.filter((slice) => slice.failure !== null);
    expect(failed).toHaveLength(1);
    expect(failed[0]?.failure).toMatchObject({
      reason: 'loader-exited',
      variant: failed[0]?.variant,
      phase: 'json c1',
    });
    expect(world.loadersStarted).toBe(2);
    expect(outcome.stop).toBe('rounds');
  });

  it('ends the run when it keeps dying', async () => {
    const { outcome, world } = await run({}, 9, (fake) => {
      fake.onDrive = (_, order) => {
        if (!warming(order)) throw loaderDeath();
      };
    });
    expect(outcome.stop).toBe('failed');
    expect(outcome.troubles.map((failure) => failure.reason)).toEqual(['loader-exited']);
    expect(world.alive).toBe(0);
    expect(world.loadersStopped).toBe(world.loadersStarted);
  });
});

describe('an interrupted run', () => {
  it('stops at once, keeps what it measured and leaves nothing alive', async () => {
    let slices = 0;
    const { outcome, world } = await run({}, 5, (fake, controller) => {
      fake.onDrive = (_, order) => {
        if (warming(order) || ++slices < 9) return;
        controller.abort();
        throw loaderDeath();
      };
    });
    expect(outcome.stop).toBe('interrupted');
    expect(outcome.rounds).toHaveLength(1);
    expect(outcome.slices).toHaveLength(8);
    expect(outcome.troubles).toEqual([]);
    expect(world.alive).toBe(0);
    expect(drivesOf(world).length).toBeGreaterThan(8);
  });
});

describe('a journal that cannot be written', () => {
  it('ends the run with its reason', async () => {
    const full = { reason: 'journal-write', path: 'j', code: 'ENOSPC' } as const;
    const { outcome, world } = await run({}, 5, undefined, (event) => {
      if (event.type === 'slice') throw new FailureError(full);
    });
    expect(outcome).toMatchObject({ stop: 'failed', troubles: [full] });
    expect(world.alive).toBe(0);
  });
});

describe('a round that takes longer than foreseen', () => {
  it('leaves out levels that would overrun the budget, and counts with what it has', async () => {
    const { outcome, world } = await run({ scenarios: 'json,cpu', budget: '12s' }, 1, (fake) => {
      fake.onDrive = (_, order) => {
        if (!warming(order)) fake.clock += 1000;
      };
    });
    expect(outcome.stop).toBe('rounds');
    expect(outcome.elapsedMs).toBeLessThan(12_000 + 3000);
    expect(outcome.slices.length).toBeGreaterThan(1);
    expect(outcome.slices.length).toBeLessThan(12);
    expect(world.alive).toBe(0);
  });

  it('may go on beyond the budget where the design lets it', async () => {
    const slow = (fake: FakeWorld) => {
      fake.onDrive = (_, order) => {
        if (!warming(order)) fake.clock += 1000;
      };
    };
    const { outcome } = await run({ scenarios: 'json,cpu', budget: '12s' }, 1, slow, undefined, 60);
    expect(outcome.slices).toHaveLength(12);
    expect(outcome.elapsedMs).toBeGreaterThan(12_000);
  });
});

describe('a disturbed machine', () => {
  it('has whole rounds left out, but not for ever', async () => {
    const { outcome } = await run({}, 5, (fake) => {
      fake.machine = { ...fake.machine, stealShare: 0.2 };
    });
    expect(outcome.rounds.map((round) => round.discarded)).toEqual([
      ['steal 0.200 of the machine'],
      ['steal 0.200 of the machine'],
      [],
      [],
      [],
    ]);
  });
});

describe('a server whose processes are not known', () => {
  /** All of the machine looks busy with strangers while `dev` is loaded. */
  const hidden = (world: FakeWorld) => {
    const calm = world.machine;
    world.onDrive = (variant) => {
      world.machine = { ...calm, foreignCores: variant === 'dev' ? 1.9 : 0.1 };
    };
  };

  it('is measured without memory and CPU, and the record says why', async () => {
    const { outcome } = await run({ modes: 'dev,prefork' }, 1, (world) => {
      world.unsampled.add('dev');
    });
    expect(outcome.stop).toBe('rounds');
    for (const { variant, serverCpuMs, memory, failure } of outcome.slices) {
      expect(failure).toBeNull();
      expect([serverCpuMs === null, memory === null]).toEqual([variant === 'dev', variant === 'dev']);
    }
    const [dev, prefork] = ['dev', 'prefork'].map((id) =>
      outcome.rounds[0]?.launches.find(({ variant }) => variant === id),
    );
    expect(dev).toMatchObject({
      readyMs: null,
      idleMemory: null,
      restMemory: null,
      unsampled: 'no-listener',
      failure: null,
    });
    expect(prefork).not.toHaveProperty('unsampled');
  });

  it('is not taken for a stranger that disturbs the others', async () => {
    const seen = await run({ modes: 'dev,prefork,threaded' }, 1, hidden);
    expect(seen.outcome.rounds[0]?.discarded).toEqual([
      'foreign CPU between 0.10 and 1.90 cores, by variant',
    ]);
    const unseen = await run({ modes: 'dev,prefork,threaded' }, 1, (world) => {
      world.unsampled.add('dev');
      hidden(world);
    });
    expect(unseen.outcome.rounds[0]?.discarded).toEqual([]);
  });
});

describe('the databases of a plan that writes', () => {
  const resets = (world: FakeWorld) => world.log.filter((line) => line.startsWith('reset'));

  it('are reset before each level, of every scenario and variant, and before its connections are opened', async () => {
    const { world } = await run({ scenarios: 'json,session', modes: 'dev,prefork' }, 1);
    expect(resets(world)).toHaveLength(2 * 2 * 2);
    for (const [index, line] of world.log.entries()) {
      const [, variant = ''] = line.split(' ');
      if (line.startsWith('reset'))
        expect(world.log[index + 1]).toMatch(new RegExp(`^open ${variant} [18]$`));
    }
  });

  it('are left alone where no scenario writes', async () => {
    expect(resets((await run({ scenarios: 'json,cpu' }, 1)).world)).toEqual([]);
  });

  it('are measured not at all where they cannot be reset; the others go on', async () => {
    const { outcome } = await run(
      { scenarios: 'session', modes: 'dev,prefork', concurrency: '1' },
      1,
      (world) => {
        world.onReset = (variant) => {
          if (variant !== 'dev') return;
          throw new FailureError({ reason: 'not-reset', variant, phase: '', detail: 'database is locked' });
        };
      },
    );
    expect(outcome.stop).toBe('rounds');
    const failures = Object.fromEntries(outcome.slices.map((slice) => [slice.variant, slice.failure]));
    expect(failures).toEqual({
      dev: { reason: 'not-reset', variant: 'dev', phase: 'session c1', detail: 'database is locked' },
      prefork: null,
    });
  });

  it('come with connections that are told what will be sent, so that opening steps are no part of a slice', async () => {
    const { world } = await run({ scenarios: 'session', modes: 'dev', concurrency: '8' }, 1);
    expect(world.ahead.length).toBeGreaterThan(2);
    for (const order of world.ahead) expect(order?.requests[0]?.path).toBe('/session');
    expect(world.ahead.at(-1)?.level).toEqual({ kind: 'closed', concurrency: 8 });
  });
});

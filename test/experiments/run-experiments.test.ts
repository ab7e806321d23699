import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ExperimentInstruments } from '../../harness/experiments/act-bench.ts';
import { type Bench, type Experiment, NotApplicable } from '../../harness/experiments/experiment.ts';
import { type ChosenExperiment, runExperiments } from '../../harness/experiments/run-experiments.ts';
import type { RunEvent } from '../../harness/model/event.ts';
import { experimentResultSchema } from '../../harness/model/experiment.ts';
import { type Failure, FailureError } from '../../harness/model/failure.ts';
import type { LoadOrder, LoadReport } from '../../harness/model/load.ts';
import { makePlan } from '../../harness/plan/make-plan.ts';
import type { ServerProcess } from '../../harness/supervise/server-process.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';
import { loaderDeath } from '../helpers/fake-instruments.ts';

const { variants } = makePlan({ modes: 'dev,prefork' }, smallCatalogue, 7);
const [dev] = variants;

/** Counts what is started and ended. */
class Accounts {
  readonly log: string[] = [];
  open = 0;
  /** How long a server takes to start; an abort cuts it short. */
  startMs = 0;
  onStop: () => Failure | null = () => null;
  onOpenLoad: () => void = () => {};
  onDrive: () => Promise<LoadReport> = () => Promise.reject(new Error('not driven in this test'));

  readonly instruments: ExperimentInstruments = {
    startServer: async (variant, how, signal) => {
      await sleep(this.startMs, undefined, { signal });
      this.#begin(`start ${variant.id}${how.secret ?? ''}`);
      return this.#server(variant.id);
    },
    packages: async () => null,
    startLoader: async () => {
      this.#begin('loader');
      return {
        open: async () => {
          this.onOpenLoad();
          this.#begin('session');
          return {
            drive: () => this.onDrive(),
            close: async () => this.#end('session closed'),
          };
        },
        stop: async () => this.#end('loader stopped'),
      };
    },
    openFolder: async () => {
      this.#begin('folder');
      return { path: '/nowhere', remove: async () => this.#end('folder removed') };
    },
    scenario: () => {
      throw new Error('no scenarios in these tests');
    },
    now: () => performance.now(),
  };

  #begin(what: string): void {
    this.open += 1;
    this.log.push(what);
  }

  #end(what: string): void {
    this.open -= 1;
    this.log.push(what);
  }

  #server(variant: string): ServerProcess {
    return {
      target: { host: '127.0.0.1', port: 1234 },
      pid: 1,
      readyMs: 1,
      exited: new Promise(() => {}),
      hasExited: () => null,
      stderrTail: () => '',
      outputs: () => ({ stdout: '', stderr: '' }),
      members: () => [],
      cpuMs: async () => 0,
      memory: () => Promise.reject(new Error('no memory in these tests')),
      reset: async () => {},
      stop: async () => {
        this.#end(`stop ${variant}`);
        return this.onStop();
      },
    };
  }
}

type Perform = (bench: Bench) => Promise<{ findings: Experiment<'overlap'>['acts'] | object }>;

function overlapDoing(...perform: Perform[]): ChosenExperiment {
  const experiment = { name: 'overlap', acts: { two: perform } } as unknown as Experiment;
  return { experiment, acts: ['two'] };
}

const good: Perform = async () => ({ findings: { overlaps: true, one: 1, both: 2 } });

interface Given {
  readonly signal?: AbortSignal;
  readonly capMs?: number;
  readonly onEvent?: (event: RunEvent) => void;
}

async function run(accounts: Accounts, chosen: readonly ChosenExperiment[], given: Given = {}) {
  const events: RunEvent[] = [];
  const outcome = await runExperiments({
    variants: given.signal === undefined && chosen.length > 1 ? variants : [dev!],
    chosen,
    instruments: accounts.instruments,
    requestTimeoutMs: 1000,
    capMs: given.capMs ?? 30_000,
    elapsedMs: () => performance.now(),
    emit: (event) => {
      events.push(event);
      given.onEvent?.(event);
    },
    signal: given.signal ?? new AbortController().signal,
  });
  for (const result of outcome.results) experimentResultSchema.parse(result);
  return { ...outcome, events };
}

const kindsOf = ({ results }: Awaited<ReturnType<typeof run>>) => results.map(({ outcome }) => outcome.kind);

describe('a run of experiments', () => {
  it('does each act on each variant, in order, and tells each result as it comes', async () => {
    const act = (name: string): Perform => {
      return async (bench) => {
        await bench.start({ secret: ` ${name}` });
        return good(bench);
      };
    };
    const accounts = new Accounts();
    const { events } = await run(accounts, [overlapDoing(act('a'), act('b')), overlapDoing(act('c'))]);
    expect(accounts.log).toEqual(
      ['dev a', 'dev b', 'dev c', 'prefork a', 'prefork b', 'prefork c'].flatMap((name) => [
        `start ${name}`,
        `stop ${name.split(' ')[0]}`,
      ]),
    );
    expect(events.map(({ type }) => type)).toEqual(
      Array.from({ length: 6 }, () => ['act-started', 'act']).flat(),
    );
  });

  it('keeps what an act found, and null for what it did not', async () => {
    const act: Perform = async () => ({ findings: { overlaps: false }, scenario: 'json', remarks: ['so'] });
    const { results } = await run(new Accounts(), [overlapDoing(act)]);
    expect(results).toEqual([
      {
        ...{ experiment: 'overlap', act: 'two', variant: 'dev', scenario: 'json' },
        ...{ startedMs: expect.any(Number), tookMs: expect.any(Number) },
        outcome: {
          kind: 'done',
          findings: { overlaps: false, one: null, both: null },
          remarks: ['so'],
          courses: [],
        },
      },
    ]);
  });

  it('says why an act makes no sense for a variant', async () => {
    const act: Perform = () => Promise.reject(new NotApplicable('It has no master.'));
    const { results } = await run(new Accounts(), [overlapDoing(act)]);
    expect(results[0]?.outcome).toEqual({ kind: 'not-applicable', why: 'It has no master.' });
  });
});

describe('whatever an act asked for', () => {
  const greedy = async (bench: Bench) => {
    await bench.start();
    await bench.start();
    await bench.folder();
    await bench.openLoad({ host: '127.0.0.1', port: 1 }, 1);
  };

  it('is ended when it is done, and nothing more is started for it', async () => {
    const accounts = new Accounts();
    let kept: Bench | undefined;
    const act: Perform = async (bench) => {
      kept = bench;
      await greedy(bench);
      return good(bench);
    };
    expect(kindsOf(await run(accounts, [overlapDoing(act)]))).toEqual(['done']);
    expect(accounts.open).toBe(0);
    await expect(kept?.start()).rejects.toThrow('the act is over');
    await expect(kept?.folder()).rejects.toThrow('the act is over');
  });

  it('is ended when it fails, and the failure says where', async () => {
    const accounts = new Accounts();
    const failure: Failure = {
      reason: 'no-answer',
      variant: '',
      phase: '',
      request: 'GET /who',
      seen: 'reset',
    };
    const act: Perform = async (bench) => {
      await greedy(bench);
      throw new FailureError(failure);
    };
    const { results } = await run(accounts, [overlapDoing(act, good)]);
    expect(accounts.open).toBe(0);
    expect(results.map(({ outcome }) => outcome)).toMatchObject([
      { kind: 'failed', failure: { ...failure, variant: 'dev', phase: 'overlap two' } },
      { kind: 'done' },
    ]);
  });

  it('is ended when it hangs, and the next act has a loader of its own', async () => {
    const accounts = new Accounts();
    const hanging: Perform = async (bench) => {
      await greedy(bench);
      return new Promise(() => {});
    };
    const loading: Perform = async (bench) => {
      await bench.openLoad({ host: '127.0.0.1', port: 1 }, 1);
      return good(bench);
    };
    const { results } = await run(accounts, [overlapDoing(hanging, loading)], { capMs: 100 });
    expect(results[0]?.outcome).toEqual({
      kind: 'failed',
      failure: { reason: 'act-overran', variant: 'dev', phase: 'overlap two', afterMs: 100 },
    });
    expect(results[1]?.outcome.kind).toBe('done');
    expect(accounts.open).toBe(0);
    expect(accounts.log.filter((entry) => entry === 'loader')).toHaveLength(2);
  });

  it('is ended also when it was still starting', async () => {
    const accounts = new Accounts();
    accounts.startMs = 60_000;
    const act: Perform = async (bench) => {
      const starting = bench.start();
      starting.catch(() => undefined);
      throw new NotApplicable('It was not waited for.');
    };
    expect(kindsOf(await run(accounts, [overlapDoing(act)]))).toEqual(['not-applicable']);
    expect(accounts.open).toBe(0);
    expect(accounts.log).not.toContain('start dev');
  });

  it('is ended when the act breaks, which is a fault of ours and not kept silent', async () => {
    const accounts = new Accounts();
    const act: Perform = async (bench) => {
      await greedy(bench);
      throw new TypeError('not a function');
    };
    await expect(run(accounts, [overlapDoing(act)])).rejects.toThrow('not a function');
    expect(accounts.open).toBe(0);
  });

  it('is told when it could not be ended', async () => {
    const accounts = new Accounts();
    const left: Failure = { reason: 'not-stopped', variant: 'dev', phase: 'stop', left: ['pid 7 python3'] };
    accounts.onStop = () => left;
    const act: Perform = async (bench) => {
      await bench.start();
      return good(bench);
    };
    const { troubles, events } = await run(accounts, [overlapDoing(act)]);
    expect(troubles).toEqual([left]);
    expect(events).toContainEqual({ type: 'trouble', failure: left });
  });
});

describe('a run of experiments that is interrupted', () => {
  it('keeps the results so far, and ends what goes on', async () => {
    const accounts = new Accounts();
    const interrupt = new AbortController();
    const hanging: Perform = async (bench) => {
      await bench.start();
      interrupt.abort();
      return new Promise(() => {});
    };
    const outcome = await run(accounts, [overlapDoing(good, hanging, good)], { signal: interrupt.signal });
    expect(kindsOf(outcome)).toEqual(['done']);
    expect(outcome.troubles).toEqual([]);
    expect(accounts.open).toBe(0);
  });

  it('ends an act in the middle of a slice, not at the end of it', async () => {
    const accounts = new Accounts();
    const interrupt = new AbortController();
    const reason = new Error('Ctrl-C');
    accounts.onDrive = () => {
      interrupt.abort(reason);
      return new Promise(() => {});
    };
    let driving: Promise<unknown> = Promise.resolve();
    const loading: Perform = async (bench) => {
      const load = await bench.openLoad({ host: '127.0.0.1', port: 1 }, 1);
      driving = load.drive({} as LoadOrder);
      await driving;
      return good(bench);
    };
    await run(accounts, [overlapDoing(loading)], { signal: interrupt.signal });
    await expect(driving).rejects.toBe(reason);
    expect(accounts.open).toBe(0);
  });

  it('does nothing when it was interrupted before', async () => {
    const outcome = await run(new Accounts(), [overlapDoing(good)], { signal: AbortSignal.abort() });
    expect(outcome.events).toEqual([]);
  });
});

describe('a loader that dies', () => {
  const loading: Perform = async (bench) => {
    await bench.openLoad({ host: '127.0.0.1', port: 1 }, 1);
    return good(bench);
  };

  it('costs one act', async () => {
    const accounts = new Accounts();
    let deaths = 1;
    accounts.onOpenLoad = () => {
      deaths -= 1;
      if (deaths >= 0) throw loaderDeath();
    };
    const outcome = await run(accounts, [overlapDoing(loading, loading)]);
    expect(kindsOf(outcome)).toEqual(['failed', 'done']);
  });

  it('again and again ends the run, with what was found so far', async () => {
    const accounts = new Accounts();
    accounts.onOpenLoad = () => {
      throw loaderDeath();
    };
    const outcome = await run(accounts, [overlapDoing(good, loading, loading, loading, loading, good)]);
    expect(kindsOf(outcome)).toEqual(['done', 'failed', 'failed', 'failed']);
    expect(outcome.troubles).toMatchObject([{ reason: 'loader-exited', phase: 'overlap two' }]);
    expect(accounts.open).toBe(0);
  });
});

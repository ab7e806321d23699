import { LoaderKeeper } from '../load/loader-keeper.ts';
import type { EventSink } from '../model/event.ts';
import { type ExperimentResult, experiments } from '../model/experiment.ts';
import { type Failure, FailureError, placed } from '../model/failure.ts';
import type { Variant } from '../model/variant.ts';
import { ActBench, type ExperimentInstruments } from './act-bench.ts';
import { type Act, type Bench, type Experiment, type Found, NotApplicable } from './experiment.ts';

/** An experiment with those of its acts that shall be done. */
export interface ChosenExperiment {
  readonly experiment: Experiment;
  readonly acts: readonly string[];
}

export interface ExperimentOrder {
  readonly variants: readonly Variant[];
  readonly chosen: readonly ChosenExperiment[];
  readonly instruments: ExperimentInstruments;
  readonly requestTimeoutMs: number;
  /** What one act may take, ms; a server that is killed at a bad moment must not hold everything up. */
  readonly capMs: number;
  /** Time since the start of the run, ms. */
  elapsedMs(): number;
  readonly emit: EventSink;
  readonly signal: AbortSignal;
}

export interface ExperimentOutcome {
  readonly results: readonly ExperimentResult[];
  /** What ended the experiments, or was left behind by them; empty when all went well. */
  readonly troubles: readonly Failure[];
}

/** No act is meant to take half as long. */
export const actCapMs = 90_000;

/**
 * Does each act of each experiment on each variant, one after the other. What goes wrong with an act is its result, and
 * the next one begins with a clean bench. Ends early when the signal aborts, keeping the results so far. Never rejects
 * for what a server or a loader does.
 */
export async function runExperiments(order: ExperimentOrder): Promise<ExperimentOutcome> {
  const loader = new LoaderKeeper(() => order.instruments.startLoader());
  const results: ExperimentResult[] = [];
  const troubles: Failure[] = [];
  try {
    for (const place of placesOf(order)) {
      if (order.signal.aborted) break;
      order.emit({ type: 'act-started', ...nameOf(place) });
      const { result, left } = await performAct(order, place, loader);
      troubles.push(...left);
      for (const failure of left) order.emit({ type: 'trouble', failure });
      if (result === null) break;
      results.push(result);
      order.emit({ type: 'act', result, elapsedMs: order.elapsedMs() });
    }
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    troubles.push(error.failure);
  } finally {
    await loader.stop();
  }
  return { results, troubles };
}

/** One act on one variant. */
interface Place {
  readonly variant: Variant;
  readonly experiment: Experiment;
  readonly act: string;
  readonly perform: Act<Experiment['name']>;
}

function* placesOf({ variants, chosen }: ExperimentOrder): Generator<Place> {
  for (const variant of variants) {
    for (const { experiment, acts } of chosen) {
      for (const act of acts) {
        for (const perform of [experiment.acts[act] ?? []].flat())
          yield { variant, experiment, act, perform };
      }
    }
  }
}

function nameOf({ experiment, act, variant }: Place) {
  return { experiment: experiment.name, act, variant: variant.id };
}

/** The result is null when the run was interrupted meanwhile. */
async function performAct(
  order: ExperimentOrder,
  place: Place,
  loader: LoaderKeeper,
): Promise<{ result: ExperimentResult | null; left: readonly Failure[] }> {
  const { instruments, requestTimeoutMs, signal } = order;
  const bench = new ActBench({ variant: place.variant, instruments, loader, requestTimeoutMs, signal });
  const startedMs = order.elapsedMs();
  let outcome: Awaited<ReturnType<typeof outcomeOf>> | null = null;
  let left: readonly Failure[] = [];
  try {
    outcome = await outcomeOf(order, place, bench);
    const failure = outcome.kind === 'failed' ? outcome.failure : null;
    // A loader that is still busy with an act that was given up is no use to the next one.
    if (failure?.reason === 'act-overran') await loader.stop();
    if (failure?.reason === 'loader-exited' && !signal.aborted) {
      await loader.noteFailure(new FailureError(failure));
    }
  } finally {
    if (signal.aborted) await loader.stop();
    left = await bench.end();
  }
  if (signal.aborted) return { result: null, left };
  const { scenario, ...kind } = outcome;
  const tookMs = order.elapsedMs() - startedMs;
  return { result: { ...nameOf(place), scenario, outcome: kind, startedMs, tookMs }, left };
}

type ActOutcome = ExperimentResult['outcome'] & Pick<ExperimentResult, 'scenario'>;

async function outcomeOf(order: ExperimentOrder, place: Place, bench: Bench): Promise<ActOutcome> {
  const at = { variant: place.variant.id, phase: `${place.experiment.name} ${place.act}` };
  try {
    return done(place, await bounded(order, at, place.perform(bench)));
  } catch (error) {
    if (error instanceof NotApplicable) return { kind: 'not-applicable', why: error.message, scenario: null };
    if (error instanceof FailureError) {
      return { kind: 'failed', failure: placed(error.failure, at), scenario: null };
    }
    // Whatever an interrupted act throws; the caller looks at the signal.
    if (order.signal.aborted) return { kind: 'not-applicable', why: 'Interrupted.', scenario: null };
    throw error;
  }
}

/** Waits for an act, but not for longer than the cap or the run. */
async function bounded<T>(
  { capMs, signal }: ExperimentOrder,
  at: { readonly variant: string; readonly phase: string },
  acting: Promise<T>,
): Promise<T> {
  let giveUp: () => void = () => {};
  const givenUp = new Promise<never>((_resolve, reject) => {
    const overran = () => reject(new FailureError({ reason: 'act-overran', ...at, afterMs: capMs }));
    const aborted = () => reject(signal.reason);
    const timer = setTimeout(overran, capMs);
    signal.addEventListener('abort', aborted, { once: true });
    if (signal.aborted) aborted();
    giveUp = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
    };
  });
  try {
    return await Promise.race([acting, givenUp]);
  } finally {
    giveUp();
  }
}

function done({ experiment }: Place, found: Found<Experiment['name']>): ActOutcome {
  const made: Readonly<Record<string, number | boolean | string | null>> = found.findings;
  const names = Object.keys(experiments[experiment.name].findings);
  return {
    kind: 'done',
    findings: Object.fromEntries(names.map((name) => [name, made[name] ?? null])),
    remarks: [...(found.remarks ?? [])],
    courses: [...(found.courses ?? [])],
    ...(found.perWorker === undefined ? {} : { perWorker: [...found.perWorker] }),
    scenario: found.scenario ?? null,
  };
}

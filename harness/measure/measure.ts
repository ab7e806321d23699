import { LoaderKeeper } from '../load/loader-keeper.ts';
import type { Design } from '../model/design.ts';
import type { EventSink } from '../model/event.ts';
import { type Failure, FailureError } from '../model/failure.ts';
import type { Plan } from '../model/plan.ts';
import type { StopReason } from '../model/record.ts';
import type { RoundResult, SliceResult } from '../model/slice.ts';
import { createRandom } from '../stats/random.ts';
import { alikeWarmups } from './alike-warmups.ts';
import type { Instruments } from './instruments.ts';
import { measureRound } from './round.ts';
import type { Warmup } from './warm-up.ts';

/** What an earlier session of the same run measured; empty for a new run. */
export interface Progress {
  readonly rounds: readonly RoundResult[];
  readonly slices: readonly SliceResult[];
  /** Time that session spent, ms. */
  readonly elapsedMs: number;
}

export interface Outcome {
  readonly stop: StopReason;
  readonly rounds: readonly RoundResult[];
  readonly slices: readonly SliceResult[];
  readonly elapsedMs: number;
  /** What ended the run, or was left behind by it; empty when all went well. */
  readonly troubles: readonly Failure[];
}

export interface Measurement {
  readonly plan: Plan;
  readonly design: Design;
  readonly instruments: Instruments;
  readonly earlier: Progress;
  readonly emit: EventSink;
  readonly signal: AbortSignal;
}

/**
 * How often a round is measured again because the machine was disturbed, before such rounds count after all. Those of a
 * gate or a search never count: what they say of a disturbed machine is that they cannot tell.
 */
const discardsAllowed = 2;

/**
 * Executes a design: asks it for the next round, measures that, until it is done, the signal aborts, or measuring
 * can make no sense of what happens (a variant that does not even start). Never rejects for what a server does.
 */
export async function measure(measurement: Measurement): Promise<Outcome> {
  const { plan, design, instruments, earlier, emit, signal } = measurement;
  const started = instruments.now() - earlier.elapsedMs;
  const elapsedMs = () => instruments.now() - started;
  const rounds: RoundResult[] = [...earlier.rounds];
  const slices: SliceResult[] = [...earlier.slices];
  const troubles: Failure[] = [];
  const loader = new LoaderKeeper(() => instruments.startLoader());
  const finish = (stop: StopReason): Outcome => {
    emit({ type: 'stopped', why: stop });
    return { stop, rounds, slices, elapsedMs: elapsedMs(), troubles };
  };

  const [first] = earlier.rounds;
  let warmup: Warmup | null = first === undefined ? null : alikeWarmups(plan, first.warmups);
  try {
    for (;;) {
      if (signal.aborted) return finish('interrupted');
      const state = { rounds, slices, elapsedSeconds: elapsedMs() / 1000 };
      const step = design.next(state);
      if (step.kind === 'done') return finish(step.why);
      const number = (rounds.at(-1)?.round ?? 0) + 1;
      emit({ type: 'round-started', round: number, elapsedMs: elapsedMs() });
      const discarded = rounds.filter((round) => round.discarded.length > 0).length;
      const mayDiscard = plan.gate !== undefined || plan.search !== undefined || discarded < discardsAllowed;
      const result = await measureRound({
        plan,
        visits: step.visits,
        number,
        untilMs: step.untilSeconds === null ? null : 1000 * step.untilSeconds,
        warmup,
        mayDiscard,
        earlier: [...slices],
        // Each round has its own stream, so that a resumed run draws what the whole run would have drawn.
        random: createRandom(plan.seed, number),
        climbs: (variant, scenario, level, soFar) =>
          design.climbs(variant, scenario, level, { ...state, slices: [...slices, ...soFar] }),
        instruments,
        loader,
        emit,
        elapsedMs,
        signal,
      });
      for (const trouble of result.troubles) if (!isKnown(trouble, troubles)) troubles.push(trouble);
      slices.push(...result.slices);
      if (result.round === null) return finish(signal.aborted ? 'interrupted' : 'failed');
      // Empty when the loader died meanwhile: the next round then looks for the steady states.
      if (result.warmup.length > 0) warmup ??= alikeWarmups(plan, result.warmup);
      rounds.push(result.round);
      emit({ type: 'round', round: result.round, elapsedMs: elapsedMs() });
    }
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    troubles.push(error.failure);
    return finish('failed');
  } finally {
    await loader.stop();
  }
}

/** A teardown that fails does so in every round, and is told once. */
function isKnown(trouble: Failure, known: readonly Failure[]): boolean {
  if (trouble.reason !== 'hook-failed') return false;
  return known.some(
    (other) =>
      other.reason === 'hook-failed' &&
      other.variant === trouble.variant &&
      other.hook === trouble.hook &&
      other.scenario === trouble.scenario &&
      other.detail === trouble.detail,
  );
}

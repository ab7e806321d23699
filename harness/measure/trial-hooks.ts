import { type Failure, FailureError, placed } from '../model/failure.ts';
import { type HookCall, usualHookTimeoutMs } from '../model/hook.ts';
import { type Level, levelKey } from '../model/level.ts';
import { urlOf } from '../model/load.ts';
import type { Live } from './live.ts';
import type { RoundOrder } from './round-order.ts';

/** Of a teardown after an interruption: whoever pressed Ctrl-C waits for it. */
const hastyTimeoutMs = 5000;

/** What hooks stand round on a launch: a level of a scenario, its warm-up (no level), or null, all of the launch. */
export type HookPlace = { readonly scenario: string; readonly level: Level | null } | null;

/**
 * Runs the hooks of a configuration round what is measured, in one round. A teardown is run wherever its setup was done,
 * also when the run is interrupted. One that fails loses nothing, for the figures are there; it is told.
 */
export class TrialHooks {
  readonly #order: RoundOrder;
  readonly #troubles: Failure[];
  /** What is set up and not torn down. */
  readonly #up = new Set<string>();

  /** `troubles`: where teardowns that failed are told. */
  constructor(order: RoundOrder, troubles: Failure[]) {
    this.#order = order;
    this.#troubles = troubles;
  }

  /** Once, until it is torn down. Rejects with FailureError `hook-failed`, and with the signal's reason when the run is interrupted. */
  async setUp(live: Live, place: HookPlace): Promise<void> {
    const { signal } = this.#order;
    const key = keyOf(live, place);
    if (this.#up.has(key)) return;
    if (this.#has('setup', place)) await this.#run('setup', live, place, { signal });
    this.#up.add(key);
  }

  async tearDown(live: Live, place: HookPlace): Promise<void> {
    if (!this.#up.delete(keyOf(live, place)) || !this.#has('teardown', place)) return;
    try {
      await this.#run('teardown', live, place, {});
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      this.#troubles.push(error.failure);
    }
  }

  /** Sets a scenario up to be warmed up, where that can be done, and tears it down after the work. */
  async aroundWarmUp<T>(
    lives: readonly Live[],
    scenario: string,
    work: (ready: readonly Live[]) => Promise<T>,
  ): Promise<T> {
    const place = { scenario, level: null };
    const ready: Live[] = [];
    try {
      for (const live of lives) if (await this.#isReady(live, place)) ready.push(live);
      return await work(ready);
    } finally {
      for (const live of ready) await this.tearDown(live, place);
    }
  }

  async #isReady(live: Live, place: NonNullable<HookPlace>): Promise<boolean> {
    if (live.lost.has(place.scenario)) return false;
    try {
      await this.setUp(live, place);
      return true;
    } catch (error) {
      if (this.#order.signal.aborted) return false;
      if (!(error instanceof FailureError)) throw error;
      live.lost.set(place.scenario, error.failure);
      return false;
    }
  }

  #has(hook: HookCall['hook'], place: HookPlace): boolean {
    const { hooks } = this.#order.plan;
    if (hooks === null) return false;
    return place === null ? hooks[hook] : (hooks.scenarios[place.scenario]?.[hook] ?? false);
  }

  #run(hook: HookCall['hook'], live: Live, place: HookPlace, ends: Pick<HookCall, 'signal'>): Promise<void> {
    const { plan, instruments, number, signal } = this.#order;
    const timeoutMs = plan.hooks?.timeoutMs ?? usualHookTimeoutMs;
    const hurried = signal.aborted && timeoutMs > hastyTimeoutMs;
    const level = place?.level ?? null;
    return instruments.runHook({
      hook,
      trial: {
        mode: live.variant.id,
        round: number,
        url: urlOf(live.target),
        ...(place === null ? {} : { scenario: place.scenario }),
        ...(level === null ? {} : { level: levelKey(level) }),
      },
      ...(hurried ? { timeoutMs: hastyTimeoutMs, hurried } : { timeoutMs }),
      ...ends,
    });
  }
}

/**
 * A hook that fails in the very first round is the user's to mend, as is a variant that does not start: measuring on
 * would only hide it. In later rounds the scenario is lost on that launch, until the next round.
 * @throws FailureError in the first round, when some scenario is lost
 */
export function endIfLost({ number }: RoundOrder, lives: readonly Live[]): void {
  if (number > 1) return;
  for (const { variant, lost } of lives) {
    const [failure] = lost.values();
    if (failure !== undefined)
      throw new FailureError(placed(failure, { variant: variant.id, phase: '', round: number }));
  }
}

function keyOf({ variant }: Live, place: HookPlace): string {
  const level = place?.level ?? null;
  return JSON.stringify([variant.id, place?.scenario, level === null ? null : levelKey(level)]);
}

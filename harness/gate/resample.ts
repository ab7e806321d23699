import type { GatePair, GatePlan, GateSeries, GateTrouble } from '../model/gate.ts';
import type { GateNoise } from '../model/noise.ts';
import { type GateStep, isOf, nextOfGate, suspectedPairs } from '../stats/gate-course.ts';
import { isOfAllLevels } from '../stats/gate-series.ts';
import { testGate } from '../stats/gate-tests.ts';
import { createRandom, type Random } from '../stats/random.ts';
import { DISCARDED_BOUND } from '../stats/validity/rounds.ts';
import { isFoundWorse, outcomeOfGate } from './decide.ts';
import { reachOf } from './reach.ts';

/** Where hardly any round shows all that is wanted, one that does not has to do. */
const mostDraws = 200;

/** A worsening that is put on every round of one test: a logarithm, of failures a difference. */
export interface GateShift {
  /** Its place among the tests. */
  readonly test: number;
  readonly worsening: number;
}

export interface GateDraws {
  readonly runs: number;
  readonly seed: number;
  readonly shift?: GateShift | undefined;
}

/** What gates came to that were drawn. Means are over gates. */
export interface DrawnGates {
  readonly runs: number;
  readonly pass: number;
  readonly warn: number;
  readonly fail: number;
  readonly invalid: number;
  readonly seconds: number;
}

/** What became of a worsening that was put in. Means are over gates. */
export interface DrawnPower {
  readonly runs: number;
  /** Gates that found it: confirmed, and by its threshold or more. */
  readonly found: number;
  /** Kept rounds of its test. */
  readonly rounds: number;
  readonly seconds: number;
}

/**
 * Draws whole gates and decides each as a gate is decided: which pairs each round visits ({@link nextOfGate}), for how
 * long, and the verdict ({@link outcomeOfGate}). A drawn round is one of those recorded, whole, with one random sign for
 * all that it showed: which of two equal sides is called the candidate is chance.
 */
export function drawGates(noise: GateNoise, gate: GatePlan, draws: GateDraws): DrawnGates {
  const count = { pass: 0, warn: 0, fail: 0, invalid: 0 };
  let seconds = 0;
  for (const drawn of gates(noise, gate, draws)) {
    count[outcomeOfGate(gate, drawn.series, drawn.reach)]++;
    seconds += drawn.seconds;
  }
  return { runs: draws.runs, ...count, seconds: seconds / draws.runs };
}

/** How often gates find a worsening. The same seed draws the same noise for every size of it. */
export function drawPower(
  noise: GateNoise,
  gate: GatePlan,
  draws: GateDraws & { readonly shift: GateShift },
): DrawnPower {
  let [found, rounds, seconds] = [0, 0, 0];
  for (const drawn of gates(noise, gate, draws)) {
    const shifted = drawn.series[draws.shift.test];
    const state = testGate(gate, drawn.series, true).find(({ series }) => series === shifted);
    if (state !== undefined && isFoundWorse(state)) found++;
    rounds += shifted?.worsening.length ?? 0;
    seconds += drawn.seconds;
  }
  return { runs: draws.runs, found, rounds: rounds / draws.runs, seconds: seconds / draws.runs };
}

interface DrawnGate {
  readonly series: readonly GateSeries[];
  readonly reach: number;
  readonly seconds: number;
}

function* gates(noise: GateNoise, gate: GatePlan, { runs, seed, shift }: GateDraws): Generator<DrawnGate> {
  // A stream for each gate: one that goes on for longer leaves the draws of the next alone.
  for (let run = 0; run < runs; run++)
    yield new GateDrawing(noise, gate, shift, createRandom(seed, run)).whole();
}

/** A series while it grows. */
interface Growing extends GateSeries {
  readonly worsening: number[];
  trouble: GateTrouble | null;
}

/** One gate, as it is measured. */
class GateDrawing {
  readonly #noise: GateNoise;
  readonly #gate: GatePlan;
  readonly #shift: GateShift | undefined;
  readonly #random: Random;
  readonly #series: readonly Growing[];
  /** Of each pair, the tests that its rounds tell. */
  readonly #told: readonly (readonly number[])[];
  /** And those that no other pair's rounds tell as well. */
  readonly #own: readonly (readonly number[])[];
  readonly #visits: { kept: number; discarded: number }[];
  readonly #rounds: { readonly startedMs: number; readonly endedMs: number; readonly discarded: string[] }[] =
    [];
  #kept = 0;
  #seconds = 0;
  /** Null when a look was reached since. */
  #suspects: readonly GatePair[] | null = null;

  constructor(noise: GateNoise, gate: GatePlan, shift: GateShift | undefined, random: Random) {
    this.#noise = noise;
    this.#gate = gate;
    this.#shift = shift;
    this.#random = random;
    this.#series = noise.tests.flatMap(({ pair, metric }) => {
      const of = noise.pairs[pair];
      return of === undefined ? [] : { ...of, metric, worsening: [], trouble: null };
    });
    this.#told = noise.pairs.map((pair) =>
      [...this.#series.keys()].filter((test) => isOf(this.#series[test] as Growing, pair)),
    );
    this.#own = this.#told.map((tests) =>
      tests.filter((test) => !isOfAllLevels((this.#series[test] as Growing).metric)),
    );
    this.#visits = noise.pairs.map(() => ({ kept: 0, discarded: 0 }));
  }

  whole(): DrawnGate {
    for (;;) {
      const step = this.#next();
      if (step.kind === 'done') break;
      this.#measure(step.pairs, step.passes);
    }
    for (const [pair, { kept, discarded }] of this.#visits.entries()) {
      if (discarded <= (kept + discarded) * DISCARDED_BOUND) continue;
      for (const test of this.#told[pair] ?? [])
        (this.#series[test] as Growing).trouble = { code: 'disturbed', discarded, rounds: kept + discarded };
    }
    return { series: this.#series, reach: reachOf(this.#gate, this.#rounds), seconds: this.#seconds };
  }

  #next(): GateStep {
    return nextOfGate(this.#gate, this.#noise.pairs, {
      rounds: this.#rounds.length,
      kept: this.#kept,
      elapsedSeconds: this.#seconds,
      suspects: () => {
        this.#suspects ??= suspectedPairs(testGate(this.#gate, this.#series, false), this.#noise.pairs);
        return this.#suspects;
      },
      roundSeconds: (pairs, passes) => roundSeconds(this.#noise, pairs, passes),
    });
  }

  #measure(planned: readonly GatePair[], passes: number): void {
    const noise = this.#noise;
    const first = this.#rounds.length === 0 && noise.findsRates;
    const pairs = first ? planned.filter(({ level }) => level.kind === 'closed') : planned;
    const startedMs = 1000 * this.#seconds;
    this.#seconds += roundSeconds(noise, pairs, passes);
    const discarded = this.#random.next() < noise.discardedShare;
    this.#rounds.push({ startedMs, endedMs: 1000 * this.#seconds, discarded: discarded ? ['drawn'] : [] });
    for (const pair of pairs) {
      const visits = this.#visits[noise.pairs.indexOf(pair)];
      if (visits !== undefined) visits[discarded ? 'discarded' : 'kept']++;
    }
    if (discarded) return;
    this.#kept++;
    this.#add(
      pairs.map((pair) => noise.pairs.indexOf(pair)),
      passes,
    );
  }

  #add(pairs: readonly number[], passes: number): void {
    const figures = this.#drawn(pairs, placeOf(this.#noise.passes, passes));
    const tests = new Set(pairs.flatMap((pair) => this.#told[pair] ?? []));
    const sign = this.#random.below(2) === 0 ? 1 : -1;
    for (const test of tests) {
      const figure = figures[test] ?? null;
      const series = this.#series[test];
      if (figure === null || series === undefined) continue;
      // Rounds drawn twice would be ties, which are none in truth and slow to test: told apart by a millionth.
      const apart = 1 + 1e-6 * this.#random.next();
      series.worsening.push(sign * figure * apart + (this.#shift?.test === test ? this.#shift.worsening : 0));
      if (this.#mayDecide(series.worsening.length)) this.#suspects = null;
    }
  }

  /**
   * Figures of a round that visited these pairs, as far as any did: a record may hold rounds that visited less, as the
   * first, before the rate is known. What a visit does not tell is left out.
   */
  #drawn(pairs: readonly number[], place: number): readonly (number | null)[] {
    const { worsening } = this.#noise;
    const shows = (figures: readonly (number | null)[] | undefined, pair: number) =>
      this.#own[pair]?.some((test) => (figures?.[test] ?? null) !== null) ?? false;
    const visited = pairs.filter((pair) => worsening.some((round) => shows(round[place], pair)));
    for (let attempt = 1; ; attempt++) {
      const figures = worsening[this.#random.below(worsening.length)]?.[place] ?? [];
      if (visited.every((pair) => shows(figures, pair)) || attempt === mostDraws) return figures;
    }
  }

  /** Between looks nothing that is tested changes, unless worsenings are to be ruled out. */
  #mayDecide(rounds: number): boolean {
    const { looks, maxRounds, onInconclusive } = this.#gate;
    return onInconclusive === 'fail' || rounds >= maxRounds || looks.some((look) => look.rounds === rounds);
  }
}

/** Of the passes that figures were taken from, the most that are no more than these; or else the fewest. */
function placeOf(taken: readonly number[], passes: number): number {
  return Math.max(
    0,
    taken.findLastIndex((some) => some <= passes),
  );
}

function roundSeconds(
  { pairs: all, startSeconds, visits }: GateNoise,
  pairs: readonly GatePair[],
  passes: number,
): number {
  return pairs.reduce((sum, pair) => {
    const { overheadSeconds = 0, passSeconds = 0 } = visits[all.indexOf(pair)] ?? {};
    return sum + overheadSeconds + passes * passSeconds;
  }, startSeconds);
}

import type { GatePair, PlannedGate } from '../model/gate.ts';
import { type Level, levelKey, levelValue, type OpenLevel } from '../model/level.ts';
import { gatedPairs, type Plan } from '../model/plan.ts';
import type { SliceResult } from '../model/slice.ts';
import type { VariantPair } from '../model/variant.ts';
import { limits } from './defaults.ts';

/** What is gated, as far as it is known. */
export interface FoundPairs {
  /** With all levels that pairs are of. */
  readonly plan: Plan;
  readonly pairs: readonly GatePair[];
  /** Of levels whose rate is not known yet; the rate is made up. */
  readonly foreseen: readonly GatePair[];
}

/** Windows are as long for any rate that is not low. */
const foreseenRate = 1000;

/** Significant digits of a rate that was found: it need not be exact, and is easier to read. */
const rateDigits = 2;

/**
 * The pairs of a plan's gate: each variant with its baseline, in every scenario and at every level of the plan; and at the
 * rate that is found from what slices show of the baseline. Slices only add rates, and none is changed by later ones, so
 * that a record gives the same pairs as the run that made it.
 */
export function findPairs(plan: Plan, gate: PlannedGate, slices: readonly SliceResult[]): FoundPairs {
  const { findRate } = gate;
  const found: GatePair[] = [];
  const foreseen: GatePair[] = [];
  const asked = gatedPairs(plan).flatMap((pair) =>
    plan.scenarios.map(({ name }) => ({
      baseline: pair.baseline,
      candidate: pair.candidate,
      scenario: name,
    })),
  );
  // Those of a record have the rates that were found among them.
  const levels = findRate === null ? plan.levels : plan.levels.filter(({ kind }) => kind === 'closed');
  for (const pair of asked) {
    for (const level of levels) found.push({ ...pair, level });
    if (findRate === null) continue;
    const { share, ...shape } = findRate;
    const capacity = capacityOf(pair, slices);
    if (capacity === null) foreseen.push({ ...pair, level: { kind: 'open', rate: foreseenRate, ...shape } });
    else found.push({ ...pair, level: { kind: 'open', rate: roundRate(share * capacity), ...shape } });
  }
  return { plan: { ...plan, levels: levelsOf(plan, found) }, pairs: found, foreseen };
}

/**
 * Answers per second of the baseline at the closed level that serves most, in the first round that shows it. Of a
 * discarded round too: the rate is the same for both variants, so it favours neither.
 */
function capacityOf(
  { baseline, scenario }: VariantPair & { readonly scenario: string },
  slices: readonly SliceResult[],
): number | null {
  const own = slices.filter(
    (slice) => slice.variant === baseline && slice.scenario === scenario && slice.level.kind === 'closed',
  );
  const shown = own.flatMap(({ round, level, load, failure }) =>
    failure !== null || load === null || load.ok === 0 || load.busy.elapsedMs <= 0
      ? []
      : { round, level: levelKey(level), answers: load.busy.answers, elapsedMs: load.busy.elapsedMs },
  );
  const first = shown.filter(({ round }) => round === shown[0]?.round);
  const rates = [...new Set(first.map(({ level }) => level))].map((level) => {
    const at = first.filter((one) => one.level === level);
    return (1000 * total(at, ({ answers }) => answers)) / total(at, ({ elapsedMs }) => elapsedMs);
  });
  const best = Math.max(0, ...rates);
  return best > 0 ? best : null;
}

function roundRate(rate: number): number {
  const round = Number(rate.toPrecision(rateDigits));
  return Math.min(limits.rate.max, Math.max(limits.rate.min, round));
}

/** Each once, closed ones first. */
function levelsOf({ levels }: Plan, pairs: readonly GatePair[]): Level[] {
  const known = new Set(levels.map(levelKey));
  const found = new Map<string, OpenLevel>();
  for (const { level } of pairs) {
    if (level.kind === 'open' && !known.has(levelKey(level))) found.set(levelKey(level), level);
  }
  return [...levels, ...[...found.values()].sort((a, b) => levelValue(a) - levelValue(b))];
}

function total<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}

import { isDeepStrictEqual } from 'node:util';
import type { RunRecord } from '../../harness/model/record.ts';
import type { Variant } from '../../harness/model/variant.ts';
import { familiesOf } from '../../harness/stats/best-workers.ts';
import { groupBy } from '../../harness/stats/group.ts';
import { bytesPerMB, megabytes, number, plural } from '../wording/numbers.ts';
import { rangeOf } from './ranges.ts';
import { keptRounds } from './resources.ts';
import type { Range, ResourceView, SizedMemoryView, WorkerCostView } from './types.ts';

/**
 * What one more worker or thread costs: from two variants that differ in one option alone, with none between them; else, within a tree of
 * several alike processes, the mean memory that only one of them holds (USS).
 */
export function workerCostsOf(
  record: RunRecord,
  resources: readonly ResourceView[],
): readonly WorkerCostView[] {
  return [...pairCosts(record, resources), ...resources.flatMap((resource) => privateCost(record, resource))];
}

function pairCosts(record: RunRecord, resources: readonly ResourceView[]): readonly WorkerCostView[] {
  const variants = record.plan.variants;
  return variants.flatMap((first, index) =>
    variants.slice(index + 1).flatMap((second) => {
      const option = soleDifference(first, second);
      if (option === null || between(variants, first, second, option)) return [];
      const more = (second.options[option] ?? 0) - (first.options[option] ?? 0);
      const [a, b] = [first, second].map((variant) => loadedByRound(record, resources, variant));
      const each = rangeOf(
        [...(a ?? [])].flatMap(([round, bytes]) => {
          const other = b?.get(round);
          return other === undefined ? [] : [(other - bytes) / more];
        }),
      );
      if (each === null) return [];
      return [
        {
          text: `${first.label} against ${second.label}: ${megabytesRange(each)} for each of the ${option}, under load`,
        },
      ];
    }),
  );
}

/** Whether a third one lies between two that differ in an option: then it is told with each of them. */
function between(all: readonly Variant[], first: Variant, second: Variant, option: string): boolean {
  const [a = 0, b = 0] = [first, second].map(({ options }) => options[option]);
  return all.some((third) => {
    const count = third.options[option] ?? a;
    const inside = count > Math.min(a, b) && count < Math.max(a, b);
    return inside && soleDifference(first, third) === option;
  });
}

/** Median over the slices of each round, in bytes; of one method for the whole record. */
function loadedByRound(
  record: RunRecord,
  resources: readonly ResourceView[],
  variant: Variant,
): ReadonlyMap<number, number> {
  const kept = keptRounds(record);
  const upperBound = resources.some((resource) => resource.upperBound);
  const slices = record.slices.filter((slice) => slice.variant === variant.id && kept.has(slice.round));
  const byRound = groupBy(slices, ({ round }) => round);
  return new Map(
    [...byRound].flatMap(([round, own]) => {
      const sizes = own.flatMap(({ memory }) => {
        if (memory === null) return [];
        return upperBound ? memory.rss : (memory.footprint ?? memory.rss);
      });
      const range = rangeOf(sizes);
      return range === null ? [] : [[round, range.median] as const];
    }),
  );
}

function megabytesRange({ median, least, most, n }: Range): string {
  if (n < 2) return megabytes(median);
  return `${megabytes(median)} (${number(least / bytesPerMB)}–${number(most / bytesPerMB)} over ${n} rounds)`;
}

/** For each mode of which several worker or thread counts were measured: what it takes with each of them. */
export function sizedMemoryOf(
  record: RunRecord,
  resources: readonly ResourceView[],
): readonly SizedMemoryView[] {
  const upperBound = resources.some((resource) => resource.upperBound);
  return familiesOf(record.plan.variants).flatMap(({ mode, option, variants }) => {
    const [first] = variants;
    const points = variants
      .flatMap((variant) => {
        const bytes = rangeOf([...loadedByRound(record, resources, variant).values()]);
        const count = variant.options[option];
        return bytes === null || count === undefined ? [] : [{ count, bytes }];
      })
      .toSorted((a, b) => a.count - b.count);
    if (first === undefined || points.length < 2) return [];
    return [{ label: mode, index: record.plan.variants.indexOf(first), option, upperBound, points }];
  });
}

function soleDifference(first: Variant, second: Variant): string | null {
  if (!isDeepStrictEqual(first.source, second.source)) return null;
  const names = [...new Set([...Object.keys(first.options), ...Object.keys(second.options)])];
  const differing = names.filter((name) => first.options[name] !== second.options[name]);
  const [only] = differing;
  return differing.length === 1 && only !== undefined ? only : null;
}

function privateCost(record: RunRecord, resource: ResourceView): readonly WorkerCostView[] {
  const deepest = Math.max(0, ...resource.processes.map((process) => process.depth));
  const workers = resource.processes.filter((process) => process.depth === deepest && deepest > 0);
  const own = workers.flatMap((worker) => (worker.uss === null ? [] : [worker.uss]));
  // Beside a server that a proxy has started stand the workers of the proxy, which are nothing like it.
  const alike = new Set(workers.map((worker) => worker.command)).size === 1;
  if (own.length < 2 || !alike) return [];
  const label = record.plan.variants.find((variant) => variant.id === resource.mode)?.label ?? resource.mode;
  const mean = own.reduce((sum, uss) => sum + uss, 0) / own.length;
  const spread = `${number(Math.min(...own) / bytesPerMB)}–${number(Math.max(...own) / bytesPerMB)}`;
  return [
    {
      text: `${label}: each of its ${plural(own.length, 'worker')} holds ${megabytes(mean)} of its own (mean USS; ${spread}), about what one more would cost`,
    },
  ];
}

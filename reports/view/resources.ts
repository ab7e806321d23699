import { isDeepStrictEqual } from 'node:util';
import { levelValue } from '../../harness/model/level.ts';
import type { MemorySample, ProcessMemory } from '../../harness/model/memory.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import type { Variant } from '../../harness/model/variant.ts';
import { megabytes, plural } from '../wording/numbers.ts';
import { rangeOf } from './ranges.ts';
import type { MemoryRunView, ProcessView, Range, ResourceView, WorkerCostView } from './types.ts';

/** Rounds that count; what was discarded is left out of every figure. */
function keptRounds(record: RunRecord): ReadonlySet<number> {
  return new Set(record.rounds.filter((round) => round.discarded.length === 0).map((round) => round.round));
}

/** Start-up, memory and process tree of each variant. */
export function resourcesOf(record: RunRecord): readonly ResourceView[] {
  const kept = keptRounds(record);
  const launches = record.rounds.filter((r) => kept.has(r.round)).flatMap((round) => round.launches);
  return record.plan.variants.map((variant) => {
    const own = launches.filter((launch) => launch.variant === variant.id);
    const loaded = record.slices
      .filter((slice) => slice.variant === variant.id && kept.has(slice.round))
      .flatMap((slice) => (slice.memory === null ? [] : [slice.memory]));
    const idle = own.flatMap((launch) => (launch.idleMemory === null ? [] : [launch.idleMemory]));
    const rest = own.flatMap((launch) => (launch.restMemory === null ? [] : [launch.restMemory]));
    const upperBound = [...idle, ...loaded, ...rest].some((sample) => sample.footprint === null);
    const size = (samples: readonly MemorySample[]) =>
      rangeOf(samples.map((sample) => (upperBound ? sample.rss : (sample.footprint ?? sample.rss))));
    const tree = treeOf(record, variant, rest);
    return {
      mode: variant.id,
      readyMs: rangeOf(own.flatMap((launch) => (launch.readyMs === null ? [] : [launch.readyMs]))),
      idle: size(idle),
      loaded: size(loaded),
      rest: size(rest),
      upperBound,
      ...tree,
    };
  });
}

/** The last tree seen at rest after load, else after the last slice at the highest level. */
function treeOf(
  record: RunRecord,
  variant: Variant,
  rest: readonly MemorySample[],
): Pick<ResourceView, 'processes' | 'treeFrom'> {
  const after = rest.at(-1);
  if (after !== undefined) return { processes: nested(after.processes), treeFrom: 'at rest after load' };
  const slices = record.slices.filter((slice) => slice.variant === variant.id && slice.memory !== null);
  const top = slices.reduce<(typeof slices)[number] | null>(
    (best, slice) => (best === null || levelValue(slice.level) >= levelValue(best.level) ? slice : best),
    null,
  );
  if (top?.memory == null) return { processes: [], treeFrom: null };
  return { processes: nested(top.memory.processes), treeFrom: 'after its last slice' };
}

/** Parents before their children, with their depth; a process whose parent is not of the tree is a root. */
function nested(processes: readonly ProcessMemory[]): readonly ProcessView[] {
  const pids = new Set(processes.map((process) => process.pid));
  const below = (process: ProcessMemory, depth: number): readonly ProcessView[] => {
    const { pid, command, threads, rss, pss, uss } = process;
    const children = processes.filter((child) => child.parent === pid && child.pid !== pid);
    return [
      { pid, depth, command, threads, rss, pss, uss },
      ...children.flatMap((child) => below(child, depth + 1)),
    ];
  };
  return processes.filter((process) => !pids.has(process.parent)).flatMap((root) => below(root, 0));
}

/**
 * What one more worker or thread costs: from two variants that differ in one option alone; else, within a tree of
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
  const loaded = (variant: Variant): Range | null =>
    resources.find((resource) => resource.mode === variant.id)?.loaded ?? null;
  return variants.flatMap((first, index) =>
    variants.slice(index + 1).flatMap((second) => {
      const option = soleDifference(first, second);
      const [a, b] = [loaded(first), loaded(second)];
      if (option === null || a === null || b === null) return [];
      const each = (b.median - a.median) / ((second.options[option] ?? 0) - (first.options[option] ?? 0));
      return [
        {
          text: `${first.label} against ${second.label}: ${megabytes(each)} for each of the ${option}, under load`,
        },
      ];
    }),
  );
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
  return [
    {
      text: `${label}: each of its ${plural(own.length, 'worker')} holds ${megabytes(mean)} of its own (mean USS), about what one more would cost`,
    },
  ];
}

/** Memory after every slice of the rounds that count. */
export function memoryRunOf(record: RunRecord): MemoryRunView {
  const kept = keptRounds(record);
  const slices = record.slices
    .filter((slice) => slice.memory !== null && kept.has(slice.round))
    .toSorted((a, b) => a.startedMs - b.startedMs);
  const metric = slices.every((slice) => slice.memory?.footprint != null) ? 'footprint' : 'rss';
  return {
    metric,
    series: record.plan.variants.map((variant) => ({
      mode: variant.id,
      points: slices
        .filter((slice) => slice.variant === variant.id)
        .map((slice) => ({
          minute: slice.startedMs / 60_000,
          bytes: (metric === 'footprint' ? slice.memory?.footprint : slice.memory?.rss) ?? 0,
          round: slice.round,
        })),
    })),
  };
}

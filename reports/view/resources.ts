import { levelValue } from '../../harness/model/level.ts';
import type { MemorySample, ProcessMemory } from '../../harness/model/memory.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import type { Variant } from '../../harness/model/variant.ts';
import { rangeOf } from './ranges.ts';
import type { MemoryRunView, ProcessView, ResourceView } from './types.ts';

/** Rounds that count; what was discarded is left out of every figure. */
export function keptRounds(record: RunRecord): ReadonlySet<number> {
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
    return {
      mode: variant.id,
      readyMs: rangeOf(own.flatMap((launch) => (launch.readyMs === null ? [] : [launch.readyMs]))),
      idle: size(idle),
      loaded: size(loaded),
      rest: size(rest),
      upperBound,
      ...treeOf(record, variant, rest),
    };
  });
}

/** The last tree seen at rest after load, else after the last slice at the highest level. */
function treeOf(
  record: RunRecord,
  variant: Variant,
  rest: readonly MemorySample[],
): Pick<ResourceView, 'tree' | 'processes' | 'treeFrom'> {
  if (rest.length > 0) return { ...lastTree(rest), treeFrom: 'at rest after load' };
  const slices = record.slices.filter((slice) => slice.variant === variant.id && slice.memory !== null);
  const top = Math.max(...slices.map(({ level }) => levelValue(level)));
  const there = slices.filter(({ level }) => levelValue(level) === top);
  const samples = there.flatMap(({ memory }) => memory ?? []);
  return { ...lastTree(samples), treeFrom: samples.length === 0 ? null : 'after its last slice' };
}

function lastTree(samples: readonly MemorySample[]): Pick<ResourceView, 'tree' | 'processes'> {
  const told = samples.every(({ pss }) => pss !== null);
  return {
    tree: rangeOf(samples.map(({ pss, rss }) => (told ? (pss ?? rss) : rss))),
    processes: nested(samples.at(-1)?.processes ?? []),
  };
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

import type { MemorySample } from '../model/memory.ts';
import { type LatencyMetric, latencyQuantiles, type MetricName } from '../model/metric.ts';
import type { CellData, CellRound, LoadedSlice } from './cell-data.ts';

/** Metrics that a single slice already shows; percentiles need a whole round. */
export type SliceMetric = Exclude<MetricName, LatencyMetric>;

/** The figure that some slices of one cell and round come to together, in the metric's unit; null where unknown. */
export const sliceFigure: Record<SliceMetric, (slices: readonly LoadedSlice[]) => number | null> = {
  throughput: (slices) => {
    const answers = sum(slices, (slice) => slice.load.busy.answers);
    const elapsedMs = sum(slices, (slice) => slice.load.busy.elapsedMs);
    return elapsedMs > 0 ? (answers / elapsedMs) * 1000 : null;
  },
  cpuPerRequest: (slices) => {
    const metered = slices.filter((slice) => slice.serverCpuMs !== null);
    const answered = sum(metered, answeredRequests);
    return answered > 0 ? sum(metered, (slice) => slice.serverCpuMs ?? 0) / answered : null;
  },
  footprint: memoryFigure((sample) => sample.footprint),
  rss: memoryFigure((sample) => sample.rss),
  pss: memoryFigure((sample) => sample.pss),
  uss: memoryFigure((sample) => sample.uss),
};

/** The metric in each round that shows it, by round number; null where the requests do not support it. */
export function roundFigures(data: CellData, metric: MetricName): ReadonlyMap<number, number> | null {
  if (isLatencyMetric(metric)) return data.latency().perRound[metric];
  const figures = new Map<number, number>();
  for (const { round, slices } of data.rounds) {
    const figure = sliceFigure[metric](slices);
    if (figure !== null) figures.set(round, figure);
  }
  return figures;
}

/**
 * How much more of the metric the candidate showed than the baseline in one round, as a logarithm; null when it cannot
 * be told. Slices of the same pass lie next to each other in time, so they are divided first and the passes averaged
 * then. Percentiles, and rounds in which some pass shows nothing to divide, are compared as whole rounds.
 */
export function roundLogRatio(
  metric: MetricName,
  candidate: { readonly round: CellRound; readonly figure: number | undefined },
  baseline: { readonly round: CellRound; readonly figure: number | undefined },
): number | null {
  const byPass = isLatencyMetric(metric) ? [] : passLogRatios(metric, candidate.round, baseline.round);
  if (byPass.length > 0 && byPass.every(Number.isFinite)) return sum(byPass, (log) => log) / byPass.length;
  const whole = logRatio(candidate.figure, baseline.figure);
  return Number.isFinite(whole) ? whole : null;
}

export function isLatencyMetric(metric: MetricName): metric is LatencyMetric {
  return metric in latencyQuantiles;
}

function passLogRatios(metric: SliceMetric, candidate: CellRound, baseline: CellRound): number[] {
  const others = new Map(baseline.slices.map((slice) => [slice.pass, slice]));
  return candidate.slices.flatMap((slice) => {
    const other = others.get(slice.pass);
    if (!other) return [];
    return logRatio(sliceFigure[metric]([slice]), sliceFigure[metric]([other]));
  });
}

/** NaN or ±Infinity when either is missing or zero. */
function logRatio(candidate: number | null | undefined, baseline: number | null | undefined): number {
  return Math.log((candidate ?? Number.NaN) / (baseline ?? Number.NaN));
}

/** Answers of any kind, for wrong ones cost the server's CPU too. */
function answeredRequests({ load }: LoadedSlice): number {
  return load.ok + load.failed.status + load.failed.body;
}

/** Mean over the samples read; memory of a round is a level, not a sum. */
function memoryFigure(of: (sample: MemorySample) => number | null) {
  return (slices: readonly LoadedSlice[]): number | null => {
    const read = slices.flatMap((slice) => (slice.memory === null ? [] : (of(slice.memory) ?? [])));
    return read.length === 0 ? null : sum(read, (bytes) => bytes) / read.length;
  };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

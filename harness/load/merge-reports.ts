import { type Failed, failureKinds, type LoadReport, type OpenReport } from '../model/load.ts';
import { decodeHistogram, encodeHistogram, mergeHistograms } from '../stats/histogram.ts';
import type { BusyPair } from './busy.ts';
import { samplesKept } from './tally.ts';

type Reports = readonly LoadReport[];

/**
 * The reports of loaders that drove a slice together as that of one. Nothing is estimated: what was counted adds up, and
 * histograms hold every value. It does not matter in which order or in which groups reports are merged, but for which
 * samples of a frequent failure are kept.
 */
export function mergeReports(reports: Reports): LoadReport {
  const [first] = reports;
  if (first === undefined) throw new Error('Internal error: no reports to merge');
  if (reports.length === 1) return first;
  const sum = (of: (report: LoadReport) => number): number => total(reports.map(of));
  const totalMs = Math.max(...reports.map((report) => report.totalMs));
  return {
    sent: sum((report) => report.sent),
    ok: sum((report) => report.ok),
    failed: mergeFailed(reports.map((report) => report.failed)),
    unfinished: sum((report) => report.unfinished),
    samples: fewOfEach(reports.flatMap((report) => report.samples)),
    statuses: mergeStatuses(reports.map((report) => report.statuses)),
    reconnects: {
      idle: sum((report) => report.reconnects.idle),
      afterAnswer: sum((report) => report.reconnects.afterAnswer),
      afterFailure: sum((report) => report.reconnects.afterFailure),
    },
    windowMs: Math.max(...reports.map((report) => report.windowMs)),
    totalMs,
    busy: mergeBusy(reports.map((report) => report.busy)),
    opening: sum((report) => report.opening),
    responseTime: mergeEncoded(reports.map((report) => report.responseTime)),
    responses: sum((report) => report.responses),
    ...mergeOpen(reports, totalMs),
    ...mergeTimelines(reports),
    ...mergeSlow(reports),
    bytesReceived: sum((report) => report.bytesReceived),
    generator: mergeGenerators(reports),
  };
}

/**
 * Loader i estimates its own throughput as r_i = a_i / e_i; they send at the same time, so that of all is Σ r_i. As a pair
 * that is (Σ a_i, Σ a_i / Σ r_i): the answers stay what they were, and over a common time they give the sum of the rates.
 * That time is the mean of the loaders' times, weighted by their rates and so between the shortest and the longest, and
 * equal to them where they are equal. Σ a and Σ r both simply add up, so the order of merging does not matter.
 */
export function mergeBusy(pairs: readonly BusyPair[]): BusyPair {
  const counted = pairs.filter(({ answers, elapsedMs }) => answers > 0 && elapsedMs > 0);
  if (counted.length === 0)
    return { answers: 0, elapsedMs: Math.max(...pairs.map(({ elapsedMs }) => elapsedMs)) };
  const answers = total(counted.map((pair) => pair.answers));
  const perMs = total(counted.map((pair) => pair.answers / pair.elapsedMs));
  return { answers, elapsedMs: answers / perMs };
}

function mergeFailed(all: readonly Failed[]): Failed {
  const sum = (kind: keyof Failed): number => total(all.map((failed) => failed[kind]));
  return {
    connect: sum('connect'),
    reset: sum('reset'),
    timeout: sum('timeout'),
    status: sum('status'),
    protocol: sum('protocol'),
    body: sum('body'),
    exhausted: sum('exhausted'),
    dropped: sum('dropped'),
  };
}

function fewOfEach(samples: LoadReport['samples']): LoadReport['samples'] {
  const first = (kind: string) => samples.filter((sample) => sample.kind === kind).slice(0, samplesKept);
  const kept = new Set(failureKinds.flatMap(first));
  return samples.filter((sample) => kept.has(sample));
}

function mergeStatuses(all: readonly LoadReport['statuses'][]): LoadReport['statuses'] {
  const merged: LoadReport['statuses'] = {};
  for (const [status, count] of all.flatMap((statuses) => Object.entries(statuses)))
    merged[status] = (merged[status] ?? 0) + count;
  return merged;
}

function mergeEncoded(encoded: readonly string[]): string {
  return encodeHistogram(mergeHistograms(encoded.map(decodeHistogram)));
}

function mergeOpen(reports: Reports, totalMs: number): Pick<LoadReport, 'open'> {
  const parts = reports.flatMap(({ open, totalMs: ms }) => (open === undefined ? [] : [{ open, ms }]));
  if (parts.length === 0) return {};
  const histogram = (of: (open: OpenReport) => string) => mergeEncoded(parts.map(({ open }) => of(open)));
  // Request-milliseconds add up; a loader that was done before the longest had nothing in flight from then on.
  const inFlightMs = total(parts.map(({ open, ms }) => open.meanInFlight * ms));
  return {
    open: {
      offered: total(parts.map(({ open }) => open.offered)),
      unsent: total(parts.map(({ open }) => open.unsent)),
      serviceTime: histogram((open) => open.serviceTime),
      sendLag: histogram((open) => open.sendLag),
      wakeLag: histogram((open) => open.wakeLag),
      censored: histogram((open) => open.censored),
      meanInFlight: totalMs === 0 ? 0 : inFlightMs / totalMs,
    },
  };
}

/** All begin together, so step adds to step; a loader that was done earlier has fewer of them. */
function mergeTimelines(reports: Reports): Pick<LoadReport, 'timeline'> {
  const timelines = reports.flatMap(({ timeline }) => timeline ?? []);
  const [first] = timelines;
  if (first === undefined) return {};
  return {
    timeline: {
      stepMs: first.stepMs,
      ok: addSteps(timelines.map(({ ok }) => ok)),
      failed: addSteps(timelines.map(({ failed }) => failed)),
    },
  };
}

function addSteps(all: readonly (readonly number[])[]): number[] {
  const length = Math.max(...all.map((steps) => steps.length));
  return Array.from({ length }, (_, step) => total(all.map((steps) => steps[step] ?? 0)));
}

function mergeSlow(reports: Reports): Pick<LoadReport, 'slow'> {
  const all = reports.flatMap(({ slow }) => slow ?? []);
  if (all.length === 0) return {};
  return {
    slow: {
      started: total(all.map(({ started }) => started)),
      completed: total(all.map(({ completed }) => completed)),
      failed: total(all.map(({ failed }) => failed)),
    },
  };
}

/** CPU time adds up; what bounds them is the busiest: one loader out of breath makes the slice doubtful. */
function mergeGenerators(reports: Reports): LoadReport['generator'] {
  const all = reports.map(({ generator }) => generator);
  const spins = all.flatMap(({ spinMs }) => spinMs ?? []);
  const hooks = all.flatMap(({ hookShare }) => hookShare ?? []);
  const delays = all.flatMap(({ loopDelayP99Ms }) => loopDelayP99Ms ?? []);
  return {
    cpuMs: total(all.map(({ cpuMs }) => cpuMs)),
    eventLoopUtilization: Math.max(...all.map(({ eventLoopUtilization }) => eventLoopUtilization)),
    ...(spins.length === 0 ? {} : { spinMs: total(spins) }),
    cpuShare: Math.max(...reports.map(cpuShareOf)),
    ...(hooks.length === 0 ? {} : { hookShare: Math.max(...hooks) }),
    ...(delays.length === 0 ? {} : { loopDelayP99Ms: Math.max(...delays) }),
  };
}

/** Of one core: what bounds a loader. */
function cpuShareOf({ generator, totalMs }: LoadReport): number {
  const { cpuShare, cpuMs, spinMs = 0 } = generator;
  return cpuShare ?? Math.max(0, cpuMs - spinMs) / Math.max(1, totalMs);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

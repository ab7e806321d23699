import type { LoadReport } from '../../model/load.ts';
import { decodeHistogram, mergeHistograms, quantileMs } from '../../stats/histogram.ts';

/*
 * Several loaders drive the same slice together, each against a null server of its own: what they came to as one
 * generator.
 */

/** Of a time that each report keeps as a histogram, in ms: of all values together, never of averaged quantiles. */
export function pooledQuantile(histograms: readonly string[], q: number): number {
  return quantileMs(mergeHistograms(histograms.map(decodeHistogram)), q);
}

export function total(reports: readonly LoadReport[], value: (report: LoadReport) => number): number {
  return reports.reduce((sum, report) => sum + value(report), 0);
}

/** Of one core, of the busiest loader; what pacing by spinning takes is left out. */
export function busiestShare(reports: readonly LoadReport[]): number {
  return Math.max(
    ...reports.map(({ generator, totalMs }) => {
      const { cpuMs, spinMs = 0, cpuShare } = generator;
      return cpuShare ?? (totalMs > 0 ? Math.max(0, cpuMs - spinMs) / totalMs : 0);
    }),
  );
}

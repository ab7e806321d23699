import { type Metric, type MetricName, metrics } from './metric.ts';

/** What a fresh start of a variant shows before any load. */
export const launchMetrics = {
  'idle-footprint': { unit: 'B', better: 'lower', label: 'memory footprint at rest' },
  'idle-rss': { unit: 'B', better: 'lower', label: 'sum of RSS at rest' },
  'idle-pss': { unit: 'B', better: 'lower', label: 'sum of PSS at rest' },
  ready: { unit: 'ms', better: 'lower', label: 'time to ready' },
} as const satisfies Record<string, Metric>;
export type LaunchMetric = keyof typeof launchMetrics;

/** Every figure that a claim may be about: those of cells, those of launches, and how busy a server keeps the machine. */
export const claimMetrics = {
  ...metrics,
  ...launchMetrics,
  coresBusy: { unit: 'share', better: 'higher', label: 'share of the cores kept busy' },
} as const satisfies Record<
  MetricName | LaunchMetric | 'coresBusy',
  Omit<Metric, 'unit'> & { unit: Metric['unit'] | 'share' }
>;
export type ClaimMetric = keyof typeof claimMetrics;

export const claimMetricNames = Object.keys(claimMetrics) as [ClaimMetric, ...ClaimMetric[]];

export function isLaunchMetric(metric: ClaimMetric): metric is LaunchMetric {
  return metric in launchMetrics;
}

/** What is measured of a cell. Units are those of the record, not of the screen. */
export interface Metric {
  readonly unit: 'req/s' | 'ms' | 'B';
  readonly better: 'higher' | 'lower';
  readonly label: string;
}

export const metrics = {
  throughput: { unit: 'req/s', better: 'higher', label: 'throughput' },
  p50: { unit: 'ms', better: 'lower', label: 'p50 response time' },
  p95: { unit: 'ms', better: 'lower', label: 'p95 response time' },
  p99: { unit: 'ms', better: 'lower', label: 'p99 response time' },
  footprint: { unit: 'B', better: 'lower', label: 'memory footprint' },
  rss: { unit: 'B', better: 'lower', label: 'sum of RSS' },
  pss: { unit: 'B', better: 'lower', label: 'sum of PSS' },
  uss: { unit: 'B', better: 'lower', label: 'sum of USS' },
  cpuPerRequest: { unit: 'ms', better: 'lower', label: 'server CPU per request' },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

export const metricNames = Object.keys(metrics) as readonly MetricName[];

/** The quantile behind each latency metric. */
export const latencyQuantiles = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;
export type LatencyMetric = keyof typeof latencyQuantiles;

/** What records are compared by; the other sums of memory say the same as the footprint, and p95 what lies between. */
export const comparedMetrics = [
  'throughput',
  'p50',
  'p99',
  'footprint',
  'cpuPerRequest',
] as const satisfies readonly MetricName[];

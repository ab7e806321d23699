import type { Interval } from '../../harness/model/estimate.ts';
import type { MetricName } from '../../harness/model/metric.ts';
import type { Family, Labels } from './text.ts';

/** How a figure is called here. */
export interface FigureNames {
  readonly stem: string;
  readonly unit: string;
  /** What the record's unit is divided by to become a base unit. */
  readonly divisor: number;
  /** The help, without a full stop. */
  readonly what: string;
}

/** The metrics of the record. */
export const metricFamilies: Readonly<Record<MetricName, FigureNames>> = {
  throughput: { stem: 'throughput', unit: 'requests_per_second', divisor: 1, what: 'Throughput' },
  p50: { stem: 'response_time_p50', unit: 'seconds', divisor: 1000, what: 'Median response time' },
  p95: {
    stem: 'response_time_p95',
    unit: 'seconds',
    divisor: 1000,
    what: '95th percentile of the response time',
  },
  p99: {
    stem: 'response_time_p99',
    unit: 'seconds',
    divisor: 1000,
    what: '99th percentile of the response time',
  },
  footprint: {
    stem: 'memory_footprint',
    unit: 'bytes',
    divisor: 1,
    what: 'Memory of the process tree, each page counted once',
  },
  rss: { stem: 'memory_rss', unit: 'bytes', divisor: 1, what: 'Sum of RSS over the process tree' },
  pss: { stem: 'memory_pss', unit: 'bytes', divisor: 1, what: 'Sum of PSS over the process tree' },
  uss: { stem: 'memory_uss', unit: 'bytes', divisor: 1, what: 'Sum of USS over the process tree' },
  cpuPerRequest: {
    stem: 'server_cpu_per_request',
    unit: 'seconds',
    divisor: 1000,
    what: 'CPU time of the server per request',
  },
};

/** A figure with its labels. */
export interface Labelled {
  readonly labels: Labels;
  readonly figure: Interval;
}

/**
 * Three families: of the figure, and of the lower and the upper end of its interval. Not one family with a label for the
 * end, for neither sum nor mean over such a label would mean anything (specification, "Metric Names versus Labels").
 */
export function figureFamilies(names: FigureNames, figures: readonly Labelled[]): readonly Family[] {
  const { stem, unit, divisor, what } = names;
  const family = (infix: string, help: string, of: (figure: Interval) => number | null): Family => ({
    name: `modebench_${stem}${infix}_${unit}`,
    type: 'gauge',
    unit,
    help,
    samples: figures.flatMap(({ labels, figure }) => {
      const value = of(figure);
      return value === null ? [] : [{ suffix: '', labels, value: value / divisor }];
    }),
  });
  return [
    family('', `${what}.`, ({ point }) => point),
    family('_low', `${what}: lower end of the interval over rounds.`, ({ low }) => low),
    family('_high', `${what}: upper end of the interval over rounds.`, ({ high }) => high),
  ];
}

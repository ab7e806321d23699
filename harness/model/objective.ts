import { z } from 'zod';
import { distributionQuantiles } from './estimate.ts';
import type { Level } from './level.ts';

/** What a limit may be of; decides its units. */
export type Dimension = 'time' | 'memory' | 'share' | 'rate';

/** Units by dimension, each with how many of the record's units (ms, B, 1, req/s) it is. */
export const objectiveUnits = {
  time: { us: 0.001, ms: 1, s: 1000 },
  memory: { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 },
  share: { '%': 0.01 },
  rate: { 'req/s': 1, '/s': 1 },
} as const satisfies Record<Dimension, Readonly<Record<string, number>>>;

const unitNames = Object.values(objectiveUnits).flatMap((units) => Object.keys(units)) as [
  string,
  ...string[],
];

/** Percentiles of response time that an objective may be of: those that a record tells, by their quantile. */
export const objectiveQuantiles = {
  p50: distributionQuantiles.p50,
  p75: distributionQuantiles.p75,
  p90: distributionQuantiles.p90,
  p95: distributionQuantiles.p95,
  p99: distributionQuantiles.p99,
  'p99.9': distributionQuantiles.p999,
  'p99.99': distributionQuantiles.p9999,
} as const;
export type ObjectivePercentile = keyof typeof objectiveQuantiles;

export const objectiveMetrics = {
  p50: 'time',
  p75: 'time',
  p90: 'time',
  p95: 'time',
  p99: 'time',
  'p99.9': 'time',
  'p99.99': 'time',
  throughput: 'rate',
  failures: 'share',
  footprint: 'memory',
  cpu: 'time',
} as const satisfies Record<ObjectivePercentile, 'time'> & Readonly<Record<string, Dimension>>;
export type ObjectiveMetric = keyof typeof objectiveMetrics;
export const objectiveMetricNames = Object.keys(objectiveMetrics) as [ObjectiveMetric, ...ObjectiveMetric[]];

export function isPercentile(metric: ObjectiveMetric): metric is ObjectivePercentile {
  return metric in objectiveQuantiles;
}

export const comparisonSigns = ['<', '<=', '>', '>='] as const;
export type ComparisonSign = (typeof comparisonSigns)[number];

/** What must hold, such as `p99<200ms@c=16 in wait of flask/dev`. */
export const objectiveSchema = z.object({
  metric: z
    .enum(objectiveMetricNames)
    .describe('cpu: of the server, per request; failures: share of the requests that were due'),
  comparison: z.enum(comparisonSigns),
  value: z.number().positive(),
  unit: z.enum(unitNames).describe('of the value, as it was written'),
  level: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('closed'), concurrency: z.int().positive() }),
      z.object({ kind: z.literal('open'), rate: z.number().positive() }),
    ])
    .nullable()
    .describe('null: each that is measured; of throughput the one at which it is highest'),
  scenario: z.string().nullable().describe('null: each'),
  mode: z.string().nullable().describe('id of a variant, or what several ids share; null: each'),
});
export type Objective = z.infer<typeof objectiveSchema>;

/** The limit in the record's unit: ms, bytes, a share or requests per second. */
export function limitOf({ metric, value, unit }: Pick<Objective, 'metric' | 'value' | 'unit'>): number {
  const units: Readonly<Record<string, number>> = objectiveUnits[objectiveMetrics[metric]];
  return value * (units[unit] ?? Number.NaN);
}

/** As it may be typed: `p99<200ms@c=16 in wait of flask/dev`; read back it is the same objective. */
export function objectiveText(objective: Objective): string {
  const { metric, comparison, value, unit, level, scenario, mode } = objective;
  const at = level === null ? '' : level.kind === 'closed' ? `@c=${level.concurrency}` : `@r=${level.rate}`;
  const where = scenario === null ? '' : ` in ${nameText(scenario)}`;
  return `${metric}${comparison}${value}${unit}${at}${where}${mode === null ? '' : ` of ${nameText(mode)}`}`;
}

/** Names that hold what parts or ends an objective stand in double quotes. */
function nameText(name: string): string {
  return /^[^\s,"@]+$/.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
}

/**
 * Whether a name means a variant: its id (`flask/prefork:workers=8`), or that without the options, without the stack, or
 * without both, so that `prefork` means every worker count of a sweep. `dev` does not mean `dev+nginx`.
 */
export function namesVariant(name: string, id: string): boolean {
  const withoutOptions = id.split(':')[0] ?? id;
  const withoutStack = (text: string) => text.slice(text.indexOf('/') + 1);
  return [id, withoutOptions, withoutStack(id), withoutStack(withoutOptions)].includes(name);
}

/** Whether an objective is about a variant in a scenario, at whatever level. */
export function covers({ scenario, mode }: Objective, cell: { variant: string; scenario: string }): boolean {
  return (
    (scenario === null || scenario === cell.scenario) && (mode === null || namesVariant(mode, cell.variant))
  );
}

/** Whether an objective without a level, or with this one, is about a level. */
export function coversLevel({ level }: Objective, measured: Level): boolean {
  if (level === null) return true;
  if (level.kind === 'closed')
    return measured.kind === 'closed' && measured.concurrency === level.concurrency;
  return measured.kind === 'open' && measured.rate === level.rate;
}

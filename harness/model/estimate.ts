import { z } from 'zod';
import { levelSchema } from './level.ts';
import { type MetricName, metricNames } from './metric.ts';
import { cellSchema } from './slice.ts';

/**
 * A figure with its interval over rounds. `low` and `high` are null when there are too few rounds for one.
 * `fewRounds`: below six rounds, where the exact signed-rank interval at 95 % does not exist.
 */
export const intervalSchema = z.object({
  point: z.number().describe('over rounds, as docs/method.md tells'),
  low: z.number().nullable().describe('lower end of the interval; null: too few rounds for one'),
  high: z.number().nullable().describe('upper end of it'),
  confidence: z.number().describe('the level asked for, such as 0.95'),
  rounds: z.int().positive().describe('that it rests on'),
  fewRounds: z.boolean().describe('below six, where an exact interval at 95 % does not exist'),
});
export type Interval = z.infer<typeof intervalSchema>;

export const estimateSchema = intervalSchema.extend({ unit: z.enum(['req/s', 'ms', 'B']) });
export type Estimate = z.infer<typeof estimateSchema>;

/** Why a cell is less than plainly valid. Codes with the numbers behind them; `reports/` words them. */
export const validityReasonSchema = z.discriminatedUnion('code', [
  z.object({
    code: z.literal('failures'),
    share: z.number(),
    bound: z.number(),
    kinds: z.record(z.string(), z.int()),
  }),
  z.object({ code: z.literal('server-failed'), detail: z.string() }),
  z.object({ code: z.literal('loader-failed'), detail: z.string() }),
  z.object({ code: z.literal('hook-failed'), detail: z.string() }),
  z.object({ code: z.literal('no-answers') }),
  z.object({
    code: z.literal('accounting'),
    sent: z.int().describe('open workload: requests that were due'),
    accounted: z.int(),
  }),
  z.object({
    code: z.literal('little'),
    inFlight: z.number().describe('by response times'),
    expected: z.number().describe('connections'),
    counted: z
      .literal(true)
      .optional()
      .describe('open workload: `expected` is what was counted in flight, not the connections'),
  }),
  z.object({ code: z.literal('slow-clients'), failed: z.int(), ended: z.int() }),
  z.object({ code: z.literal('generator-cpu'), share: z.number(), bound: z.number() }),
  z.object({ code: z.literal('event-loop'), utilization: z.number(), bound: z.number() }),
  z.object({ code: z.literal('loop-delay'), p99Ms: z.number(), boundMs: z.number() }),
  z.object({ code: z.literal('request-hook'), share: z.number(), bound: z.number() }),
  z.object({ code: z.literal('near-generator-floor'), p50Ms: z.number(), floorMs: z.number() }),
  z.object({
    code: z.literal('generator-ceiling'),
    perSecond: z.number(),
    ceilingPerSecond: z.number(),
    share: z.number(),
    bound: z.number(),
  }),
  z.object({ code: z.literal('schedule'), offered: z.int(), sent: z.int(), bound: z.number() }),
  z.object({ code: z.literal('send-lag'), p99Ms: z.number(), boundMs: z.number() }),
  z.object({ code: z.literal('overloaded'), offeredPerSecond: z.number(), servedPerSecond: z.number() }),
  z.object({ code: z.literal('censored'), unfinished: z.int(), due: z.int() }),
  z.object({ code: z.literal('exhausted'), failed: z.int() }),
  z.object({ code: z.literal('few-rounds'), rounds: z.int(), needed: z.int() }),
  z.object({ code: z.literal('wide-interval'), halfWidth: z.number(), bound: z.number() }),
  z.object({ code: z.literal('unsteady') }),
  z.object({ code: z.literal('saturated'), since: z.number().positive() }),
  z.object({ code: z.literal('disturbed'), discarded: z.int(), rounds: z.int() }),
]);
export type ValidityReason = z.infer<typeof validityReasonSchema>;

export const validitySchema = z.object({
  status: z
    .enum(['valid', 'caveat', 'inconclusive', 'invalid'])
    .describe('caveat: usable, with the reasons beside it; only an invalid cell is kept out of rankings'),
  reasons: z.array(validityReasonSchema).describe('why it is not plainly valid'),
});
export type Validity = z.infer<typeof validitySchema>;

const metricsSchema = z.object(
  Object.fromEntries(metricNames.map((name) => [name, estimateSchema.nullable()])) as Record<
    MetricName,
    z.ZodNullable<typeof estimateSchema>
  >,
);

const percentile = z
  .number()
  .nonnegative()
  .nullable()
  .describe('ms; null: insufficient, for too few requests lie beyond it');

/** The quantile behind each percentile of a distribution. */
export const distributionQuantiles = {
  p50: 0.5,
  p75: 0.75,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  p999: 0.999,
  p9999: 0.9999,
  max: 1,
} as const;
export type PercentileName = keyof typeof distributionQuantiles;
export const percentileNames = Object.keys(distributionQuantiles) as readonly PercentileName[];

/** Percentiles of all rounds' merged histograms, in ms. */
export const percentilesSchema = z.object({
  requests: z.int().nonnegative().describe('values that the percentiles are of'),
  p50: percentile,
  p75: percentile,
  p90: percentile,
  p95: percentile,
  p99: percentile,
  p999: percentile.describe('99.9 %'),
  p9999: percentile.describe('99.99 %'),
  max: percentile,
  lowerBounds: z
    .array(z.enum(percentileNames as [PercentileName, ...PercentileName[]]))
    .optional()
    .describe(
      'those that may be higher in truth, for requests were left unfinished at less than this; absent: none',
    ),
});
export type Percentiles = z.infer<typeof percentilesSchema>;

/** How times are spread over the requests of a cell, all rounds together; no intervals. */
export const distributionSchema = z.object({
  response: percentilesSchema.describe(
    'from the intended start; unfinished requests count with their age, failed ones do not count',
  ),
  service: percentilesSchema.nullable().describe('from the actual send; null in a closed workload'),
  sendLag: percentilesSchema.nullable().describe('between the two; null in a closed workload'),
  wakeLag: percentilesSchema
    .nullable()
    .describe('part of sendLag that the load generator is to blame for; null in a closed workload'),
});
export type Distribution = z.infer<typeof distributionSchema>;

/** How much of what the generator can do a cell took. Medians over slices. */
export const headroomSchema = z.object({
  cpuShare: z
    .number()
    .nonnegative()
    .describe("of one core, of the busiest loader; a spinning pacer's left out"),
  perSecond: z.number().nonnegative().describe('requests sent'),
  ceilingPerSecond: z
    .number()
    .positive()
    .nullable()
    .describe('what the generator reached against a null server; null without calibration'),
});
export type Headroom = z.infer<typeof headroomSchema>;

/** One estimate per metric of a cell; null where the requests or the system do not support it. */
export const cellSummarySchema = cellSchema.extend({
  validity: validitySchema,
  metrics: metricsSchema.describe('null where the requests or the system do not support one'),
  distribution: distributionSchema
    .nullable()
    .default(null)
    .describe('of all rounds together, without intervals'),
  headroom: headroomSchema.nullable().default(null),
  requests: z.object({
    sent: z.int(),
    ok: z.int(),
    failed: z.int(),
    unfinished: z.int().describe('still unanswered when waiting for them ended'),
    reconnects: z.int().describe('connections made anew, for the server had closed them'),
    offered: z.int().optional().describe('open workload: requests that were due'),
  }),
  slices: z.int().describe('that it rests on'),
});
export type CellSummary = z.infer<typeof cellSummarySchema>;

/**
 * Candidate ÷ baseline, paired within rounds. `no-difference`: the interval holds 1 and is narrow;
 * `inconclusive`: it holds 1 and is wide, or cannot be given.
 */
export const comparisonSchema = z.object({
  baseline: z.string(),
  candidate: z.string(),
  scenario: z.string(),
  level: levelSchema,
  metric: z.enum(metricNames as [MetricName, ...MetricName[]]),
  ratio: intervalSchema.describe('candidate ÷ baseline'),
  verdict: z
    .enum(['improved', 'regressed', 'no-difference', 'inconclusive'])
    .describe(
      'no-difference: the interval holds 1 and is narrow; inconclusive: it holds 1 and is wide, or there is none',
    ),
});
export type Comparison = z.infer<typeof comparisonSchema>;

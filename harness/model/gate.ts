import { z } from 'zod';
import { intervalSchema } from './estimate.ts';
import { levelSchema, openShapeSchema } from './level.ts';
import { type Metric, metrics } from './metric.ts';

/**
 * What a gate may be of. `failures`: share of the requests due that failed, or were left unfinished; a round that the
 * server did not live through counts as 1.
 */
export const gateMetricNames = [
  'cpuPerRequest',
  'p50',
  'footprint',
  'failures',
  'throughput',
  'p99',
] as const;
export type GateMetricName = (typeof gateMetricNames)[number];

/** Which way is worse. Failures are compared by difference, all else by ratio. */
export function isBetter(metric: GateMetricName): Metric['better'] {
  return metric === 'failures' ? 'lower' : metrics[metric].better;
}

/** How a person calls them; as objectives do. */
export const gateMetricWords = {
  cpuPerRequest: 'cpu',
  p50: 'p50',
  footprint: 'footprint',
  failures: 'failures',
  throughput: 'throughput',
  p99: 'p99',
} as const satisfies Record<GateMetricName, string>;

export const gateMetricSchema = z.object({
  metric: z.enum(gateMetricNames),
  role: z.enum(['gating', 'advisory']).describe('advisory: warns at most'),
  threshold: z
    .number()
    .positive()
    .max(0.99)
    .describe(
      'the least worsening that counts, as a share of the baseline: 0.02 is 2 % more, of throughput 2 % less; of ' +
        'failures a difference of shares. One of just this size is found half the time at most',
    ),
});
export type GateMetric = z.infer<typeof gateMetricSchema>;

/** A moment at which the rounds so far are tested. */
export const gateLookSchema = z.object({
  rounds: z.int().positive().describe('kept rounds of a cell'),
  spend: z.number().min(0).max(1).describe('share of alpha that this look may spend'),
  giveUpAbove: z.number().min(0).max(1).describe('a test whose p is above asks for no more rounds'),
});
export type GateLook = z.infer<typeof gateLookSchema>;

/** A gate, fully resolved. */
export const gatePlanSchema = z.object({
  metrics: z.array(gateMetricSchema).min(1),
  alpha: z
    .number()
    .positive()
    .max(0.2)
    .describe('bound of the probability that a gate without any change fails; and again that it warns'),
  power: z.number().min(0.5).max(0.99).describe('that the smallest detectable effect is told for'),
  confidence: z.number().min(0.5).max(0.999).describe('of the intervals'),
  onInconclusive: z
    .enum(['pass', 'fail'])
    .describe('of a gating metric that is not confirmed to be worse, nor ruled out to be by its threshold'),
  budgetSeconds: z.number().positive().nullable().describe('null: no bound but maxRounds'),
  looks: z
    .array(gateLookSchema)
    .min(1)
    .describe('in rising order; what they leave of alpha is for the last round'),
  maxRounds: z.int().positive().describe('of a cell'),
  passes: z
    .int()
    .positive()
    .optional()
    .describe('slices of each side in a visit; absent: as many as let enough rounds fit the budget'),
});
export type GatePlan = z.infer<typeof gatePlanSchema>;

/** A record that a gate compares with, in place of what is measured beside. */
export const gateAgainstSchema = z.object({
  record: z.string().describe('id of its run'),
  differences: z
    .array(z.string())
    .describe('fields of the environment that were not the same then: with any, the gate only warns'),
  pairs: z.array(
    z.object({
      recorded: z.string().describe('variant of the record'),
      baseline: z.string().describe('as which its rounds are taken here, in their order'),
      candidate: z.string(),
    }),
  ),
});
export type GateAgainst = z.infer<typeof gateAgainstSchema>;

/** What a run's plan says of its gate. */
export const plannedGateSchema = gatePlanSchema.extend({
  findRate: openShapeSchema
    .extend({ share: z.number().positive().max(1) })
    .nullable()
    .describe(
      'the arrival rate of each pair and scenario: that share of what the baseline was seen to serve when it first was ' +
        'loaded by closed levels; null: the plan has rates, or no open level is wanted',
    ),
  sizedBy: z
    .object({
      run: z.string().describe('id of the run that measured the noise'),
      takenAt: z.iso.datetime(),
      rounds: z.int().nonnegative(),
      passes: z.int().positive().nullable().describe('null: it found nothing better than what is usual'),
    })
    .optional()
    .describe('stored noise of this machine that the gate was sized by; absent: it knew of none'),
  against: gateAgainstSchema.optional().describe('absent: both sides are measured beside each other'),
});
export type PlannedGate = z.infer<typeof plannedGateSchema>;

/** Two variants that differ in what is gated, in one scenario and at one level. */
export const gatePairSchema = z.object({
  baseline: z.string(),
  candidate: z.string(),
  scenario: z.string(),
  level: levelSchema,
});
export type GatePair = z.infer<typeof gatePairSchema>;

/** Why a metric of a pair cannot be judged. */
export const gateTroubleSchema = z.discriminatedUnion('code', [
  z
    .object({ code: z.literal('not-valid'), variant: z.string() })
    .describe('the cell of this variant is invalid; its summary says why'),
  z
    .object({ code: z.literal('disturbed'), discarded: z.int(), rounds: z.int() })
    .describe('the machine was too disturbed: too many rounds were left out'),
  z.object({ code: z.literal('no-figure') }).describe('the system does not tell it, or nothing was measured'),
  z
    .object({ code: z.literal('few-requests'), requests: z.int(), needed: z.int() })
    .describe('too few requests tell a percentile: in the round with the fewest, and how many it takes'),
  z
    .object({ code: z.literal('lower-bound'), variant: z.string() })
    .describe(
      'requests that stayed unanswered hide a percentile of this variant. Of the candidate it is known to be worse by that ' +
        'much at least, which may be confirmed all the same',
    ),
  z
    .object({ code: z.literal('few-rounds'), rounds: z.int(), needed: z.int() })
    .describe('ended before the first look'),
  z
    .object({ code: z.literal('broken-off'), rounds: z.int() })
    .describe('not measured on, for the candidate was found broken in this scenario'),
]);
export type GateTrouble = z.infer<typeof gateTroubleSchema>;

/** What the rounds showed of one metric of a pair. What is of all levels of a scenario stands at its first pair. */
export const gateSeriesSchema = gatePairSchema.extend({
  metric: z.enum(gateMetricNames),
  worsening: z
    .array(z.number())
    .readonly()
    .describe(
      'by kept round, in their order: ln(candidate ÷ baseline), of throughput ln(baseline ÷ candidate), of failures the ' +
        'difference of the shares; so that above 0 is worse',
    ),
  trouble: gateTroubleSchema.nullable(),
});
export type GateSeries = Readonly<z.infer<typeof gateSeriesSchema>>;

export const gateOutcomes = ['pass', 'warn', 'fail', 'invalid'] as const;
export type GateOutcome = (typeof gateOutcomes)[number];

/** Why a test warns or fails. */
export const gateReasons = ['worse', 'worse-by-less', 'not-ruled-out'] as const;

/** What became of one metric of a pair. Shares are of the baseline, positive when worse; of failures, differences. */
export const gateTestSchema = gatePairSchema.extend({
  metric: z.enum(gateMetricNames),
  role: gateMetricSchema.shape.role,
  threshold: gateMetricSchema.shape.threshold,
  outcome: z.enum(gateOutcomes),
  reason: z
    .enum(gateReasons)
    .nullable()
    .describe(
      'worse: confirmed, and by the threshold or more; worse-by-less: confirmed, by less; not-ruled-out: not confirmed, ' +
        'but may be worse by the threshold; null: worse by that much is ruled out, or it is invalid',
    ),
  trouble: gateTroubleSchema.nullable(),
  change: intervalSchema
    .nullable()
    .describe('candidate ÷ baseline; of failures the difference; null without rounds'),
  atLeast: z
    .literal(true)
    .optional()
    .describe('the change may be greater: requests that the candidate left unanswered hide how much'),
  p: z.number().nullable().describe('exact, one-sided: of "not worse", at the look that decided'),
  bound: z.number().nullable().describe('what p had to stay within to be confirmed'),
  looks: z
    .array(z.object({ rounds: z.int(), p: z.number(), bound: z.number() }))
    .describe('each moment at which it was tested, in order; the last is that of p and bound'),
  couldBe: z
    .number()
    .nullable()
    .describe(
      'worsening that is not ruled out: the far end of the interval; null where it is below the threshold',
    ),
  detectable: z
    .number()
    .nullable()
    .describe(
      'smallest worsening that this gate would have confirmed with the power of the plan; null: none',
    ),
});
export type GateTest = z.infer<typeof gateTestSchema>;

/** `invalid` where a gating metric cannot be judged, unless another fails. */
export const gateVerdictSchema = z.object({
  outcome: z.enum(gateOutcomes),
  tests: z.array(gateTestSchema),
});
export type GateVerdict = z.infer<typeof gateVerdictSchema>;

/** What a record says of its gate: all of it follows from the plan, the rounds and the slices. */
export const gateRecordSchema = gateVerdictSchema.extend({
  reach: z
    .int()
    .nonnegative()
    .describe('kept rounds that a pair could have had within the budget, had it stayed suspect'),
  rounds: z.object({
    kept: z.int().nonnegative(),
    discarded: z.int().nonnegative().describe('for what the machine did meanwhile, whatever they showed'),
  }),
  series: z
    .array(gateSeriesSchema)
    .describe('what the tests are of, in the same order: one figure for each kept round'),
});
export type GateRecord = z.infer<typeof gateRecordSchema>;

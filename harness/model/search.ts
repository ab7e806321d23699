import { z } from 'zod';
import { validityReasonSchema } from './estimate.ts';
import { openShapeSchema } from './level.ts';
import { objectiveSchema } from './objective.ts';

/** Searches for the largest arrival rate that meets objectives, fully resolved. */
export const searchPlanSchema = z.object({
  objectives: z.array(objectiveSchema).min(1).describe('what must hold, all of them; none has a level'),
  shape: openShapeSchema.describe('how requests come, at whatever rate'),
  begin: z.object({
    concurrency: z.int().positive().describe('connections of the closed level that shows what can be served'),
    share: z.number().positive().max(1).describe('of that, the first rate that is tried'),
  }),
  bounds: z.object({ min: z.number().positive(), max: z.number().positive() }).describe('of the rates'),
  resolution: z
    .number()
    .positive()
    .describe(
      '0.1: the rate is halved between until the least that failed is 10 % above the highest that held, at most',
    ),
  margin: z
    .number()
    .nonnegative()
    .describe('0.04: the rate that is found is 4 % below where all runs together see the limit'),
  above: z
    .number()
    .positive()
    .describe('0.1: that the objective fails is confirmed 10 % above what is found'),
  runs: z.int().positive().describe('fresh runs in which the rate that is found has to hold'),
  test: z.object({
    odds: z
      .number()
      .gt(1)
      .describe(
        '2: told apart are odds of a request beyond the limit of half, and of twice, those that the objective allows',
      ),
    risk: z
      .number()
      .positive()
      .max(0.5)
      .describe('of telling either for the other, requests being independent'),
    alike: z
      .number()
      .min(1)
      .describe('requests that count as one, at least: those in one queue are late together'),
    clear: z.number().gt(1).describe('times the allowed odds at which the short first slice decides already'),
    least: z.int().positive().describe('slices that a run takes after the first, at least, to hold'),
    slices: z.int().positive().describe('most that a run may take after the first, to decide'),
  }),
  window: z.object({
    minMs: z.number().positive(),
    maxMs: z.number().positive(),
    limits: z
      .number()
      .positive()
      .describe('length of a slice in multiples of the longest limit of a response time'),
  }),
  maxRuns: z.int().positive().describe('of a variant in a scenario'),
});
export type SearchPlan = z.infer<typeof searchPlanSchema>;

/**
 * What a run of one rate on fresh processes came to. `generator`: it failed where the load generator, or the connections
 * that it may open, were at their limit.
 */
export const runOutcomes = ['held', 'failed', 'generator'] as const;
export type RunOutcome = (typeof runOutcomes)[number];

/** What a run showed of one objective. */
export const runFigureSchema = z.object({
  objective: z.int().nonnegative().describe('index among those of the plan'),
  verdict: z.enum(['met', 'missed', 'unknown']).describe('unknown: the system does not tell the figure'),
  decided: z.boolean().describe('false: the run ended before it was clear, and the likelier is told'),
  value: z.number().nullable().describe('of all its requests, in the record’s unit: ms, bytes or a share'),
  beyond: z
    .object({ requests: z.int().nonnegative(), of: z.int().nonnegative() })
    .nullable()
    .describe('requests that took longer than the limit, or failed; null where the figure is of no requests'),
});
export type RunFigure = z.infer<typeof runFigureSchema>;

export const searchRunSchema = z.object({
  round: z.int().positive(),
  rate: z.number().positive(),
  outcome: z.enum(runOutcomes),
  offeredPerSecond: z
    .number()
    .nonnegative()
    .describe('requests due in the slices that count, for arrivals are random'),
  servedPerSecond: z.number().nonnegative(),
  overloaded: z.boolean().describe('more was offered than served, so that its queue grew'),
  died: z.boolean().describe('the server did not live through it'),
  generator: validityReasonSchema
    .nullable()
    .describe('what the load generator was short of; null for nothing'),
  starved: z
    .boolean()
    .describe(
      'requests waited for one of the connections that may be open, though answers came as fast as without load',
    ),
  figures: z.array(runFigureSchema),
});
export type SearchRun = z.infer<typeof searchRunSchema>;

/** Votes of the runs at one rate. */
const ratedSchema = z.object({
  rate: z.number().positive(),
  held: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  generator: z.int().nonnegative(),
});
export type Rated = z.infer<typeof ratedSchema>;

/**
 * found: it holds at `low` and fails at `high`, both confirmed by fresh runs. unconfirmed: time ended before that.
 * generator: it holds at `low`, and beyond that nothing was seen but the load generator's own limit. bound: it holds at the
 * highest rate that may be asked for. none: at no rate that was tried does it hold. unknown: too little was measured.
 */
export const searchOutcomes = ['found', 'unconfirmed', 'generator', 'bound', 'none', 'unknown'] as const;
export type SearchOutcome = (typeof searchOutcomes)[number];

/** Arrivals per second, at 95 %. */
const rateIntervalSchema = z.object({
  point: z.number().positive(),
  low: z.number().positive(),
  high: z.number().positive(),
});
export type RateInterval = z.infer<typeof rateIntervalSchema>;

export const searchResultSchema = z.object({
  variant: z.string(),
  scenario: z.string(),
  objectives: z.array(z.int().nonnegative()).describe('those of the plan that are of it, by index'),
  outcome: z.enum(searchOutcomes),
  rate: z.number().positive().nullable().describe('highest arrivals per second at which they hold'),
  low: ratedSchema.nullable().describe('the runs at that rate'),
  high: ratedSchema.nullable().describe('a rate above at which they do not'),
  limit: rateIntervalSchema
    .nullable()
    .describe(
      'where all runs together see the share of requests beyond the limit cross what is allowed; null without a bracket',
    ),
  limitedBy: z
    .array(z.int().nonnegative())
    .describe('objectives that are missed at `high`; at the lowest rate of none'),
  calmMs: z.number().nullable().describe('median response time of a single connection, without other load'),
  servedPerSecond: z.number().nullable().describe('answers per second at the closed level of the beginning'),
  runs: z.array(searchRunSchema).describe('in their order'),
});
export type SearchResult = z.infer<typeof searchResultSchema>;

/** What became of a plan's searches; follows from the plan, the rounds and the slices. */
export const searchRecordSchema = z.object({ results: z.array(searchResultSchema) });
export type SearchRecord = z.infer<typeof searchRecordSchema>;

/** Whether the rate above that does not hold tells of the load generator and nothing of the server. */
export function isGeneratorAbove({ outcome, high }: SearchResult): boolean {
  return outcome === 'generator' || (high !== null && high.generator > high.failed);
}

import { z } from 'zod';
import { intervalSchema } from './estimate.ts';
import { objectiveSchema } from './objective.ts';
import { cellSchema } from './slice.ts';

const objectiveOutcomes = ['met', 'missed', 'cannot-tell'] as const;
export type ObjectiveOutcome = (typeof objectiveOutcomes)[number];

/** Why an objective cannot be told of a cell; and, where that is not its figure alone, why it is missed. */
const objectiveReasonSchema = z.discriminatedUnion('code', [
  z.object({ code: z.literal('straddles') }).describe('the interval lies on both sides of the limit'),
  z.object({ code: z.literal('bound') }).describe('the figure is a bound, and does not decide it'),
  z.object({ code: z.literal('one-round') }).describe('no interval comes from a single round'),
  z
    .object({ code: z.literal('few-requests'), requests: z.int(), needed: z.int() })
    .describe('for the percentile; `needed` over all rounds, and in each its share of them'),
  z
    .object({ code: z.literal('few-answers') })
    .describe('slices so short that fewer answers came than there are connections'),
  z.object({ code: z.literal('no-figure') }).describe('the system does not tell it, or not finely enough'),
  z.object({ code: z.literal('not-reached') }).describe('the cell was not visited'),
  z.object({ code: z.literal('not-valid') }).describe('the cell is invalid or inconclusive; it says why'),
  z
    .object({ code: z.literal('overloaded') })
    .describe('more is offered than served, so that response times grow for as long as that goes on'),
]);
export type ObjectiveReason = z.infer<typeof objectiveReasonSchema>;

/**
 * What an objective came to in one cell. `measured` is in the record's units (ms, B, a share, req/s).
 * `bound`: the true figure is that or more (`at-least`), or that or less (`at-most`).
 */
const objectiveCellSchema = cellSchema.extend({
  outcome: z.enum(objectiveOutcomes),
  measured: intervalSchema
    .extend({
      bound: z.enum(['at-least', 'at-most']).nullable(),
      of: z
        .string()
        .optional()
        .describe('a lower percentile, where the requests do not support the one asked for'),
    })
    .nullable(),
  reason: objectiveReasonSchema.nullable().describe('null where the figure alone decides'),
});
export type ObjectiveCell = z.infer<typeof objectiveCellSchema>;

/**
 * `missed` in any cell that it covers: missed. Otherwise one that cannot be told: cannot be told. `not-measured`: it is
 * of a scenario, mode or level that this run was not asked for.
 */
export const objectiveVerdictSchema = z.object({
  objective: objectiveSchema,
  verdict: z.enum([...objectiveOutcomes, 'not-measured']),
  cells: z.array(objectiveCellSchema),
});
export type ObjectiveVerdict = z.infer<typeof objectiveVerdictSchema>;

import { z } from 'zod';
import { levelSchema } from './level.ts';
import { engineNames, sliceWindowSchema } from './load.ts';
import { scenarioSchema } from './scenario.ts';
import { variantSchema } from './variant.ts';

/** A run, fully resolved: no later stage knows a default. Times in ms unless named otherwise. */
export const planSchema = z.object({
  name: z.string(),
  variants: z.array(variantSchema).min(1),
  baseline: z.string().describe('id of the variant that ratios refer to: the first named'),
  scenarios: z.array(scenarioSchema).min(1),
  levels: z.array(levelSchema).min(1).describe('in rising order'),
  engine: z.enum(engineNames),
  rounds: z.object({
    min: z.int().positive().describe('rounds before anything else may be added'),
    max: z.int().positive().nullable().describe('null: as many as the budget holds'),
  }),
  budgetSeconds: z.number().positive().nullable().describe('null: no bound but rounds.max'),
  precision: z.number().positive().describe('wanted half-width of each throughput ratio, as a share: 0.05'),
  confidence: z.number().min(0.5).max(0.999),
  seed: z.int().nonnegative(),
  isolate: z.boolean().describe('variants take turns being alive'),
  window: sliceWindowSchema,
  warmupCapMs: z.number().nonnegative(),
  requestTimeoutMs: z.number().positive(),
  readyTimeoutMs: z.number().positive(),
  stopTimeoutMs: z.number().positive(),
  failureBound: z.number().min(0).max(1).describe('share of failed requests above which a cell is invalid'),
  strict: z.boolean(),
});
export type Plan = z.infer<typeof planSchema>;

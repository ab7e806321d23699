import { z } from 'zod';
import { calibrationSchema } from './calibration.ts';
import { plannedGateSchema } from './gate.ts';
import { levelSchema } from './level.ts';
import { engineNames, pacings, sliceWindowSchema } from './load.ts';
import { plannedNoiseSchema } from './noise.ts';
import { objectiveSchema } from './objective.ts';
import { buildStepSchema } from './own-server.ts';
import { scenarioSchema } from './scenario.ts';
import { searchPlanSchema } from './search.ts';
import { pairsOf, type VariantPair, variantSchema } from './variant.ts';

const scenarioHooksSchema = z.object({
  setup: z.boolean(),
  teardown: z.boolean(),
  request: z.boolean().describe('makes the requests, in place of those that the scenario repeats'),
});

/** Which hooks a configuration file has: each process that runs one imports the file itself. */
export const hooksPlanSchema = z.object({
  file: z.string().describe('absolute path of a TypeScript or JavaScript file'),
  setup: z.boolean().describe('one for each launch of a variant'),
  teardown: z.boolean(),
  scenarios: z
    .record(z.string(), scenarioHooksSchema)
    .describe('by name; scenarios without hooks are absent'),
  timeoutMs: z
    .number()
    .positive()
    .optional()
    .describe('how long each setup or teardown may take; 30 s when absent'),
});
export type HooksPlan = z.infer<typeof hooksPlanSchema>;

/** A run, fully resolved: no later stage knows a default. Times in ms unless named otherwise. */
export const planSchema = z.object({
  name: z.string(),
  variants: z.array(variantSchema).min(1),
  baseline: z.string().describe('id of the variant that ratios refer to: the first named'),
  scenarios: z.array(scenarioSchema).min(1),
  levels: z
    .array(levelSchema)
    .min(1)
    .describe('all of one kind, in rising order; of a gate or a search closed ones, and then open ones'),
  thinkMs: z
    .number()
    .nonnegative()
    .default(0)
    .describe('closed workload: how long each connection rests after an answer'),
  hooks: hooksPlanSchema.nullable().default(null).describe('null: no hooks'),
  engine: z.enum(engineNames),
  pacing: z.enum(pacings).default('timer'),
  loaders: z.int().positive().default(1).describe('processes that share the sending'),
  serverCpus: z
    .string()
    .nullable()
    .default(null)
    .describe('CPUs the servers are kept to, as 0-3,8; null: any'),
  loadCpus: z.string().nullable().default(null).describe('CPUs the loaders are kept to; null: any'),
  calibration: calibrationSchema
    .nullable()
    .default(null)
    .describe('what the load generator can do here, as stored before; null when it was never taken'),
  rounds: z.object({
    min: z.int().positive().describe('rounds before anything else may be added'),
    max: z.int().positive().nullable().describe('null: as many as the budget holds'),
  }),
  budgetSeconds: z.number().positive().nullable().describe('null: no bound but rounds.max'),
  precision: z
    .number()
    .positive()
    .describe(
      'wanted half-width of each ratio to the baseline, as a share: 0.05; of throughput, or of p50 response time ' +
        'where levels are open',
    ),
  confidence: z.number().min(0.5).max(0.999).describe('level of all intervals'),
  seed: z.int().nonnegative().describe('of the random order'),
  isolate: z.boolean().describe('variants take turns being alive'),
  window: sliceWindowSchema,
  warmupCapMs: z.number().nonnegative().describe('most that a warm-up may take'),
  requestTimeoutMs: z.number().positive().describe('a request unanswered for so long has failed'),
  connectTimeoutMs: z.number().positive().default(5000),
  idleTimeoutMs: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('null: only requestTimeoutMs bounds'),
  readyTimeoutMs: z.number().positive().describe('a server not ready after so long has failed'),
  stopTimeoutMs: z
    .number()
    .positive()
    .describe('a server that runs on for so long after its stop signal is killed'),
  failureBound: z.number().min(0).max(1).describe('share of failed requests above which a cell is invalid'),
  objectives: z.array(objectiveSchema).default([]).describe('what must hold'),
  strict: z.boolean().describe('any invalid or inconclusive cell exits with 3'),
  gate: plannedGateSchema.optional().describe('absent: the run decides nothing'),
  noise: plannedNoiseSchema
    .optional()
    .describe('both sides are the same, and the gate is only drawn from them; absent: it is not about noise'),
  search: searchPlanSchema.optional().describe('absent: no rate is sought'),
  install: z
    .union([z.literal(false), buildStepSchema])
    .optional()
    .describe('done in each checkout of a commit; false: nothing; absent: what its lockfile says'),
  config: z
    .string()
    .nullable()
    .default(null)
    .describe('the configuration file, from the folder of the run; null: none'),
});
export type Plan = z.infer<typeof planSchema>;

/** A plan that seeks the highest rates which meet objectives. */
export type SearchingPlan = Plan & { readonly search: NonNullable<Plan['search']> };

export function isSearching(plan: Plan): plan is SearchingPlan {
  return plan.search !== undefined;
}

/** The pairs that a gate judges. */
export function gatedPairs(plan: Pick<Plan, 'gate' | 'variants' | 'baseline'>): readonly VariantPair[] {
  return plan.gate?.against?.pairs ?? pairsOf(plan);
}

/** How long each connection of a closed level rests after an answer to this scenario, ms. */
export function thinkMsOf({ thinkMs, scenarios }: Pick<Plan, 'thinkMs' | 'scenarios'>, name: string): number {
  return scenarios.find((scenario) => scenario.name === name)?.thinkMs ?? thinkMs;
}

import { z } from 'zod';
import { verdicts } from './claim.ts';
import { comparisonSchema, type Interval, validitySchema } from './estimate.ts';
import type { Level } from './level.ts';
import { levelValue } from './level.ts';
import { environmentSchema } from './machine.ts';
import { comparedMetrics } from './metric.ts';
import { planSchema } from './plan.ts';
import { recordSchema, stopReasons } from './record.ts';
import { searchResultSchema } from './search.ts';
import { cellSchema } from './slice.ts';

/**
 * Version of the summary's form; a summary of any other is made again from its record. History:
 * 1 — first form.
 */
export const summaryVersion = 1;

/** What a trend can be of. */
export const trendMetrics = comparedMetrics;
export type TrendMetric = (typeof trendMetrics)[number];

/** Point, and both ends of its interval (null where there is none), in the unit of the metric. */
const figureSchema = z.tuple([z.number(), z.number().nullable(), z.number().nullable()]);
export type SummaryFigure = z.infer<typeof figureSchema>;

const levelSchema = z.object({ kind: z.enum(['closed', 'open']), value: z.number().positive() });
export type SummaryLevel = z.infer<typeof levelSchema>;

const summaryCellSchema = z.object({
  mode: z.string().describe('id of the variant'),
  scenario: z.string(),
  level: levelSchema,
  status: z.enum(['valid', 'caveat', 'inconclusive', 'invalid']),
  figures: z.partialRecord(z.enum(trendMetrics), figureSchema),
});
export type SummaryCell = z.infer<typeof summaryCellSchema>;

/** The best mode of a scenario, at the level at which the scenario is shown. */
const headlineSchema = z.object({
  scenario: z.string(),
  level: levelSchema,
  mode: z.string(),
  metric: z.enum(trendMetrics),
  figure: figureSchema,
  ratio: figureSchema.nullable().describe('to the baseline; null for the baseline itself'),
});
export type Headline = z.infer<typeof headlineSchema>;

/** What lists and trends need of a record, at a hundredth of its size: kept beside it as `summary.json`. */
export const runSummarySchema = z.object({
  version: z.literal(summaryVersion),
  id: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable().describe('null: no record was written'),
  measuredSeconds: z.number(),
  name: z.string(),
  command: z.array(z.string()),
  environment: environmentSchema,
  load: z
    .object({
      engine: z.string(),
      loaders: z.int(),
      pacing: z.string(),
      thinkMs: z.number(),
      arrivals: z.string().nullable().describe('null: closed workload'),
      serverCpus: z.string().nullable(),
      loadCpus: z.string().nullable(),
    })
    .describe('how it was loaded; figures of other ways are not to be joined'),
  stop: z.enum(stopReasons),
  rounds: z.int().nonnegative(),
  modes: z.array(z.object({ id: z.string(), label: z.string() })),
  baseline: z.string(),
  scenarios: z.array(z.string()),
  headlines: z.array(headlineSchema).describe('one of each scenario that has a usable figure'),
  searches: z
    .array(searchResultSchema.pick({ variant: true, scenario: true, outcome: true, rate: true, limit: true }))
    .default([])
    .describe('what a search found of each mode in each scenario'),
  verdicts: z.partialRecord(z.enum(verdicts), z.int()).describe('how many claims ended so'),
  acts: z.object({ done: z.int(), failed: z.int() }).describe('of experiments'),
  cells: z.array(summaryCellSchema),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

/** Of what a summary reads of a record, each part no wider than that: looking at forms takes longer than reading files. */
const planSourceSchema = planSchema
  .pick({
    ...{ name: true, baseline: true, levels: true },
    ...{ engine: true, loaders: true, pacing: true, thinkMs: true, serverCpus: true, loadCpus: true },
  })
  .extend({
    variants: z.array(z.object({ id: z.string(), label: z.string() })),
    scenarios: z.array(z.object({ name: z.string() })),
  });

const figureSourceSchema = z.object({
  point: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

const cellSourceSchema = cellSchema.extend({
  validity: z.object({
    status: validitySchema.shape.status,
    reasons: z.array(z.object({ code: z.string() })),
  }),
  metrics: z.object(
    Object.fromEntries(trendMetrics.map((name) => [name, figureSourceSchema.nullable()])) as Record<
      TrendMetric,
      z.ZodNullable<typeof figureSourceSchema>
    >,
  ),
});

/** A record as far as its summary needs it: the rest is not looked at, which spares most of the time. */
export const summarySourceSchema = recordSchema
  .pick({ id: true, startedAt: true, endedAt: true, measuredSeconds: true, command: true, stop: true })
  .extend({
    environment: environmentSchema,
    plan: planSourceSchema,
    rounds: z.array(z.unknown()),
    summaries: z.array(cellSourceSchema),
    comparisons: z.array(comparisonSchema.omit({ verdict: true }).extend({ ratio: figureSourceSchema })),
    experiments: z.array(z.object({ outcome: z.object({ kind: z.string() }) })).default([]),
    search: z.object({ results: z.array(searchResultSchema) }).optional(),
    claims: z.array(z.object({ verdict: z.enum(verdicts) })),
  });
export type SummarySource = z.infer<typeof summarySourceSchema>;

/** What is known of a run before anything is measured. */
export function planSummary(
  plan: SummarySource['plan'],
): Pick<RunSummary, 'version' | 'name' | 'load' | 'modes' | 'baseline' | 'scenarios'> {
  const { engine, loaders, pacing, thinkMs, serverCpus, loadCpus } = plan;
  const [level] = plan.levels;
  return {
    version: summaryVersion,
    name: plan.name,
    load: {
      ...{ engine, loaders, pacing, thinkMs, serverCpus, loadCpus },
      arrivals: level?.kind === 'open' ? level.arrivals : null,
    },
    modes: plan.variants.map(({ id, label }) => ({ id, label })),
    baseline: plan.baseline,
    scenarios: plan.scenarios.map(({ name }) => name),
  };
}

export function summaryLevel(level: Level): SummaryLevel {
  return { kind: level.kind, value: levelValue(level) };
}

/** As `levelKey` of the level itself. */
export function summaryLevelKey({ kind, value }: SummaryLevel): string {
  return kind === 'closed' ? `c${value}` : `r${value}`;
}

/** Six digits are more than any interval supports. */
export function summaryFigure({ point, low, high }: Pick<Interval, 'point' | 'low' | 'high'>): SummaryFigure {
  const short = (value: number) => Number(value.toPrecision(6));
  return [short(point), low === null ? null : short(low), high === null ? null : short(high)];
}

/** Whether a mode is meant by a person: by its id, its label, or its bare name without stack and options. */
export function isMode({ id, label }: RunSummary['modes'][number], asked: string): boolean {
  const bare = id.replace(/:.*$/, '');
  return [id, label, bare, bare.replace(/^[^/]*\//, '')].includes(asked);
}

/** The command that made a run: the first word that is no option. */
export function commandWord(command: readonly string[]): string {
  return command.find((word) => !word.startsWith('-')) ?? '';
}

/** Commands whose runs hold experiments, which are done once and not gone on with. */
const doneOnce = ['experiment', 'claims'];

/** Whether a run has rounds that can be gone on with, by what made it. */
export function hasRounds(command: readonly string[]): boolean {
  return !doneOnce.includes(commandWord(command));
}

import { z } from 'zod';
import { UsageError, type UsageProblem } from '../model/failure.ts';
import type { HistoryFilter } from '../model/history.ts';
import { type TrendMetric, trendMetrics } from '../model/run-summary.ts';
import { parseCount } from '../plan/parse-quantity.ts';
import { nameHint, Problems } from '../plan/problems.ts';
import { defaultRunsFolder } from '../record/run-folder.ts';
import { parseSince } from './parse-age.ts';

const text = z.string().optional();
const flagsSchema = z.object({
  name: text,
  commit: text,
  mode: text,
  scenario: text,
  since: text,
  limit: text,
  trend: text,
  metric: text,
  out: text,
  json: z.boolean().optional(),
});

export interface HistoryRequest {
  readonly runsFolder: string;
  readonly filter: HistoryFilter;
  readonly limit: number;
  /** The cell and metric (null: what suits it) of a trend; null: the list of runs. */
  readonly trend: { readonly cell: string; readonly metric: TrendMetric | null } | null;
  readonly json: boolean;
}

const defaultLimit = '20';
const mostRuns = 100_000;

/** @throws UsageError with everything that is wrong with the flags; `nowMs`: what ages count from */
export function parseHistoryFlags(options: Record<string, unknown>, nowMs: number): HistoryRequest {
  const flags = flagsSchema.parse(options);
  const problems = new Problems();
  const limit = parseCount('--limit', flags.limit ?? defaultLimit, { min: 1, max: mostRuns }, problems);
  const sinceMs = flags.since === undefined ? null : parseSince('--since', flags.since, nowMs, problems);
  const commit = parseCommit(flags.commit, problems);
  const metric = parseMetric(flags.metric, problems);
  const found: UsageProblem[] = conflictsOf(flags);
  for (const { where, message, hint } of found) problems.add(where, message, hint);
  problems.throwIfAny();
  if (limit === undefined || sinceMs === undefined || metric === undefined) throw new UsageError([]);
  return {
    runsFolder: flags.out ?? defaultRunsFolder,
    filter: {
      ...{ name: flags.name ?? null, commit, sinceMs },
      ...{ mode: flags.mode ?? null, scenario: flags.scenario ?? null },
    },
    limit,
    trend: flags.trend === undefined ? null : { cell: flags.trend, metric },
    json: flags.json ?? false,
  };
}

function conflictsOf(flags: z.infer<typeof flagsSchema>): UsageProblem[] {
  const trending = flags.trend !== undefined;
  const named = trending ? (['mode', 'scenario'] as const).filter((name) => flags[name] !== undefined) : [];
  return [
    ...named.map((name) => ({
      where: `--${name}`,
      message: 'cannot go with --trend, which names the mode and the scenario itself',
      hint: 'leave one of them out',
    })),
    ...(flags.metric !== undefined && !trending
      ? [{ where: '--metric', message: 'says what --trend shows', hint: 'add --trend <mode>/<scenario>' }]
      : []),
  ];
}

function parseCommit(given: string | undefined, problems: Problems): string | null {
  if (given === undefined) return null;
  const commit = given.trim().toLowerCase();
  if (!/^[0-9a-f]{4,64}$/.test(commit)) {
    const hint = 'write at least 4 hexadecimal digits, as git log --oneline shows them';
    problems.add('--commit', `"${given}" is not the beginning of a commit`, hint);
  }
  return commit;
}

function parseMetric(given: string | undefined, problems: Problems): TrendMetric | null | undefined {
  if (given === undefined) return null;
  const metric = trendMetrics.find((name) => name === given);
  if (metric === undefined)
    problems.add('--metric', `unknown metric "${given}"`, nameHint(given, trendMetrics));
  return metric;
}

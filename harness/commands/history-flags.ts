import { z } from 'zod';
import type { UsageProblem } from '../model/failure.ts';
import type { HistoryFilter } from '../model/history.ts';
import { type TrendMetric, trendMetrics } from '../model/run-summary.ts';
import { parseCount } from '../plan/parse-quantity.ts';
import { nameHint, Problems } from '../plan/problems.ts';
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
  /** Where runs are kept; null: where the configuration says, or the usual place. */
  readonly out: string | null;
  readonly filter: HistoryFilter;
  readonly limit: number;
  /** The cell and metric (null: what suits it) of a trend; null: the list of runs. */
  readonly trend: { readonly cell: string; readonly metric: TrendMetric | null } | null;
  readonly json: boolean;
}

const defaultLimit = 20;
const mostRuns = 100_000;

/** @throws UsageError with everything that is wrong with the flags; `nowMs`: what ages count from */
export function parseHistoryFlags(options: Record<string, unknown>, nowMs: number): HistoryRequest {
  const flags = flagsSchema.parse(options);
  const problems = new Problems();
  const { limit, since, trend, name, mode, scenario } = flags;
  const request: HistoryRequest = {
    out: flags.out ?? null,
    limit:
      limit === undefined
        ? defaultLimit
        : (parseCount('--limit', limit, { min: 1, max: mostRuns }, problems) ?? defaultLimit),
    filter: {
      ...{ name: name ?? null, mode: mode ?? null, scenario: scenario ?? null },
      sinceMs: since === undefined ? null : (parseSince('--since', since, nowMs, problems) ?? null),
      commit: parseCommit(flags.commit, problems),
    },
    trend: trend === undefined ? null : { cell: trend, metric: parseMetric(flags.metric, problems) },
    json: flags.json ?? false,
  };
  for (const { where, message, hint } of conflictsOf(flags)) problems.add(where, message, hint);
  problems.throwIfAny();
  return request;
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

function parseMetric(given: string | undefined, problems: Problems): TrendMetric | null {
  if (given === undefined) return null;
  const metric = trendMetrics.find((name) => name === given);
  if (metric === undefined)
    problems.add('--metric', `unknown metric "${given}"`, nameHint(given, trendMetrics));
  return metric ?? null;
}

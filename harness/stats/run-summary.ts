import { levelKey } from '../model/level.ts';
import {
  type Headline,
  planSummary,
  type RunSummary,
  type SummaryCell,
  type SummarySource,
  summaryFigure,
  summaryLevel,
  type TrendMetric,
  trendMetrics,
} from '../model/run-summary.ts';
import { type BestLevel, bestLevels } from './best-level.ts';

/** What lists and trends need of a record; pure, so that it can be made again at any time. */
export function summaryOf(record: SummarySource): RunSummary {
  const { plan, summaries } = record;
  return {
    ...planSummary(plan),
    id: record.id,
    startedAt: record.startedAt,
    endedAt: record.endedAt,
    measuredSeconds: record.measuredSeconds,
    command: record.command,
    environment: record.environment,
    stop: record.stop,
    rounds: record.rounds.length,
    headlines: bestLevels(summaries).flatMap((best) => headlineOf(record, best) ?? []),
    searches: (record.search?.results ?? []).map(({ variant, scenario, outcome, rate, limit }) => ({
      ...{ variant, scenario, outcome, rate, limit },
    })),
    verdicts: tally(record.claims.map(({ verdict }) => verdict)),
    acts: {
      done: record.experiments.filter(({ outcome }) => outcome.kind === 'done').length,
      failed: record.experiments.filter(({ outcome }) => outcome.kind === 'failed').length,
    },
    cells: summaries.map(
      ({ variant, scenario, level, validity, metrics }): SummaryCell => ({
        ...{ mode: variant, scenario, level: summaryLevel(level), status: validity.status },
        figures: Object.fromEntries(
          trendMetrics.flatMap((name) => {
            const found = metrics[name];
            return found === null ? [] : [[name, summaryFigure(found)]];
          }),
        ),
      }),
    ),
  };
}

/**
 * The mode that serves most, or at an arrival rate, where all serve the same, answers fastest: by p99, and by p50 where
 * the requests support no p99 of some mode.
 */
function headlineOf(record: SummarySource, { scenario, level, usable }: BestLevel): Headline | null {
  const cells = record.summaries.filter(
    (cell) =>
      cell.scenario === scenario && levelKey(cell.level) === levelKey(level) && usable.includes(cell.variant),
  );
  const metric: TrendMetric =
    level.kind === 'closed' ? 'throughput' : cells.every((cell) => cell.metrics.p99) ? 'p99' : 'p50';
  const sign = metric === 'throughput' ? -1 : 1;
  const ranked = cells
    .flatMap(({ variant, metrics }) => {
      const figure = metrics[metric];
      return figure === null ? [] : [{ variant, figure }];
    })
    .sort((a, b) => sign * (a.figure.point - b.figure.point));
  const [best] = ranked;
  if (best === undefined) return null;
  const ratio = record.comparisons.find(
    (one) =>
      one.candidate === best.variant &&
      one.baseline === record.plan.baseline &&
      one.scenario === scenario &&
      one.metric === metric &&
      levelKey(one.level) === levelKey(level),
  )?.ratio;
  return {
    ...{ scenario, level: summaryLevel(level), mode: best.variant, metric },
    figure: summaryFigure(best.figure),
    ratio: ratioOf(ratio),
  };
}

function ratioOf(ratio: SummarySource['comparisons'][number]['ratio'] | undefined): Headline['ratio'] {
  return ratio === undefined ? null : summaryFigure(ratio);
}

function tally<Word extends string>(words: readonly Word[]): Partial<Record<Word, number>> {
  const counts: Partial<Record<Word, number>> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

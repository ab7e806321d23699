import type { CellSummary, Comparison } from '../model/estimate.ts';
import { type Level, levelKey } from '../model/level.ts';
import type { MetricName } from '../model/metric.ts';

/** What claims are judged from: a record's results. */
export interface Results {
  readonly summaries: readonly CellSummary[];
  readonly comparisons: readonly Comparison[];
}

/** One figure divided by another, with its interval; ends are null where the rounds give none. */
export interface Ratio {
  readonly point: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Which metric of which two variants, where. */
export interface RatioQuestion {
  readonly candidate: string;
  readonly baseline: string;
  readonly scenario: string;
  readonly level: Level;
  readonly metric: MetricName;
}

const one: Ratio = { point: 1, low: 1, high: 1 };

/**
 * The ratio of two variants: the paired comparison where the record has one, whichever way round; else the quotient of
 * the two figures with the far ends of their intervals, which is wider than a paired one. Null when one of the cells is
 * missing or cannot be relied on, or has no such figure.
 */
export function ratioOf(results: Results, question: RatioQuestion): Ratio | null {
  const top = usableCell(results, question, question.candidate)?.metrics[question.metric];
  const bottom = usableCell(results, question, question.baseline)?.metrics[question.metric];
  if (!top || !bottom) return null;
  const paired = comparisonOf(results, question);
  if (paired) return paired;
  const { candidate, baseline } = question;
  const inverted = comparisonOf(results, { ...question, candidate: baseline, baseline: candidate });
  return inverted ? quotient(one, inverted) : quotient(top, bottom);
}

function comparisonOf(results: Results, question: RatioQuestion): Ratio | null {
  const found = results.comparisons.find(
    (c) =>
      c.candidate === question.candidate &&
      c.baseline === question.baseline &&
      c.metric === question.metric &&
      isAt(c, question),
  );
  return found?.ratio ?? null;
}

/** Not invalid, nor from a run in which too many rounds were discarded. A wide interval of its own does not matter here. */
function usableCell(results: Results, question: RatioQuestion, variant: string): CellSummary | undefined {
  return results.summaries.find(
    (s) =>
      s.variant === variant &&
      s.validity.status !== 'invalid' &&
      !s.validity.reasons.some((reason) => reason.code === 'disturbed') &&
      isAt(s, question),
  );
}

function isAt(found: { scenario: string; level: Level }, { scenario, level }: RatioQuestion): boolean {
  return found.scenario === scenario && levelKey(found.level) === levelKey(level);
}

function quotient(top: Ratio, bottom: Ratio): Ratio {
  return {
    point: top.point / bottom.point,
    low: top.low === null || bottom.high === null ? null : top.low / bottom.high,
    high: top.high === null || bottom.low === null ? null : top.high / bottom.low,
  };
}

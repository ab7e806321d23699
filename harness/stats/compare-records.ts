import type { CellSummary } from '../model/estimate.ts';
import { levelKey } from '../model/level.ts';
import { comparedMetrics, type MetricName } from '../model/metric.ts';
import type { RunRecord } from '../model/record.ts';
import type { CellPair, RecordName, RecordRatio, UnusableCell } from '../model/record-comparison.ts';
import { collectCells } from './collect.ts';
import { type PlannedCell, verdictOfCells } from './compare.ts';
import { roundFigures } from './figures.ts';
import { unpairedRatio } from './rank-sum.ts';

/** The cells of two records side by side. */
export interface ComparedCells {
  readonly ratios: readonly RecordRatio[];
  readonly unusable: readonly UnusableCell[];
  readonly unmatched: { readonly baseline: readonly string[]; readonly candidate: readonly string[] };
}

/**
 * Candidate ÷ baseline for each cell that both records have and that is valid in both. The rounds of two runs are no
 * pairs: their figures are two samples ({@link unpairedRatio}), and what had changed of the machine between the runs is
 * in the ratio.
 * @param alike false where they were measured in different environments: ratios without conclusions
 */
export function compareCellsOfRecords(
  baseline: RunRecord,
  candidate: RunRecord,
  alike: boolean,
): ComparedCells {
  const pairs = pairsOf(baseline, candidate);
  const [from, to] = [cellsOf(baseline), cellsOf(candidate)];
  const matched = pairs.map((pair) => ({
    pair,
    from: from.get(pair.keys.baseline),
    to: to.get(pair.keys.candidate),
  }));
  const ratios = matched.flatMap(({ pair, from: one, to: other }) =>
    one === undefined || other === undefined || pair.unusable.length > 0
      ? []
      : comparedMetrics.flatMap((metric) => ratioOf(metric, pair, one, other, alike) ?? []),
  );
  const taken = {
    baseline: new Set(pairs.map(({ keys }) => keys.baseline)),
    candidate: new Set(pairs.map(({ keys }) => keys.candidate)),
  };
  return {
    ratios,
    unusable: pairs.flatMap(({ unusable }) => unusable),
    unmatched: {
      baseline: unmatched(baseline, taken.baseline),
      candidate: unmatched(candidate, taken.candidate),
    },
  };
}

export function nameOfRecord({ id, startedAt, environment: { git } }: RunRecord): RecordName {
  return { id, startedAt, commit: git?.commit ?? null, dirty: git?.dirty ?? false };
}

interface Pair {
  readonly cell: CellPair;
  readonly keys: { readonly baseline: string; readonly candidate: string };
  readonly summaries: { readonly baseline: CellSummary; readonly candidate: CellSummary };
  readonly unusable: readonly UnusableCell[];
}

/** In the order of the candidate. */
function pairsOf(baseline: RunRecord, candidate: RunRecord): readonly Pair[] {
  const twin = twinOf(baseline, candidate);
  const there = new Map(baseline.summaries.map((summary) => [keyOf(summary), summary]));
  return candidate.summaries.flatMap((summary) => {
    const other = there.get(keyOf({ ...summary, variant: twin(summary.variant) }));
    if (other === undefined) return [];
    const modes = { baseline: other.variant, candidate: summary.variant };
    const cell: CellPair = { modes, scenario: summary.scenario, level: summary.level };
    const summaries = { baseline: other, candidate: summary };
    const unusable = (['baseline', 'candidate'] as const).flatMap((of): UnusableCell[] => {
      const { validity, requests } = summaries[of];
      const sent = requests.offered ?? requests.sent;
      return validity.status === 'invalid' ? [{ ...cell, of, sent, reasons: validity.reasons }] : [];
    });
    return [{ cell, summaries, unusable, keys: { baseline: keyOf(other), candidate: keyOf(summary) } }];
  });
}

/** The baseline's variant that a candidate's is compared with: of the same id, or the only one there is in each. */
function twinOf(baseline: RunRecord, candidate: RunRecord): (variant: string) => string {
  const [only, ...others] = baseline.plan.variants;
  const single = others.length === 0 && candidate.plan.variants.length === 1;
  return (variant) => (single && only !== undefined ? only.id : variant);
}

function cellsOf(record: RunRecord): ReadonlyMap<string, PlannedCell> {
  const { plan } = record;
  return new Map(
    collectCells(plan, record.rounds, record.slices).map((data) => [keyOf(data.cell), { plan, data }]),
  );
}

function ratioOf(
  metric: (typeof comparedMetrics)[number],
  { cell, summaries }: Pair,
  from: PlannedCell,
  to: PlannedCell,
  alike: boolean,
): RecordRatio | null {
  const [baseline, candidate] = [summaries.baseline.metrics[metric], summaries.candidate.metrics[metric]];
  const [logsFrom, logsTo] = [logsOf(metric, from), logsOf(metric, to)];
  if (baseline === null || candidate === null || logsFrom.length === 0 || logsTo.length === 0) return null;
  const ratio = unpairedRatio(logsFrom, logsTo, to.plan.confidence);
  const verdict = alike
    ? verdictOfCells(metric, ratio, { candidate: to, baseline: from })
    : ('inconclusive' as const);
  return { ...cell, metric, baseline, candidate, ratio, verdict };
}

function logsOf(metric: MetricName, { data }: PlannedCell): readonly number[] {
  const figures = roundFigures(data, metric) ?? new Map<number, number>();
  return [...figures.values()].map(Math.log).filter(Number.isFinite);
}

function unmatched(record: RunRecord, taken: ReadonlySet<string>): readonly string[] {
  return record.summaries.filter((summary) => !taken.has(keyOf(summary))).map(keyOf);
}

/** `prefork json c8` */
function keyOf({ variant, scenario, level }: Pick<CellSummary, 'variant' | 'scenario' | 'level'>): string {
  return `${variant} ${scenario} ${levelKey(level)}`;
}

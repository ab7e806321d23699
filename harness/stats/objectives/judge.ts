import type { CellSummary, ValidityReason } from '../../model/estimate.ts';
import { covers, coversLevel, isPercentile, limitOf, type Objective } from '../../model/objective.ts';
import type {
  ObjectiveCell,
  ObjectiveOutcome,
  ObjectiveReason,
  ObjectiveVerdict,
} from '../../model/objective-verdict.ts';
import { gatedPairs, type Plan } from '../../model/plan.ts';
import { type Cell, cellKey } from '../../model/slice.ts';
import type { CellData } from '../cell-data.ts';
import { groupBy } from '../group.ts';
import { caveatCodes } from '../validity/caveats.ts';
import { figureOf, isOverloaded, type JudgedCell } from './figure.ts';
import { decide, type Reach } from './reach.ts';

/**
 * Each objective of the plan in each cell that it covers, by the cell's interval over rounds: missed when the whole of it
 * lies on the wrong side of the limit, met when the whole lies on the right one. Nothing is said of what a cell does not
 * show: one that is invalid, or whose figure is a bound on the side that does not matter.
 *
 * With a level it covers that one alone. Without, it covers every level that was measured, since what a person loads a
 * server with is what it has to bear; but throughput has to be reached at one level only, the one at which it is highest.
 * The run has missed it when it is missed in any cell that it covers.
 *
 * Each stands for itself: of many objectives that are met by a hair, about 5 in 100 will be told wrongly at 95 %.
 */
export function judgeObjectives(
  plan: Plan,
  cells: readonly CellData[],
  summaries: readonly CellSummary[],
): ObjectiveVerdict[] {
  const byKey = new Map(summaries.map((summary) => [cellKey(summary), summary]));
  const judged = cells.flatMap((data): JudgedCell[] => {
    const summary = byKey.get(cellKey(data.cell));
    return summary === undefined ? [] : [{ data, summary }];
  });
  return plan.objectives.map((objective) => {
    const planned = plannedCells(plan, objective);
    const found = coveredCells(plan, objective, planned, judged);
    return { objective, verdict: planned.length === 0 ? 'not-measured' : overall(found), cells: found };
  });
}

/** Whatever it covers: missed if that is, and met if all of it is. */
function overall(cells: readonly ObjectiveCell[]): ObjectiveOutcome {
  if (cells.some(({ outcome }) => outcome === 'missed')) return 'missed';
  return cells.length > 0 && cells.every(({ outcome }) => outcome === 'met') ? 'met' : 'cannot-tell';
}

/** In the plan's order. Nothing is asked of variants that are declared to fail, nor of what a gate compares with. */
function plannedCells(plan: Plan, objective: Objective): readonly Cell[] {
  const baselines = plan.gate === undefined ? [] : gatedPairs(plan).map(({ baseline }) => baseline);
  const variants = plan.variants.filter(({ expect, id }) => expect !== 'failing' && !baselines.includes(id));
  return plan.scenarios.flatMap(({ name: scenario }) =>
    plan.levels
      .filter((level) => coversLevel(objective, level))
      .flatMap((level) =>
        variants
          .map(({ id: variant }): Cell => ({ variant, scenario, level }))
          .filter((cell) => covers(objective, cell)),
      ),
  );
}

function coveredCells(
  plan: Plan,
  objective: Objective,
  planned: readonly Cell[],
  judged: readonly JudgedCell[],
): ObjectiveCell[] {
  const byKey = new Map(judged.map((cell) => [cellKey(cell.data.cell), cell]));
  const visited = planned.map((cell) => ({ cell, found: byKey.get(cellKey(cell)) }));
  if (objective.level !== null) {
    return visited.map(({ cell, found }) =>
      found === undefined ? untold(cell, { code: 'not-reached' }) : judgeCell(plan, objective, found),
    );
  }
  const measured = visited.flatMap(({ found }) => found ?? []);
  const wanted = objective.metric === 'throughput' ? fastest(measured) : measured;
  const ladders = groupBy(visited, ({ cell }) => `${cell.variant}|${cell.scenario}`);
  const unseen = [...ladders.values()].flatMap((ladder) => {
    const [first] = ladder;
    return first !== undefined && ladder.every(({ found }) => found === undefined) ? [first.cell] : [];
  });
  return [
    ...wanted.map((cell) => judgeCell(plan, objective, cell)),
    ...unseen.map((cell) => untold(cell, { code: 'not-reached' })),
  ];
}

/** Of each variant and scenario the cell with the highest throughput; where none can be used, the first. */
function fastest(cells: readonly JudgedCell[]): readonly JudgedCell[] {
  const perSecond = ({ summary }: JudgedCell) =>
    isTold(summary) ? (summary.metrics.throughput?.point ?? 0) : 0;
  const ladders = groupBy(cells, ({ data }) => `${data.cell.variant}|${data.cell.scenario}`);
  return [...ladders.values()].map((ladder) =>
    ladder.reduce((best, cell) => (perSecond(cell) > perSecond(best) ? cell : best)),
  );
}

function judgeCell(plan: Plan, objective: Objective, cell: JudgedCell): ObjectiveCell {
  const { metric, comparison } = objective;
  const { data, summary } = cell;
  const { reach, lack } = figureOf(plan, metric, cell);
  if (!isTold(summary) && !(metric === 'failures' && isServersFault(summary))) {
    return { ...untold(data.cell, { code: 'not-valid' }), measured: reach?.measured ?? null };
  }
  if (isPercentile(metric) && isOverloaded(summary)) return overloaded(objective, cell, reach);
  if (reach === null) return untold(data.cell, lack ?? { code: 'no-figure' });
  const outcome = decide(comparison, limitOf(objective), reach);
  // Launches that never served sent nothing that could have failed.
  if (outcome === 'met' && !isTold(summary)) {
    return { ...untold(data.cell, { code: 'not-valid' }), measured: reach.measured };
  }
  const reason = outcome === 'cannot-tell' ? (lack ?? undecided(reach)) : null;
  return { ...data.cell, outcome, measured: reach.measured, reason };
}

/**
 * The queue of an overloaded server grows, and every response time with it, for as long as the arrivals go on: no limit
 * from above holds, however short the slices were in which it was looked at.
 */
function overloaded(objective: Objective, { data }: JudgedCell, reach: Reach | null): ObjectiveCell {
  const { comparison } = objective;
  const measured = reach === null ? null : { ...reach.measured, bound: 'at-least' as const };
  const outcome = comparison === '<' || comparison === '<=' ? 'missed' : 'met';
  return { ...data.cell, outcome, measured, reason: { code: 'overloaded' } };
}

function undecided({ measured }: Reach): ObjectiveReason {
  return { code: measured.bound === null ? 'straddles' : 'bound' };
}

function untold(cell: Cell, reason: ObjectiveReason): ObjectiveCell {
  return { ...cell, outcome: 'cannot-tell', measured: null, reason };
}

/** Whether a cell's figures say something of the server. */
function isTold({ validity }: CellSummary): boolean {
  return validity.status === 'valid' || validity.status === 'caveat';
}

/** What a cell may be invalid for, and its failures be told all the same: they are why. */
const serversFaults: ReadonlySet<ValidityReason['code']> = new Set([
  'failures',
  'server-failed',
  'no-answers',
] as const);

function isServersFault({ validity }: CellSummary): boolean {
  return (
    validity.status === 'invalid' &&
    validity.reasons.every(({ code }) => serversFaults.has(code) || caveatCodes.has(code))
  );
}

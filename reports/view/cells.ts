import type { CellSummary, Interval } from '../../harness/model/estimate.ts';
import type { Level } from '../../harness/model/level.ts';
import { levelKey, levelLabel, levelValue } from '../../harness/model/level.ts';
import { type MetricName, metricNames } from '../../harness/model/metric.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { bestLevels, isUsable } from '../../harness/stats/best-level.ts';
import { levelDetail } from '../wording/levels.ts';
import { reasonText } from '../wording/validity.ts';
import { mainRatio } from './compare.ts';
import { isLowerBound } from './generator-bound.ts';
import { missingPercentiles } from './missing.ts';
import { serveCommand } from './modes.ts';
import { percentileCurves } from './percentiles.ts';
import { isExpected, statusesOf } from './statuses.ts';
import type { CellView, Figure, Lead, LevelView, ModeView, OverloadView, ScenarioView } from './types.ts';

/**
 * The scenarios of a record with their cells, in the order of the plan. Unless the answer of a run leads, scenarios and
 * modes without a cell are left out: they were not meant to be measured. A scenario with levels of both kinds, as a gate
 * has, is shown once for each: connections and arrival rates are on no axis together.
 */
export function scenariosOf(
  record: RunRecord,
  modes: readonly ModeView[],
  lead: Lead,
): readonly ScenarioView[] {
  const order = new Map(record.plan.variants.map((variant, index) => [variant.id, index]));
  const place = (cell: CellView) => order.get(cell.mode) ?? order.size;
  const views = record.summaries.map((summary, index) => cellView(record, summary, `cell-${index + 1}`));
  const scenarios = record.plan.scenarios.flatMap((scenario, index) => {
    const all = views.filter((cell) => cell.scenario === scenario.name);
    const kinds = new Set(all.map((cell) => cell.level.kind));
    const anchor = `scenario-${index + 1}`;
    if (kinds.size < 2) return [{ scenario, anchor, all }];
    return [...kinds].map((kind) => ({
      scenario,
      anchor: `${anchor}-${kind}`,
      all: all.filter((cell) => cell.level.kind === kind),
    }));
  });
  const shown = scenarios.map(({ scenario, anchor, all }) => {
    const cells = all.toSorted((a, b) => a.level.value - b.level.value || place(a) - place(b));
    const levels = record.plan.levels
      .map(levelView)
      .filter((level) => cells.some((cell) => cell.level.key === level.key));
    const best = bestOf(record, scenario.name, cells);
    return {
      name: scenario.name,
      summary: scenario.summary,
      anchor,
      levels,
      modes: modes.filter((mode) => lead === 'answer' || cells.some((cell) => cell.mode === mode.id)),
      best,
      cells,
      percentiles: percentileCurves(record, cells),
    };
  });
  return shown.filter((scenario) => lead === 'answer' || scenario.cells.length > 0);
}

function bestOf(record: RunRecord, name: string, cells: readonly CellView[]): LevelView | null {
  const keys = new Set(cells.map((cell) => cell.level.key));
  const own = record.summaries.filter((one) => one.scenario === name && keys.has(levelKey(one.level)));
  const [best] = bestLevels(own);
  return best === undefined ? null : levelView(best.level);
}

export function levelView(level: Level): LevelView {
  return {
    key: levelKey(level),
    label: levelLabel(level),
    value: levelValue(level),
    kind: level.kind,
    detail: levelDetail(level),
  };
}

function cellView(record: RunRecord, summary: CellSummary, anchor: string): CellView {
  const { plan } = record;
  const variant = plan.variants.find((v) => v.id === summary.variant);
  const { sent, ok, failed, unfinished, offered } = summary.requests;
  const due = offered ?? sent;
  const lowerBound = isLowerBound(summary);
  const asked = { plan, cores: record.environment.cores, level: summary.level, lowerBound };
  const wrongStatuses = wrongStatusesOf(record, summary);
  const context = { sent: due, serve: serveCommand(variant), wrongStatuses, asked };
  return {
    anchor,
    mode: summary.variant,
    scenario: summary.scenario,
    level: levelView(summary.level),
    status: summary.validity.status,
    usable: isUsable(summary),
    reasons: summary.validity.reasons.map((reason) => ({ reason, ...reasonText(reason, context) })),
    metrics: figures(summary),
    missing: missingPercentiles(record, summary),
    ratio: summary.variant === plan.baseline ? null : mainRatio(record, summary, plan.baseline),
    lowerBound,
    overload: overloadOf(summary, lowerBound),
    distribution: summary.distribution,
    headroom: summary.headroom,
    requests: { due, sent, ok, failed, unfinished },
    wrongStatuses,
    slices: summary.slices,
  };
}

function wrongStatusesOf(record: RunRecord, { variant, scenario, level }: CellSummary): readonly number[] {
  const asked = record.plan.scenarios.find(({ name }) => name === scenario);
  if (asked === undefined) return [];
  const here = statusesOf(
    record,
    (slice) =>
      slice.variant === variant && slice.scenario === scenario && levelKey(slice.level) === levelKey(level),
  );
  return [...here.keys()].filter((status) => !isExpected(asked, status));
}

function overloadOf({ validity }: CellSummary, lowerBound: boolean): OverloadView | null {
  const found = validity.reasons.find((reason) => reason.code === 'overloaded');
  if (found?.code !== 'overloaded') return null;
  return { served: found.servedPerSecond, offered: found.offeredPerSecond, atLeast: lowerBound };
}

function figures(summary: CellSummary): Readonly<Record<MetricName, Figure | null>> {
  const entries = metricNames.map((name) => {
    const estimate = summary.metrics[name];
    return [name, estimate === null ? null : figure(estimate)] as const;
  });
  return Object.fromEntries(entries) as Record<MetricName, Figure | null>;
}

function figure(from: Interval): Figure {
  const { point, low, high, rounds, fewRounds } = from;
  return { point, low, high, rounds, fewRounds };
}

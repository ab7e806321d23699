import type { CellSummary } from '../../harness/model/estimate.ts';
import { type Level, levelKey, levelValue } from '../../harness/model/level.ts';
import { comparedMetrics } from '../../harness/model/metric.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import type { RecordRatio } from '../../harness/model/record-comparison.ts';
import { asksAlike, type ShownRecord } from '../../harness/model/several-records.ts';
import { bestLevels } from '../../harness/stats/best-level.ts';
import type { PointState } from '../charts/model.ts';
import { levelView } from './cells.ts';
import { isOverloaded } from './compare.ts';
import type { ComparedRecords } from './several-ratios.ts';
import { cellKeyOf, type Series } from './several-series.ts';
import type { CellVisit, Ratios, SeveralCell, SeveralScenario } from './several-types.ts';
import type { LevelView } from './types.ts';

type Kind = Level['kind'];

/** Scenarios of which two records at least share a cell; with levels of both kinds once for each, as in reports of one. */
export function severalScenarios(
  shown: readonly ShownRecord[],
  series: Series,
  ratios: ComparedRecords,
): readonly SeveralScenario[] {
  const newestFirst = shown.map(({ record }) => record).toReversed();
  const cells = sharedCells(shown, series, ratios);
  const plans = new Map(newestFirst.flatMap(({ plan }) => plan.scenarios).map((one) => [one.name, one]));
  const summaries = new Map(
    shown.flatMap(({ record }) => record.plan.scenarios.map(({ name, summary }) => [name, summary] as const)),
  );
  return [...plans.keys()].flatMap((name, index) =>
    (['closed', 'open'] as const).flatMap((kind): readonly SeveralScenario[] => {
      const own = cells.filter(({ scenario, cell }) => scenario === name && cell.level.kind === kind);
      const levels = levelsOf(own.map(({ cell }) => cell.level));
      const last = levels.at(-1);
      if (last === undefined) return [];
      const order = new Map(levels.map(({ key }, at) => [key, at]));
      const places = new Map(series.modes.map(({ id, index: at }) => [id, at]));
      const rank = ({ mode, level }: SeveralCell) =>
        (order.get(level.key) ?? 0) * series.modes.length + (places.get(mode) ?? 0);
      return [
        {
          name,
          summary: summaries.get(name) ?? '',
          anchor: `scenario-${index + 1}${kind === 'open' ? '-open' : ''}`,
          levels,
          shown: shownLevel(newestFirst, name, kind, levels) ?? last,
          cells: own.map(({ cell }) => cell).sort((a, b) => rank(a) - rank(b)),
          breaks: breaksOf(shown, name),
          alike: isWholeAlike(shown, ratios.first, name),
        },
      ];
    }),
  );
}

interface Placed {
  readonly scenario: string;
  readonly cell: SeveralCell;
}

function sharedCells(
  shown: readonly ShownRecord[],
  series: Series,
  { steps, whole }: ComparedRecords,
): readonly Placed[] {
  const tables = shown.map(
    ({ record }) => new Map(record.summaries.map((summary) => [cellKeyOf(series, summary), summary])),
  );
  const stepTables = steps.map((of) => ratioTable(series, of));
  const wholeTable = ratioTable(series, whole);
  const keys = [...new Set(tables.toReversed().flatMap((table) => [...table.keys()]))];
  return keys.flatMap((key): readonly Placed[] => {
    const found = tables.map((table) => table.get(key));
    const [any, another] = found.filter((one) => one !== undefined);
    if (any === undefined || another === undefined) return [];
    const cell: SeveralCell = {
      mode: series.modeOf(any.variant),
      level: levelView(any.level),
      visits: found.map((one) => (one === undefined ? null : visitOf(one))),
      steps: stepTables.map((table) => table.get(key) ?? {}),
      whole: wholeTable.get(key) ?? {},
    };
    return [{ scenario: any.scenario, cell }];
  });
}

function ratioTable(series: Series, ratios: readonly RecordRatio[]): ReadonlyMap<string, Ratios> {
  const table = new Map<string, Ratios>();
  for (const { modes, scenario, level, metric, ratio, verdict } of ratios) {
    // What only two records of one mode each share has another name in a third: then it is no series.
    if (series.modeOf(modes.baseline) !== series.modeOf(modes.candidate)) continue;
    const key = cellKeyOf(series, { variant: modes.candidate, scenario, level });
    const { point, low, high, rounds, fewRounds } = ratio;
    const view = { point, low, high, rounds, fewRounds, metric, verdict };
    table.set(key, { ...table.get(key), [metric]: view });
  }
  return table;
}

function visitOf(summary: CellSummary): CellVisit {
  const { status } = summary.validity;
  return {
    status,
    state: stateOf(summary),
    figures: Object.fromEntries(
      comparedMetrics.map((metric) => {
        const found = summary.metrics[metric];
        return [metric, found === null ? null : { point: found.point, low: found.low, high: found.high }];
      }),
    ) as CellVisit['figures'],
  };
}

function stateOf(summary: CellSummary): PointState {
  const { status } = summary.validity;
  if (status === 'invalid') return 'crossed';
  if (isOverloaded(summary)) return 'overloaded';
  return status === 'inconclusive' ? 'hollow' : 'solid';
}

/** In rising order. */
function levelsOf(levels: readonly LevelView[]): readonly LevelView[] {
  const found = new Map(levels.map((level) => [level.key, level]));
  return [...found.values()].sort((a, b) => a.value - b.value);
}

/** Where the newest record that can tell shows the scenario, if others have it there too. */
function shownLevel(
  newestFirst: readonly RunRecord[],
  scenario: string,
  kind: Kind,
  levels: readonly LevelView[],
): LevelView | undefined {
  for (const record of newestFirst) {
    const own = record.summaries.filter((one) => one.scenario === scenario && one.level.kind === kind);
    const shared = own.filter(({ level }) => levels.some(({ key }) => key === levelKey(level)));
    const [best] = bestLevels(shared.toSorted((a, b) => levelValue(a.level) - levelValue(b.level)));
    const level = levels.find(({ key }) => best !== undefined && key === levelKey(best.level));
    if (level !== undefined) return level;
  }
  return undefined;
}

function breaksOf(shown: readonly ShownRecord[], scenario: string): readonly number[] {
  return shown.flatMap((one, index) => {
    const before = shown[index - 1];
    if (before === undefined) return [];
    return isAlike(before, one, scenario) ? [] : [index];
  });
}

function isWholeAlike(shown: readonly ShownRecord[], first: number, scenario: string): boolean {
  const [oldest, newest] = [shown[first], shown.at(-1)];
  return oldest !== undefined && newest !== undefined && isAlike(oldest, newest, scenario);
}

function isAlike(from: ShownRecord, to: ShownRecord, scenario: string): boolean {
  return from.group === to.group && asksAlike(from.record, to.record, scenario);
}

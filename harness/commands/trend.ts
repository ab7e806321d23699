import { environmentDifferences } from '../machine/environment-differences.ts';
import { UsageError } from '../model/failure.ts';
import type { HistoryRow, Trend, TrendPoint } from '../model/history.ts';
import { metrics } from '../model/metric.ts';
import { nameHint } from '../model/name-hint.ts';
import {
  isMode,
  type RunSummary,
  type SummaryCell,
  type SummaryLevel,
  summaryLevelKey,
  type TrendMetric,
} from '../model/run-summary.ts';
import { firstOf } from './history-rows.ts';

/** A cell as a person names it: `prefork/json`, `prefork/json@c8`, `flask/prefork+nginx/wait@500`. */
export interface AskedCell {
  /** Mode and scenario; which slash parts them, only what was measured can tell. */
  readonly place: string;
  readonly level: { readonly kind: SummaryLevel['kind'] | null; readonly value: number } | null;
}

export function parseCell(text: string): AskedCell {
  const [, place, kind, amount, thousand] =
    /^(.+)@(?:([cr])=?)?(\d+(?:\.\d+)?)(k?)$/i.exec(text.trim()) ?? [];
  if (place === undefined) return { place: text.trim(), level: null };
  return {
    place,
    level: {
      kind: kind === undefined ? null : kind.toLowerCase() === 'c' ? 'closed' : 'open',
      value: Number(amount) * (thousand === '' ? 1 : 1000),
    },
  };
}

export interface TrendQuestion {
  readonly runsFolder: string;
  readonly cell: string;
  readonly metric: TrendMetric;
  readonly limit: number;
}

/**
 * One figure of one cell over the runs that have it. The newest of them decides which mode is meant, at which level where
 * none is named, and on which machine and how loaded the others must be to be joined with it. Pure but for the rows,
 * which are read as they are asked for.
 * @throws UsageError when no run has such a cell
 */
export function trendOf(
  rows: Iterable<HistoryRow>,
  { runsFolder, cell, metric, limit }: TrendQuestion,
): Trend {
  const asked = parseCell(cell);
  const seen = new Set<string>();
  let newest: Chosen | null = null;
  const points = function* (): Generator<TrendPoint, void, undefined> {
    for (const row of rows) {
      const found: Chosen | null = choose(row.summary, asked, newest);
      if (found === null) for (const name of cellNames(row.summary)) seen.add(name);
      newest ??= found === null ? null : { ...found, row };
      const figure = found?.cell.figures[metric];
      if (found === null || figure === undefined || newest === null) continue;
      yield { row, status: found.cell.status, figure, differences: differencesOf(newest, { ...found, row }) };
    }
  };
  const { first, more } = firstOf(points(), limit);
  const chosen = newest as Chosen | null;
  if (chosen === null) throw missing(cell, runsFolder, [...seen]);
  const { mode, cell: found } = chosen;
  return {
    ...{ runsFolder, mode, scenario: found.scenario, level: found.level, levelChosen: asked.level === null },
    ...{ metric, unit: metrics[metric].unit, points: first, more },
  };
}

interface Chosen {
  readonly mode: RunSummary['modes'][number];
  readonly cell: SummaryCell;
  /** The run that decided. */
  readonly row?: HistoryRow;
}

/** The cell of a run that is meant; null when it has none. @throws UsageError when several are meant */
function choose(summary: RunSummary, asked: AskedCell, newest: Chosen | null): Chosen | null {
  const places = summary.scenarios.flatMap((scenario) => {
    if (!asked.place.endsWith(`/${scenario}`)) return [];
    const name = asked.place.slice(0, -scenario.length - 1);
    const meant = summary.modes.filter((mode) => isMode(mode, name));
    const exact = meant.find(({ id, label }) => id === name || label === name);
    const same = meant.find(({ label }) => label === newest?.mode.label);
    return ((exact ?? same) ? [exact ?? same] : meant).flatMap((mode) => (mode ? [{ mode, scenario }] : []));
  });
  const [place] = places;
  if (place === undefined) return null;
  if (places.length > 1) {
    if (newest !== null) return null;
    const hint = `name one of ${places.map(({ mode, scenario }) => `${mode.id}/${scenario}`).join(', ')}`;
    throw new UsageError([{ where: '--trend', message: `"${asked.place}" is more than one mode`, hint }]);
  }
  const cells = summary.cells.filter(
    ({ mode, scenario }) => mode === place.mode.id && scenario === place.scenario,
  );
  const cell = cells.find(
    ({ level }) => isLevel(level, asked, newest) ?? isShown(summary, place.scenario, level),
  );
  // Where the scenario is shown at no level, or the mode has no cell there, the highest that it has.
  const fallback = asked.level === null && newest === null ? cells.at(-1) : undefined;
  const found = cell ?? fallback;
  return found === undefined ? null : { mode: place.mode, cell: found };
}

/** Whether this is the level asked for, or that of the newest run; undefined where nothing says which. */
function isLevel(level: SummaryLevel, asked: AskedCell, newest: Chosen | null): boolean | undefined {
  if (newest !== null) return summaryLevelKey(level) === summaryLevelKey(newest.cell.level);
  if (asked.level === null) return undefined;
  return level.value === asked.level.value && (asked.level.kind ?? level.kind) === level.kind;
}

function isShown({ headlines }: RunSummary, scenario: string, level: SummaryLevel): boolean {
  const headline = headlines.find((one) => one.scenario === scenario);
  return headline !== undefined && summaryLevelKey(headline.level) === summaryLevelKey(level);
}

function differencesOf(a: Chosen, b: Chosen): readonly string[] {
  const [from, to] = [a.row?.summary, b.row?.summary];
  if (from === undefined || to === undefined || from === to) return [];
  const loads = Object.keys(from.load) as (keyof RunSummary['load'])[];
  return [
    ...(a.mode.label === b.mode.label ? [] : [`mode (${b.mode.label})`]),
    ...loads.filter((key) => from.load[key] !== to.load[key]),
    ...environmentDifferences(from.environment, to.environment),
  ];
}

function cellNames({ cells }: RunSummary): readonly string[] {
  return cells.flatMap(({ mode, scenario, level }) => [
    `${mode}/${scenario}`,
    `${mode}/${scenario}@${summaryLevelKey(level)}`,
  ]);
}

function missing(cell: string, runsFolder: string, seen: readonly string[]): UsageError {
  const message = `no run in ${runsFolder} has a cell "${cell}"`;
  if (seen.length === 0)
    return new UsageError([
      { where: '--trend', message, hint: 'they hold no cells: bench run measures some' },
    ]);
  // With a level, those with levels come nearest; else their many would only confuse.
  const wanted = seen.filter((name) => name.includes('@') === cell.includes('@'));
  return new UsageError([{ where: '--trend', message, hint: nameHint(cell, wanted.slice(0, mostNamed)) }]);
}

/** A list of names that a person still reads. */
const mostNamed = 24;

import { UsageError } from '../model/failure.ts';
import type { HistoryRow } from '../model/history.ts';
import { nameHint } from '../model/name-hint.ts';
import {
  isMode,
  type RunSummary,
  type SummaryCell,
  type SummaryLevel,
  summaryLevelKey,
} from '../model/run-summary.ts';

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

/** The cell that is meant, in one run. */
export interface FoundCell {
  readonly row: HistoryRow;
  readonly mode: Mode;
  readonly cell: SummaryCell;
}

type Mode = RunSummary['modes'][number];

/**
 * The cell that is meant, in the newest run that has one; where no level is named, at that at which the run shows the
 * scenario, or the highest that the mode has. Null when the run has none.
 * @throws UsageError when several modes are meant
 */
export function findCell(row: HistoryRow, asked: AskedCell): FoundCell | null {
  const { summary } = row;
  const [place, ...others] = placesOf(summary, asked);
  if (place === undefined) return null;
  if (others.length > 0) throw ambiguous(asked, [place, ...others]);
  const cells = cellsAt(summary, place);
  const shown = summary.headlines.find(({ scenario }) => scenario === place.scenario)?.level;
  const cell =
    asked.level === null
      ? (cells.find(({ level }) => shown !== undefined && isSame(level, shown)) ?? cells.at(-1))
      : cells.find(({ level }) => isAsked(level, asked));
  return cell === undefined ? null : { row, mode: place.mode, cell };
}

/** The same cell in another run, by the same words; of several modes that they fit, the one of the same label. */
export function sameCell(row: HistoryRow, asked: AskedCell, as: FoundCell): FoundCell | null {
  const places = placesOf(row.summary, asked);
  const place =
    places.find(({ mode }) => mode.label === as.mode.label) ?? (places.length === 1 ? places[0] : undefined);
  if (place === undefined) return null;
  const cell = cellsAt(row.summary, place).find(({ level }) => isSame(level, as.cell.level));
  return cell === undefined ? null : { row, mode: place.mode, cell };
}

interface Place {
  readonly mode: Mode;
  readonly scenario: string;
}

/** Modes and scenarios that the words fit; a mode's own id or label before a bare name, which several may share. */
function placesOf({ modes, scenarios }: RunSummary, { place }: AskedCell): readonly Place[] {
  return scenarios.flatMap((scenario) => {
    if (!place.endsWith(`/${scenario}`)) return [];
    const name = place.slice(0, -scenario.length - 1);
    const exact = modes.filter(({ id, label }) => id === name || label === name);
    const meant = exact.length > 0 ? exact : modes.filter((mode) => isMode(mode, name));
    return meant.map((mode) => ({ mode, scenario }));
  });
}

function cellsAt({ cells }: RunSummary, place: Place): readonly SummaryCell[] {
  return cells.filter(({ mode, scenario }) => mode === place.mode.id && scenario === place.scenario);
}

function isSame(a: SummaryLevel, b: SummaryLevel): boolean {
  return summaryLevelKey(a) === summaryLevelKey(b);
}

function isAsked({ kind, value }: SummaryLevel, { level }: AskedCell): boolean {
  return level !== null && value === level.value && (level.kind ?? kind) === kind;
}

function ambiguous({ place }: AskedCell, places: readonly Place[]): UsageError {
  const hint = `name one of ${places.map(({ mode, scenario }) => `${mode.id}/${scenario}`).join(', ')}`;
  return new UsageError([{ where: '--trend', message: `"${place}" is more than one mode`, hint }]);
}

/** A list of names that a person still reads. */
const mostNamed = 24;

/** What to say where no run has the cell; `seen` are the names of those that there are. */
export function noSuchCell(text: string, runsFolder: string, seen: ReadonlySet<string>): UsageError {
  const message = `no run in ${runsFolder} has a cell "${text}"`;
  const hint =
    seen.size === 0
      ? 'they hold no cells: bench run measures some'
      : nameHint(text, [...seen].slice(0, mostNamed));
  return new UsageError([{ where: '--trend', message, hint }]);
}

/** What the cells of a run are called, with levels where a level was asked for. */
export function cellNames({ cells }: RunSummary, { level: asked }: AskedCell): readonly string[] {
  return cells.map(({ mode, scenario, level }) => {
    const place = `${mode}/${scenario}`;
    return asked === null ? place : `${place}@${summaryLevelKey(level)}`;
  });
}

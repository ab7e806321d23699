import { type Level, levelValue } from '../../harness/model/level.ts';
import {
  limitOf,
  type Objective,
  type ObjectiveMetric,
  objectiveMetrics,
} from '../../harness/model/objective.ts';
import type {
  ObjectiveCell,
  ObjectiveReason,
  ObjectiveVerdict,
} from '../../harness/model/objective-verdict.ts';
import { levelsText } from './levels.ts';
import { count, interval, list, NBSP, NONE, number, tick } from './numbers.ts';

type Verdict = ObjectiveVerdict['verdict'];
type Measured = NonNullable<ObjectiveCell['measured']>;

export const objectiveWords: Readonly<Record<Verdict, string>> = {
  met: 'met',
  missed: 'missed',
  'cannot-tell': 'cannot be told',
  'not-measured': 'not measured',
};

/** Beside the word, so that colour is never the only carrier. */
export const objectiveSigns: Readonly<Record<Verdict, string>> = {
  met: '✓',
  missed: '×',
  'cannot-tell': '?',
  'not-measured': NONE,
};

/** "1 missed, 2 met", the gravest first. */
export function objectiveCounts(objectives: readonly { readonly verdict: Verdict }[]): string {
  const order = ['missed', 'cannot-tell', 'met', 'not-measured'] as const;
  const counts = order.flatMap((verdict) => {
    const n = objectives.filter((one) => one.verdict === verdict).length;
    return n === 0 ? [] : [`${n} ${objectiveWords[verdict]}`];
  });
  return counts.join(', ');
}

const metricWords: Readonly<Partial<Record<ObjectiveMetric, string>>> = { cpu: 'CPU per request' };
const signs = { '<': '<', '<=': '≤', '>': '>', '>=': '≥' } as const;
const unitWords: Readonly<Record<string, string>> = { us: 'µs', '/s': 'req/s' };

/** `p99 < 200 ms at 16 connections in wait of flask/dev`. */
export function objectiveWording(objective: Objective): string {
  const { metric, comparison, value, level, scenario, mode } = objective;
  const limit = `${signs[comparison]}${NBSP}${tick(value)}${NBSP}${unitText(objective.unit)}`;
  const at =
    level === null
      ? ''
      : level.kind === 'closed'
        ? ` at ${levelsText([level.concurrency], 'closed')}`
        : ` at ${levelsText([level.rate], 'open')}`;
  const where = scenario === null ? '' : ` in ${scenario}`;
  return `${metricWords[metric] ?? metric} ${limit}${at}${where}${mode === null ? '' : ` of ${mode}`}`;
}

function unitText(unit: string): string {
  return unitWords[unit] ?? unit;
}

/** What is far below a limit is told in a finer unit: 52.1 ms where the limit is 1 s. */
const finerUnits: Readonly<Record<string, string>> = { s: 'ms', GB: 'MB', GiB: 'MiB' };

/** The limit's unit, or the next finer one, and how many of the record's units it is. */
function unitFor(objective: Objective, point: number): { unit: string; factor: number } {
  const unitOf = (unit: string) => ({ unit, factor: limitOf({ ...objective, unit, value: 1 }) });
  const usual = unitOf(objective.unit);
  const finer = finerUnits[objective.unit];
  return finer === undefined || point >= usual.factor ? usual : unitOf(finer);
}

/** `412 ms (380–455)`, in the unit of the limit; "at least" before a bound, and the percentile that it is of. */
export function objectiveFigure(objective: Objective, measured: Measured): string {
  const { point, between } = figureParts(objective, measured);
  return between === null ? point : `${point} (${between})`;
}

/** The same for brackets: `412 ms, 380–455`. */
function figureInBrackets(objective: Objective, measured: Measured): string {
  const { point, between } = figureParts(objective, measured);
  return between === null ? point : `${point}, ${between}`;
}

function figureParts(objective: Objective, measured: Measured): { point: string; between: string | null } {
  const { unit, factor } = unitFor(objective, measured.point);
  const scaled = (value: number | null) => (value === null ? null : value / factor);
  const { bound, of } = measured;
  const figure = { point: measured.point / factor, low: scaled(measured.low), high: scaled(measured.high) };
  const share = objectiveMetrics[objective.metric] === 'share';
  const side = bound === null ? '' : bound === 'at-least' ? 'at least ' : 'at most ';
  const from = of === undefined ? '' : `, its ${of}`;
  return {
    point: `${side}${number(figure.point, share ? 2 : 3)}${NBSP}${unitText(unit)}${from}`,
    between: share ? shareBounds(figure) : interval(figure),
  };
}

/** Shares near 0 have bounds of another order than they are themselves, so each has its own digits. */
function shareBounds({ low, high }: { low: number | null; high: number | null }): string | null {
  return low === null || high === null ? null : `${number(low, 2)}${NONE}${number(high, 2)}`;
}

/** What wording needs of a cell beside what the objective came to in it. */
export interface ObjectivePlace {
  /** Why it is invalid or inconclusive. */
  readonly trouble: string | null;
  /** "352 of 400 req/s", where more was offered than served. */
  readonly served: string | null;
}

/** Empty where the figure says it. */
export function objectiveWhy(
  reason: ObjectiveReason | null,
  metric: ObjectiveMetric,
  place: ObjectivePlace,
): string {
  switch (reason?.code) {
    case undefined:
    case 'straddles':
    case 'bound':
      return '';
    case 'one-round':
      return 'a single round has no interval';
    case 'few-requests':
      return `${count(reason.requests)} requests, and ${metric} needs ${count(reason.needed)}`;
    case 'few-answers':
      return 'slices gave fewer answers than there are connections';
    case 'no-figure':
      return 'there is no figure';
    case 'not-reached':
      return 'not visited';
    case 'not-valid':
      return place.trouble ?? 'the cell is invalid';
    case 'overloaded':
      return `overloaded${place.served === null ? '' : `, ${place.served} served`}: response times grow as long as arrivals go on`;
  }
}

/** One mode in one scenario, its cells in rising order of level. */
export interface ObjectiveLadder {
  readonly mode: string;
  readonly cells: readonly ObjectiveCell[];
  readonly placeOf: (cell: ObjectiveCell) => ObjectivePlace;
}

/**
 * What an objective came to in one scenario: "missed by dev from 8 connections on (412 ms, 380–455); holds for prefork up
 * to 32 connections (88.0 ms, 80.1–95.0)".
 */
export function scenarioSentence(objective: Objective, ladders: readonly ObjectiveLadder[]): string {
  if (ladders.length > 1 && ladders.every(({ cells }) => cells.every(({ outcome }) => outcome === 'met'))) {
    return holdsForAll(objective, ladders);
  }
  const told = (outcome: ObjectiveCell['outcome'], before: string) => {
    const parts = ladders.flatMap((ladder) => ladderPart(objective, ladder, outcome) ?? []);
    return parts.length === 0 ? [] : [`${before} ${list(parts)}`];
  };
  return [
    ...told('missed', 'missed by'),
    ...told('cannot-tell', 'cannot be told of'),
    ...told('met', 'holds for'),
  ].join('; ');
}

/** "dev from 8 connections on (412 ms, 380–455)"; null where the mode has no such cell. */
function ladderPart(
  objective: Objective,
  { mode, cells, placeOf }: ObjectiveLadder,
  outcome: ObjectiveCell['outcome'],
): string | null {
  const found = cells.filter((cell) => cell.outcome === outcome);
  const shown = outcome === 'met' ? found.at(-1) : found[0];
  if (shown === undefined) return null;
  const figure = shown.measured === null ? [] : [figureInBrackets(objective, shown.measured)];
  const why = objectiveWhy(shown.reason, objective.metric, placeOf(shown));
  const brackets = [...figure, ...(why === '' ? [] : [why])].join('; ');
  const where = levelsOf(objective, cells, found, outcome);
  return [mode, where, brackets === '' ? '' : `(${brackets})`].filter((part) => part !== '').join(' ');
}

/** Where there are several levels, how far; nothing where the objective names its level itself. */
function levelsOf(
  { level }: Objective,
  cells: readonly ObjectiveCell[],
  found: readonly ObjectiveCell[],
  outcome: ObjectiveCell['outcome'],
): string {
  if (level !== null) return '';
  const text = (some: readonly ObjectiveCell[]) => {
    const of = (kind: Level['kind']) => some.filter((cell) => cell.level.kind === kind);
    const kinds = (['closed', 'open'] as const).filter((kind) => of(kind).length > 0);
    return list(
      kinds.map((kind) =>
        levelsText(
          of(kind).map((cell) => levelValue(cell.level)),
          kind,
        ),
      ),
    );
  };
  const [first, last] = [found[0], found.at(-1)];
  if (first === undefined || last === undefined) return '';
  const above = cells.slice(cells.indexOf(first));
  const below = cells.slice(0, cells.indexOf(last) + 1);
  if (outcome === 'missed' && above.length > 1 && above.every((cell) => cell.outcome === 'missed')) {
    return `from ${text([first])} on`;
  }
  if (outcome === 'met' && below.length > 1 && below.every((cell) => cell.outcome !== 'missed')) {
    return `up to ${text([last])}`;
  }
  return `at ${text(found)}`;
}

/** With the figure that comes nearest to the limit. */
function holdsForAll(objective: Objective, ladders: readonly ObjectiveLadder[]): string {
  const cells = ladders.flatMap((ladder) => ladder.cells.map((cell) => ({ mode: ladder.mode, cell })));
  const direction = objective.comparison.startsWith('<') ? 1 : -1;
  const worst = cells.reduce((worst, one) =>
    direction * ((one.cell.measured?.point ?? 0) - (worst.cell.measured?.point ?? 0)) > 0 ? one : worst,
  );
  const ends = ladders.flatMap(({ cells }) => cells.at(-1) ?? []);
  const alike = new Set(ends.map((cell) => levelValue(cell.level))).size === 1;
  const [first] = ladders;
  const longest = first?.cells ?? [];
  const where = alike ? levelsOf(objective, longest, longest, 'met') : '';
  const figure =
    worst.cell.measured === null
      ? ''
      : ` (at worst ${figureInBrackets(objective, worst.cell.measured)}: ${worst.mode})`;
  return `holds for all${where === '' ? '' : ` ${where}`}${figure}`;
}

/** What to do about objectives that cannot be told, and about those that are missed at some levels only. */
export function objectiveAdvice(verdicts: readonly ObjectiveVerdict[]): readonly string[] {
  const untold = verdicts.some(({ verdict }) => verdict === 'cannot-tell');
  const borne = verdicts
    .filter(({ objective, verdict }) => verdict === 'missed' && objective.level === null)
    .flatMap(({ objective, cells }) => (objective.metric === 'throughput' ? [] : (borneBy(cells) ?? [])))[0];
  return [
    ...(untold ? ['more rounds (--rounds, --budget) make intervals narrower and bring more requests'] : []),
    ...(borne === undefined
      ? []
      : [`an objective has to hold at each level that is measured, unless it names one: ${nameOf(borne)}`]),
  ];
}

/** The highest level that everything bore. */
function borneBy(cells: readonly ObjectiveCell[]): Level | undefined {
  const held = cells.filter(({ level }) =>
    cells.every((other) => levelValue(other.level) !== levelValue(level) || other.outcome === 'met'),
  );
  return held.map(({ level }) => level).sort((a, b) => levelValue(b) - levelValue(a))[0];
}

function nameOf(level: Level): string {
  return `@${level.kind === 'closed' ? 'c' : 'r'}=${levelValue(level)}`;
}

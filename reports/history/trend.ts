import type { Trend, TrendPoint } from '../../harness/model/history.ts';
import { metrics } from '../../harness/model/metric.ts';
import { summaryLevelKey } from '../../harness/model/run-summary.ts';
import { type Lines, type Page, spread } from '../terminal/page.ts';
import { paintWith } from '../terminal/paint.ts';
import { plainColumn, tableLines } from '../terminal/table.ts';
import { padEnd, plain, wrap } from '../terminal/text.ts';
import { utcMinute } from '../wording/dates.ts';
import { forReading, list, NBSP, number, withInterval } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { apart, invalid, type Spark, scaleOf, sparkline } from './sparkline.ts';
import {
  commitText,
  extentText,
  type HistoryPage,
  hasUncommitted,
  levelText,
  shortReference,
  spreadOf,
} from './words.ts';

/** One figure over the runs as text, no line wider than `columns` (at least 40); ends with a line feed. */
export function renderTrend(trend: Trend, { columns, colour }: HistoryPage): string {
  const page: Page = { columns: Math.max(40, columns), paint: paintWith(colour), full: false, rule: '' };
  const { points } = trend;
  const blocks =
    points.length === 0
      ? [titleLines(trend, page), noFigureLines(trend, page)]
      : [titleLines(trend, page), sparkLines(trend, page), tableOf(trend, page), noteLines(trend, page)];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function titleLines(trend: Trend, page: Page): Lines {
  const { mode, scenario, level, metric, points, more, runsFolder } = trend;
  const what = `${capital(metrics[metric].label)} · ${mode.label} · ${scenario} · ${levelText(level)}`;
  return [...spread(what, '', page), ...wrap(extentText(points.length, more, runsFolder), page.columns)];
}

function noFigureLines({ metric }: Trend, { columns }: Page): Lines {
  const why = `No run has a figure for ${metrics[metric].label} there: its requests or its system do not support one.`;
  return wrap(why, columns);
}

/** `req/s`, `ms`; bytes are read as MB. */
function unitText({ unit }: Trend): string {
  return unit === 'B' ? 'MB' : unit;
}

function figuresOf(trend: Trend, points: readonly TrendPoint[]) {
  return points.map(({ figure }) => forReading(spreadOf(figure), trend.unit));
}

function isJoined({ differences, status }: TrendPoint): boolean {
  return differences.length === 0 && status !== 'invalid';
}

/** Room for the ends of the scale and the spaces beside them. */
const scaleRoom = 24;

function sparkLines(trend: Trend, page: Page): Lines {
  const shown = trend.points.slice(0, Math.max(1, page.columns - scaleRoom)).toReversed();
  const scale = scaleOf(shown.filter(isJoined).map(({ figure }) => figure));
  if (scale === null) return wrap('No two runs can be joined.', page.columns);
  const sparks = shown.map((point): Spark => {
    if (point.status === 'invalid') return { sign: invalid };
    return isJoined(point) ? { value: point.figure[0] } : { sign: apart };
  });
  const [low, high] = [scale.low, scale.high].map((value) =>
    number(forReading({ point: value, low: null, high: null }, trend.unit).point),
  );
  const better = metrics[trend.metric].better;
  return [
    `${page.paint.strong(sparkline(sparks, scale))}  ${low}–${high} ${unitText(trend)}`,
    ...wrap(`oldest to newest; ${better} is better`, page.columns).map(page.paint.faint),
  ];
}

function tableOf(trend: Trend, page: Page): Lines {
  const { points } = trend;
  const marks = marksOf(points);
  const column = (header: string, cells: readonly string[]) => plainColumn(header, 'left', cells);
  const figures = figuresOf(trend, points).map(
    (figure, index) => `${withInterval(figure)}${markOf(points[index], marks)}`,
  );
  const started = points.map(({ row }) => utcMinute(row.summary.startedAt).replace(' UTC', ''));
  const commits = points.map(({ row }) => commitText(row.summary));
  const columns = [
    column('started (UTC)', started),
    column(
      'name',
      points.map(({ row }) => plain(row.summary.name)),
    ),
    column('commit', commits),
    column(unitText(trend), figures),
  ];
  return tableLines(
    {
      labels: points.map(({ row }) => padEnd(shortReference(row.back), 'latest'.length)),
      layouts: [
        { gap: 2, columns },
        { gap: 1, columns: columns.filter(({ header }) => header !== 'name') },
      ],
      listed: points.map((_, index) => `${started[index]}; ${commits[index]}; ${figures[index]}`),
    },
    page.columns,
    page.paint,
  );
}

/** A letter for each set of differences, in the order in which they are met. */
function marksOf(points: readonly TrendPoint[]): ReadonlyMap<string, string> {
  const sets = new Set(points.filter(({ differences }) => differences.length > 0).map(differencesKey));
  return new Map([...sets].map((key, index) => [key, letter(index)]));
}

function letter(index: number): string {
  const rest = Math.floor(index / 26);
  return `${rest === 0 ? '' : letter(rest - 1)}${String.fromCharCode(97 + (index % 26))}`;
}

function differencesKey({ differences }: TrendPoint): string {
  return list(differences);
}

function markOf(point: TrendPoint | undefined, marks: ReadonlyMap<string, string>): string {
  if (point === undefined) return '';
  const mark = marks.get(differencesKey(point));
  const signs = [
    ...(point.status === 'invalid' ? [invalid] : point.status === 'inconclusive' ? ['?'] : []),
    ...(mark === undefined ? [] : [`${apart}${mark}`]),
  ];
  return signs.map((sign) => ` ${sign}`).join('');
}

function noteLines(trend: Trend, page: Page): Lines {
  const { points, levelChosen, level } = trend;
  const has = (status: TrendPoint['status']) => points.some((point) => point.status === status);
  const notes = [
    ...[...marksOf(points)].map(
      ([differences, mark]) =>
        `${apart}${mark}: not joined, for it is not as in the newest run: ${plain(differences)}`,
    ),
    ...(has('invalid') ? [`${invalid}: the cell is invalid`] : []),
    ...(has('inconclusive') ? ['?: the cell is inconclusive'] : []),
    ...(hasUncommitted(points.map(({ row }) => row)) ? ['+: with uncommitted changes'] : []),
    ...(levelChosen
      ? [`${levelText(level)} is where the newest run shows it; @${summaryLevelKey(level)} names it`]
      : []),
    `Intervals tell how sure each run is of its own figure. Between runs the machine may have changed pace: to hold two versions against each other, measure them in one run.`,
  ];
  return notes
    .flatMap((note) => wrap(note.replaceAll(` ${NBSP}`, ' '), page.columns, 2))
    .map(page.paint.faint);
}

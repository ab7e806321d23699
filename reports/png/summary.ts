import type { AxisRange } from '../charts/axes.ts';
import { logRange, thinned, zeroRange } from '../charts/axes.ts';
import { type PointState, stateOf } from '../charts/model.ts';
import { type RowChart, type RowFigure, ratioRange, rowAxisHeight, rowConfig } from '../charts/rows.ts';
import { showsDifference } from '../view/compare.ts';
import { tailOf } from '../view/tail.ts';
import type {
  CellView,
  LevelView,
  ModeView,
  OverloadView,
  RatioView,
  ScenarioView,
  View,
} from '../view/types.ts';
import { utcMinute } from '../wording/dates.ts';
import { rateText, ratioOf, servedOf } from '../wording/levels.ts';
import { bytesPerMB, list, milliseconds, number, ratioWithInterval } from '../wording/numbers.ts';
import { footnote, footnotes, smallPrint } from './scenario.ts';
import { drawing, lineHeight, Sheet } from './sheet.ts';

const width = 680;
const margin = 20;
const names = 92;
const rowHeight = 24;
/** Empty rows between scenarios. */
const between = 0.6;
/** Of the axis, what labels at the right of a figure need. */
const labelRoom = { ratio: 1.05, latency: 0.75, memory: 0.3 };
const columns = [
  { x: margin + names, width: 232 },
  { x: margin + names + 232, width: 186 },
  { x: margin + names + 418, width: 130 },
] as const;

/** A cell of the summary, in its row. */
interface Placed {
  readonly cell: CellView;
  readonly mode: ModeView;
  readonly row: number;
  readonly state: PointState;
}

/** The run in one picture: ratio to the baseline, response times and memory, at the level that answers stand on. */
export async function summaryPng(view: View): Promise<Uint8Array> {
  const groups = groupsOf(view);
  const placed = groups.flatMap((group) => group.placed);
  const rows = groups.reduce((sum, group) => sum + group.placed.length + between, -between);
  const top = 136;
  const bodyHeight = Math.max(1, rows) * rowHeight;
  const signs = ' ?: cannot be told; ≈: no difference could be shown.';
  const notes = footnotes(footnote(view) + signs, width - 2 * margin);
  const bottom = top + bodyHeight + rowAxisHeight + 24;
  const sheet = new Sheet(width, bottom + notes.length * lineHeight);
  const others = view.modes.filter((mode) => !mode.baseline).map((mode) => mode.label);
  const title = others.length === 0 ? view.baseline.label : `${list(others)} against ${view.baseline.label}`;
  sheet.text(title, margin, 32, { size: 18, bold: true, room: width - 2 * margin });
  sheet.text(`${view.title} · ${view.extent} · ${utcMinute(view.startedAt)}`, margin, 51, {
    muted: true,
    room: width - 2 * margin,
  });
  sheet.legend(view.modes, margin, 77, width - 2 * margin);
  const kinds = new Set(placed.map(({ cell }) => cell.level.kind));
  if (kinds.size > 1) heading(sheet, 0, `÷ ${view.baseline.label}`, 'throughput; at rates, response time');
  else if (kinds.has('open')) heading(sheet, 0, `Response time ÷ ${view.baseline.label}`, 'lower is better');
  else heading(sheet, 0, `Throughput ÷ ${view.baseline.label}`, 'higher is better');
  heading(sheet, 1, 'p50 / p95, ms', 'lower is better');
  heading(sheet, 2, `${memoryOf(placed).title}, MB`, 'lower is better');
  groups.forEach((group) => {
    const y = top + ((group.placed[0]?.row ?? 0) + 0.5) * rowHeight + 4;
    sheet.text(group.scenario.name, margin, y, { bold: true, room: names });
    sheet.text(levelName(group.scenario.best), margin, y + 16, { size: 11, muted: true, room: names });
  });
  const charts = [ratioChart(placed, rows), latencyChart(placed, rows), memoryChart(placed, rows)];
  for (const [index, chart] of charts.entries()) {
    const column = columns[index];
    if (chart === null || column === undefined) continue;
    const config = rowConfig(chart, drawing);
    await sheet.chart(config, column.x, top, column.width, Math.round(bodyHeight + rowAxisHeight));
  }
  sheet.lines(notes, margin, bottom, smallPrint);
  return sheet.png();
}

function heading(sheet: Sheet, index: number, title: string, better: string): void {
  const column = columns[index];
  if (column === undefined) return;
  sheet.text(title, column.x + 10, 108, { size: 13, bold: true, room: column.width - 12 });
  sheet.text(better, column.x + 10, 123, { size: 11, muted: true });
}

/** A rate without "offered", for which there is no room. */
function levelName(level: LevelView | null): string {
  if (level === null) return '';
  return level.kind === 'open' ? `${rateText(level.value)} req/s` : level.label;
}

function groupsOf(view: View): readonly { scenario: ScenarioView; placed: readonly Placed[] }[] {
  let row = 0;
  return view.scenarios.flatMap((scenario) => {
    const { best } = scenario;
    if (best === null) return [];
    const placed = view.modes.flatMap((mode) => {
      const cell = scenario.cells.find((one) => one.mode === mode.id && one.level.key === best.key);
      if (cell === undefined) return [];
      return [{ cell, mode, row: row++, state: stateOf(cell) } as const];
    });
    row += between;
    return placed.length === 0 ? [] : [{ scenario, placed }];
  });
}

function ratioChart(placed: readonly Placed[], rows: number): RowChart {
  const figures = placed.flatMap(({ cell, mode, row, state }): readonly RowFigure[] => {
    // Where less was served than offered there is no time to compare; the row says how much.
    if (cell.overload !== null) {
      return [{ row, modeIndex: mode.index, ...noFigure, state, label: overloadLabel(cell.overload) }];
    }
    if (mode.baseline) {
      const label = baselineLabel(cell);
      return [{ row, modeIndex: mode.index, value: 1, low: null, high: null, state, from: null, label }];
    }
    if (cell.ratio === null) return [];
    const { point: value, low, high } = cell.ratio;
    const of =
      cell.level.kind === 'open' && !isTold(placed, cell, cell.ratio) ? `${ratioOf(cell.ratio)} ` : '';
    const sign = showsDifference(cell.ratio) ? '' : cell.ratio.verdict === 'inconclusive' ? ' ?' : ' ≈';
    const label = state === 'crossed' ? 'invalid' : `${of}${ratioWithInterval(cell.ratio)}${sign}`;
    return [{ row, modeIndex: mode.index, value, low, high, state, from: 1, label }];
  });
  const range = ratioRange(figures.flatMap((figure) => [figure.value, figure.low ?? 1, figure.high ?? 1]));
  const open = placed.some(({ cell }) => cell.level.kind === 'open');
  const roomy = open ? roomForTimes(range, figures) : roomAtRight(range, labelRoom.ratio);
  return { range: roomy, type: 'logarithmic', figures, rows, reference: 1 };
}

/** Whether the row of the baseline names the percentile that a ratio is of. */
function isTold(placed: readonly Placed[], { scenario }: CellView, ratio: RatioView): boolean {
  const base = placed.find(({ cell, mode }) => mode.baseline && cell.scenario === scenario)?.cell;
  return base !== undefined && base.overload === null && tailOf(base)?.name === ratio.metric;
}

/** At the reference, so that its label stands there, and without a line. */
const noFigure = { value: 1, low: null, high: null, from: null } as const;

function overloadLabel({ served, offered, atLeast }: OverloadView): string {
  return atLeast ? `≥ ${servedOf(served, offered)} req/s` : 'overloaded';
}

/** What the others are held against. */
function baselineLabel(cell: CellView): string {
  const { metrics, level, lowerBound } = cell;
  if (level.kind === 'open') {
    const tail = tailOf(cell);
    return tail === null ? '' : `${tail.name} ${milliseconds(tail.figure.point)}`;
  }
  const { throughput } = metrics;
  return throughput === null ? '' : `${lowerBound ? '≥ ' : ''}${number(throughput.point)} req/s`;
}

function latencyChart(placed: readonly Placed[], rows: number): RowChart | null {
  const figures = placed.flatMap(({ cell, mode, row, state }): readonly RowFigure[] => {
    const { p50, p95 } = cell.metrics;
    if (p50 === null || cell.overload !== null) return [];
    const label = p95 === null ? number(p50.point) : `${number(p50.point)} / ${number(p95.point)}`;
    return [
      {
        row,
        modeIndex: mode.index,
        value: p50.point,
        low: p50.low,
        high: p50.high,
        state,
        from: p95?.point ?? null,
        label,
      },
    ];
  });
  if (figures.length === 0) return null;
  const values = figures.flatMap((figure) => [figure.value, figure.from ?? figure.value]);
  const range = thinned(logRange(Math.min(...values), Math.max(...values)), 4);
  return {
    range: roomAtRight(range, labelRoom.latency),
    type: 'logarithmic',
    figures,
    rows,
    reference: null,
  };
}

function memoryOf(placed: readonly Placed[]): { metric: 'footprint' | 'rss'; title: string } {
  return placed.every(({ cell }) => cell.metrics.footprint !== null)
    ? { metric: 'footprint', title: 'Footprint' }
    : { metric: 'rss', title: 'Sum of RSS' };
}

function memoryChart(placed: readonly Placed[], rows: number): RowChart | null {
  const { metric } = memoryOf(placed);
  const figures = placed.flatMap(({ cell, mode, row, state }): readonly RowFigure[] => {
    const figure = cell.metrics[metric];
    if (figure === null) return [];
    const [value, low, high] = [figure.point, figure.low, figure.high].map((bytes) =>
      bytes === null ? null : bytes / bytesPerMB,
    );
    return [
      {
        row,
        modeIndex: mode.index,
        value: value ?? 0,
        low: low ?? null,
        high: high ?? null,
        state,
        from: 0,
        label: number(value ?? 0),
      },
    ];
  });
  if (figures.length === 0) return null;
  const range = thinned(zeroRange(Math.max(...figures.map((figure) => figure.high ?? figure.value))), 3);
  return {
    range: { ...range, max: range.max * (1 + labelRoom.memory) },
    type: 'linear',
    figures,
    rows,
    reference: null,
  };
}

/** Of the axis, where the last label may begin: ratios of times have many digits. */
const lastLabel = 0.36;

/** As {@link roomAtRight}, by where the labels begin; little of the axis is left for ticks. */
function roomForTimes(range: AxisRange, figures: readonly RowFigure[]): AxisRange {
  const begin = Math.max(1, ...figures.map(({ value, high }) => Math.max(value, high ?? value)));
  const max = range.min * (begin / range.min) ** (1 / lastLabel);
  return thinned({ ...range, max, ticks: range.ticks.filter((tick) => tick <= begin) }, 2);
}

/** Widens a logarithmic range at its upper end by a share of its length. */
function roomAtRight(range: AxisRange, share: number): AxisRange {
  return { ...range, max: range.max * (range.max / range.min) ** share };
}

import { chartConfig } from '../charts/config.ts';
import { scenarioCharts } from '../charts/model.ts';
import { tailOf } from '../view/tail.ts';
import type { CellView, ModeView, ScenarioView, View } from '../view/types.ts';
import { servedOf } from '../wording/levels.ts';
import { NONE, percent, timesWithInterval, withInterval, withUnit } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { brokenLines, drawing, lineHeight, Sheet } from './sheet.ts';

const width = 680;
const margin = 20;
const gap = 20;
const panel = { width: (width - 2 * margin - gap) / 2, chart: 190, title: 34 };

/** Modes whose figures fit beside the charts. */
const mostFigures = 5;

/** One picture per scenario: its charts against its levels, and the figures at the level of the answer. */
export async function scenarioPng(view: View, scenario: ScenarioView): Promise<Uint8Array> {
  // Percentiles are left to the page: their whiskers mean something else, and six panels fill the sheet.
  const charts = scenarioCharts(scenario, scenario.modes).filter((model) => model.key !== 'percentiles');
  // Many modes have their figures in the other formats; here there is room for a few of them.
  const withFigures = scenario.modes.length <= mostFigures;
  const panels = charts.length + (withFigures ? 1 : 0);
  const top = new Sheet(width, 1).legend(scenario.modes, margin, 72, width - 2 * margin) + 4;
  const rowHeight = panel.title + panel.chart + 14;
  const missing = charts.flatMap((model) => model.note ?? []);
  const notes = footnotes([footnote(view), ...missing].join(' '), width - 2 * margin);
  const bottom = top + Math.ceil(panels / 2) * rowHeight + 10;
  const sheet = new Sheet(width, bottom + notes.length * lineHeight);
  sheet.text(`${scenario.name} · ${scenario.summary}`, margin, 30, {
    size: 17,
    bold: true,
    room: width - 2 * margin,
  });
  const detail = scenario.best?.detail ?? null;
  const under = detail === null ? view.extent : `${view.extent} · ${detail}`;
  sheet.text(under, margin, 48, { muted: true, room: width - 2 * margin });
  sheet.legend(scenario.modes, margin, 72, width - 2 * margin);
  const place = (index: number) => ({
    x: margin + (index % 2) * (panel.width + gap),
    y: top + Math.floor(index / 2) * rowHeight,
  });
  for (const [index, model] of charts.entries()) {
    const { x, y } = place(index);
    sheet.text(model.title, x, y + 16, { size: 13, bold: true, room: panel.width });
    sheet.text(model.better, x, y + 31, { size: 11, muted: true });
    await sheet.chart(chartConfig(model, drawing), x, y + panel.title, panel.width, panel.chart);
  }
  if (withFigures) figuresAtBest(sheet, view, scenario, place(charts.length));
  sheet.lines(notes, margin, bottom, smallPrint);
  return sheet.png();
}

/** How footnotes are set. */
export const smallPrint = { size: 11, muted: true } as const;

export function footnotes(text: string, room: number): readonly string[] {
  return brokenLines(text, smallPrint.size, room);
}

export function footnote(view: View): string {
  const { note } = view.answer;
  const few = note === null ? '' : ` ${capital(note)}.`;
  const open = view.scenarios.some(({ levels }) => levels.some(({ kind }) => kind === 'open'));
  const hollow = open ? 'overloaded or inconclusive' : 'inconclusive';
  return `Whiskers: ${percent(view.confidence)} intervals over rounds. Hollow: ${hollow}; hollow and crossed: invalid.${few}`;
}

function figuresAtBest(
  sheet: Sheet,
  view: View,
  scenario: ScenarioView,
  { x, y }: { x: number; y: number },
): void {
  const best = scenario.best;
  if (best === null) return;
  const open = best.kind === 'open';
  sheet.text(`At ${best.label}`, x, y + 16, { size: 13, bold: true });
  const told = open ? 'served req/s, and response time' : `req/s, and ratio to ${view.baseline.label}`;
  sheet.text(told, x, y + 31, { size: 11, muted: true, room: panel.width });
  scenario.modes.forEach((mode, index) => {
    const cell = scenario.cells.find((one) => one.mode === mode.id && one.level.key === best.key);
    const line = y + panel.title + 24 + index * 40;
    sheet.legend([mode], x, line, panel.width);
    const { left, right } = open ? openFigures(cell) : closedFigures(mode, cell);
    sheet.text(left, x + 16, line + 17, { muted: true });
    sheet.text(right, x + panel.width - 8, line + 17, { align: 'right', muted: true });
  });
}

interface Figures {
  readonly left: string;
  readonly right: string;
}

function closedFigures(mode: ModeView, cell: CellView | undefined): Figures {
  if (cell === undefined || cell.status === 'invalid') return { left: 'invalid', right: '' };
  const { throughput } = cell.metrics;
  const atLeast = cell.lowerBound ? '≥ ' : '';
  return {
    left: throughput === null ? NONE : atLeast + withInterval(throughput),
    right: mode.baseline || cell.ratio === null ? '' : timesWithInterval(cell.ratio),
  };
}

function openFigures(cell: CellView | undefined): Figures {
  if (cell === undefined || cell.status === 'invalid') return { left: 'invalid', right: '' };
  const { overload, metrics, level, lowerBound } = cell;
  const atLeast = lowerBound ? '≥ ' : '';
  if (overload !== null) {
    const served = `${atLeast}${servedOf(overload.served, overload.offered)}`;
    return { left: served, right: overload.atLeast ? '' : 'overloaded' };
  }
  const tail = tailOf(cell);
  return {
    left: metrics.throughput === null ? NONE : atLeast + servedOf(metrics.throughput.point, level.value),
    right: tail === null ? '' : `${tail.name} ${withUnit(tail.figure, 'ms')}`,
  };
}

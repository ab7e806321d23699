import { chartConfig } from '../charts/config.ts';
import { scenarioCharts } from '../charts/model.ts';
import type { ScenarioView, View } from '../view/types.ts';
import { NONE, percent, timesWithInterval, withInterval } from '../wording/numbers.ts';
import { brokenLines, drawing, lineHeight, Sheet } from './sheet.ts';

const width = 680;
const margin = 20;
const gap = 20;
const panel = { width: (width - 2 * margin - gap) / 2, chart: 190, title: 34 };

/** Modes whose figures fit beside the charts. */
const mostFigures = 5;

/** One picture per scenario: its charts against concurrency, and the figures at the level of the answer. */
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
  sheet.text(view.extent, margin, 48, { muted: true });
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
  const few = note === null ? '' : ` ${note.charAt(0).toUpperCase()}${note.slice(1)}.`;
  return `Whiskers: ${percent(view.confidence)} intervals over rounds. Hollow: inconclusive; hollow and crossed: invalid.${few}`;
}

function figuresAtBest(
  sheet: Sheet,
  view: View,
  scenario: ScenarioView,
  { x, y }: { x: number; y: number },
): void {
  const best = scenario.best;
  if (best === null) return;
  sheet.text(`At ${best.label}`, x, y + 16, { size: 13, bold: true });
  sheet.text(`req/s, and ratio to ${view.baseline.label}`, x, y + 31, {
    size: 11,
    muted: true,
    room: panel.width,
  });
  scenario.modes.forEach((mode, index) => {
    const cell = scenario.cells.find((one) => one.mode === mode.id && one.level.key === best.key);
    const line = y + panel.title + 24 + index * 40;
    sheet.legend([mode], x, line, panel.width);
    const throughput = cell?.metrics.throughput ?? null;
    const ratio = cell?.ratio ?? null;
    const broken = cell === undefined || cell.status === 'invalid';
    const figure = throughput === null || broken ? NONE : withInterval(throughput);
    const against = ratio === null || broken ? '' : timesWithInterval(ratio);
    sheet.text(broken ? 'invalid' : figure, x + 16, line + 17, { muted: true });
    sheet.text(mode.baseline ? '' : against, x + panel.width - 8, line + 17, { align: 'right', muted: true });
  });
}

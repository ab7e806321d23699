import type { MetricName } from '../../harness/model/metric.ts';
import type { CellView, Figure, ModeView, View } from '../view/types.ts';
import { levelAxes, ratioOf } from '../wording/levels.ts';
import { needTexts } from '../wording/missing.ts';
import {
  bytesPerMB,
  count,
  interval,
  NONE,
  noIntervalNote,
  number,
  ratioBounds,
  ratioPoint,
} from '../wording/numbers.ts';
import { statusWords } from '../wording/validity.ts';
import { modeName } from './marker.ts';
import { html, type Markup } from './markup.ts';

/** Columns of figures: metric, header, divisor from the record's unit to the printed one. */
const figureColumns: readonly (readonly [MetricName, string, number])[] = [
  ['p50', 'p50, ms', 1],
  ['p95', 'p95, ms', 1],
  ['p99', 'p99, ms', 1],
  ['cpuPerRequest', 'CPU-ms/req', 1],
  ['footprint', 'Footprint, MB', bytesPerMB],
  ['pss', 'ΣPSS, MB', bytesPerMB],
  ['rss', 'ΣRSS, MB', bytesPerMB],
  ['uss', 'ΣUSS, MB', bytesPerMB],
];

/** Every cell, the link target of the numbers above. The page's script makes it sortable and adds the download. */
export function cellsSection(view: View): Markup {
  const cells = view.scenarios.flatMap((scenario) => scenario.cells);
  const kinds = new Set(cells.map(({ level }) => level.kind));
  const open = kinds.has('open');
  const percentiles = cells.some(({ distribution }) => distribution !== null);
  const headers = [
    textHeader('Scenario'),
    textHeader('Mode'),
    figureHeader(kinds.size > 1 ? 'Level' : levelAxes[open ? 'open' : 'closed'].column),
    textHeader('State'),
    figureHeader(open && kinds.size === 1 ? 'Served, req/s' : 'req/s'),
    figureHeader(`÷ ${view.baseline.label}`),
    ...figureColumns.map(([, header]) => figureHeader(header)),
    figureHeader('Answers ok'),
    figureHeader('Failed'),
  ];
  return html`<section id="cells" aria-labelledby="cells-title">
<h2 id="cells-title">All cells</h2>
<p class="tools"><button type="button" class="save" data-csv="cells" hidden>Download as CSV</button>${
    percentiles
      ? html` <button type="button" class="save" data-csv="percentiles" hidden>Download percentiles as CSV</button>`
      : null
  }</p>
<div class="scroll" role="region" aria-label="All cells" tabindex="0"><table class="cells" id="cells-table">
<thead><tr>${headers}</tr></thead>
<tbody>${cells.map((cell) => cellRow(view, cell, kinds.size > 1))}</tbody></table></div>${
    cells.some(({ metrics }) => metrics.throughput?.low === null)
      ? html`<p class="note">${noIntervalNote}</p>`
      : null
  }</section>`;
}

function textHeader(text: string): Markup {
  return html`<th scope="col">${text}</th>`;
}

/** Its column is sorted by the figure that each cell begins with. */
function figureHeader(text: string): Markup {
  return html`<th scope="col" data-sort="figure">${text}</th>`;
}

/** `named`: what the level is of is told, for levels of both kinds stand below each other. */
function cellRow(view: View, cell: CellView, named: boolean): Markup {
  const mode = view.modes.find((one) => one.id === cell.mode);
  const failed = cell.requests.failed + cell.requests.unfinished;
  return html`<tr id="${cell.anchor}" class="${cell.status}"><td>${cell.scenario}</td><td>${modeCell(mode, cell)}</td>
<td>${named ? cell.level.label : cell.level.value}</td><td>${stateCell(cell)}</td>
${figureCell(cell.metrics.throughput, 1, cell.lowerBound ? '≥ ' : '')}${ratioCell(cell, mode)}
${figureColumns.map(([metric, , divisor]) =>
  cell.metrics[metric] === null ? noFigure(cell, metric) : figureCell(cell.metrics[metric], divisor),
)}
<td>${count(cell.requests.ok)}</td><td>${count(failed)}</td></tr>`;
}

function stateCell({ status, overload }: CellView): Markup | string {
  if (status === 'valid') return 'valid';
  const state = overload === null || overload.atLeast ? statusWords[status] : 'overloaded';
  const invalid = state === 'overloaded' && status !== 'caveat' ? `, ${statusWords[status]}` : '';
  return html`<a href="#trust">${state}${invalid}</a>`;
}

function modeCell(mode: ModeView | undefined, cell: CellView): Markup | string {
  return mode === undefined ? cell.mode : modeName(mode);
}

/** A dash that says, where it is pointed at, what is missing. */
function noFigure(cell: CellView, metric: MetricName): Markup {
  const [need] = needTexts([cell], [metric]);
  return need === undefined ? html`<td>${NONE}</td>` : html`<td title="${need}">${NONE}</td>`;
}

function figureCell(figure: Figure | null, divisor: number, sign = ''): Markup {
  if (figure === null) return html`<td>${NONE}</td>`;
  const scaled = {
    point: figure.point / divisor,
    low: figure.low === null ? null : figure.low / divisor,
    high: figure.high === null ? null : figure.high / divisor,
  };
  return html`<td>${sign}${number(scaled.point)} ${between(interval(scaled) ?? 'no interval')}</td>`;
}

function ratioCell(cell: CellView, mode: ModeView | undefined): Markup {
  if (mode?.baseline === true && cell.overload === null) return html`<td>1</td>`;
  if (cell.ratio === null) return html`<td>${NONE}</td>`;
  const of = cell.level.kind === 'open' ? html` <span class="muted">${ratioOf(cell.ratio)}</span>` : null;
  return html`<td>${ratioPoint(cell.ratio)} ${between(ratioBounds(cell.ratio) ?? 'no interval')}${of}</td>`;
}

function between(bounds: string): Markup {
  return html`<small>(${bounds})</small>`;
}

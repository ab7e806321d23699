import type { Percentiles } from '../../harness/model/estimate.ts';
import { type PercentileRow, percentileRows } from '../view/percentile-rows.ts';
import type { CellView, ScenarioView } from '../view/types.ts';
import { count } from '../wording/numbers.ts';
import {
  insufficientNote,
  type PercentileKey,
  percentileColumns,
  percentileText,
} from '../wording/percentiles.ts';
import { capital } from '../wording/sentence.ts';
import { modeName } from './marker.ts';
import { html, type Markup } from './markup.ts';

/** Rows that are shown without being asked for. */
const fewRows = 12;

/** How times are spread in each cell: at the level that the answer stands on, and folded away at all others. */
export function percentileTables(scenario: ScenarioView): Markup | null {
  const rows = percentileRows(scenario.cells);
  if (rows.length === 0) return null;
  const best = rows.filter(({ cell }) => cell.level.key === scenario.best?.key);
  const others = rows.filter((row) => !best.includes(row));
  const name = scenario.best?.label ?? '';
  return html`<div class="percentiles"><h3>Percentiles <span class="muted small">of all rounds together, and so without intervals</span></h3>
${best.length === 0 ? null : folded(`at ${name}`, best, scenario, best.length <= fewRows)}
${others.length === 0 ? null : folded(best.length === 0 ? 'at all levels' : 'at other levels', others, scenario, false)}
${note(rows)}</div>`;
}

function note(rows: readonly PercentileRow[]): Markup | null {
  const text = insufficientNote(rows.map(({ percentiles }) => percentiles));
  const overloaded = rows.some(({ cell }) => cell.overload !== null);
  if (text === null && !overloaded) return null;
  return html`<p class="note">${[
    ...(text === null ? [] : [`${capital(text)}.`]),
    ...(overloaded ? ['Times of an overloaded cell grow with the length of the slice.'] : []),
  ].join(' ')}</p>`;
}

function folded(
  summary: string,
  rows: readonly PercentileRow[],
  scenario: ScenarioView,
  open: boolean,
): Markup {
  const body = html`<summary>${capital(summary)}</summary><div class="scroll" role="region" aria-label="Percentiles ${summary}" tabindex="0">${tableOf(rows, scenario)}</div>`;
  return open ? html`<details open>${body}</details>` : html`<details>${body}</details>`;
}

function tableOf(rows: readonly PercentileRow[], scenario: ScenarioView): Markup {
  const levels = new Set(rows.map(({ cell }) => cell.level.key)).size > 1;
  const times = new Set(rows.map(({ time }) => time)).size > 1;
  const cells = [...new Set(rows.map(({ cell }) => cell))];
  return html`<table class="figures spread"><thead><tr><th scope="col">Mode</th>${
    times ? html`<th scope="col" class="time">Time</th>` : null
  }${percentileColumns.map(({ name }) => html`<th scope="col">${name} <span class="muted">ms</span></th>`)}<th scope="col">Requests</th></tr></thead>
${cells.map((cell) => {
  const own = rows.filter((row) => row.cell === cell);
  const name = cellName(cell, scenario, levels, own.length);
  return html`<tbody>${own.map((row, index) => rowOf(row, index === 0 ? name : null, times))}</tbody>`;
})}</table>`;
}

/** The mode, beside all the times of its cell. */
function cellName(cell: CellView, scenario: ScenarioView, levels: boolean, rows: number): Markup {
  const mode = scenario.modes.find((one) => one.id === cell.mode);
  return html`<th scope="rowgroup" rowspan="${rows}">${mode === undefined ? cell.mode : modeName(mode)}${
    levels ? html`<span class="muted own-line">${cell.level.label}</span>` : null
  }${cell.overload === null ? null : html`<span class="own-line">overloaded</span>`}</th>`;
}

function rowOf({ time, percentiles }: PercentileRow, name: Markup | null, times: boolean): Markup {
  const figures = percentileColumns.map(({ key }) => figure(key, percentiles));
  return html`<tr>${name}${times ? html`<td class="time">${time}</td>` : null}${figures}<td>${count(percentiles.requests)}</td></tr>`;
}

function figure(key: PercentileKey, percentiles: Percentiles): Markup {
  const text = percentileText(percentiles, key);
  if (percentiles[key] !== null) return html`<td>${text}</td>`;
  return html`<td class="insufficient">${text}</td>`;
}

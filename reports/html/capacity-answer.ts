import type { PlanRow, PlanView } from '../view/capacity-answer.ts';
import type { ModeView } from '../view/types.ts';
import { modeName } from './marker.ts';
import { html, type Markup, prose } from './markup.ts';

/** A plan as a table, and what its words mean. Made the same from the start and by the page's script. */
export function planMarkup({ headers, rows, notes }: PlanView, modes: readonly ModeView[]): Markup {
  const header = (text: string) => html`<th scope="col">${text}</th>`;
  return html`<div class="scroll" role="region" aria-label="Machines by mode" tabindex="0"><table class="figures plan">
<thead><tr>${header('Mode')}${headers.map(header)}</tr></thead>
${rows.map((row) => planRow(row, headers, modes))}</table></div>
<ul class="muted small">${notes.map((note) => html`<li>${prose(note)}</li>`)}</ul>`;
}

function planRow(
  { mode, instance, cells, remark }: PlanRow,
  headers: readonly string[],
  modes: readonly ModeView[],
): Markup {
  const known = modes.find(({ id }) => id === mode);
  const name = known === undefined ? html`${mode}` : modeName({ ...known, label: mode });
  const place = instance === null ? null : html` <span class="muted own-line">${instance}</span>`;
  const head = (rows: number) => html`<th scope="row" rowspan="${rows}">${name}${place}</th>`;
  const whole = html`<td class="remark" colspan="${Math.max(1, headers.length)}">${remark}</td>`;
  if (cells === null) return html`<tbody><tr>${head(1)}${whole}</tr></tbody>`;
  const figures = cells.map((cell, index) => html`<td data-name="${headers[index] ?? ''}">${cell}</td>`);
  return html`<tbody><tr>${head(remark === null ? 1 : 2)}${figures}</tr>${
    remark === null ? null : html`<tr>${whole}</tr>`
  }</tbody>`;
}

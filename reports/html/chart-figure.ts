import type { PlacedChart } from '../charts/chart.ts';
import type { FiguresColumn, FiguresGroup, FiguresTable } from '../charts/figures-table.ts';
import { marker, modeName } from './marker.ts';
import { html, type Markup } from './markup.ts';

/**
 * A chart with its title, its table and what it can be saved as. The page's script draws it once it comes into view, and
 * shows what works only with a script.
 */
export function chartFigure(placed: PlacedChart): Markup {
  const { anchor, wide, choices, chosen } = placed;
  const chart = placed.at(chosen);
  const { title, better, alt, note } = chart;
  return html`<figure class="chart${wide ? ' wide' : ''}" id="${anchor}">
<figcaption><strong>${title}</strong> <span class="better">${better}</span></figcaption>
${
  choices.length < 2
    ? null
    : html`<label class="choose" hidden>Level <select>${choices.map(
        ({ key, label }) =>
          html`<option value="${key}"${key === chosen ? html` selected` : null}>${label}</option>`,
      )}</select></label>
`
}<div class="canvas"><canvas role="img" data-chart="${anchor}" aria-label="${alt}; the figures are in the table below"></canvas></div>
${note === null ? null : html`<p class="note">${note}</p>`}
<div class="under-chart"><span class="save-chart" hidden><a class="save-as" href="#${anchor}" aria-label="Link to this chart: ${title}">Link</a> <button type="button" class="save-as" data-save="png" aria-label="PNG of ${title}">PNG</button> <button type="button" class="save-as" data-save="csv" aria-label="CSV of ${title}">CSV</button></span>
<details><summary>Figures</summary><div class="scroll" role="region" aria-label="Figures: ${title}" tabindex="0">${figuresTable(chart.table())}</div></details></div>
</figure>`;
}

export function figuresTable({ corner, columns, groups }: FiguresTable): Markup {
  return html`<table class="figures"><thead><tr><th scope="col">${corner}</th>${columns.map(header)}</tr></thead>
${groups.map((group) => groupRows(group, columns.length))}</table>`;
}

function header({ text, of, unit }: FiguresColumn): Markup {
  const name = of === null ? text : modeName(of);
  return html`<th scope="col">${name}${unit === '' ? null : html` <span class="muted">${unit}</span>`}</th>`;
}

function groupRows({ of, rows }: FiguresGroup, columns: number): Markup {
  const heading =
    of === null
      ? null
      : html`<tr><th scope="rowgroup" colspan="${columns + 1}">${marker(of)} ${of.label}</th></tr>`;
  return html`<tbody>${heading}${rows.map(
    ({ head, depth, cells }) =>
      html`<tr><th scope="row">${depth === 0 ? head : html`<span class="depth-${Math.min(depth, 6)}">└ ${head}</span>`}</th>${cells.map(
        (cell) => html`<td>${cell}</td>`,
      )}</tr>`,
  )}</tbody>`;
}

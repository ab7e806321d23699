import type { ActRow, ActView, ExperimentView } from '../view/experiment-types.ts';
import type { View } from '../view/types.ts';
import { NONE } from '../wording/numbers.ts';
import { courseFigure } from './course.ts';
import { modeName } from './marker.ts';
import { html, type Markup, prose } from './markup.ts';

/** What each experiment showed: sentences, a table with variants down and findings across, and what went on meanwhile. */
export function experimentsSection(view: View): Markup | null {
  if (view.experiments.length === 0) return null;
  return html`<section id="experiments" aria-labelledby="experiments-title">
<h2 id="experiments-title">Experiments</h2>
<p class="muted small">Each was done once on each variant, so its figures have no interval.</p>
<p class="tools"><button type="button" class="save" data-csv="findings" hidden>Download as CSV</button></p>
${view.experiments.map(experimentPart)}</section>`;
}

function experimentPart(experiment: ExperimentView): Markup {
  const { anchor, name, summary, sentences, columns, acts } = experiment;
  return html`<div class="experiment" id="${anchor}"><h3>${name} <span class="muted">${summary}</span></h3>
<ul class="sentences">${sentences.map((sentence) => html`<li>${prose(sentence)}</li>`)}</ul>
<div class="scroll" role="region" aria-label="Findings of ${name}" tabindex="0"><table class="figures found">
<thead><tr><th scope="col">Variant</th>${columns.map(({ label }) => html`<th scope="col">${label}</th>`)}</tr></thead>
${acts.map((act) => actRows(experiment, act))}</table></div>
${remarks(acts)}${courses(acts)}</div>`;
}

function actRows({ acts, columns }: ExperimentView, { what, rows }: ActView): Markup {
  const heading =
    acts.length === 1
      ? null
      : html`<tr><th scope="rowgroup" colspan="${columns.length + 1}" class="act">${what}</th></tr>`;
  return html`<tbody>${heading}${rows.map((row) => actRow(row, columns.length))}</tbody>`;
}

function actRow(row: ActRow, columns: number): Markup {
  const name = html`<th scope="row">${modeName(row.mode)}${row.scenario === null ? null : html` <span class="muted">${row.scenario}</span>`}</th>`;
  if (row.state !== 'done') {
    const words = row.state === 'failed' ? 'failed' : 'not applicable';
    return html`<tr id="${row.anchor}">${name}<td colspan="${Math.max(1, columns)}" class="why">${words}: ${row.why ?? NONE}</td></tr>`;
  }
  return html`<tr id="${row.anchor}">${name}${row.cells.map((cell) => html`<td>${cell}</td>`)}</tr>`;
}

function remarks(acts: readonly ActView[]): Markup | null {
  const said = acts.flatMap(({ rows }) =>
    rows.flatMap((row) => row.remarks.map((remark) => ({ row, remark }))),
  );
  if (said.length === 0) return null;
  return html`<ul class="small">${said.map(
    ({ row, remark }) => html`<li>${modeName(row.mode)}: ${prose(remark)}</li>`,
  )}</ul>`;
}

/** Small pictures that are shown at once; more are folded away. */
const mostShown = 6;

function courses(acts: readonly ActView[]): Markup | null {
  const figures = acts.flatMap(({ what, rows }) =>
    rows.flatMap((row) =>
      row.courses.map((course) =>
        courseFigure(course, acts.length === 1 ? row.mode.label : `${row.mode.label}, ${what}`),
      ),
    ),
  );
  if (figures.length === 0) return null;
  const all = html`<div class="courses">${figures}</div>`;
  return figures.length <= mostShown
    ? all
    : html`<details><summary>What went on meanwhile (${figures.length} pictures)</summary>${all}</details>`;
}

import type { ConcernView, Fact, ModeView, TrustView, View } from '../view/types.ts';
import { shellCommand } from '../wording/command.ts';
import { headroomColumns, headroomNote } from '../wording/headroom.ts';
import { tick } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { marker, modeName } from './marker.ts';
import { html, type Markup, prose } from './markup.ts';

/** Machine, method, noise, headroom, and every doubtful cell with its reason and remedy. */
export function trustSection(view: View): Markup {
  const { trust } = view;
  return html`<section id="trust" aria-labelledby="trust-title">
<h2 id="trust-title">Can it be trusted</h2>
<p>${capital(trust.summary)}; ${view.ended}.</p>
${concerns(view)}
<div class="facts">
${facts('Noise seen', trust.noise)}${facts('Load generator', trust.generator)}${facts('Method', trust.method)}${facts('Machine', trust.machine)}
</div>
${headroom(view)}${notes(view)}${discarded(trust)}${failures(trust)}
<p class="muted">Repeat: <code>${shellCommand(view.command)}</code></p>
</section>`;
}

function concerns(view: View): Markup | null {
  if (view.trust.concerns.length === 0) return null;
  return html`<h3>Notes to read with care</h3>
<div class="scroll" role="region" aria-label="Notes to read with care" tabindex="0"><table class="claims concerns"><thead><tr><th scope="col">What</th><th scope="col">What to try</th><th scope="col">Cells</th></tr></thead>
<tbody>${view.trust.concerns.map((concern) => concernRow(view, concern))}</tbody></table></div>`;
}

function concernRow(view: View, { text, remedy, states, cells }: ConcernView): Markup {
  return html`<tr><th scope="row">${prose(text)}</th><td data-name="Try">${prose(remedy)}</td>
<td data-name="Cells">${cells.length === view.trust.counts.total ? html`<a href="#cells">all ${cells.length}</a>` : cellLinks(view, cells)}
<span class="muted own-line">${states.join(', ')}</span></td></tr>`;
}

/** By scenario, each mode's marker with its levels: as many cells as there may be, they take a line per scenario. */
function cellLinks(view: View, cells: ConcernView['cells']): Markup {
  const scenarios = [...new Set(cells.map((cell) => cell.scenario))];
  return html`<ul>${scenarios.map((scenario) => {
    const modes = view.modes.filter((mode) =>
      cells.some((cell) => cell.scenario === scenario && cell.mode === mode.id),
    );
    return html`<li>${scenario}${modes.map((mode) => {
      const own = cells.filter((cell) => cell.scenario === scenario && cell.mode === mode.id);
      return html` <span class="mode">${marker(mode)}<span>${own.map(cellLink(mode))}</span></span>`;
    })}</li>`;
  })}</ul>`;
}

function cellLink(mode: ModeView) {
  return ({ anchor, level }: ConcernView['cells'][number], index: number) =>
    html`${index === 0 ? '' : ', '}<a href="#${anchor}" title="${mode.label}, ${level.label}">${tick(level.value)}</a>`;
}

function facts(title: string, list: readonly Fact[]): Markup | null {
  if (list.length === 0) return null;
  return html`<div><h3>${title}</h3><dl>${list.map(
    ({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl></div>`;
}

/** For each cell, what the load generator took of what it can. */
function headroom({ modes, trust }: View): Markup | null {
  const rows = trust.headroom;
  if (rows.length === 0) return null;
  const columns = headroomColumns(rows);
  return html`<details class="headroom"><summary>Headroom of the load generator in each cell</summary>
<p class="muted small">${headroomNote(rows)}</p>
<div class="scroll" role="region" aria-label="Headroom of the load generator" tabindex="0"><table class="figures"><thead><tr><th scope="col">Cell</th>${columns.map(
    ({ header }) => html`<th scope="col">${capital(header)}</th>`,
  )}</tr></thead><tbody>${rows.map((row) => {
    const { anchor, scenario, level, mode } = row.cell;
    const known = modes.find((one) => one.id === mode);
    return html`<tr><th scope="row"><a href="#${anchor}">${scenario}, ${level.label}</a> ${known === undefined ? mode : modeName(known)}${
      row.bound ? html` <span class="muted">near its limit</span>` : null
    }</th>${columns.map(({ text }) => html`<td>${text(row)}</td>`)}</tr>`;
  })}</tbody></table></div></details>`;
}

function notes(view: View): Markup | null {
  const noted = view.modes.filter((mode) => mode.notes.length > 0);
  if (noted.length === 0) return null;
  return html`<h3>To know about the modes</h3><ul>${noted.map(
    (mode) =>
      html`<li>${modeName(mode)} <span class="muted">${mode.source}</span>: ${mode.notes.join('; ')}.</li>`,
  )}</ul>`;
}

function discarded(trust: TrustView): Markup | null {
  if (trust.discarded.length === 0) return null;
  return html`<h3>Rounds left out</h3><ul>${trust.discarded.map(
    ({ round, why }) => html`<li>Round ${round}: ${why}.</li>`,
  )}</ul>`;
}

function failures(trust: TrustView): Markup | null {
  if (trust.failures.length === 0) return null;
  return html`<h3>Failures</h3><ul>${trust.failures.map((text) => html`<li>${text}</li>`)}</ul>`;
}

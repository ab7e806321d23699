import type { DoubtfulView, Fact, TrustView, View } from '../view/types.ts';
import { shellCommand } from '../wording/command.ts';
import { statusWords } from '../wording/validity.ts';
import { modeName } from './marker.ts';
import { html, type Markup, prose } from './markup.ts';

/** Machine, method, noise, headroom, and every doubtful cell with its reason and remedy. */
export function trustSection(view: View): Markup {
  const { trust } = view;
  return html`<section id="trust" aria-labelledby="trust-title">
<h2 id="trust-title">Can it be trusted</h2>
<p>${trust.summary}; ${view.ended}.</p>
${doubtful(view)}
<div class="facts">
${facts('Noise seen', trust.noise)}${facts('Load generator', trust.generator)}${facts('Method', trust.method)}${facts('Machine', trust.machine)}
</div>
${notes(view)}${discarded(trust)}${failures(trust)}
<p class="muted">Repeat: <code>${shellCommand(view.command)}</code></p>
</section>`;
}

function doubtful(view: View): Markup | null {
  if (view.trust.doubtful.length === 0) return null;
  return html`<h3>Cells to read with care</h3>
<div class="scroll" tabindex="0"><table class="claims"><thead><tr><th scope="col">Cell</th><th scope="col">State</th><th scope="col">Why</th><th scope="col">What to try</th></tr></thead>
<tbody>${view.trust.doubtful.map((group) => doubtfulRow(view, group))}</tbody></table></div>`;
}

function doubtfulRow(view: View, group: DoubtfulView): Markup {
  const { scenario, level, status, reasons, cells } = group;
  const links = cells.map(({ mode, anchor }) => {
    const known = view.modes.find((one) => one.id === mode);
    return html`<li><a href="#${anchor}">${known === undefined ? mode : modeName(known)}</a></li>`;
  });
  return html`<tr><th scope="row">${scenario}, ${level.label}<ul>${links}</ul></th><td>${statusWords[status]}</td>
<td data-name="Why">${paragraphs(reasons.map((reason) => reason.text))}</td><td data-name="Try">${paragraphs(
    reasons.map((reason) => reason.remedy),
  )}</td></tr>`;
}

function paragraphs(texts: readonly string[]): Markup {
  return html`${texts.map((text) => html`<p>${prose(text)}</p>`)}`;
}

function facts(title: string, list: readonly Fact[]): Markup {
  return html`<div><h3>${title}</h3><dl>${list.map(
    ({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl></div>`;
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

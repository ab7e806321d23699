import type { SearchView } from '../view/search-types.ts';
import { capital } from '../wording/sentence.ts';
import { html, type Markup, prose } from './markup.ts';

/** What each mode carries under the objectives, and what that stands on. */
export function searchSection(search: SearchView | null): Markup | null {
  if (search === null) return null;
  const headers = [
    'Scenario',
    'Mode',
    'Carries, req/s',
    'Limit lies in, req/s',
    'There',
    'Limited by',
    'Runs',
  ];
  return html`<section id="search" aria-labelledby="search-title">
<h2 id="search-title">Capacity <span class="muted">${search.objectives.join(', ')}</span></h2>
<div class="scroll" role="region" aria-label="Rates that are carried" tabindex="0"><table class="figures found">
<thead><tr>${headers.map((header) => html`<th scope="col">${header}</th>`)}</tr></thead>
<tbody>${search.results.map(
    ({ scenario, label, carries, between, there, limit, runs }) =>
      html`<tr><th scope="row">${scenario}</th><td>${label}</td><td>${carries}</td><td>${between}</td><td>${there}</td><td>${limit}</td><td>${runs}</td></tr>`,
  )}</tbody></table></div>
<ul class="sentences">${search.results.map(
    ({ scenario, label, sentence }) =>
      html`<li><strong>${scenario}, ${label}</strong>: ${prose(sentence)}.</li>`,
  )}</ul>
<details><summary>How it was found</summary><ul>${search.rules.map((rule) => html`<li>${capital(rule)}.</li>`)}</ul></details></section>`;
}

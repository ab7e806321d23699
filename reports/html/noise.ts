import type { NoiseRow } from '../view/noise.ts';
import type { View } from '../view/types.ts';
import { powerHeadings } from '../wording/noise.ts';
import { capital } from '../wording/sentence.ts';
import { html, type Markup, prose } from './markup.ts';

/** What noise was seen, and what it means for a gate. */
export function noiseSection({ noise }: View): Markup | null {
  if (noise === null) return null;
  const { headline, groups, sentences } = noise;
  return html`<section id="noise" aria-labelledby="noise-title">
<h2 id="noise-title">Noise <span class="muted">${headline}</span></h2>
<ul>${sentences.map((sentence) => html`<li>${prose(capital(sentence))}.</li>`)}</ul>
${groups.map(({ heading, rows }) => html`<h3>${heading}</h3>${noiseTable(rows, heading)}`)}</section>`;
}

function noiseTable(rows: readonly NoiseRow[], label: string): Markup {
  const finds = powerHeadings.map(({ text }) => `Finds ${text}`);
  const headers = ['Metric', 'Noise', 'sd', 'Rounds', ...finds, 'Smallest found', 'Needs'];
  const cellsOf = (row: NoiseRow) => [
    row.robustSd,
    row.sd,
    String(row.rounds),
    ...row.found,
    row.detectable,
    row.need,
  ];
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table class="claims">
<thead><tr>${headers.map((header) => html`<th scope="col">${header}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr><th scope="row">${row.metric}</th>${cellsOf(row).map((text, place) => html`<td data-name="${headers[place + 1] ?? ''}">${text}</td>`)}</tr>`)}</tbody></table></div>`;
}

import type { ClaimView, View } from '../view/types.ts';
import { verdictWords } from '../wording/claims.ts';
import { html, type Markup, prose } from './markup.ts';

/** What the documents state, held against this run. */
export function claimsSection(view: View): Markup | null {
  if (view.claims.length === 0) return null;
  return html`<section id="claims" aria-labelledby="claims-title">
<h2 id="claims-title">What the documents say</h2>
<p class="muted">Published statements held against this run. A stand-in is another server than the document names, of the same kind.</p>
<div class="scroll" tabindex="0"><table class="claims">
<thead><tr><th scope="col">Statement</th><th scope="col">Stated</th><th scope="col">Verdict</th><th scope="col">Measured</th></tr></thead>
<tbody>${view.claims.map(claimRow)}</tbody></table></div></section>`;
}

const signs = {
  supported: '✓',
  'widest-reading': '~',
  refuted: '×',
  depends: '±',
  inconclusive: '?',
  'not-tested': '–',
} as const;

function claimRow(claim: ClaimView): Markup {
  const measured = claim.evidence.map(
    (one) =>
      html`<li>${one.scenario}, ${one.level}: ${prose(one.measured)} <span class="muted">${verdictWords[one.verdict]}</span></li>`,
  );
  return html`<tr><th scope="row">${claim.subject} <span class="muted own-line">${claim.id}</span></th><td data-name="Stated">${claim.stated}</td>
<td class="verdict" data-name="Verdict"><span aria-hidden="true">${signs[claim.verdict]}</span> ${verdictWords[claim.verdict]}${
    claim.standIn === null ? null : html` <span class="muted own-line">${claim.standIn}</span>`
  }</td>
<td>${measured.length === 0 ? null : html`<ul>${measured}</ul>`}${prose(claim.reason)}</td></tr>`;
}

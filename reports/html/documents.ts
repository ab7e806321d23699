import type { ClaimView, DocumentView, EvidenceView } from '../view/claim-types.ts';
import type { View } from '../view/types.ts';
import { verdictSigns, verdictWords } from '../wording/claims.ts';
import { boundsAxis, boundsPicture } from './bounds.ts';
import { html, type Markup, prose } from './markup.ts';

/** The documents' tables redrawn, stated beside measured; for a record that was made for its claims. */
export function documentsSection(view: View): Markup {
  return html`<section id="claims" aria-labelledby="claims-title">
<h2 id="claims-title">What the documents say, and what was measured</h2>
<p>${view.claims.length} statements: ${view.verdictCounts}.</p>
${summaryTable(view.claims)}
<p class="muted small">In the pictures the band is what is stated, the pale band with a dashed edge its widest reading, the dot with whiskers what was measured; the thin line is a ratio of 1. Long spans are drawn on a logarithmic axis.</p>
${view.documents.map((document, index) => documentPart(document, index))}</section>`;
}

function summaryTable(claims: readonly ClaimView[]): Markup {
  return html`<div class="scroll" role="region" aria-label="All statements" tabindex="0"><table class="claims verdicts">
<thead><tr><th scope="col">Claim</th><th scope="col">Statement</th><th scope="col">Verdict</th><th scope="col">Measured</th></tr></thead>
<tbody>${claims.map(
    (claim) => html`<tr><th scope="row"><a href="#${claim.anchor}">${claim.id}</a></th>
<td>${claim.subject} · ${prose(claim.stated)}</td><td class="verdict" data-name="Verdict">${verdict(claim)}</td><td data-name="Measured">${prose(claim.short)}</td></tr>`,
  )}</tbody></table></div>`;
}

function verdict(claim: Pick<ClaimView, 'verdict'>): Markup {
  return html`<span aria-hidden="true">${verdictSigns[claim.verdict]}</span> ${verdictWords[claim.verdict]}`;
}

function documentPart(document: DocumentView, index: number): Markup {
  const { id, title, counts, sentences, places } = document;
  return html`<div class="document" id="document-${index + 1}"><h3>${id}${title === '' ? null : html` <span>${title}</span>`} <span class="muted">${counts}</span></h3>
<div class="open"><h4>What to make of it</h4><ul>${sentences.map((sentence) => html`<li>${prose(sentence)}</li>`)}</ul></div>
${places.map(
  ({
    place,
    claims,
  }) => html`${place === '' ? null : html`<h4>${place}</h4>`}<div class="scroll" role="region" aria-label="Stated and measured: ${id} ${place}" tabindex="0"><table class="claims stated-measured">
<thead><tr><th scope="col">Statement</th><th scope="col">Stated</th><th scope="col">Verdict</th><th scope="col">Measured</th></tr></thead>
<tbody>${claims.map(claimRow)}</tbody></table></div>`,
)}</div>`;
}

function claimRow(claim: ClaimView): Markup {
  const { anchor, subject, id, stated, reading, blocking, standIn, evidence, reason, picture } = claim;
  const aside = [reading, blocking, standIn === null ? null : `Judged on a ${standIn}.`];
  return html`<tr id="${anchor}"><th scope="row">${subject} <span class="muted">${id}</span></th>
<td data-name="Stated">${prose(stated)}${aside.map((text) =>
    text === null ? null : html` <span class="muted own-line">${prose(text)}</span>`,
  )}</td>
<td class="verdict" data-name="Verdict">${verdict(claim)}</td>
<td>${
    evidence.length === 0
      ? prose(reason)
      : html`<ul>${evidence.map((one) => evidenceItem(claim, one))}${
          picture === null || evidence.every((one) => one.figure === null)
            ? null
            : html`<li class="evidence"><span class="told"></span>${boundsAxis(picture)}</li>`
        }</ul>`
  }</td></tr>`;
}

function evidenceItem({ verdict: overall, picture }: ClaimView, one: EvidenceView): Markup {
  const ran = one.ran.map(
    ({ id, anchor }, index) =>
      html`${index === 0 ? null : ' ÷ '}${anchor === null ? id : html`<a href="#${anchor}">${id}</a>`}`,
  );
  return html`<li class="evidence"><span class="told"><span class="measured">${prose(one.measured)}</span>${
    one.verdict === overall
      ? null
      : html` <span class="of-one">${verdictSigns[one.verdict]} ${verdictWords[one.verdict]}</span>`
  } <span class="muted own-line">${one.where}${one.where === '' || ran.length === 0 ? null : ': '}${ran}</span></span>${
    picture === null ? null : boundsPicture(picture, one)
  }</li>`;
}

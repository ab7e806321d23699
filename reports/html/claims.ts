import type { ClaimView } from '../view/claim-types.ts';
import type { View } from '../view/types.ts';
import { verdictSigns, verdictWords } from '../wording/claims.ts';
import { html, type Markup, prose } from './markup.ts';

/**
 * What the documents state, held against a run that was made for something else, in short; what was not tested stands
 * last, with why.
 */
export function claimsSection(view: View): Markup | null {
  const { claims } = view;
  if (claims.length === 0) return null;
  const tested = claims.filter((claim) => claim.verdict !== 'not-tested');
  const standIns = [...new Set(claims.flatMap((claim) => claim.standIn ?? []))];
  return html`<section id="claims" aria-labelledby="claims-title">
<h2 id="claims-title">What the documents say</h2>
<p class="muted small">Published statements held against this run.${
    standIns.length === 0
      ? null
      : ` ${standIns.join(', ')}: another server of the same kind was measured in place of the one that a document names.`
  }</p>
${tested.length === 0 ? null : claimTable(tested, standIns.length > 1 || tested.some((claim) => claim.standIn === null))}
${notTested(claims)}</section>`;
}

/** `apart`: statements differ in whether a stand-in was measured, so each says so. */
function claimTable(claims: readonly ClaimView[], apart: boolean): Markup {
  return html`<div class="scroll" role="region" aria-label="Statements" tabindex="0"><table class="claims documents">
<thead><tr><th scope="col">Statement</th><th scope="col">Stated</th><th scope="col">Verdict</th><th scope="col">Measured</th></tr></thead>
<tbody>${claims.map((claim) => claimRow(claim, apart))}</tbody></table></div>`;
}

function claimRow(claim: ClaimView, apart: boolean): Markup {
  const { subject, id, anchor, reading, stated, verdict, standIn, evidence, reason } = claim;
  const measured = evidence.map(
    (one) =>
      html`<li>${one.where}${one.ran.length === 0 ? '' : `: ${one.ran.map(({ id }) => id).join(' ÷ ')}`} ${prose(one.measured)}${
        one.verdict === verdict ? null : html` <span class="muted">${verdictWords[one.verdict]}</span>`
      }</li>`,
  );
  return html`<tr id="${anchor}"><th scope="row">${subject} <span class="muted">${id}</span></th>
<td data-name="Stated">${prose(stated)}${reading === null ? null : html` <span class="muted own-line">${reading}</span>`}</td>
<td class="verdict" data-name="Verdict"><span aria-hidden="true">${verdictSigns[verdict]}</span> ${verdictWords[verdict]}${
    apart && standIn !== null ? html` <span class="muted own-line">${standIn}</span>` : null
  }</td>
<td>${evidence.length === 0 ? prose(reason) : html`<ul>${measured}</ul>`}</td></tr>`;
}

/** Ratios and orders are what the cells of a run can decide; of statements of other kinds only their number is told. */
const ofCells = new Set(['ratio', 'ordering']);

/** Statements that lack the same thing together. */
function notTested(claims: readonly ClaimView[]): Markup | null {
  const untested = claims.filter((claim) => claim.verdict === 'not-tested');
  const missing = untested.filter((claim) => ofCells.has(claim.kind));
  const others = untested.length - missing.length;
  const reasons = [...new Set(missing.map((claim) => claim.reason))];
  if (untested.length === 0) return null;
  return html`<h3>Not tested</h3><ul class="small">${reasons.map((reason) => {
    const alike = missing.filter((claim) => claim.reason === reason);
    return html`<li>${alike.map(
      ({ subject, stated, id }, index) =>
        html`${index === 0 ? null : '; '}${subject}: ${prose(stated)} <span class="muted">${id}</span>`,
    )}. ${prose(reason)}</li>`;
  })}${others === 0 ? null : html`<li>${others} of other kinds, which <code>bench claims</code> tests.</li>`}</ul>`;
}

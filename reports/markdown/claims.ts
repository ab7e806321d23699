import type { ClaimView, DocumentView, EvidenceView } from '../view/claim-types.ts';
import type { View } from '../view/types.ts';
import { verdictWords } from '../wording/claims.ts';
import { capital } from '../wording/sentence.ts';
import { md, prose, table } from './text.ts';

/** Every verdict in one table, with the day and the machine: what a README shows. */
export function claimsTable(view: View): string {
  const rows = view.claims.map((claim) => [
    md(claim.id),
    `${md(claim.subject)} · ${md(claim.stated)}`,
    verdictText(claim),
    prose(claim.short),
  ]);
  return [
    `${view.claims.length} statements: ${view.verdictCounts}. Measured on ${view.startedAt.slice(0, 10)}, ${md(view.machine)}, Modebench ${md(view.modebench)}.`,
    table(['claim', 'statement', 'verdict', 'measured'], rows, 'text'),
  ].join('\n\n');
}

function verdictText(claim: ClaimView): string {
  return verdictWords[claim.verdict] + (claim.standIn === null ? '' : ` (${md(claim.standIn)})`);
}

/** Each document's tables, stated beside measured, after what to make of them. */
export function documentParts(view: View): readonly string[] {
  return view.documents.flatMap((document) => [
    `## ${md(document.id)}${document.title === '' ? '' : ` · ${md(document.title)}`}`,
    ['What to make of it:\n', ...document.sentences.map((sentence) => `- ${prose(sentence)}`)].join('\n'),
    ...placeTables(document),
  ]);
}

function placeTables({ places }: DocumentView): readonly string[] {
  return places.flatMap(({ place, claims }) => [
    ...(place === '' ? [] : [`### ${capital(md(place))}`]),
    table(['statement', 'stated', 'measured', 'verdict'], claims.map(claimRow), 'text'),
  ]);
}

function claimRow(claim: ClaimView): readonly string[] {
  const stated = [claim.stated, claim.reading, claim.blocking].flatMap((text) =>
    text === null ? [] : [md(text)],
  );
  const measured = claim.evidence.map((one) => evidenceText(claim, one));
  return [
    `${md(claim.subject)} (${md(claim.id)})`,
    lines(stated),
    measured.length === 0 ? prose(claim.reason) : lines(measured),
    verdictText(claim),
  ];
}

function evidenceText({ verdict: overall }: ClaimView, one: EvidenceView): string {
  const ran = one.ran.map(({ id }) => md(id)).join(' ÷ ');
  const where = [md(one.where), ran].filter((part) => part !== '').join(', ');
  const verdict = one.verdict === overall ? '' : `, ${verdictWords[one.verdict]}`;
  return `${where}: ${md(one.measured)}${verdict}`;
}

/** Lines within a cell of a table, which Markdown has no other way to write. */
function lines(texts: readonly string[]): string {
  return texts.join('<br>');
}

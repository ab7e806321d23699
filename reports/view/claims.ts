import { type ClaimVerdict, verdicts } from '../../harness/model/claim.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { findingText, measuredText, ratioSentences, verdictWords } from '../wording/claims.ts';
import { NBSP, plural } from '../wording/numbers.ts';
import type { ClaimsInShort, ClaimView } from './types.ts';

export function claimsOf(record: RunRecord): readonly ClaimView[] {
  return record.claims.map((claim) => ({
    id: claim.id,
    document: claim.document,
    subject: claim.subject,
    stated: claim.stated.replaceAll(' ×', `${NBSP}×`),
    verdict: claim.verdict,
    finding: finding(claim),
    reason: claim.reason,
    standIn: standIn(record, claim),
    evidence: claim.evidence.map((one) => ({
      scenario: one.scenario,
      level: one.level,
      measured: measuredText(one.measured),
      verdict: one.verdict,
    })),
  }));
}

/** Ratios, which are what a reader compares with, in a sentence each; of the rest only how they came out. */
export function claimsInShort(record: RunRecord): ClaimsInShort {
  const sentences = ratioSentences(record.claims);
  const told = sentences.map(({ text, claims: [claim] }) => {
    const stood = claim === undefined ? null : standIn(record, claim);
    return stood === null ? text : `${text} (${stood})`;
  });
  const spoken = new Set(sentences.flatMap(({ claims }) => claims));
  const rest = record.claims.filter((claim) => !spoken.has(claim));
  const counts = verdicts.flatMap((verdict) => {
    const n = rest.filter((claim) => claim.verdict === verdict).length;
    return n === 0 ? [] : [`${n} ${verdictWords[verdict]}`];
  });
  const more = plural(rest.length, told.length === 0 ? 'statement' : 'more statement');
  return { told, rest: rest.length === 0 ? null : `${more}: ${counts.join(', ')}` };
}

/** The verdict and what it rests on; the verdict is not repeated where every figure says it. */
function finding(claim: ClaimVerdict): string {
  const { evidence, verdict } = claim;
  if (evidence.length === 0) return `${verdictWords[verdict]}: ${unstopped(claim.reason)}`;
  const told = evidence.every((one) => one.verdict === verdict);
  return told ? findingText(evidence) : `${verdictWords[verdict]}: ${findingText(evidence)}`;
}

/** A sentence without its full stop, to go on with. */
function unstopped(sentence: string): string {
  return sentence.trim().replace(/\.$/, '');
}

const stackNames: Readonly<Record<string, string>> = { node: 'Node', flask: 'Flask', django: 'Django' };

function standIn(record: RunRecord, claim: ClaimVerdict): string | null {
  if (!claim.standIn) return null;
  const named = record.plan.variants.find((variant) => variant.id === claim.candidate);
  const variant = named ?? record.plan.variants[0];
  if (variant === undefined || variant.source.kind !== 'reference') return 'stand-in';
  return `${stackNames[variant.source.stack] ?? variant.source.stack} stand-in`;
}

import { type ClaimVerdict, verdicts } from '../../harness/model/claim.ts';
import { levelKey, levelLabel } from '../../harness/model/level.ts';
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
    finding: claim.evidence.length === 0 ? unstopped(claim.reason) : findingText(claim.evidence),
    plain: claim.evidence.length > 0 && claim.evidence.every((one) => one.verdict === claim.verdict),
    reason: claim.reason,
    reading: claim.reading ?? null,
    standIn: standIn(record, claim),
    evidence: claim.evidence.map((one) => ({
      what: `${one.scenario}, ${levelWords(record, one.level ?? '')}${one.of === undefined ? '' : `: ${one.of}`}`,
      measured: one.measured === null ? '' : measuredText(one.measured),
      verdict: one.verdict,
    })),
  }));
}

/** `32 connections` for `c32`. */
function levelWords(record: RunRecord, key: string): string {
  const level = record.plan.levels.find((one) => levelKey(one) === key);
  return level === undefined ? key : levelLabel(level);
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

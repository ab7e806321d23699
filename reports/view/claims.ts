import type { ClaimEvidence, ClaimVerdict } from '../../harness/model/claim.ts';
import { experiments } from '../../harness/model/experiment.ts';
import { levelKey, levelLabel } from '../../harness/model/level.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { blockingText, evidenceText, findingText, shortText, verdictCounts } from '../wording/claims.ts';
import { type Found, outcomeDetails } from '../wording/experiments.ts';
import { judgementOf } from '../wording/judgement.ts';
import { NBSP, plural } from '../wording/numbers.ts';
import { ratioSentences } from '../wording/ratio-claims.ts';
import { unstopped } from '../wording/sentence.ts';
import type { ClaimsInShort, ClaimView, DocumentView, EvidenceView } from './claim-types.ts';
import { drawnFigure, drawnUnit, pictureOf } from './picture.ts';
import type { CellView } from './types.ts';

/** The claims as the documents have them; `cells` are those that evidence may link to. */
export function claimsOf(record: RunRecord, cells: readonly CellView[]): readonly ClaimView[] {
  return record.claims.map((claim, index) => {
    const picture = pictureOf(claim);
    const short = shortText(claim.evidence, (id) => labelOf(record, id));
    return {
      id: claim.id,
      anchor: `claim-${index + 1}`,
      document: claim.document,
      documentTitle: claim.documentTitle,
      place: claim.place,
      kind: claim.kind,
      subject: claim.subject,
      stated: claim.stated.replaceAll(' ×', `${NBSP}×`),
      verdict: claim.verdict,
      finding: claim.evidence.length === 0 ? unstopped(claim.reason) : findingText(claim.evidence),
      short: short === '' ? unstopped(claim.reason) : short,
      plain: claim.evidence.length > 0 && claim.evidence.every((one) => one.verdict === claim.verdict),
      reason: claim.reason,
      reading: claim.reading ?? null,
      blocking: blockingText(claim),
      standIn: standIn(record, claim),
      evidence: claim.evidence.map((one) => evidenceView(record, cells, one, picture?.unit ?? null)),
      picture,
    };
  });
}

/** The claims by document and, within it, by place, each in the order of the record. */
export function documentsOf(record: RunRecord, claims: readonly ClaimView[]): readonly DocumentView[] {
  return [...new Set(claims.map((claim) => claim.document))].map((id) => {
    const own = claims.filter((claim) => claim.document === id);
    const places = [...new Set(own.map((claim) => claim.place))];
    return {
      id,
      title: own.find((claim) => claim.documentTitle !== '')?.documentTitle ?? '',
      counts: verdictCounts(own),
      sentences: judgementOf(
        record.claims.filter((claim) => claim.document === id),
        {
          summaryOf: (name) => record.plan.scenarios.find((scenario) => scenario.name === name)?.summary,
          labelOf: (variant) => labelOf(record, variant),
        },
      ),
      places: places.map((place) => ({ place, claims: own.filter((claim) => claim.place === place) })),
    };
  });
}

function evidenceView(
  record: RunRecord,
  cells: readonly CellView[],
  one: ClaimEvidence,
  unit: string | null,
): EvidenceView {
  const { measured } = one;
  const figure =
    measured !== null && drawnUnit(measured.unit) === unit ? drawnFigure(measured, measured.unit) : null;
  const base = { verdict: one.verdict, figure };
  if (one.experiment === undefined) {
    return {
      ...base,
      where: [one.scenario, one.level === null ? null : levelWords(record, one.level)]
        .filter((part) => part !== null)
        .join(', '),
      ran: (one.of ?? '')
        .split(' ÷ ')
        .flatMap((id) => (id === '' ? [] : [{ id, anchor: cellOf(cells, one, id) }])),
      measured: evidenceText(one),
    };
  }
  const { name, act, variant } = one.experiment;
  const done = record.experiments.findIndex(
    (result) =>
      result.experiment === name &&
      result.act === act &&
      result.variant === variant &&
      (one.scenario === null || result.scenario === one.scenario),
  );
  return {
    ...base,
    where: [experimentWords(name, act), one.scenario].filter((part) => part !== null).join(', '),
    ran: [{ id: variant, anchor: done < 0 ? null : `found-${done + 1}` }],
    measured: [evidenceText(one), measured === null ? detailsOf(record.experiments[done]) : '']
      .filter((text) => text !== '')
      .join('; '),
  };
}

/** The experiment, with its act where it has several. */
function experimentWords(name: string, act: string): string {
  const acts = name in experiments ? experiments[name as keyof typeof experiments].acts : {};
  return Object.keys(acts).length > 1 ? `${name}, ${act}` : name;
}

function detailsOf(result: RunRecord['experiments'][number] | undefined): string {
  if (result === undefined || result.outcome.kind !== 'done') return '';
  const found: Found = result.outcome.findings;
  return outcomeDetails(result.experiment, found);
}

function cellOf(cells: readonly CellView[], one: ClaimEvidence, variant: string): string | null {
  const cell = cells.find(
    ({ mode, scenario, level }) => mode === variant && scenario === one.scenario && level.key === one.level,
  );
  return cell?.anchor ?? null;
}

/** `32 connections` for `c32`. */
function levelWords(record: RunRecord, key: string): string {
  const level = record.plan.levels.find((one) => levelKey(one) === key);
  return level === undefined ? key : levelLabel(level);
}

function labelOf(record: RunRecord, id: string): string {
  return record.plan.variants.find((variant) => variant.id === id)?.label ?? id;
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
  const more = plural(rest.length, told.length === 0 ? 'statement' : 'more statement');
  return { told, rest: rest.length === 0 ? null : `${more}: ${verdictCounts(rest)}` };
}

const stackNames: Readonly<Record<string, string>> = { node: 'Node', flask: 'Flask', django: 'Django' };

function standIn(record: RunRecord, claim: ClaimVerdict): string | null {
  if (!claim.standIn) return null;
  const named = record.plan.variants.find((variant) => variant.id === claim.candidate);
  const variant = named ?? record.plan.variants[0];
  if (variant === undefined || variant.source.kind !== 'reference') return 'stand-in';
  return `${stackNames[variant.source.stack] ?? variant.source.stack} stand-in`;
}

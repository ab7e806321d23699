import type { ClaimKind, ClaimVerdict, Verdict } from '../model/claim.ts';
import { countsOf, keyOfCount, ownCast, type Players, type Role, rolesOf, standInCast } from './cast.ts';
import type { Claim } from './claim.ts';
import { judgeBehaviour } from './judge-behaviour.ts';
import { judgeContradiction } from './judge-contradiction.ts';
import { judgeRange } from './judge-range.ts';
import { judgeOrdering, judgeQuestion, judgeRatio } from './judge-ratio.ts';
import { judgeSweep } from './judge-sweep.ts';
import { type Judged, Measurements } from './measurements.ts';
import { combine, type Outcome } from './outcome.ts';
import {
  blockingOf,
  boundsOf,
  missingReason,
  nameOf,
  notMeasuredReason,
  statedOf,
  subjectOf,
  verdictReason,
} from './reason.ts';

/**
 * Holds each claim against a record; the same record always gives the same verdicts. A claim is judged on the servers
 * that its document means. What carries over to other servers (ratios, orders, questions) is judged on stand-ins too,
 * where the record has them: beside the document's own under the id with the stand-ins' stack, `D1-ratio@node`, and in
 * their place where only stand-ins were measured.
 */
export function judgeClaims(claims: readonly Claim[], record: Judged): ClaimVerdict[] {
  const measurements = new Measurements(record);
  return claims.flatMap((claim) => judgeClaim(claim, measurements));
}

function judgeClaim(claim: Claim, measurements: Measurements): ClaimVerdict[] {
  if (claim.kind === 'untestable')
    return [verdictOn(claim, {}, { verdict: 'not-tested', reason: claim.why, outcomes: [] })];
  const roles = rolesOf(claim, measurements.cores);
  const own = ownCast(roles, measurements.variants);
  const standIn = carriesOver(claim) ? standInCast(roles, measurements.variants) : null;
  const ofOwn = () => verdictOn(claim, own.found, judgeWith(claim, own.found, own.missing, measurements));
  if (standIn === null || standIn.missing.length > 0) return [ofOwn()];
  const stood = {
    ...verdictOn(claim, standIn.found, judgeWith(claim, standIn.found, [], measurements)),
    standIn: true,
  };
  if (own.missing.length > 0) return [stood];
  return [ofOwn(), { ...stood, id: `${claim.id}@${roles[0]?.standIn?.stack}` }];
}

/** A ratio of two servers may hold for others of their kind; a figure or a behaviour is that of the server itself. */
export function carriesOver({ kind }: Claim): boolean {
  return kind === 'ratio' || kind === 'ordering' || kind === 'question';
}

/** What a claim comes to, and why. */
interface Conclusion {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly outcomes: readonly Outcome[];
}

function judgeWith(
  claim: Claim,
  players: Players,
  missing: readonly Role[],
  measurements: Measurements,
): Conclusion {
  // A behaviour that some of its subjects broke is refuted, whoever else was not there.
  const isJudged = missing.length === 0 || claim.kind === 'behaviour';
  const outcomes = isJudged ? outcomesOf(claim, players, measurements) : [];
  const verdict = combine(outcomes);
  if (missing.length > 0 && verdict !== 'refuted') {
    return { verdict: 'not-tested', reason: missingReason(claim, missing, measurements), outcomes };
  }
  if (outcomes.length === 0) return { verdict: 'not-tested', reason: notMeasuredReason(claim), outcomes };
  return { verdict, reason: verdictReason(claim, outcomes), outcomes };
}

function outcomesOf(claim: Claim, players: Players, measurements: Measurements): Outcome[] {
  switch (claim.kind) {
    case 'range':
      return judgeRange(claim, players[claim.about] ?? '', measurements);
    case 'ratio':
      return judgeRatio(claim, players, measurements);
    case 'ordering':
      return judgeOrdering(claim, players, measurements);
    case 'question':
      return judgeQuestion(claim, players, measurements);
    case 'contradiction':
      return judgeContradiction(claim, players[claim.about] ?? '', measurements);
    case 'sweep': {
      const steps = countsOf(claim, measurements.cores).map((count) => ({
        count,
        variant: players[keyOfCount(claim, count)] ?? '',
      }));
      return judgeSweep(claim, steps, measurements);
    }
    case 'behaviour':
      return judgeBehaviour(claim, players, measurements);
    case 'untestable':
      return [];
  }
}

/** To a reader, who fits of two figures is a question, and the best count an order. */
const kinds: Readonly<Record<Claim['kind'], ClaimKind>> = {
  range: 'range',
  ratio: 'ratio',
  ordering: 'ordering',
  question: 'question',
  contradiction: 'question',
  sweep: 'ordering',
  behaviour: 'behaviour',
  untestable: 'untestable',
};

function verdictOn(claim: Claim, players: Players, { verdict, reason, outcomes }: Conclusion): ClaimVerdict {
  const about = aboutOf(claim);
  const over = 'over' in claim ? claim.over : undefined;
  return {
    id: claim.id,
    document: claim.document,
    documentTitle: claim.documentTitle,
    place: claim.place,
    kind: kinds[claim.kind],
    subject: subjectOf(claim),
    ...(about === undefined ? {} : { about: nameOf(claim, about) }),
    ...(over === undefined ? {} : { over: nameOf(claim, over) }),
    metric: 'metric' in claim ? (claim.metric ?? null) : null,
    stated: statedOf(claim),
    bounds: boundsOf(claim),
    blocking: blockingOf(claim),
    ...('reading' in claim && claim.reading !== undefined ? { reading: claim.reading } : {}),
    standIn: false,
    candidate: about === undefined ? null : (players[about] ?? null),
    baseline: over === undefined ? null : (players[over] ?? null),
    verdict,
    reason,
    evidence: outcomes.flatMap(({ evidence }) => evidence),
  };
}

/** Key of the one subject that a claim is said of; undefined where it is said of several alike. */
function aboutOf(claim: Claim): string | undefined {
  if (claim.kind === 'ordering') return claim.about ?? claim.pairs.at(-1)?.higher;
  if (claim.kind !== 'behaviour') return claim.about;
  const keys = new Set(claim.checks.flatMap(({ about }) => about));
  return keys.size === 1 ? [...keys][0] : undefined;
}

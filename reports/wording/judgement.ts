import type { ClaimVerdict } from '../../harness/model/claim.ts';
import { claimMetricNames, claimMetrics } from '../../harness/model/claim-metric.ts';
import { adviceFor } from './advice.ts';
import { blockingText, brief, shortText, verdictWords } from './claims.ts';
import { list, listUpTo, plural } from './numbers.ts';
import { capital, unstopped } from './sentence.ts';

/** What the sentences need to know of the record beside its claims. */
export interface JudgementContext {
  /** What one request of a scenario does: "blocks 50 ms per request". */
  readonly summaryOf: (scenario: string) => string | undefined;
  readonly labelOf: (variant: string) => string;
}

/** Sentences about one document. */
const mostSentences = 6;
/** Statements, names or reasons within one of them. */
const mostNamed = 3;

/**
 * What to make of a document: 2 to 6 sentences from the verdicts of its claims, never stronger than these. The first
 * counts, the last says what stays open, where something does.
 */
export function judgementOf(claims: readonly ClaimVerdict[], context: JudgementContext): readonly string[] {
  const tested = claims.filter((claim) => claim.verdict !== 'not-tested');
  const of = (wanted: (claim: ClaimVerdict) => boolean) => tested.filter(wanted);
  const told = [
    ...scenarioSentence('ratio', 'of throughput', of(isRatioOfThroughput), context),
    ...throughput(of(isRangeOfThroughput), context),
    ...behaviours(
      of(({ kind }) => kind === 'behaviour'),
      context,
    ),
    ...memory(of((claim) => isMemory(claim) && claim.kind !== 'behaviour')),
    ...orders(of((claim) => claim.kind === 'ordering' && !isMemory(claim))),
    ...scenarioSentence('other figure', '', of(isOtherFigure), context),
    ...questions(of(({ kind }) => kind === 'question')),
  ];
  const open = openSentence(claims);
  const room = mostSentences - 1 - open.length;
  return [countSentence(claims, tested), ...told.slice(0, room), ...open];
}

const isBytes = (metric: string | null) =>
  claimMetricNames.some((name) => name === metric && claimMetrics[name].unit === 'B');
const isMemory = ({ metric, bounds, evidence }: ClaimVerdict) =>
  isBytes(metric) || bounds?.unit === 'B' || evidence.some(({ measured }) => measured?.unit === 'B');
const isRatioOfThroughput = ({ kind, metric }: ClaimVerdict) => kind === 'ratio' && metric === 'throughput';
const isRangeOfThroughput = ({ kind, metric }: ClaimVerdict) => kind === 'range' && metric === 'throughput';
const isOtherFigure = (claim: ClaimVerdict) =>
  (claim.kind === 'ratio' || claim.kind === 'range') && claim.metric !== 'throughput' && !isMemory(claim);

function countSentence(claims: readonly ClaimVerdict[], tested: readonly ClaimVerdict[]): string {
  const left = claims.length - tested.length;
  const untested = left === 0 ? '' : `; ${left} ${left === 1 ? 'was' : 'were'} not tested`;
  if (tested.length === 0)
    return claims.length === 1
      ? 'Its one statement was not tested.'
      : `None of its ${claims.length} statements was tested.`;
  const n = tested.length;
  const alike = tested.every(({ verdict }) => verdict === tested[0]?.verdict)
    ? tested[0]?.verdict
    : undefined;
  const stood = tested.filter((claim) => claim.standIn).length;
  const standIns =
    stood === 0
      ? ''
      : ` ${stood === n ? 'All were' : `${stood} ${stood === 1 ? 'was' : 'were'}`} judged on stand-ins, not on the servers that it names.`;
  if (n > 1 && alike === 'supported')
    return `All ${n} statements tested are supported${untested}.${standIns}`;
  if (n > 1 && alike === 'refuted') return `None of the ${n} statements tested holds${untested}.${standIns}`;
  return `Of ${plural(n, 'statement')} tested, ${counted(tested)}${untested}.${standIns}`;
}

function counted(claims: readonly ClaimVerdict[]): string {
  const words = [
    ['supported', 'is supported', 'are supported'],
    ['widest-reading', 'holds only by the widest reading', 'hold only by the widest reading'],
    ['depends', 'depends on where it is tested', 'depend on where they are tested'],
    ['refuted', 'is refuted', 'are refuted'],
    ['inconclusive', 'could not be decided', 'could not be decided'],
  ] as const;
  const parts = words.flatMap(([verdict, one, many]) => {
    const n = claims.filter((claim) => claim.verdict === verdict).length;
    return n === 0 ? [] : [`${n} ${n === 1 ? one : many}`];
  });
  return list(parts);
}

type Outcome = 'holds' | 'widest' | 'fails' | 'part' | 'open';

/** How those of the claims that were tested in a scenario came out there, and how many they are. */
interface InScenario {
  readonly scenario: string;
  readonly outcome: Outcome;
  readonly tested: number;
}

function outcomes(claims: readonly ClaimVerdict[]): readonly InScenario[] {
  const evidence = claims.flatMap((claim) => claim.evidence);
  const scenarios = [...new Set(evidence.flatMap(({ scenario }) => scenario ?? []))];
  return scenarios.map((scenario) => {
    const verdicts = evidence.filter((one) => one.scenario === scenario).map((one) => one.verdict);
    const tested = claims.filter((claim) => claim.evidence.some((one) => one.scenario === scenario)).length;
    return { scenario, outcome: outcomeOf(verdicts), tested };
  });
}

function outcomeOf(verdicts: readonly ClaimVerdict['verdict'][]): Outcome {
  const all = (...wanted: readonly string[]) => verdicts.every((verdict) => wanted.includes(verdict));
  if (all('supported')) return 'holds';
  if (all('supported', 'widest-reading')) return 'widest';
  if (all('refuted')) return 'fails';
  return all('inconclusive', 'not-tested') ? 'open' : 'part';
}

/** "Its 2 ratios of throughput hold in wait (blocks 50 ms per request); do not hold in json (a fixed JSON body)." */
function scenarioSentence(
  what: string,
  metric: string,
  claims: readonly ClaimVerdict[],
  context: JudgementContext,
): readonly string[] {
  const found = outcomes(claims);
  if (found.length === 0) return [];
  const one = claims.length === 1;
  const subject = `Its ${one ? what : `${claims.length} ${what}s`}${metric === '' ? '' : ` ${metric}`}`;
  const where = (wanted: Outcome) =>
    list(found.filter(({ outcome }) => outcome === wanted).map((at) => named(at, claims.length, context)));
  const [hold, doNot] = one ? ['holds', 'does not hold'] : ['hold', 'do not hold'];
  const clauses = [
    clause(where('holds'), `${hold} in`, ''),
    clause(where('widest'), `${hold} in`, ', but by the widest reading only'),
    clause(where('part'), `${hold} in part in`, ''),
    clause(where('fails'), `${doNot} in`, ''),
    clause(where('open'), 'cannot be decided in', ''),
  ].filter((text) => text !== '');
  return [`${subject} ${clauses.join('; ')}.`];
}

/** The scenario with what its requests do, and how many of the claims the word is about where not all were tested. */
function named({ scenario, tested }: InScenario, of: number, { summaryOf }: JudgementContext): string {
  const told = [summaryOf(scenario), tested < of ? `${tested} of ${of} tested there` : undefined];
  const known = told.filter((text) => text !== undefined);
  return known.length === 0 ? scenario : `${scenario} (${known.join('; ')})`;
}

function clause(where: string, before: string, after: string): string {
  return where === '' ? '' : `${before} ${where}${after}`;
}

/** Absolute figures, and for which handlers those that were not met would hold. */
function throughput(claims: readonly ClaimVerdict[], context: JudgementContext): readonly string[] {
  const missed = claims.filter(({ verdict }) => verdict === 'refuted' || verdict === 'depends');
  const implied = [...new Set(missed.flatMap((claim) => blockingText(claim) ?? []))];
  const meant = implied.length === 0 ? '' : ` ${listUpTo(implied, mostNamed)}.`;
  return scenarioSentence('figure', 'of requests per second', claims, context).map((text) => text + meant);
}

/** By how memory is counted, since that decides many of these statements. */
function memory(claims: readonly ClaimVerdict[]): readonly string[] {
  const found = [...new Set(claims.map((claim) => countedBy(claim)))].map(
    (how) => `by ${how} ${counted(claims.filter((claim) => countedBy(claim) === how))}`,
  );
  return found.length === 0 ? [] : [`Its statements about memory: ${found.join('; ')}.`];
}

function countedBy({ metric }: ClaimVerdict): string {
  const known = claimMetricNames.find((name) => name === metric);
  return known === undefined ? 'disk space' : claimMetrics[known].label;
}

function orders(claims: readonly ClaimVerdict[]): readonly string[] {
  const told = [...new Set(claims.map(({ stated, verdict }) => `"${stated}" ${orderWords[verdict]}`))];
  return told.length === 0 ? [] : [`Of its orders, ${listUpTo(told, mostNamed)}.`];
}

const orderWords: Readonly<Record<ClaimVerdict['verdict'], string>> = {
  supported: 'holds',
  'widest-reading': 'holds only by the widest reading',
  refuted: 'does not hold',
  depends: 'holds in some scenarios and not in others',
  inconclusive: 'could not be decided',
  'not-tested': 'was not tested',
};

/** Refuted behaviours with what was seen and what to do instead; of the others only how many hold. */
function behaviours(claims: readonly ClaimVerdict[], context: JudgementContext): readonly string[] {
  if (claims.length === 0) return [];
  const wrong = claims.filter(({ verdict }) => verdict === 'refuted' || verdict === 'depends');
  const right = claims.filter(({ verdict }) => verdict === 'supported').length;
  const told = wrong.slice(0, mostNamed).map((claim) => {
    const advice = adviceFor(claim);
    const seen = shortText(claim.evidence, context.labelOf);
    const found = seen === '' ? '' : `: ${seen}`;
    return `${capital(brief(claim.subject))}: "${claim.stated}" ${orderWords[claim.verdict].replace('scenarios', 'cases')}${found}${advice === null ? '' : `; ${advice}`}`;
  });
  const more = wrong.length > mostNamed ? [`${wrong.length - mostNamed} more are refuted or depend`] : [];
  return [`${[behavedText(right, claims), ...told, ...more].join('. ')}.`];
}

function behavedText(right: number, claims: readonly ClaimVerdict[]): string {
  const of = claims.length;
  if (of === 1) return `Its statement about behaviour: ${counted(claims)}`;
  const which = right === 0 ? 'None' : right === of ? `All ${of}` : `${right}`;
  const all = right === of ? 'of its' : `of its ${of}`;
  return `${which} ${all} statements about behaviour ${right > 1 ? 'are' : 'is'} supported`;
}

function questions(claims: readonly ClaimVerdict[]): readonly string[] {
  return claims.slice(0, 1).map(({ subject, reason }) => `${subject}: ${unstopped(reason)}.`);
}

/** What could not be decided and what was not tested, with the reasons. */
function openSentence(claims: readonly ClaimVerdict[]): readonly string[] {
  const open = (verdict: ClaimVerdict['verdict']) => claims.filter((claim) => claim.verdict === verdict);
  const ids = (some: readonly ClaimVerdict[]) =>
    listUpTo(
      some.map(({ id }) => id),
      mostNamed + 1,
    );
  const untested = open('not-tested');
  const reasons = [...new Set(untested.map(({ reason }) => unstopped(reason)))];
  const told = [
    ...(open('inconclusive').length === 0 ? [] : [`could not be decided: ${ids(open('inconclusive'))}`]),
    ...(untested.length === 0
      ? []
      : [`${verdictWords['not-tested']}: ${ids(untested)} (${listUpTo(reasons, 2)})`]),
  ];
  return told.length === 0 ? [] : [`Open: ${told.join('; ')}.`];
}

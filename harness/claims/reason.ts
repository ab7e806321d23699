import type { ClaimVerdict } from '../model/claim.ts';
import { claimMetrics } from '../model/claim-metric.ts';
import { type ExperimentDefinition, experiments } from '../model/experiment.ts';
import { type Ends, statedText } from './bounds.ts';
import { absenceOf, type Role, serverSpec } from './cast.ts';
import { type Claim, scenariosOf, subjectKeys, unitOf } from './claim.ts';
import type { Measurements } from './measurements.ts';
import type { Outcome } from './outcome.ts';

export function nameOf(claim: Claim, key: string): string {
  return claim.subjects[key]?.name ?? key;
}

/** What a claim speaks of: "Gunicorn with 4 workers against the development server: throughput". */
export function subjectOf(claim: Claim): string {
  const names = subjectKeys(claim).map((key) => nameOf(claim, key));
  const list =
    names.length > 1
      ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
      : (names[0] ?? claim.documentTitle);
  switch (claim.kind) {
    case 'ratio':
      return `${nameOf(claim, claim.about)} against ${nameOf(claim, claim.over)}: ${claimMetrics[claim.metric].label}`;
    case 'behaviour':
    case 'untestable':
      return list;
    case 'range':
      return `${list}: ${figureLabel(claim)}`;
    default:
      return `${list}: ${claimMetrics[claim.metric].label}`;
  }
}

function figureLabel({ metric, experiment, finding = '' }: Extract<Claim, { kind: 'range' }>): string {
  if (metric !== undefined) return claimMetrics[metric].label;
  if (experiment === undefined) return finding;
  const definition: ExperimentDefinition = experiments[experiment];
  return definition.findings[finding]?.label ?? finding;
}

/** What it states: `10 × (2–50)`, `100–500 req/s`, or the words of the file. */
export function statedOf(claim: Claim): string {
  if (claim.kind === 'ratio') return statedText(claim, '×');
  return claim.kind === 'range' ? statedText(claim, unitOf(claim) ?? '') : claim.stated;
}

/** The stated range as figures, in the units of the record. */
export function boundsOf(claim: Claim) {
  if (claim.kind !== 'range' && claim.kind !== 'ratio') return null;
  const ends = ([low, high]: Ends) => ({ low, high });
  const unit = claim.kind === 'ratio' ? '×' : (unitOf(claim) ?? '');
  return { ...ends(claim.bounds), widest: claim.widest === undefined ? null : ends(claim.widest), unit };
}

/**
 * How long a handler would have to block for a stated throughput to be what it allows: requests at once ÷ throughput.
 * Null where either has no bound.
 */
export function blockingOf(claim: Claim): ClaimVerdict['blocking'] {
  if (claim.kind !== 'range' || claim.metric !== 'throughput') return null;
  const [low, high] = claim.bounds;
  const parallelism = claim.subjects[claim.about]?.parallelism ?? null;
  if (parallelism === null || low === null || high === null || low === 0) return null;
  return { lowMs: (1000 * parallelism) / high, highMs: (1000 * parallelism) / low, parallelism };
}

/** One sentence: what was measured in each scenario, what that says about the claim, and what was not measured. */
export function verdictReason(claim: Claim, outcomes: readonly Outcome[]): string {
  const clauses = outcomes.map(({ scenario, words }) =>
    scenario === null ? words : `${scenario}: ${words}`,
  );
  const isPerScenario = outcomes.some(({ scenario }) => scenario !== null) && claim.kind !== 'behaviour';
  const left = isPerScenario
    ? scenariosOf(claim).filter((name) => !outcomes.some((outcome) => outcome.scenario === name))
    : [];
  const isFound = claim.kind === 'range' && claim.experiment !== undefined;
  if (left.length > 0 && !isFound) clauses.push(`${left.join(' and ')}: not measured`);
  return sentence(clauses.join('; '));
}

/** Why nothing was judged although everybody was there. */
export function notMeasuredReason(claim: Claim): string {
  const what =
    'experiment' in claim && claim.experiment !== undefined
      ? `The experiment ${claim.experiment} was not carried out`
      : `None of ${scenariosOf(claim).join(', ')} was measured`;
  return `${what}; do so with: ${commandFor(claim)}`;
}

/** Why there is nobody to judge, and the command that would bring them. */
export function missingReason(claim: Claim, missing: readonly Role[], measurements: Measurements): string {
  const clauses = missing.map((role) => whyMissing(role, measurements));
  const own = missing.find(({ source }) => source.kind === 'command');
  return own === undefined
    ? `${clauses.join('; ')}; measure it with: ${commandFor(claim)}`
    : sentence(clauses.join('; '));
}

function whyMissing({ name, source }: Role, { absent }: Measurements): string {
  if (source.kind === 'command')
    return `this run has no server called ${source.name}: measure it with bench run --cmd '${source.name}=…', and judge that record`;
  const absence = absenceOf(source.server, absent);
  return absence === undefined
    ? `this run has no ${name} (${source.server.stack}, ${serverSpec(source.server)})`
    : `${name} needs ${absence.missing}, which is not installed (${absence.install})`;
}

/** The command whose run can judge the claim. */
export function commandFor({ id }: Claim): string {
  return `bench claims --claims ${id}`;
}

function sentence(text: string): string {
  return text.replace(/\.?$/, '.');
}

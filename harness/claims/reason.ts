import type { ClaimEvidence, Verdict } from '../model/claim.ts';
import { metrics } from '../model/metric.ts';
import type { Claim, Range, RatioClaim } from './claim-data.ts';
import type { ScenarioOutcome } from './outcome.ts';
import { commandFor, subjectsOf } from './stand-in.ts';

/** What a claim speaks of: "Gunicorn with 4 workers against the development server: throughput". */
export function subjectOf(claim: Claim): string {
  const label = metrics[claim.metric].label;
  if (claim.kind === 'ratio')
    return `${nameOf(claim, claim.about)} against ${nameOf(claim, claim.over)}: ${label}`;
  const names = subjectsOf(claim).map(([, subject]) => subject.name);
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}: ${label}`;
}

/** What a reader of the document knows a subject as. */
export function nameOf(claim: Claim, key: string): string {
  return claim.subjects[key]?.name ?? key;
}

/** `10 × (2–50)`: the paired ends, and in brackets the widest reading where it is another. */
export function statedRatio({ paired, widest }: RatioClaim): string {
  const same = paired[0] === widest[0] && paired[1] === widest[1];
  return `${rangeText(paired)} ×${same ? '' : ` (${rangeText(widest)})`}`;
}

/** One sentence: what was measured in each scenario, what that says about the claim, and what was not measured. */
export function verdictReason(claim: Claim, outcomes: readonly ScenarioOutcome[]): string {
  const clauses = outcomes.map((outcome) => `${outcome.scenario}: ${clause(claim, outcome)}`);
  const left = claim.scenarios.filter((name) => !outcomes.some((outcome) => outcome.scenario === name));
  if (left.length > 0) clauses.push(`${left.join(' and ')}: not measured`);
  return `${clauses.join('; ')}.`;
}

export function notMeasuredReason(claim: Claim): string {
  return `None of ${claim.scenarios.join(', ')} was measured; do so with: ${commandFor(claim, claim.scenarios)}`;
}

function clause(claim: Claim, { verdict, evidence }: ScenarioOutcome): string {
  if (evidence.length === 0)
    return `no level with valid figures of ${metrics[claim.metric].label} to compare`;
  const measured = evidence.map(measuredText).join(' and ');
  if (evidence.some((e) => e.measured?.low === null)) return `${measured} has too few rounds to decide`;
  return `${measured} ${claim.kind === 'ratio' ? rangeWords(claim, evidence) : orderWords(verdict)}`;
}

function orderWords(verdict: Verdict): string {
  if (verdict === 'supported') return 'is the order stated';
  return verdict === 'refuted' ? 'is not the order stated' : 'does not decide the order';
}

function rangeWords(claim: RatioClaim, [evidence]: readonly ClaimEvidence[]): string {
  switch (evidence?.verdict) {
    case 'supported':
      return 'is what is stated';
    case 'widest-reading':
      return 'fits the widest reading only';
    case 'refuted':
      return (evidence.measured?.point ?? 0) < claim.widest[0]
        ? 'is less than stated'
        : 'is more than stated';
    default:
      return 'reaches across the stated bound and decides nothing';
  }
}

/** `prefork ÷ dev 4.00 × (3.90–4.10)` */
function measuredText({ of, measured }: ClaimEvidence): string {
  if (measured === null) return of ?? '';
  const { point, low, high } = measured;
  const interval = low === null || high === null ? '' : ` (${figure(low)}–${figure(high)})`;
  return `${of ?? ''} ${figure(point)} ×${interval}`;
}

function rangeText([low, high]: Range): string {
  return low === high ? `${low}` : `${low}–${high}`;
}

/** Three significant digits, never in powers of ten. */
function figure(value: number): string {
  return value >= 1000 ? `${Math.round(value)}` : value.toPrecision(3);
}

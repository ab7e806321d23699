import type { ClaimEvidence, Verdict } from '../model/claim.ts';
import {
  type ExperimentDefinition,
  type ExperimentName,
  type ExperimentResult,
  experiments,
  type FindingUnit,
} from '../model/experiment.ts';
import { measuredText } from './bounds.ts';
import type { Players } from './cast.ts';
import type { ClaimOf } from './claim.ts';
import type { Check } from './format.ts';
import { whyNothing } from './judge-range.ts';
import type { Measurements } from './measurements.ts';
import { type Outcome, together } from './outcome.ts';

type BehaviourClaim = ClaimOf<'behaviour'>;

/** One check on one variant, and what came of it. */
interface Checked {
  /** Whether the experiment was carried out on it at all. */
  readonly done: boolean;
  readonly scenario: string | null;
  readonly evidence: ClaimEvidence;
  readonly words: string;
}

/**
 * What experiments showed against what is stated, in each scenario of theirs. Every check must hold for every subject:
 * one that is broken refutes, and one that was not looked at leaves the claim untested.
 */
export function judgeBehaviour(
  claim: BehaviourClaim,
  players: Players,
  measurements: Measurements,
): Outcome[] {
  const checked = claim.checks.flatMap((check) =>
    [check.about].flat().flatMap((key) => judgeCheck(claim, check, players[key], measurements)),
  );
  if (!checked.some(({ done }) => done)) return [];
  const scenarios = [...new Set(checked.map(({ scenario }) => scenario))];
  return scenarios.map((scenario) => {
    const here = checked.filter((one) => one.scenario === scenario);
    const verdict = together(here.map(({ evidence }) => evidence.verdict));
    return {
      scenario,
      verdict,
      evidence: here.map(({ evidence }) => evidence),
      words: wordsOf(here, verdict),
    };
  });
}

/** The act that a check is about. */
export function actOf(experiment: ExperimentName, act: string | undefined): string {
  return act ?? Object.keys(experiments[experiment].acts)[0] ?? '';
}

function judgeCheck(
  { experiment, scenarios }: BehaviourClaim,
  check: Check,
  variant: string | undefined,
  measurements: Measurements,
): Checked[] {
  if (variant === undefined) return [];
  const act = actOf(experiment, check.act);
  const { finding } = check;
  const definition: ExperimentDefinition = experiments[experiment];
  const { label = finding, unit = 'is' } = definition.findings[finding] ?? {};
  const about = {
    experiment: { name: experiment, act, finding, variant },
    of: variant,
    level: null,
    measured: null,
  };
  const what = `${variant}, ${label}`;
  const results = measurements
    .results(experiment, act, variant)
    .filter(({ scenario }) => scenarios === undefined || scenario === null || scenarios.includes(scenario));
  if (results.length === 0) {
    const evidence: ClaimEvidence = { ...about, scenario: null, seen: null, verdict: 'not-tested' };
    return [{ done: false, scenario: null, evidence, words: `${what}: not looked at` }];
  }
  return results.map((result): Checked => {
    const value = valueIn(result, finding);
    const verdict = value === null ? verdictOfNothing(result) : holds(check, value) ? 'supported' : 'refuted';
    const seen = value === null ? null : { value, unit };
    return {
      done: true,
      scenario: result.scenario,
      evidence: { ...about, scenario: result.scenario, seen, verdict },
      words: `${what}: ${value === null ? whyNothing(result) : seenText(value, unit)}`,
    };
  });
}

type Value = number | boolean | string;

function valueIn({ outcome }: ExperimentResult, finding: string): Value | null {
  return outcome.kind === 'done' ? (outcome.findings[finding] ?? null) : null;
}

function verdictOfNothing({ outcome }: ExperimentResult): Verdict {
  return outcome.kind === 'not-applicable' ? 'not-tested' : 'inconclusive';
}

function holds({ equals, atLeast, atMost, between }: Check, value: Value): boolean {
  if (equals !== undefined) return value === equals;
  if (typeof value !== 'number') return false;
  const [low, high] = between ?? [atLeast ?? Number.NEGATIVE_INFINITY, atMost ?? Number.POSITIVE_INFINITY];
  return low <= value && value <= high;
}

function seenText(value: Value, unit: FindingUnit): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : measuredText({ point: value, low: null, high: null }, unit);
}

/** What broke it, or what was not found out; where all hold, each of them unless they are many. */
function wordsOf(checked: readonly Checked[], verdict: Verdict): string {
  const telling = checked.filter(({ evidence }) => evidence.verdict === verdict);
  const few = telling.length <= mostTold ? telling : telling.slice(0, mostTold);
  const more = telling.length - few.length;
  const rest = checked.length - telling.length;
  const tail = [
    ...(more > 0 ? [`${more} more alike`] : []),
    ...(rest > 0 ? [`${rest} of ${checked.length} came out otherwise`] : []),
  ];
  return [...few.map(({ words }) => words), ...tail].join('; ');
}

const mostTold = 4;

import type { Interval } from '../model/estimate.ts';
import type {
  GateMetric,
  GateOutcome,
  GatePlan,
  GateSeries,
  GateTest,
  GateTrouble,
  GateVerdict,
} from '../model/gate.ts';
import { smallestDetectable } from '../stats/detectable.ts';
import { isBrokenOff } from '../stats/gate-course.ts';
import {
  couldBe,
  type GateTestState,
  isAtThreshold,
  isConfirmable,
  shareOf,
  testGate,
  thresholdOf,
} from '../stats/gate-tests.ts';
import { intervalOfLogs, roundsNeeded } from '../stats/interval.ts';
import { createRandom } from '../stats/random.ts';
import { hodgesLehmann, signedRankInterval } from '../stats/signed-rank.ts';

/**
 * The verdict of a gate, from what its rounds showed and nothing else.
 *
 * A gating metric fails when it is confirmed to be worse and its centre is at the threshold or beyond; confirmed, but
 * by less, it warns. An advisory metric warns where a gating one would fail, and passes otherwise. A pass comes with the
 * smallest worsening that this gate would have confirmed, and with what it could not rule out.
 *
 * @param reach Rounds of a pair that the budget allowed, had something been suspect: what could have been detected
 *   depends on them, not on how soon nothing was suspect any more.
 */
export function decideGate(plan: GatePlan, series: readonly GateSeries[], reach: number): GateVerdict {
  const states = testGate(plan, series, true);
  const tests = states.map((state, index) => {
    const reached = reachOfTest(plan, state, reach);
    return {
      ...judge(plan, state, reached, isBrokenOff(states, state.series)),
      detectable: detectableOf(plan, state, reached, index),
    };
  });
  return { outcome: overall(tests), tests };
}

/** The outcome of {@link decideGate} alone, without the figures that go with it. */
export function outcomeOfGate(plan: GatePlan, series: readonly GateSeries[], reach: number): GateOutcome {
  const states = testGate(plan, series, true);
  return overall(
    states.map((state) => ({
      role: state.metric.role,
      ...rule(plan, state, reachOfTest(plan, state, reach), isBrokenOff(states, state.series)),
    })),
  );
}

/**
 * Rounds that a test could have had: those that the budget allowed; of what looks like a failure those that it got, for
 * others went before it when time ran out.
 */
function reachOfTest(plan: GatePlan, { metric, series }: GateTestState, reach: number): number {
  const rounds = series.worsening.length;
  const low = signedRankInterval(series.worsening, plan.confidence)?.low ?? 0;
  return low > 0 && isAtThreshold(metric, series) ? rounds : Math.max(rounds, reach);
}

/** Whether a test found its metric worse: what fails a gate, or of an advisory metric warns. */
export function isFoundWorse({ confirmed, metric, series }: GateTestState): boolean {
  return confirmed && isAtThreshold(metric, series);
}

/** @param brokenOff its scenario was visited no more, for something in it is broken */
function judge(
  plan: GatePlan,
  state: GateTestState,
  reach: number,
  brokenOff: boolean,
): Omit<GateTest, 'detectable'> {
  const { series, metric, outcome } = state;
  const { worsening, trouble: known, ...pair } = series;
  const far = couldBe(plan, metric, series);
  return {
    ...pair,
    role: metric.role,
    threshold: metric.threshold,
    ...rule(plan, state, reach, brokenOff),
    change: changeOf(plan, series),
    ...(known?.code === 'lower-bound' && worsening.length > 0 ? { atLeast: true } : {}),
    p: outcome.p,
    bound: outcome.level,
    looks: outcome.looks.map(({ rounds, p, level }) => ({ rounds, p, bound: level })),
    couldBe: far === null || !Number.isFinite(far) ? null : shareOf(metric, far),
  };
}

function rule(
  plan: GatePlan,
  state: GateTestState,
  reach: number,
  brokenOff: boolean,
): Pick<GateTest, 'outcome' | 'reason' | 'trouble'> {
  const few = fewRounds(plan, state, reach);
  const trouble =
    voiding(state) ??
    (few !== null && brokenOff ? ({ code: 'broken-off', rounds: few.rounds } as const) : few);
  const reason = trouble === null ? reasonOf(plan, state) : null;
  const outcome = trouble === null ? outcomeOf(plan, state.metric, reason) : 'invalid';
  return { outcome, reason, trouble };
}

function detectableOf(
  plan: GatePlan,
  { series: { worsening }, metric, alpha }: GateTestState,
  reach: number,
  index: number,
): number | null {
  const detectable = smallestDetectable(
    worsening,
    {
      looks: plan.looks,
      alpha,
      reach: Math.max(worsening.length, Math.min(reach, plan.maxRounds)),
      threshold: thresholdOf(metric),
    },
    plan.power,
    createRandom(index),
  );
  return detectable === null ? null : shareOf(metric, detectable);
}

function reasonOf(plan: GatePlan, state: GateTestState): GateTest['reason'] {
  const { series, metric, confirmed } = state;
  if (confirmed) return isFoundWorse(state) ? 'worse' : 'worse-by-less';
  return couldBe(plan, metric, series) === null ? null : 'not-ruled-out';
}

function outcomeOf(plan: GatePlan, { role }: GateMetric, reason: GateTest['reason']): GateOutcome {
  if (reason === 'worse') return role === 'gating' ? 'fail' : 'warn';
  if (role === 'advisory' || reason === null) return 'pass';
  if (reason === 'worse-by-less') return 'warn';
  return plan.onInconclusive;
}

/**
 * Rounds are left out for what the machine did, whatever they showed, so that what the others confirm stands. That nothing
 * is confirmed says little when many were left out; nor where the figure is only known to be so high at least.
 */
function voiding({ series: { trouble }, confirmed }: GateTestState): GateTrouble | null {
  return trouble !== null && isConfirmable(trouble) && confirmed ? null : trouble;
}

/**
 * Too few to be looked at; or to have confirmed anything, had it been suspect for as long as the budget lasts: what could
 * not have failed has not passed. A candidate that breaks at once is judged by the rounds there are.
 */
function fewRounds(
  plan: GatePlan,
  { series, confirmed, alpha }: GateTestState,
  reach: number,
): Extract<GateTrouble, { code: 'few-rounds' }> | null {
  if (confirmed) return null;
  const rounds = series.worsening.length;
  const toLook = Math.max(plan.looks[0]?.rounds ?? 1, roundsNeeded(plan.confidence));
  const toConfirm = fewestToConfirm(plan, alpha);
  if (reach < toConfirm) return { code: 'few-rounds', rounds, needed: toConfirm };
  return rounds >= toLook ? null : { code: 'few-rounds', rounds, needed: toLook };
}

/** Rounds after which a test whose every round is worse is confirmed, when they are the last: its p is 2 to the −rounds. */
function fewestToConfirm({ looks }: GatePlan, alpha: number): number {
  for (let rounds = 1; ; rounds++) {
    const spent = looks.reduce((sum, look) => sum + (look.rounds < rounds ? look.spend : 0), 0);
    if (2 ** -rounds <= (1 - spent) * alpha) return rounds;
  }
}

function overall(tests: readonly Pick<GateTest, 'role' | 'outcome'>[]): GateOutcome {
  const gating = tests.filter(({ role }) => role === 'gating');
  if (gating.some(({ outcome }) => outcome === 'fail')) return 'fail';
  if (gating.some(({ outcome }) => outcome === 'invalid')) return 'invalid';
  return tests.some(({ outcome }) => outcome === 'warn') ? 'warn' : 'pass';
}

/** Candidate ÷ baseline; of failures the difference. */
function changeOf({ confidence }: GatePlan, { metric, worsening }: GateSeries): Interval | null {
  if (worsening.length === 0) return null;
  if (metric === 'failures') return differenceOf(worsening, confidence);
  const logs = metric === 'throughput' ? worsening.map((value) => -value) : worsening;
  return intervalOfLogs(logs, confidence);
}

function differenceOf(values: readonly number[], confidence: number): Interval {
  const rounds = values.length;
  const interval = signedRankInterval(values, confidence);
  return {
    point: hodgesLehmann(values),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    confidence,
    rounds,
    fewRounds: rounds < roundsNeeded(confidence),
  };
}

// The gate of a fabricated record: invented verdicts that fit together.

import {
  type GateOutcome,
  type GatePlan,
  type GateTest,
  type GateVerdict,
  gateMetricNames,
} from '../../harness/model/gate.ts';
import { gateDefaults } from '../../harness/plan/gate-defaults.ts';
import { asCodes } from './codes.ts';
import { fabricateRecord, type RecordDraft } from './record.ts';

type Spread = readonly [point: number, low: number | null, high: number | null];

export interface GivenTest extends Partial<Omit<GateTest, 'change'>> {
  /** Candidate ÷ baseline; of failures the difference. */
  readonly change?: Spread | null;
}

/** A passed test of p50 in json: nothing found, 2.9 % would have been. */
export function gateTest({ change = [1.002, 0.991, 1.013], ...given }: GivenTest = {}): GateTest {
  const metric = given.metric ?? 'p50';
  const planned = gateDefaults.metrics.find((one) => one.metric === metric);
  const interval = (spread: Spread): GateTest['change'] => {
    const [point, low, high] = spread;
    return { point, low, high, confidence: 0.95, rounds: 24, fewRounds: false };
  };
  return {
    baseline: 'main@70dc05c web',
    candidate: 'working tree web',
    scenario: 'json',
    level: { kind: 'closed', concurrency: 8 },
    role: planned?.role ?? 'gating',
    threshold: planned?.threshold ?? 0.05,
    outcome: 'pass',
    reason: null,
    trouble: null,
    p: 0.31,
    bound: 0.0025,
    looks: [],
    couldBe: null,
    detectable: 0.029,
    ...given,
    metric,
    change: change === null ? null : interval(change),
  };
}

/** One of each: passed, better, worse and gating, worse and advisory, worse by less, open, and without a figure. */
export const gateTests = {
  passed: gateTest(),
  better: gateTest({ metric: 'cpuPerRequest', change: [0.9, 0.88, 0.92], detectable: 0.015 }),
  failed: gateTest({
    ...{ scenario: 'cpu', threshold: 0.05, outcome: 'fail', reason: 'worse', p: 0.0004 },
    ...{ change: [1.062, 1.031, 1.094], couldBe: 0.094, detectable: 0.041 },
  }),
  advised: gateTest({
    ...{ metric: 'p99', scenario: 'cpu', outcome: 'warn', reason: 'worse', p: 0.0009 },
    ...{ change: [1.24, 1.12, 1.38], couldBe: 0.38, detectable: 0.22 },
  }),
  slightly: gateTest({
    ...{ metric: 'footprint', outcome: 'warn', reason: 'worse-by-less', p: 0.0001 },
    ...{ change: [1.012, 1.006, 1.018], detectable: 0.009 },
  }),
  open: gateTest({
    ...{ metric: 'p50', scenario: 'wait', reason: 'not-ruled-out', p: 0.08, couldBe: 0.045 },
    ...{ change: [1.012, 0.98, 1.045], detectable: 0.061 },
  }),
  broken: gateTest({
    ...{ metric: 'p99', scenario: 'wait', outcome: 'invalid', trouble: { code: 'no-figure' } },
    ...{ change: null, p: null, bound: null, detectable: null },
  }),
  moreFailures: gateTest({
    ...{ metric: 'failures', outcome: 'fail', reason: 'worse', threshold: 0.001 },
    ...{ change: [0.0042, 0.002, 0.0061], couldBe: 0.0061, detectable: 0.0008 },
  }),
} as const satisfies Record<string, GateTest>;

export function verdictOf(tests: readonly GateTest[]): GateVerdict {
  const has = (outcome: GateOutcome, some = tests) => some.some((test) => test.outcome === outcome);
  const gating = tests.filter(({ role }) => role === 'gating');
  const grave = (['fail', 'invalid'] as const).find((outcome) => has(outcome, gating));
  return { outcome: grave ?? (has('warn') ? 'warn' : 'pass'), tests: [...tests] };
}

/** What a gate without any change comes to: each of its metrics in each of three scenarios, and all of them pass. */
export function quietTests(scenarios: readonly string[] = ['json', 'cpu', 'wait']): GateTest[] {
  return scenarios.flatMap((scenario) =>
    gateMetricNames.map((metric) =>
      metric === 'failures'
        ? gateTest({ metric, scenario, change: [0, 0, 0], p: 1, detectable: 0.0004 })
        : gateTest({ metric, scenario }),
    ),
  );
}

/** Makes of a fabricated record that of a gate of the working tree against main. */
export function asGate(draft: RecordDraft, tests: readonly GateTest[], gate: Partial<GatePlan> = {}): void {
  asCodes(draft);
  draft.command = ['gate', 'main', '.'];
  draft.plan.name = 'gate';
  draft.plan.gate = { ...gateDefaults, ...gate, findRate: null };
  draft.gate = { ...verdictOf(tests), reach: 24, rounds: { kept: 6, discarded: 0 }, series: [] };
}

export function gateRecord(tests: readonly GateTest[] = Object.values(gateTests)) {
  return fabricateRecord({ edit: (draft) => asGate(draft, tests) });
}

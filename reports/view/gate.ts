import { type GatePlan, type GateTest, isBetter } from '../../harness/model/gate.ts';
import { levelLabel } from '../../harness/model/level.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { codeOf, type Variant } from '../../harness/model/variant.ts';
import { codeText } from '../wording/code.ts';
import { gateNames as gateSides, troubleText } from '../wording/gate.ts';
import {
  changeFigure,
  type GateNames,
  gateCounts,
  gateHeadline,
  gateNames,
  gateProbability,
  gateReachSentence,
  gateSentence,
  gateShortMetrics,
  gateTroubleSentences,
  isConfirmedBetter,
  thresholdWords,
  worseningWords,
} from '../wording/gate-verdict.ts';
import { list, NBSP, NONE, percent, tick } from '../wording/numbers.ts';
import type { GatePicture, GateTestView, GateView } from './gate-types.ts';

/** What a record's gate came to; null where it has none. */
export function gateOf(record: RunRecord): GateView | null {
  const { plan, gate } = record;
  if (gate === undefined) return null;
  const names = namesOf(record, gate.tests);
  return {
    outcome: gate.outcome,
    headline: gateHeadline(gate),
    counts: gateCounts(gate.tests),
    candidate: sideOf(plan.variants, gate.tests, 'candidate'),
    baseline: sideOf(plan.variants, gate.tests, 'baseline'),
    reach: gateReachSentence(gate, plan.gate?.power ?? null),
    troubles: gateTroubleSentences(gate.tests, names.trouble),
    tests: gate.tests.map((test) => testView(test, names)),
    rules: plan.gate === undefined ? [] : rulesOf(plan.gate),
  };
}

/** How the tests of a record call what they are about: two codes of one mode by the mode. */
function namesOf(record: RunRecord, tests: readonly GateTest[]): GateNames {
  const sides = gateSides(record);
  return gateNames(
    tests,
    (pair) => sides.mode(pair),
    (test) => troubleText(test, record, sides),
  );
}

/** All that stand on one side: their code, where it is of several modes; else their names. */
function sideOf(
  variants: readonly Variant[],
  tests: readonly GateTest[],
  side: 'baseline' | 'candidate',
): string {
  const ids = new Set(tests.map((test) => test[side]));
  const named = variants.filter(({ id }) => ids.has(id));
  return list([
    ...new Set(
      named.map((variant) => {
        const code = codeOf(variant);
        return code === null ? variant.label : codeText(code);
      }),
    ),
  ]);
}

function testView(test: GateTest, names: GateNames): GateTestView {
  const { metric, detectable } = test;
  return {
    subject: names.subject(test),
    scenario: test.scenario,
    level: levelLabel(test.level),
    metric,
    label: gateShortMetrics[metric],
    outcome: test.outcome,
    role: test.role,
    changed: test.outcome !== 'pass' || test.reason === 'worse-by-less' || isConfirmedBetter(test),
    change: changeFigure(test),
    threshold: thresholdWords(test),
    detectable: detectable === null ? NONE : worseningWords(metric, detectable),
    probability: gateProbability(test),
    sentence: gateSentence(test, names),
    picture: pictureOf(test),
  };
}

function pictureOf({ metric, change, threshold }: GateTest): GatePicture | null {
  if (change === null) return null;
  const worse = (value: number | null) => {
    if (value === null || metric === 'failures') return value;
    return isBetter(metric) === 'higher' ? 1 - value : value - 1;
  };
  const [one, other] = [worse(change.low), worse(change.high)];
  const isTurned = isBetter(metric) === 'higher';
  return {
    point: worse(change.point) ?? 0,
    low: isTurned ? other : one,
    high: isTurned ? one : other,
    threshold: threshold,
  };
}

function rulesOf({ metrics, alpha, confidence, onInconclusive }: GatePlan): readonly string[] {
  const named = (role: GateTest['role']) =>
    metrics.filter((one) => one.role === role).map(({ metric }) => gateShortMetrics[metric]);
  const advisory = named('advisory');
  return [
    `a figure fails the gate when it is confirmed to be worse and lies at its threshold or beyond: ${list(named('gating'))}`,
    ...(advisory.length === 0 ? [] : [`others warn at most: ${list(advisory)}`]),
    onInconclusive === 'fail'
      ? 'a figure whose interval reaches its threshold fails too'
      : 'a figure whose interval reaches its threshold, without being confirmed to be worse, passes',
    `without any change a gate fails with a probability of ${tick(100 * alpha)}${NBSP}% at most, however many figures it is of`,
    `intervals are of ${percent(confidence)}, over rounds of fresh processes, in which both sides are loaded in turns`,
  ];
}

import { type GatePlan, type GateTest, isBetter } from '../../harness/model/gate.ts';
import { levelKey, levelLabel } from '../../harness/model/level.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { caveatCodes } from '../../harness/stats/validity/caveats.ts';
import { codeText } from '../wording/code.ts';
import {
  gateCounts,
  gateHeadline,
  gateOpenSentence,
  gateProbability,
  gateReachSentence,
  gateRoundsText,
  gateSentence,
  gateShortMetrics,
  gateVerdictSentence,
  isConfirmedBetter,
} from '../wording/gate.ts';
import { changeFigure, detectableFigure, thresholdFigure } from '../wording/gate-figures.ts';
import { type GateNames, type GateTroubleText, gateNames, sideOf } from '../wording/gate-names.ts';
import { gateTroubleSentences, gateTroubleText } from '../wording/gate-trouble.ts';
import { list, NBSP, percent, tick } from '../wording/numbers.ts';
import { withRemedy } from '../wording/validity.ts';
import type { GatePicture, GateTestView, GateView } from './gate-types.ts';
import type { ScenarioView } from './types.ts';

/** What a record's gate came to; null where it has none. */
export function gateOf(record: RunRecord, scenarios: readonly ScenarioView[]): GateView | null {
  const { plan, gate } = record;
  if (gate === undefined) return null;
  const names = gateNames(record);
  const trouble = troubleOf(record, names, scenarios);
  return {
    outcome: gate.outcome,
    headline: gateHeadline(gate),
    counts: gateCounts(gate.tests),
    candidate: sideOf(plan.variants, gate.tests, 'candidate', codeText),
    baseline: sideOf(plan.variants, gate.tests, 'baseline', codeText),
    head: names.head,
    base: names.base,
    verdict: gateVerdictSentence(gate, record.stop, names),
    rounds: gateRoundsText(gate),
    open: gateOpenSentence(gate, names),
    reach: gateReachSentence(gate, plan.gate?.power ?? null),
    troubles: gateTroubleSentences(gate.tests, names, trouble),
    tests: gate.tests.map((test) => testView(test, names, trouble)),
    rules: plan.gate === undefined ? [] : rulesOf(plan.gate),
  };
}

/** Why a test cannot be judged; of an invalid cell by its own reasons, with what to try. */
function troubleOf(
  { plan }: RunRecord,
  names: GateNames,
  scenarios: readonly ScenarioView[],
): GateTroubleText {
  const cells = scenarios.flatMap((scenario) => scenario.cells);
  const { against, maxRounds = 0 } = plan.gate ?? {};
  const reasons = (variant: string, { scenario, level }: GateTest) => {
    const cell = cells.find(
      (one) => one.mode === variant && one.scenario === scenario && one.level.key === levelKey(level),
    );
    const invalidating = cell?.reasons.filter(({ reason }) => !caveatCodes.has(reason.code)) ?? [];
    // Plain text: names stand beside it, and theirs may hold backticks.
    return invalidating.map((reason) => withRemedy(reason).replaceAll('`', ''));
  };
  return (test) =>
    test.trouble === null
      ? 'there is no figure'
      : gateTroubleText(test, test.trouble, { names, against, maxRounds, reasons });
}

function testView(test: GateTest, names: GateNames, trouble: GateTroubleText): GateTestView {
  const { metric } = test;
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
    threshold: thresholdFigure(test),
    detectable: detectableFigure(test),
    probability: gateProbability(test),
    sentence: gateSentence(test, names, trouble),
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

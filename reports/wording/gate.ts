import {
  type GateMetricName,
  type GateOutcome,
  type GateRecord,
  type GateTest,
  type GateVerdict,
  gateMetricNames,
  isBetter,
} from '../../harness/model/gate.ts';
import type { StopReason } from '../../harness/model/record.ts';
import { changeInBrackets, changeWords, thresholdWords, worseningWords } from './gate-figures.ts';
import type { GateNames, GateTroubleText } from './gate-names.ts';
import { list, NBSP, percent, plural } from './numbers.ts';

/** What became of a metric of a pair, and of the whole gate. */
export const gateWords: Readonly<Record<GateOutcome, string>> = {
  pass: 'pass',
  warn: 'warn',
  fail: 'fail',
  invalid: 'invalid',
};

/** Beside the word, so that colour is never the only carrier. */
export const gateSigns: Readonly<Record<GateOutcome, string>> = {
  pass: '✓',
  warn: '!',
  fail: '×',
  invalid: '?',
};

/** The gravest first. */
export const gateGravity: readonly GateOutcome[] = ['fail', 'invalid', 'warn', 'pass'];

/** As a sentence begins with them. */
export const gateMetricLabels: Readonly<Record<GateMetricName, string>> = {
  cpuPerRequest: 'CPU per request',
  p50: 'p50',
  footprint: 'memory footprint',
  failures: 'share of failed requests',
  throughput: 'throughput',
  p99: 'p99',
};

/** As few words as tell them apart: "2.1 % of memory". */
export const gateShortMetrics: Readonly<Record<GateMetricName, string>> = {
  ...gateMetricLabels,
  footprint: 'memory',
  failures: 'failed requests',
};

/**
 * What became of one metric of a pair, without a full stop: "p50 of prefork in json is 6.2 % longer (3.1–9.4 %): fail, for
 * the threshold is 5 %".
 */
export function gateSentence(
  test: GateTest,
  names: Pick<GateNames, 'subject' | 'place'>,
  trouble: GateTroubleText,
): string {
  const what = `${gateMetricLabels[test.metric]} of ${names.subject(test)} in ${names.place(test)}`;
  const threshold = thresholdWords(test);
  const seen = `${what} is ${changeWords(test)}`;
  if (test.outcome === 'invalid') return `${what} cannot be judged: ${trouble(test)}`;
  if (test.reason === 'worse') {
    return test.outcome === 'fail'
      ? `${seen}: fail, for the threshold is ${threshold}`
      : `${seen}: warn; the threshold is ${threshold}, and this figure does not fail a gate`;
  }
  if (test.reason === 'worse-by-less') {
    return test.outcome === 'warn'
      ? `${seen}: warn, for that is no accident, though less than the threshold of ${threshold}`
      : `${seen}: pass, less than the threshold of ${threshold}`;
  }
  if (test.reason === 'not-ruled-out') return openSentence(test, what, threshold);
  return isConfirmedBetter(test) ? `${seen}: pass` : `${notFound(test, what)}${wouldHaveBeen(test)}`;
}

/** A test that could neither confirm a worsening nor rule one out by the threshold. */
function openSentence(test: GateTest, what: string, threshold: string): string {
  const { metric, couldBe, outcome } = test;
  const far =
    couldBe === null
      ? 'how much worse it may be cannot be told from so few rounds'
      : `up to ${worseningWords(metric, couldBe)} is not ruled out`;
  if (outcome === 'fail')
    return `${what} is ${changeWords(test)}: fail, for ${far}; the threshold is ${threshold}`;
  return `${notFound(test, what)}, though ${far}${wouldHaveBeen(test)}`;
}

function notFound(test: GateTest, what: string): string {
  const seen = test.change === null ? '' : ` (${changeInBrackets(test)})`;
  return `no worsening of ${what} was found${seen}`;
}

function wouldHaveBeen({ metric, detectable }: GateTest): string {
  return detectable === null
    ? '; none would have been, however large, in so few rounds'
    : `; one of ${worseningWords(metric, detectable)} or more would have been`;
}

/** Whether the whole interval lies on the better side. */
export function isConfirmedBetter({ metric, change }: GateTest): boolean {
  if (change === null || change.low === null || change.high === null) return false;
  const none = metric === 'failures' ? 0 : 1;
  return isBetter(metric) === 'higher' ? change.low > none : change.high < none;
}

/** "1 failed, 2 warnings, 1 cannot be judged, 20 passed", the gravest first. */
export function gateCounts(tests: readonly Pick<GateTest, 'outcome'>[]): string {
  const words: Readonly<Record<GateOutcome, (n: number) => string>> = {
    fail: (n) => `${n} failed`,
    invalid: (n) => `${n} cannot be judged`,
    warn: (n) => plural(n, 'warning'),
    pass: (n) => `${n} passed`,
  };
  const counts = gateGravity.flatMap((outcome) => {
    const n = tests.filter((test) => test.outcome === outcome).length;
    return n === 0 ? [] : [words[outcome](n)];
  });
  return counts.join(', ');
}

/** The verdict alone, to begin with: "Gate: fail". */
export function gateHeadline({ outcome }: Pick<GateVerdict, 'outcome'>): string {
  return outcome === 'warn' ? 'Gate: pass, with warnings' : `Gate: ${gateWords[outcome]}`;
}

/** What the verdict says of the change, to stand after its word: "working tree is worse than main@70dc05c in 2 figures …". */
export function gateVerdictSentence(
  { outcome, tests }: GateVerdict,
  stop: StopReason,
  { base, head }: Pick<GateNames, 'base' | 'head'>,
): string {
  const of = (wanted: GateOutcome) => tests.filter((test) => test.outcome === wanted).length;
  switch (outcome) {
    case 'fail':
      return `${head} is worse than ${base} in ${plural(of('fail'), 'figure')} that can fail it`;
    case 'warn':
      return `${head} may be merged; ${plural(of('warn'), 'warning')} against ${base}`;
    case 'pass':
      return `nothing of ${head} is confirmed to be worse than ${base}`;
    case 'invalid':
      return stop === 'interrupted' || stop === 'failed'
        ? `measuring ended before ${head} could be judged`
        : `${head} cannot be judged against ${base} by what was measured`;
  }
}

/** What a passing gate could not rule out, of the figures that can fail it; null where nothing. */
export function gateOpenSentence(
  { tests }: GateVerdict,
  { subject, place }: Pick<GateNames, 'subject' | 'place'>,
): string | null {
  const open = tests.filter(
    ({ role, outcome, reason }) => role === 'gating' && outcome === 'pass' && reason === 'not-ruled-out',
  );
  if (open.length === 0) return null;
  const items = open.map((test) => {
    const far = test.couldBe === null ? '' : ` (up to ${worseningWords(test.metric, test.couldBe)})`;
    return `${gateMetricLabels[test.metric]} of ${subject(test)} in ${place(test)}${far}`;
  });
  return `not confirmed, and not ruled out by its threshold either: ${list(items)}. More rounds narrow that: raise --budget`;
}

/** `18 rounds, 2 more left out because the machine was disturbed` */
export function gateRoundsText({ rounds: { kept, discarded } }: Pick<GateRecord, 'rounds'>): string {
  const left = discarded === 0 ? '' : `, ${discarded} more left out because the machine was disturbed`;
  return `${plural(kept, 'round')}${left}`;
}

/**
 * What the verdict is worth, without a full stop: "no worsening was found in 4 tests; one of 2.1 % of CPU per request, 4.0 %
 * of p50 … or more would have been (with a probability of 80 %)". Of tests of one metric, the least that would have been
 * found in all of them. @param power That of the plan, where it is known.
 */
export function gateReachSentence({ tests }: GateVerdict, power: number | null): string {
  const gating = tests.filter(({ role, outcome }) => role === 'gating' && outcome !== 'invalid');
  if (gating.length === 0) return 'no figure that may fail the gate could be judged';
  const worse = tests.some(({ reason }) => reason === 'worse' || reason === 'worse-by-less');
  const begin = worse ? 'in the other figures ' : '';
  const found = `${begin}no worsening was found`;
  const reach = gateReach(gating.filter(({ reason }) => reason !== 'worse' && reason !== 'worse-by-less'));
  if (reach.length === 0) return worse ? 'every figure that may fail the gate is worse' : found;
  const sizes = reach.flatMap(({ metric, least }) =>
    least === null ? [] : [`${worseningWords(metric, least)} of ${gateShortMetrics[metric]}`],
  );
  const blind = reach.filter(({ least }) => least === null).map(({ metric }) => gateShortMetrics[metric]);
  const sure = power === null ? '' : ` (with a probability of ${percent(power)})`;
  return [
    found,
    ...(sizes.length === 0 ? [] : [`one of ${list(sizes)}, or more, would have been${sure}`]),
    ...(blind.length === 0 ? [] : [`of ${list(blind)} none would have been, in so few rounds`]),
  ].join('; ');
}

/** For each metric the smallest worsening that all of its tests would have confirmed; null: one of them none. */
export function gateReach(
  tests: readonly GateTest[],
): readonly { readonly metric: GateMetricName; readonly least: number | null }[] {
  return gateMetricNames.flatMap((metric) => {
    const found = tests.filter((test) => test.metric === metric).map(({ detectable }) => detectable);
    if (found.length === 0) return [];
    const known = found.filter((one) => one !== null);
    return [{ metric, least: known.length < found.length ? null : Math.max(...known) }];
  });
}

/** `p = 0.0008 (within 0.0025)`: of the exact one-sided test; empty where nothing was tested. */
export function gateProbability({ p, bound }: Pick<GateTest, 'p' | 'bound'>): string {
  if (p === null) return '';
  const shown = (value: number) => Number(value.toPrecision(2)).toString();
  return `p${NBSP}=${NBSP}${shown(p)}${bound === null ? '' : ` (had to stay within ${shown(bound)})`}`;
}

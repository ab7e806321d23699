import type {
  GateMetricName,
  GateOutcome,
  GatePair,
  GateRecord,
  GateTest,
} from '../../harness/model/gate.ts';
import { isBetter } from '../../harness/model/gate.ts';
import { levelKey } from '../../harness/model/level.ts';
import { metrics } from '../../harness/model/metric.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { codeOf, type Variant } from '../../harness/model/variant.ts';
import { list, NBSP, NONE, plural } from './numbers.ts';
import { reasonsText } from './validity.ts';

/** What a gate is of, as sentences call it. */
export function gateMetricLabel(metric: GateMetricName): string {
  return metric === 'failures' ? 'failures' : metrics[metric].label;
}

export const gateOutcomeWords: Readonly<Record<GateOutcome, string>> = {
  pass: 'pass',
  warn: 'warn',
  fail: 'FAIL',
  invalid: 'invalid',
};

/** `2.5 %`, `10 %`: two digits, without those that say nothing. */
export function shareText(share: number): string {
  return `${Number((100 * share).toPrecision(2))}${NBSP}%`;
}

/** `+5.1 %`, `−0.30 %`: a change of a share of the baseline. */
export function changeText(share: number): string {
  return `${signed(100 * share)}${NBSP}%`;
}

function signed(value: number): string {
  const digits = Math.abs(value) >= 10 ? 0 : Math.abs(value) >= 0.1 || value === 0 ? 1 : 2;
  const shown = Math.abs(value).toFixed(digits);
  if (Number(shown) === 0) return '0';
  return `${value < 0 ? '−' : '+'}${shown}`;
}

/** `+5.1 % (+4.0 to +6.2)`; of failures in percentage points. */
export function changeWithInterval({ metric, change }: Pick<GateTest, 'metric' | 'change'>): string {
  if (change === null) return NONE;
  const share = (value: number) => (metric === 'failures' ? value : value - 1);
  const { point, low, high } = change;
  if (low === null || high === null) return changeText(share(point));
  return `${changeText(share(point))} (${signed(100 * share(low))} to ${signed(100 * share(high))})`;
}

/** How the two sides, and the mode in both of them, are called. */
export interface GateNames {
  /** `main@70dc05c` */
  readonly base: string;
  /** `working tree` */
  readonly head: string;
  /** Empty where there is only one mode, and it has no name of its own. */
  mode(pair: Pick<GatePair, 'candidate'>): string;
}

export function gateNames({ plan, gate }: Pick<RunRecord, 'plan' | 'gate'>): GateNames {
  const find = (id: string | undefined) => plan.variants.find((variant) => variant.id === id);
  const side = (variant: Variant | undefined) =>
    variant === undefined ? NONE : (codeOf(variant)?.label ?? variant.label);
  const [first] = gate?.tests ?? [];
  return {
    base: side(find(first?.baseline)),
    head: side(find(first?.candidate)),
    mode({ candidate }) {
      const variant = find(candidate);
      return variant === undefined ? candidate : (codeOf(variant)?.mode ?? variant.label);
    },
  };
}

/** `CPU per request of web in json`: what a test is of. */
export function testName(test: GateTest, names: GateNames): string {
  return `${gateMetricLabel(test.metric)} of ${names.mode(test)} in ${test.scenario}`;
}

/** What stands first of a gate: `FAIL: …`, `pass: …`. */
export function verdictSentence(record: RunRecord & { readonly gate: GateRecord }): string {
  const { gate, stop } = record;
  const { base, head } = gateNames(record);
  const of = (outcome: GateOutcome) => gate.tests.filter((test) => test.outcome === outcome).length;
  switch (gate.outcome) {
    case 'fail':
      return `${head} is worse than ${base} in ${plural(of('fail'), 'metric')} that can fail it`;
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

/** One sentence of a test that did not simply pass; null of one that did. */
export function testSentence(test: GateTest, record: RunRecord, names: GateNames): string | null {
  const { outcome, reason, metric } = test;
  const what = testName(test, names);
  if (outcome === 'invalid') return `${what} cannot be judged: ${troubleText(test, record, names)}`;
  const than = `${changeWithInterval(test)} against ${names.base}`;
  const threshold = shareText(test.threshold);
  switch (reason) {
    case 'worse':
      return `${what}: ${than}; confirmed, and ${isAtLeast(metric)} the threshold of ${threshold}`;
    case 'worse-by-less':
      return outcome === 'warn'
        ? `${what}: ${than}; confirmed, but less than the threshold of ${threshold}`
        : null;
    case 'not-ruled-out':
      return outcome === 'fail'
        ? `${what}: ${than}; a worsening of ${threshold} is not ruled out, which --on-inconclusive=fail asks for`
        : null;
    case null:
      return null;
  }
}

function isAtLeast(metric: GateMetricName): string {
  return isBetter(metric) === 'lower' ? 'above' : 'beyond';
}

/** What a passing gate could not rule out, of the metrics that can fail it; null where nothing. */
export function notRuledOutSentence({ tests }: GateRecord, names: GateNames): string | null {
  const open = tests.filter(
    ({ role, outcome, reason }) => role === 'gating' && outcome === 'pass' && reason === 'not-ruled-out',
  );
  if (open.length === 0) return null;
  const items = open.map((test) => {
    const far = test.couldBe === null ? '' : ` (up to ${shareText(test.couldBe)})`;
    return `${testName(test, names)}${far}`;
  });
  return `not confirmed, and not ruled out by its threshold either: ${list(items)}. More rounds narrow that: raise --budget`;
}

export function troubleText(test: GateTest, record: RunRecord, names: GateNames): string {
  const { trouble } = test;
  switch (trouble?.code) {
    case undefined:
      return 'there is no figure';
    case 'not-valid': {
      const side = trouble.variant === test.baseline ? names.base : names.head;
      const cell = record.summaries.find(
        ({ variant, scenario, level }) =>
          variant === trouble.variant &&
          scenario === test.scenario &&
          levelKey(level) === levelKey(test.level),
      );
      if (cell === undefined) return `what was measured of ${side} is invalid`;
      const sent = cell.requests.offered ?? cell.requests.sent;
      const place = { kind: test.level.kind, lowerBound: false, wrongStatuses: [] };
      const why = cell.validity.reasons.map((reason) => reasonsText([reason], sent, place));
      return `what was measured of ${side} is invalid (${why.join('; ')})`;
    }
    case 'disturbed':
      return `the machine was disturbed: ${trouble.discarded} of ${trouble.rounds} rounds were left out. Close what else runs on it, or measure on a quieter one`;
    case 'no-figure':
      return 'this system does not tell it, or too few requests were answered in each round';
    case 'few-rounds':
      return `${plural(trouble.rounds, 'round')} measured, and ${trouble.needed} are needed. ${moreRounds(record)}`;
  }
}

function moreRounds({ plan }: RunRecord): string {
  const { against, maxRounds = 0 } = plan.gate ?? {};
  if (against === undefined) return 'Raise --budget';
  return `${against.record} has ${maxRounds}: measure that longer, or raise --budget`;
}

/** `18 rounds, 2 more left out because the machine was disturbed` */
export function roundsText({ rounds: { kept, discarded } }: GateRecord): string {
  const left = discarded === 0 ? '' : `, ${discarded} more left out because the machine was disturbed`;
  return `${plural(kept, 'round')}${left}`;
}

import type { GateTest, GateTrouble, PlannedGate } from '../../harness/model/gate.ts';
import { groupBy } from '../../harness/stats/group.ts';
import { gateMetricLabels, gateShortMetrics } from './gate.ts';
import type { GateNames, GateTroubleText } from './gate-names.ts';
import { count, list, plural } from './numbers.ts';
import { capital } from './sentence.ts';

/** What the words need beside the trouble itself. */
export interface TroubleContext {
  readonly names: GateNames;
  readonly against: PlannedGate['against'];
  /** Kept rounds at most, of a gate against a record those that it has. */
  readonly maxRounds: number;
  /** Why a cell is invalid, with what to try; empty where the record does not tell. */
  readonly reasons: (variant: string, test: GateTest) => readonly string[];
}

export function gateTroubleText(test: GateTest, trouble: GateTrouble, context: TroubleContext): string {
  const { names } = context;
  const sideOf = (variant: string) => (variant === test.baseline ? names.base : names.head);
  switch (trouble.code) {
    case 'not-valid': {
      const why = context.reasons(trouble.variant, test);
      const told =
        why.length === 0 ? '' : `: ${why.map((one, at) => (at === 0 ? one : capital(one))).join('. ')}`;
      return `what was measured of ${sideOf(trouble.variant)} is not valid${told}`;
    }
    case 'disturbed':
      return `the machine was disturbed, and ${trouble.discarded} of ${trouble.rounds} rounds were left out. Close what else runs on it, or measure on a quieter one`;
    case 'no-figure':
      return 'this system does not tell it, or nothing was answered';
    case 'few-requests':
      return `${plural(trouble.requests, 'request')} in a round, where ${gateMetricLabels[test.metric]} takes ${count(trouble.needed)}. Raise --rate, if the base can serve more`;
    case 'lower-bound':
      return trouble.variant === test.baseline
        ? `${names.base} left so many requests unanswered at this rate that its own figure is hidden. Lower --rate`
        : `${names.head} left so many requests unanswered that only a lower bound is known, and that alone does not confirm a worsening. Raise --budget, or lower --rate`;
    case 'broken-off':
      return `after ${plural(trouble.rounds, 'round')} nothing more was measured there, for ${names.head} is broken`;
    case 'few-rounds':
      return `${plural(trouble.rounds, 'round')} measured, and ${trouble.needed} are needed. ${moreRounds(context)}`;
  }
}

function moreRounds({ against, maxRounds }: TroubleContext): string {
  if (against === undefined) return 'Raise --budget';
  return `${against.record} has ${maxRounds}: measure that longer, or raise --budget`;
}

/**
 * What cannot be judged, each reason once, without a full stop: "CPU per request and memory of web in json and wait cannot
 * be judged: …".
 */
export function gateTroubleSentences(
  tests: readonly GateTest[],
  names: Pick<GateNames, 'subject' | 'place'>,
  trouble: GateTroubleText,
): readonly string[] {
  const broken = tests.filter(({ outcome }) => outcome === 'invalid');
  const places = (own: readonly GateTest[]) =>
    list([...new Set(own.map((test) => `${names.subject(test)} in ${names.place(test)}`))]);
  const metrics = (own: readonly GateTest[]) =>
    list([...new Set(own.map(({ metric }) => gateShortMetrics[metric]))]);
  return [...groupBy(broken, trouble)].flatMap(([why, own]) => {
    const inPlaces = [...groupBy(own, (test) => places([test])).values()];
    // Places of which the same metrics are told are told together: what is said of one must hold for all.
    return [...groupBy(inPlaces, (of) => metrics(of))].map(([of, all]) => {
      const verb = `cannot be judged: ${why}`;
      return `${of} of ${places(all.flat())} ${verb}`;
    });
  });
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GateTest, type GateTrouble, gateMetricNames } from '../../harness/model/gate.ts';
import {
  gateCounts,
  gateHeadline,
  gateProbability,
  gateReachSentence,
  gateSentence,
} from '../../reports/wording/gate.ts';
import {
  changeFigure,
  changeWords,
  thresholdFigure,
  thresholdWords,
} from '../../reports/wording/gate-figures.ts';
import { placeAmong } from '../../reports/wording/gate-names.ts';
import { gateTroubleSentences, gateTroubleText } from '../../reports/wording/gate-trouble.ts';
import { type GivenTest, gateTest, gateTests, quietTests, verdictOf } from '../helpers/record-gate.ts';

const spaced = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const subject = ({ candidate }: { candidate: string }) => candidate.replace('working tree ', '');
const because = ({ trouble }: GateTest) => `because of ${trouble?.code}`;
const told = (given: GivenTest, others: readonly GivenTest[] = []) => {
  const test = gateTest(given);
  const place = placeAmong([test, ...others.map(gateTest)]);
  return spaced(gateSentence(test, { subject, place }, because));
};

describe('the sentence of a figure', () => {
  it('says by how much it is worse, what that makes of the gate, and why', () => {
    expect(told({ change: [1.062, 1.031, 1.094], threshold: 0.05, outcome: 'fail', reason: 'worse' })).toBe(
      'p50 of web in json is 6.2 % longer (3.1–9.4 %): fail, for the threshold is 5 %',
    );
    expect(told({ metric: 'throughput', change: [0.94, 0.91, 0.97], outcome: 'warn', reason: 'worse' })).toBe(
      'throughput of web in json is 6.0 % lower (3.0–9.0 %): warn; the threshold is 4 %, and this figure does not fail a gate',
    );
    expect(
      told({ metric: 'failures', change: [0.0042, 0.002, 0.0061], outcome: 'fail', reason: 'worse' }),
    ).toBe(
      'share of failed requests of web in json is 0.42 percentage points higher (0.20–0.61): fail, for the threshold is 0.1 percentage points',
    );
    expect(told({ metric: 'footprint', change: [3.1, 2.9, 3.3], outcome: 'fail', reason: 'worse' })).toBe(
      'memory footprint of web in json is 3.1 times as high (2.9–3.3): fail, for the threshold is 2 %',
    );
  });

  it('says that less than the threshold is no failure, and yet no accident', () => {
    const slight = { change: [1.012, 1.006, 1.018], reason: 'worse-by-less' } as const;
    expect(told({ ...slight, outcome: 'warn' })).toBe(
      'p50 of web in json is 1.2 % longer (0.6–1.8 %): warn, for that is no accident, though less than the threshold of 2.5 %',
    );
    expect(told({ ...slight, role: 'advisory', outcome: 'pass' })).toBe(
      'p50 of web in json is 1.2 % longer (0.6–1.8 %): pass, less than the threshold of 2.5 %',
    );
  });

  it('never says that nothing changed: only what was seen, and what would have been found', () => {
    expect(told({})).toBe(
      'no worsening of p50 of web in json was found (0.2 % longer, 0.9 % shorter to 1.3 % longer); one of 2.9 % or more would have been',
    );
    expect(told({ detectable: null })).toBe(
      'no worsening of p50 of web in json was found (0.2 % longer, 0.9 % shorter to 1.3 % longer); none would have been, however large, in so few rounds',
    );
  });

  it('says that it is better where the whole interval is', () => {
    expect(told({ metric: 'throughput', change: [1.062, 1.031, 1.094] })).toBe(
      'throughput of web in json is 6.2 % higher (3.1–9.4 %): pass',
    );
    expect(told({ change: [0.5, 0.4, 0.6] })).toBe('p50 of web in json is 50 % shorter (40–60 %): pass');
  });

  it('tells how much worse it may yet be, and fails for it only where that was asked for', () => {
    const open = { reason: 'not-ruled-out', couldBe: 0.045, change: [1.012, 0.98, 1.045] } as const;
    expect(told({ ...open, detectable: 0.061 })).toBe(
      'no worsening of p50 of web in json was found (1.2 % longer, 2.0 % shorter to 4.5 % longer), though up to 4.5 % is not ruled out; one of 6.1 % or more would have been',
    );
    expect(told({ ...open, outcome: 'fail' })).toBe(
      'p50 of web in json is 1.2 % longer (2.0 % shorter to 4.5 % longer): fail, for up to 4.5 % is not ruled out; the threshold is 2.5 %',
    );
    expect(told({ ...open, couldBe: null, change: [1.012, null, null], detectable: null })).toBe(
      'no worsening of p50 of web in json was found (1.2 % longer), though how much worse it may be cannot be told from so few rounds; none would have been, however large, in so few rounds',
    );
  });

  it('says why it cannot be judged, and each reason once for all figures', () => {
    const broken = { outcome: 'invalid', change: null, trouble: { code: 'no-figure' } } as const;
    expect(told(broken)).toBe('p50 of web in json cannot be judged: because of no-figure');
    const sentences = (...given: GivenTest[]) => {
      const tests = given.map((one) => gateTest({ ...broken, ...one }));
      return gateTroubleSentences(tests, { subject, place: placeAmong(tests) }, because);
    };
    expect(sentences({}, { metric: 'footprint' }, { metric: 'p99', outcome: 'pass' })).toEqual([
      'p50 and memory of web in json cannot be judged: because of no-figure',
    ]);
    // What is said of one place must hold for all that are named.
    expect(
      sentences(
        {},
        { metric: 'p99' },
        { scenario: 'wait' },
        { metric: 'p99', scenario: 'wait' },
        { scenario: 'cpu' },
      ),
    ).toEqual([
      'p50 and p99 of web in json and web in wait cannot be judged: because of no-figure',
      'p50 of web in cpu cannot be judged: because of no-figure',
    ]);
  });

  it('names what is lacking, and what to try', () => {
    const why = (trouble: GateTrouble, given: GivenTest = {}) =>
      spaced(
        gateTroubleText(gateTest({ metric: 'p99', ...given }), trouble, {
          names: { base: 'main@70dc05c', head: 'working tree', subject, place: placeAmong([]) },
          against: undefined,
          maxRounds: 60,
          reasons: () => ['7.0 % of 2,000 requests failed', 'the rest too'],
        }),
      );
    expect(why({ code: 'few-requests', requests: 48, needed: 200 })).toBe(
      '48 requests in a round, where p99 takes 200. Raise --rate, if the base can serve more',
    );
    expect(why({ code: 'lower-bound', variant: 'main@70dc05c web' })).toBe(
      'main@70dc05c left so many requests unanswered at this rate that its own figure is hidden. Lower --rate',
    );
    expect(why({ code: 'lower-bound', variant: 'working tree web' })).toMatch(
      /^working tree left so many requests unanswered that only a lower bound is known/,
    );
    expect(why({ code: 'not-valid', variant: 'working tree web' })).toBe(
      'what was measured of working tree is not valid: 7.0 % of 2,000 requests failed. The rest too',
    );
    expect(why({ code: 'few-rounds', rounds: 1, needed: 7 })).toBe(
      '1 round measured, and 7 are needed. Raise --budget',
    );
  });

  it('says of a lower bound that it is one', () => {
    const outrun = { change: [12.1, 10.4, 13.9], atLeast: true, outcome: 'fail', reason: 'worse' } as const;
    expect(told(outrun)).toBe(
      'p50 of web in json is at least 12 times as long (10–14): fail, for the threshold is 2.5 %',
    );
    expect(spaced(changeFigure(gateTest(outrun)))).toBe('≥ 12 × (10–14)');
  });

  it('names the level where the same figure was tested at another too', () => {
    const other = { level: { kind: 'closed', concurrency: 32 } } as const;
    expect(told({}, [other])).toContain('in json at 8 connections was found');
    expect(
      told({}, [
        { ...other, scenario: 'wait' },
        { ...other, metric: 'p99' },
      ]),
    ).toContain('in json was');
  });
});

describe('figures of a change', () => {
  const figure = (given: GivenTest) => spaced(changeFigure(gateTest(given)));

  it('bear their sign, which more and less are read from', () => {
    expect(figure({ change: [1.062, 1.031, 1.094] })).toBe('+6.2 % (+3.1 to +9.4)');
    expect(figure({ change: [0.998, 0.985, 1.012] })).toBe('−0.2 % (−1.5 to +1.2)');
    expect(figure({ metric: 'failures', change: [0.0042, 0, 0.0061] })).toBe('+0.42 points (0.00 to +0.61)');
    expect(figure({ change: [3.1, 2.9, 3.3] })).toBe('3.1 × (2.9–3.3)');
    expect(figure({ change: [1.062, null, null] })).toBe('+6.2 %');
    expect(figure({ change: null })).toBe('–');
  });

  it('are never rounded to what they are not: to the threshold, or to no change', () => {
    expect(figure({ change: [1.1, 1.002, 1.21] })).toBe('+10.0 % (+0.2 to +21.0)');
    const nearly = { change: [1.0496, 1.03, 1.07], threshold: 0.05, reason: 'worse-by-less' } as const;
    expect(figure(nearly)).toBe('+4.96 % (+3.00 to +7.00)');
    expect(spaced(changeWords(gateTest(nearly)))).toBe('4.96 % longer (3.00–7.00 %)');
  });

  it('keep the side of 0 and of the threshold, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...gateMetricNames.filter((metric) => metric !== 'failures')),
        fc.double({ min: -0.6, max: 0.6, noNaN: true }),
        fc.double({ min: 0.001, max: 0.3, noNaN: true }),
        (metric, log, half) => {
          const change = [Math.exp(log), Math.exp(log - half), Math.exp(log + half)] as const;
          const shown = figure({ metric, change });
          const numbers = [...shown.replaceAll('−', '-').matchAll(/[+-]?\d+(\.\d+)?/g)].map(([n]) =>
            Number(n),
          );
          expect(numbers).toHaveLength(3);
          const [point, low, high] = numbers;
          expect(low! <= point! && point! <= high!).toBe(true);
          if (Math.abs(log) - half > 1e-4) expect(Math.sign(low!)).toBe(Math.sign(high!));
        },
      ),
    );
  });

  it('state the threshold as it was given', () => {
    expect(spaced(thresholdWords({ metric: 'p50', threshold: 0.025 }))).toBe('2.5 %');
    expect(spaced(thresholdWords({ metric: 'p50', threshold: 0.1 }))).toBe('10 %');
    expect(spaced(thresholdWords({ metric: 'failures', threshold: 0.001 }))).toBe('0.1 percentage points');
    expect(spaced(thresholdFigure({ metric: 'failures', threshold: 0.001 }))).toBe('0.1 points');
  });

  it('give the probability and what it had to stay within', () => {
    expect(spaced(gateProbability({ p: 2 ** -12, bound: 0.0025 }))).toBe(
      'p = 0.00024 (had to stay within 0.0025)',
    );
    expect(gateProbability({ p: null, bound: null })).toBe('');
  });
});

describe('the verdict in words', () => {
  it('counts what became of the figures, the gravest first', () => {
    expect(gateHeadline(verdictOf(Object.values(gateTests)))).toBe('Gate: fail');
    expect(gateCounts(Object.values(gateTests))).toBe('2 failed, 1 cannot be judged, 2 warnings, 3 passed');
    expect(gateHeadline(verdictOf([gateTests.slightly]))).toBe('Gate: pass, with warnings');
    expect(gateHeadline(verdictOf(quietTests()))).toBe('Gate: pass');
  });

  it('tells the smallest worsening that this run could have seen, of what may fail it', () => {
    const reach = (tests = quietTests(), power: number | null = 0.8) =>
      spaced(gateReachSentence(verdictOf(tests), power));
    expect(reach()).toBe(
      'no worsening was found; one of 2.9 % of CPU per request, 2.9 % of p50, 2.9 % of memory and 0.04 percentage points of failed requests, or more, would have been (with a probability of 80 %)',
    );
    expect(reach([gateTests.failed, gateTests.better], null)).toBe(
      'in the other figures no worsening was found; one of 1.5 % of CPU per request, or more, would have been',
    );
    expect(reach([gateTest({ detectable: 0.02 }), gateTest({ detectable: null })], null)).toBe(
      'no worsening was found; of p50 none would have been, in so few rounds',
    );
    expect(reach([gateTests.failed])).toBe('every figure that may fail the gate is worse');
    expect(reach([gateTests.broken])).toBe('no figure that may fail the gate could be judged');
  });
});

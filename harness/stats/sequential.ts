import { holm } from './holm.ts';
import { signedRankP } from './signed-rank-test.ts';

/** A moment at which the rounds so far are tested. */
export interface Look {
  readonly rounds: number;
  /** Share of α that this look may spend. All looks together spend less than 1; the rest is for the last one. */
  readonly spend: number;
  /** A test whose p is above this asks for no more rounds. */
  readonly giveUpAbove: number;
}

export interface SequentialOutcome {
  readonly rejected: boolean;
  /** Whether it asks for more rounds: it is suspect, and not confirmed. */
  readonly open: boolean;
  /** Of the look that rejected it, or of the last one it was tested at; null before any. */
  readonly p: number | null;
  /** What p had to stay within at that look; null before any. */
  readonly level: number | null;
  /** Rounds that look was at. */
  readonly rounds: number;
  /** All looks at it, in order, up to that one. */
  readonly looks: readonly TakenLook[];
}

/** What a look showed of a test. */
export interface TakenLook {
  readonly rounds: number;
  readonly p: number;
  readonly level: number;
}

/**
 * Tests each of a family against "not worse" as its rounds come in: values in the order of rounds, those above 0 are
 * worse, one per round. Whatever the values look like in between, and however many rounds come, one or more tests
 * of which the hypothesis holds are rejected with a probability of at most α.
 *
 * For every look at every test has a share of α of its own: α is parted over looks by {@link Look.spend} (the sum of what
 * is spent bounds the probability, whatever the dependence: Boole), and over tests by Holm's rule, which hands on what a
 * rejected test leaves. Together: W. Maurer & F. Bretz, Multiple testing in group sequential trials using graphical
 * approaches, Statistics in Biopharmaceutical Research 5, 2013. All of a test's rounds are used at each look.
 * Not asking for more rounds cannot reject anything, so it costs nothing of α.
 *
 * @param ended No more rounds will come: each test is looked at once more, at its last round, with what is left of α.
 *   When that is must not depend on the values, as a budget of time and a bound of rounds do not.
 */
export function testSequentially(
  family: readonly (readonly number[])[],
  looks: readonly Look[],
  alpha: number,
  ended: boolean,
): SequentialOutcome[] {
  const untested: SequentialOutcome = {
    ...{ rejected: false, open: !ended, p: null, level: null, rounds: 0 },
    looks: [],
  };
  const outcomes = family.map(() => untested);
  const stages = looks.length + (ended ? 1 : 0);
  for (let stage = 0; stage < stages; stage++) {
    const due = family.map((values) => lookAt(values.length, looks, stage, ended));
    const pValues = family.map((values, test) => {
      const look = due[test];
      return look == null || outcomes[test]?.rejected ? null : signedRankP(values.slice(0, look.rounds));
    });
    if (pValues.some((p) => p !== null)) rejectByHolm(outcomes, due, pValues, alpha);
  }
  return outcomes;
}

/** The look of a stage at a test with so many rounds; the stage after all looks is the last one. Null where none is due. */
function lookAt(rounds: number, looks: readonly Look[], stage: number, ended: boolean): Look | null {
  const due = looks[stage];
  if (due !== undefined) return due.rounds < rounds || (due.rounds === rounds && !ended) ? due : null;
  if (rounds === 0) return null;
  const before = looks.filter((look) => look.rounds < rounds);
  return { rounds, spend: 1 - before.reduce((sum, look) => sum + look.spend, 0), giveUpAbove: 0 };
}

/** Replaces the outcomes of tests that are due, by Holm's rule over all that no look before has rejected. */
function rejectByHolm(
  outcomes: SequentialOutcome[],
  due: readonly (Look | null)[],
  pValues: readonly (number | null)[],
  alpha: number,
): void {
  const left = [...outcomes.keys()].filter((test) => !outcomes[test]?.rejected);
  // To spend a share of α on a p is to spend all of it on one as many times larger; what is not due cannot be rejected.
  const weighted = left.map((test) => Math.min(1, (pValues[test] ?? 1) / (due[test]?.spend ?? 1)));
  // Where not even the smallest is rejected none is, which is so nearly always and sooner seen.
  const adjusted = weighted.some((p) => p * left.length <= alpha) ? holm(weighted) : weighted.map(() => 1);
  const rejections = adjusted.filter((p) => p <= alpha).length;
  for (const [index, test] of left.entries()) {
    const [look, p] = [due[test], pValues[test]];
    if (look == null || p == null) continue;
    const rejected = (adjusted[index] ?? 1) <= alpha;
    const before = rejected ? smallerThan(weighted, index) : rejections;
    const level = (look.spend * alpha) / (left.length - before);
    const { rounds, giveUpAbove } = look;
    const looks = [...(outcomes[test]?.looks ?? []), { rounds, p, level }];
    outcomes[test] = { rejected, open: !rejected && p <= giveUpAbove, p, level, rounds, looks };
  }
}

/** How many come before one when they are sorted. */
function smallerThan(values: readonly number[], index: number): number {
  const value = values[index] ?? 0;
  return values.filter((other, at) => other < value || (other === value && at < index)).length;
}

import type { GatePair, GateTest } from '../../harness/model/gate.ts';
import { levelKey, levelLabel } from '../../harness/model/level.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { type CodeRef, codeOf, type Variant } from '../../harness/model/variant.ts';
import { list, NONE } from './numbers.ts';

/** How sentences of a gate call what they are about. */
export interface GateNames {
  /** `main@70dc05c` */
  readonly base: string;
  /** `working tree` */
  readonly head: string;
  /** What both sides have in common, as a mode with two codes; else the candidate: `prefork`. */
  readonly subject: (pair: Pick<GatePair, 'candidate'>) => string;
  /** `json`; `json at 8 connections` where that tells it from another test. */
  readonly place: (test: GateTest) => string;
}

/** Why a test cannot be judged, and what to try; without a full stop. */
export type GateTroubleText = (test: GateTest) => string;

export function gateNames({ plan, gate }: Pick<RunRecord, 'plan' | 'gate'>): GateNames {
  const tests = gate?.tests ?? [];
  return {
    base: sideOf(plan.variants, tests, 'baseline', ({ label }) => label),
    head: sideOf(plan.variants, tests, 'candidate', ({ label }) => label),
    subject({ candidate }) {
      const variant = plan.variants.find(({ id }) => id === candidate);
      return variant === undefined ? candidate : (codeOf(variant)?.mode ?? variant.label);
    },
    place: placeAmong(tests),
  };
}

/** All that stand on one side: their code, in the words given, where they are told apart by it; else their names. */
export function sideOf(
  variants: readonly Variant[],
  tests: readonly GateTest[],
  side: 'baseline' | 'candidate',
  words: (code: CodeRef) => string,
): string {
  const ids = new Set(tests.map((test) => test[side]));
  const named = variants.filter(({ id }) => ids.has(id));
  if (named.length === 0) return NONE;
  const told = named.map((variant) => {
    const code = codeOf(variant);
    return code === null ? variant.label : words(code);
  });
  return list([...new Set(told)]);
}

/** The level is told where the same figure was tested at several. */
export function placeAmong(tests: readonly GateTest[]): GateNames['place'] {
  const isSameButForLevel = (one: GateTest, other: GateTest) =>
    one.metric === other.metric &&
    one.baseline === other.baseline &&
    one.candidate === other.candidate &&
    one.scenario === other.scenario;
  return (test) => {
    const alike = tests.filter((other) => isSameButForLevel(test, other));
    const several = alike.some(({ level }) => levelKey(level) !== levelKey(test.level));
    return several ? `${test.scenario} at ${levelLabel(test.level)}` : test.scenario;
  };
}

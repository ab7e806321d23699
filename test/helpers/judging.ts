// Judges claims on fabricated records: what each variant truly does is given, and the verdicts come back by id.
import { expect } from 'vitest';
import type { Claim } from '../../harness/claims/claim.ts';
import { judgeClaims } from '../../harness/claims/judge.ts';
import { parseClaims } from '../../harness/claims/parse-claims.ts';
import { readBundledClaims } from '../../harness/claims/read-claims.ts';
import { type ClaimVerdict, claimVerdictSchema } from '../../harness/model/claim.ts';
import {
  type ExperimentName,
  type ExperimentResult,
  experimentResultSchema,
} from '../../harness/model/experiment.ts';
import type { Plan } from '../../harness/model/plan.ts';
import type { AbsentServer } from '../../harness/model/record.ts';
import type { RoundResult, SliceResult } from '../../harness/model/slice.ts';
import { analyse } from '../../harness/stats/analyse.ts';
import { documented, variantOf } from './claim-vocabulary.ts';
import { type CellTruth, commandVariant, type Noise, syntheticPlan, syntheticRun, truth } from './slices.ts';

export const bundled = readBundledClaims(documented).claims;
export const small: Noise = { machine: 0.1, process: 0.005, slice: 0.005 };

export interface Given {
  readonly claims?: readonly Claim[];
  /** Requests per second of each variant in each scenario; the first variant is the baseline. */
  readonly rates: Record<string, Record<string, number>>;
  readonly cells?: Record<string, Partial<CellTruth>>;
  readonly concurrency?: readonly number[];
  readonly rounds?: number;
  readonly noise?: Noise;
  readonly overrides?: Partial<Plan>;
  readonly slices?: (slice: SliceResult) => SliceResult;
  readonly round?: (round: RoundResult) => RoundResult;
  readonly discarded?: number;
  readonly experiments?: readonly ExperimentResult[];
  readonly absent?: readonly AbsentServer[];
  readonly cores?: number;
}

/** Every verdict on a synthetic run, by id. Variants are `stack/mode:option=value`, or `cmd/name`. */
export function judge(given: Given): Record<string, ClaimVerdict> {
  const record = recordOf(given);
  const verdicts = judgeClaims(given.claims ?? bundled, record);
  expect(judgeClaims(given.claims ?? bundled, record)).toEqual(verdicts);
  for (const verdict of verdicts) {
    expect(() => claimVerdictSchema.parse(verdict)).not.toThrow();
    expect(verdict.reason).not.toMatch(/undefined|NaN|null|Infinity|e\+/);
    expect(verdict.reason).not.toBe('');
    expect(verdict.reason.endsWith('.') || verdict.reason.includes(': bench claims --claims ')).toBe(true);
  }
  const ids = verdicts.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  return Object.fromEntries(verdicts.map((verdict) => [verdict.id, verdict]));
}

export function recordOf(given: Given) {
  const variants = Object.keys(given.rates).map((id) =>
    id.startsWith('cmd/') ? commandVariant(id.slice(4)) : variantOf(id),
  );
  const scenarios = [...new Set(Object.values(given.rates).flatMap(Object.keys))];
  const plan = syntheticPlan({
    variants,
    scenarios: scenarios.length > 0 ? scenarios : ['json'],
    concurrency: given.concurrency ?? [8],
    ...(given.overrides ? { overrides: given.overrides } : {}),
  });
  const names = new Map(Object.keys(given.rates).map((id) => [id.replace(/^cmd\//, ''), id]));
  const rateOf = ({ variant, scenario }: { variant: string; scenario: string }) =>
    given.rates[names.get(variant)!]?.[scenario];
  const run = syntheticRun({
    plan,
    rounds: given.rounds ?? 6,
    noise: given.noise ?? small,
    truth: (cell) => truth({ throughput: rateOf(cell) ?? 1, ...given.cells?.[names.get(cell.variant)!] }),
  });
  const slices = run.slices
    .filter((slice) => rateOf(slice) !== undefined)
    .map((slice) => given.slices?.(slice) ?? slice);
  const rounds = run.rounds
    .map((round) => given.round?.(round) ?? round)
    .map((round) => (round.round <= (given.discarded ?? 0) ? { ...round, discarded: ['steal'] } : round));
  return {
    plan,
    rounds,
    slices,
    ...analyse(plan, rounds, slices),
    experiments: [...(given.experiments ?? [])],
    absent: [...(given.absent ?? [])],
    environment: { cores: given.cores ?? 2 },
  };
}

/** Turns the answers of some slices into wrong ones, which makes their cells invalid. */
export function failing(where: (slice: SliceResult) => boolean): NonNullable<Given['slices']> {
  return (slice) => {
    const load = slice.load;
    if (load === null || !where(slice)) return slice;
    return { ...slice, load: { ...load, ok: 0, failed: { ...load.failed, status: load.ok } } };
  };
}

/** What an experiment found, or in place of findings why there are none. */
export function result(
  experiment: ExperimentName,
  act: string,
  variant: string,
  findings: Record<string, number | boolean | string | null> | ExperimentResult['outcome'],
  scenario: string | null = null,
): ExperimentResult {
  const outcome =
    typeof findings.kind === 'string' ? findings : { kind: 'done', findings, remarks: [], courses: [] };
  return experimentResultSchema.parse({
    experiment,
    act,
    variant,
    scenario,
    outcome,
    startedMs: 0,
    tookMs: 1000,
  });
}

/** Claims of a file written for a test; it must be sound. */
export function claimsIn(text: string): readonly Claim[] {
  const { claims, problems } = parseClaims(text, 'test.yaml', documented);
  expect(problems).toEqual([]);
  return claims;
}

import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../harness/commands/exit-codes.ts';
import type { ObjectiveVerdict } from '../../harness/model/objective-verdict.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { runVerdict } from '../../harness/runs/run-verdict.ts';
import { fabricateRecord } from '../helpers/record.ts';

/** A run of these variants, all cells of `failing` invalid; only comparisons between the others are there. */
function runOf(names: readonly string[], failing: readonly string[], declared: readonly string[]): RunRecord {
  return fabricateRecord({
    edit: (draft) => {
      const serves = (id: string) => names.includes(id) && !failing.includes(id);
      draft.plan.variants = draft.plan.variants
        .filter(({ id }) => names.includes(id))
        .map((variant) => (declared.includes(variant.id) ? { ...variant, expect: 'failing' } : variant));
      draft.summaries = draft.summaries.filter(({ variant }) => names.includes(variant));
      for (const cell of draft.summaries) {
        cell.validity = { status: serves(cell.variant) ? 'valid' : 'invalid', reasons: [] };
      }
      draft.comparisons = draft.comparisons.filter((one) => serves(one.candidate) && serves(one.baseline));
    },
  });
}

/** A run with objectives that came out so. */
const withObjectives = (...verdicts: ObjectiveVerdict['verdict'][]): RunRecord => ({
  ...runOf(['dev', 'prefork'], [], []),
  objectives: verdicts.map((verdict) => ({
    objective: { ...p99, level: null, scenario: null, mode: null },
    verdict,
    cells: [],
  })),
});
const p99 = { metric: 'p99', comparison: '<', value: 200, unit: 'ms' } as const;

const strict = (record: RunRecord): RunRecord => ({ ...record, plan: { ...record.plan, strict: true } });

describe('what a run came to', () => {
  it('is no answer when a variant that should serve leaves nothing to compare', () => {
    expect(runVerdict(runOf(['dev', 'prefork'], ['prefork'], []), [])).toBe('no-answer');
  });

  it('is a pass when what fails was declared to fail, even with --strict', () => {
    const record = runOf(['dev', 'prefork'], ['prefork'], ['prefork']);
    expect(runVerdict(record, [])).toBe('pass');
    expect(runVerdict(strict(record), [])).toBe('pass');
  });

  it('still asks for a comparison of the others', () => {
    const record = runOf(['dev', 'prefork', 'threaded'], ['threaded'], ['threaded']);
    expect(runVerdict(record, [])).toBe('pass');
    expect(runVerdict({ ...record, comparisons: [] }, [])).toBe('no-answer');
  });

  it('is missed when an objective was, whatever else cannot be answered', () => {
    expect(runVerdict(withObjectives('met', 'missed', 'cannot-tell'), [])).toBe('missed');
    expect(runVerdict({ ...withObjectives('missed'), comparisons: [] }, [])).toBe('missed');
    expect(runVerdict({ ...withObjectives('missed'), stop: 'failed' }, [])).toBe('failed');
  });

  it('is a pass when an objective cannot be told, and no answer with --strict', () => {
    expect(runVerdict(withObjectives('met', 'cannot-tell'), [])).toBe('pass');
    expect(runVerdict(strict(withObjectives('met', 'cannot-tell')), [])).toBe('no-answer');
    expect(runVerdict(strict(withObjectives('met', 'not-measured')), [])).toBe('pass');
  });

  it('is no answer when the only one that should serve does not', () => {
    expect(runVerdict(runOf(['dev', 'prefork'], ['dev', 'prefork'], ['prefork']), [])).toBe('no-answer');
    expect(runVerdict(strict(runOf(['dev', 'prefork', 'threaded'], ['dev'], [])), [])).toBe('no-answer');
  });

  it('is interrupted when that was what ended it, and missed objectives are not held against half a run', () => {
    expect(runVerdict({ ...withObjectives('missed'), stop: 'interrupted' }, [])).toBe('interrupted');
  });

  it('is what the shell is told by one code each', () => {
    expect(exitCodeOf).toEqual({ pass: 0, failed: 1, 'no-answer': 3, missed: 99, interrupted: 130 });
  });
});

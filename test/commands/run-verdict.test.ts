import { describe, expect, it } from 'vitest';
import { runVerdict } from '../../harness/commands/run-verdict.ts';
import type { ObjectiveVerdict } from '../../harness/model/objective-verdict.ts';
import type { RunRecord } from '../../harness/model/record.ts';
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

describe('what bench run tells the shell', () => {
  it('is 3 when a variant that should serve leaves nothing to compare', () => {
    expect(runVerdict(runOf(['dev', 'prefork'], ['prefork'], []), [])).toBe(3);
  });

  it('is 0 when what fails was declared to fail, even with --strict', () => {
    const record = runOf(['dev', 'prefork'], ['prefork'], ['prefork']);
    expect(runVerdict(record, [])).toBe(0);
    expect(runVerdict(strict(record), [])).toBe(0);
  });

  it('still asks for a comparison of the others', () => {
    const record = runOf(['dev', 'prefork', 'threaded'], ['threaded'], ['threaded']);
    expect(runVerdict(record, [])).toBe(0);
    expect(runVerdict({ ...record, comparisons: [] }, [])).toBe(3);
  });

  it('is 99 when an objective was missed, whatever else cannot be answered', () => {
    expect(runVerdict(withObjectives('met', 'missed', 'cannot-tell'), [])).toBe(99);
    expect(runVerdict({ ...withObjectives('missed'), comparisons: [] }, [])).toBe(99);
    expect(runVerdict({ ...withObjectives('missed'), stop: 'failed' }, [])).toBe(1);
  });

  it('is 0 when an objective cannot be told, and 3 with --strict', () => {
    expect(runVerdict(withObjectives('met', 'cannot-tell'), [])).toBe(0);
    expect(runVerdict(strict(withObjectives('met', 'cannot-tell')), [])).toBe(3);
    expect(runVerdict(strict(withObjectives('met', 'not-measured')), [])).toBe(0);
  });

  it('is 3 when the only one that should serve does not', () => {
    expect(runVerdict(runOf(['dev', 'prefork'], ['dev', 'prefork'], ['prefork']), [])).toBe(3);
    expect(runVerdict(strict(runOf(['dev', 'prefork', 'threaded'], ['dev'], [])), [])).toBe(3);
  });
});

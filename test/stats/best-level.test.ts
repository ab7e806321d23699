import { describe, expect, it } from 'vitest';
import type { CellSummary, Validity } from '../../harness/model/estimate.ts';
import { levelValue } from '../../harness/model/level.ts';
import { bestLevels } from '../../harness/stats/best-level.ts';
import { summarise } from '../../harness/stats/summarise.ts';
import { syntheticPlan, syntheticRun, truth } from '../helpers/slices.ts';

const concurrency = [1, 8, 32];

/** Summaries of scenario `json` with the given throughput per level, in the order of {@link concurrency}. */
function summariesOf(throughputs: Record<string, readonly number[]>): CellSummary[] {
  const plan = syntheticPlan({ variants: Object.keys(throughputs), concurrency });
  const run = syntheticRun({
    plan,
    rounds: 1,
    truth: ({ variant, level }) =>
      truth({ throughput: throughputs[variant]![concurrency.indexOf(levelValue(level))]! }),
  });
  return summarise(plan, run.rounds, run.slices);
}

function mark(
  summaries: CellSummary[],
  status: Validity['status'],
  where: (cell: CellSummary) => boolean,
): CellSummary[] {
  return summaries.map((s) => (where(s) ? { ...s, validity: { status, reasons: [] } } : s));
}

const best = (summaries: CellSummary[]) => bestLevels(summaries)[0];

describe('bestLevels', () => {
  it('shows where the most is served by any variant', () => {
    const summaries = summariesOf({ dev: [1000, 1200, 900], prefork: [900, 2000, 3000] });
    expect(best(summaries)).toEqual({
      scenario: 'json',
      level: { kind: 'closed', concurrency: 32 },
      usable: ['dev', 'prefork'],
      left: [],
    });
  });

  it('takes the lower concurrency where the higher serves no more', () => {
    const summaries = summariesOf({ dev: [19.8, 19.9, 19.9], prefork: [19.8, 79.1, 79.8] });
    expect(levelValue(best(summaries)!.level)).toBe(8);
  });

  it('prefers a level that is usable for all variants to a faster one', () => {
    const summaries = mark(
      summariesOf({ dev: [1000, 1200, 1300], prefork: [900, 2000, 3000] }),
      'invalid',
      (s) => s.variant === 'prefork' && levelValue(s.level) === 32,
    );
    expect(levelValue(best(summaries)!.level)).toBe(8);
  });

  it('takes the level with the most variants when none has all, and says who is left', () => {
    const summaries = mark(
      summariesOf({ dev: [1000, 1200, 1300], prefork: [900, 2000, 3000] }),
      'invalid',
      (s) => s.variant === 'prefork',
    );
    expect(best(summaries)).toMatchObject({ level: { concurrency: 32 }, usable: ['dev'], left: ['prefork'] });
  });

  it('passes over a level that a saturated variant no longer climbed to', () => {
    const summaries = summariesOf({ dev: [1000, 1200, 900], prefork: [900, 2000, 3000] });
    const climbed = summaries.filter((s) => !(s.variant === 'dev' && levelValue(s.level) === 32));
    expect(levelValue(best(climbed)!.level)).toBe(8);
  });

  it('keeps inconclusive cells, which only invalid ones are not', () => {
    const summaries = mark(summariesOf({ dev: [1, 2, 3] }), 'inconclusive', () => true);
    expect(levelValue(best(summaries)!.level)).toBe(32);
  });

  it('leaves a scenario out that has nothing usable', () => {
    expect(bestLevels(mark(summariesOf({ dev: [1, 2, 3] }), 'invalid', () => true))).toEqual([]);
    expect(bestLevels([])).toEqual([]);
  });
});

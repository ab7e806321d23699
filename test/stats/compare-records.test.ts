import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../harness/model/record.ts';
import { compareCellsOfRecords, nameOfRecord } from '../../harness/stats/compare-records.ts';
import { fabricateRecord } from '../helpers/record.ts';

const before = fabricateRecord({ seed: 1 });

/** The same servers on another day, one of them answering so many times as often. */
function fasterBy(factor: number, mode: string): RunRecord {
  return fabricateRecord({
    seed: 2,
    edit: (draft) => {
      for (const { variant, load } of draft.slices) {
        if (variant === mode && load !== null) load.busy.elapsedMs /= factor;
      }
    },
  });
}

const throughputOf = (now: RunRecord, mode: string, alike = true) =>
  compareCellsOfRecords(before, now, alike).ratios.filter(
    ({ metric, modes }) => metric === 'throughput' && modes.candidate === mode,
  );

describe('two records side by side', () => {
  it('show what changed, and nothing where nothing did', () => {
    const now = fasterBy(1.5, 'prefork');
    for (const { ratio, verdict } of throughputOf(now, 'prefork')) {
      expect(ratio.point).toBeGreaterThan(1.3);
      expect(ratio.point).toBeLessThan(1.7);
      expect(verdict).toBe('improved');
    }
    expect(throughputOf(now, 'prefork').length).toBeGreaterThan(5);
    for (const { verdict } of throughputOf(now, 'dev')) expect(verdict).not.toBe('regressed');
  });

  it('turn round with the records', () => {
    const now = fasterBy(1.5, 'prefork');
    const back = compareCellsOfRecords(now, before, true).ratios;
    const [there] = throughputOf(now, 'prefork');
    const same = back.find(
      ({ metric, modes, scenario, level }) =>
        metric === 'throughput' &&
        modes.candidate === 'prefork' &&
        scenario === there?.scenario &&
        level.kind === 'closed' &&
        there.level.kind === 'closed' &&
        level.concurrency === there.level.concurrency,
    );
    expect(1 / (same?.ratio.point ?? 0)).toBeCloseTo(there?.ratio.point ?? 0, 9);
  });

  it('conclude nothing when they were measured in different environments', () => {
    const ratios = throughputOf(fasterBy(3, 'dev'), 'dev', false);
    expect(ratios.length).toBeGreaterThan(0);
    expect(new Set(ratios.map(({ verdict }) => verdict))).toEqual(new Set(['inconclusive']));
  });

  it('leave out cells that are invalid in either, and say which and why', () => {
    const { ratios, unusable } = compareCellsOfRecords(before, fasterBy(1, 'dev'), true);
    // json c8 of prefork has failures in both.
    expect(unusable.map(({ of, modes, scenario }) => [of, modes.candidate, scenario])).toEqual([
      ['baseline', 'prefork', 'json'],
      ['candidate', 'prefork', 'json'],
    ]);
    expect(unusable[0]?.reasons[0]?.code).toBe('failures');
    expect(
      ratios.filter(
        ({ modes, scenario, level }) =>
          modes.candidate === 'prefork' &&
          scenario === 'json' &&
          level.kind === 'closed' &&
          level.concurrency === 8,
      ),
    ).toEqual([]);
  });

  it('name the cells that only one of them has', () => {
    const fewer = fabricateRecord({
      edit: (draft) => {
        draft.summaries = draft.summaries.filter(({ scenario }) => scenario !== 'wait');
      },
    });
    const { unmatched } = compareCellsOfRecords(before, fewer, true);
    expect(unmatched.candidate).toEqual([]);
    expect(unmatched.baseline).toContain('threaded wait c32');
    expect(unmatched.baseline).toHaveLength(9);
  });

  it('pair the only mode of each, whatever it is called', () => {
    const only = (id: string) =>
      fabricateRecord({
        edit: (draft) => {
          draft.plan.variants = draft.plan.variants.filter((variant) => variant.id === id);
          draft.plan.baseline = id;
          draft.summaries = draft.summaries.filter(({ variant }) => variant === id);
          draft.comparisons = [];
          draft.slices = draft.slices.filter(({ variant }) => variant === id);
        },
      });
    const { ratios } = compareCellsOfRecords(only('dev'), only('threaded'), true);
    expect(ratios[0]?.modes).toEqual({ baseline: 'dev', candidate: 'threaded' });
  });

  it('are named by their run and its commit', () => {
    expect(nameOfRecord(before)).toEqual({
      id: '2026-03-04T10-15-00-default',
      startedAt: '2026-03-04T10:15:00.000Z',
      commit: before.environment.git?.commit ?? null,
      dirty: before.environment.git?.dirty ?? false,
    });
  });
});

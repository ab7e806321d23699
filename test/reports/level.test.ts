import { describe, expect, it } from 'vitest';
import { levelValue } from '../../harness/model/level.ts';
import { viewOf } from '../../reports/view/index.ts';
import { fabricateRecord, type RecordDraft } from '../helpers/record.ts';

/** Throughput of every variant in `json` by level, with an interval of ±`half`; null makes the cell invalid. */
function bestOf(throughput: Record<number, readonly (number | null)[]>, half = 0.005): string | undefined {
  const record = fabricateRecord({
    concurrency: Object.keys(throughput).map(Number),
    edit: (draft: RecordDraft) => {
      for (const summary of draft.summaries.filter((one) => one.scenario === 'json')) {
        const index = ['dev', 'prefork', 'threaded'].indexOf(summary.variant);
        const value = throughput[levelValue(summary.level)]?.[index];
        summary.validity =
          value === null
            ? { status: 'invalid', reasons: [{ code: 'no-answers' }] }
            : { status: 'valid', reasons: [] };
        if (value != null) {
          Object.assign(summary.metrics.throughput!, {
            point: value,
            low: value * (1 - half),
            high: value * (1 + half),
          });
        }
      }
    },
  });
  return viewOf(record).scenarios.find((one) => one.name === 'json')?.best?.key;
}

describe('the level that answers stand on', () => {
  it('is where any mode reaches the highest throughput', () => {
    expect(bestOf({ 1: [10, 10, 10], 8: [20, 80, 40], 32: [20, 70, 40] })).toBe('c8');
  });

  it('is the lower level when both serve as much, for more connections then only wait longer', () => {
    expect(bestOf({ 1: [20, 20, 20], 8: [20, 79.1, 79], 32: [20, 79.4, 79.1] })).toBe('c8');
    expect(bestOf({ 1: [20, 20, 20], 8: [20, 77, 76], 32: [20, 80, 79] })).toBe('c8');
    expect(bestOf({ 1: [20, 20, 20], 8: [20, 72, 71], 32: [20, 80, 79] })).toBe('c32');
  });

  it('is a level at which every mode is valid, where there is one', () => {
    expect(bestOf({ 1: [10, 10, 10], 8: [20, 40, 30], 32: [20, 80, null] })).toBe('c8');
  });

  it('is a level with most of the modes, where none holds all', () => {
    expect(bestOf({ 1: [10, null, null], 8: [20, 40, null], 32: [null, 80, null] })).toBe('c8');
  });

  it('is none when nothing is valid', () => {
    expect(bestOf({ 1: [null, null, null], 8: [null, null, null] })).toBeUndefined();
  });
});

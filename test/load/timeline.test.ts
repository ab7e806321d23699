import { describe, expect, it } from 'vitest';
import { Timeline } from '../../harness/load/timeline.ts';

describe('the timeline of a slice', () => {
  it('counts answers and failures in the step in which they came', () => {
    const timeline = new Timeline(20);
    for (const at of [0, 19.99, 20, 65]) timeline.answer(at);
    for (const at of [21, 59]) timeline.failure(at);
    expect(timeline.until(65)).toEqual({ stepMs: 20, ok: [2, 1, 0, 1], failed: [0, 1, 1, 0] });
  });

  it('shows steps in which nothing came, also at the end', () => {
    const timeline = new Timeline(50);
    timeline.answer(10);
    expect(timeline.until(260).ok).toEqual([1, 0, 0, 0, 0, 0]);
    expect(new Timeline(50).until(90)).toEqual({ stepMs: 50, ok: [0, 0], failed: [0, 0] });
  });

  it('holds slices of any length', () => {
    const timeline = new Timeline(1);
    timeline.answer(5000);
    timeline.failure(40_000.5);
    const { ok, failed } = timeline.until(40_001);
    expect([ok.length, failed.length]).toEqual([40_002, 40_002]);
    expect([ok[5000], failed[40_000]]).toEqual([1, 1]);
    expect(ok.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(new Timeline(1).until(3000).ok).toHaveLength(3001);
  });

  it('costs next to nothing for a step of 20 ms over 15 s', () => {
    const timeline = new Timeline(20);
    for (let i = 0; i < 600_000; i += 1) timeline.answer(i / 40);
    const { ok } = timeline.until(15_000);
    expect(ok.slice(0, 750)).toEqual(Array.from({ length: 750 }, () => 800));
    expect(JSON.stringify(timeline.until(15_000)).length).toBeLessThan(6000);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answersCourse, recoveryOf } from '../../harness/experiments/recovery.ts';

/** Steps of 50 ms: `[40, 10]` stands for forty steps with ten answers each. */
function timelineOf(...parts: readonly (readonly [steps: number, answers: number])[]) {
  const ok = parts.flatMap(([steps, answers]) => Array.from({ length: steps }, () => answers));
  return { stepMs: 50, ok, failed: ok.map(() => 0) };
}

describe('recovery from a timeline', () => {
  it('tells the gap, and when there was full throughput again', () => {
    // 2 s at 200/s, 0.6 s of silence, 1 s at a quarter, then as before
    const recovery = recoveryOf(timelineOf([40, 10], [12, 0], [20, 2.5], [60, 10]), 2000);
    expect(recovery).toMatchObject({ before: 200, after: 200, gapMs: 600 });
    // The second at full throughput begins where three of its four quarters have it.
    expect(recovery.recoveredMs).toBeGreaterThanOrEqual(1350);
    expect(recovery.recoveredMs).toBeLessThanOrEqual(1600);
  });

  it('has no gap and nothing to recover from when throughput stays', () => {
    expect(recoveryOf(timelineOf([100, 10]), 2000)).toEqual({
      before: 200,
      after: 200,
      gapMs: 0,
      recoveredMs: 0,
    });
  });

  it('never recovers where only a part comes back', () => {
    const recovery = recoveryOf(timelineOf([40, 10], [4, 0], [80, 7]), 2000);
    expect(recovery).toEqual({ before: 200, after: 140, gapMs: 200, recoveredMs: null });
  });

  it('does not take one good quarter of a second for recovery', () => {
    const recovery = recoveryOf(timelineOf([40, 10], [20, 3], [5, 12], [60, 3]), 2000);
    expect(recovery.recoveredMs).toBeNull();
  });

  it('does not take the end of a gap for recovery, however good it is afterwards', () => {
    const recovery = recoveryOf(timelineOf([40, 10], [20, 0], [60, 30]), 2000);
    expect(recovery).toEqual({ before: 200, after: 600, gapMs: 1000, recoveredMs: 1000 });
  });

  it('has no gap where no answer ends it', () => {
    expect(recoveryOf(timelineOf([40, 10], [60, 0]), 2000)).toEqual({
      before: 200,
      after: 0,
      gapMs: null,
      recoveredMs: null,
    });
  });

  it('tells the longest of several gaps', () => {
    expect(recoveryOf(timelineOf([40, 10], [3, 0], [2, 5], [9, 0], [40, 10]), 2000).gapMs).toBe(450);
  });

  it('counts a gap that began a moment before the clock says so', () => {
    expect(recoveryOf(timelineOf([39, 10], [5, 0], [40, 10]), 2000).gapMs).toBe(250);
  });

  it('has nothing to recover where there was nothing before', () => {
    const silent = { before: 0, after: 0, gapMs: null, recoveredMs: null };
    expect(recoveryOf(timelineOf([80, 0]), 2000)).toEqual(silent);
    const empty = { before: null, after: null, gapMs: null, recoveredMs: null };
    expect(recoveryOf(timelineOf(), 0)).toEqual(empty);
  });

  it('makes sense of any timeline', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 50 }), { maxLength: 200 }),
        fc.nat({ max: 12_000 }),
        (ok, doneMs) => {
          const { gapMs, recoveredMs } = recoveryOf({ stepMs: 50, ok, failed: [] }, doneMs);
          const restMs = Math.max(0, ok.length * 50 - doneMs) + 150;
          expect(gapMs ?? 0).toBeLessThanOrEqual(restMs);
          expect(recoveredMs ?? 0).toBeLessThanOrEqual(restMs);
          expect(recoveredMs ?? 0).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

describe('the course of answers', () => {
  it('is drawn in quarters of a second, with what was done', () => {
    const marks = [{ atMs: 500, what: 'a worker is killed' }];
    const course = answersCourse(timelineOf([5, 10], [5, 0], [5, 4], [3, 9]), marks);
    expect(course).toEqual({
      name: 'answers per second',
      unit: 'req/s',
      points: [
        { atMs: 0, value: 200 },
        { atMs: 250, value: 0 },
        { atMs: 500, value: 80 },
      ],
      marks,
    });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CpuMeter, parseSchedstat } from '../../harness/supervise/cpu.ts';
import type { ProcessEntry } from '../../harness/supervise/process-table.ts';
import { processEntry } from '../helpers/process-entry.ts';

interface Seen extends Partial<ProcessEntry> {
  readonly pid: number;
  /** Milliseconds by thread; left out where the kernel has no schedstat. */
  readonly threadMs?: Record<string, number>;
}

/** What the meter says after each look at the tree. */
function readings(...looks: readonly (readonly Seen[])[]): number[] {
  let now: readonly Seen[] = [];
  const meter = new CpuMeter((pid) => {
    const threads = now.find((seen) => seen.pid === pid)?.threadMs;
    return threads ? new Map(Object.entries(threads).map(([id, ms]) => [id, ms * 1e6])) : null;
  });
  return looks.map((look) => {
    now = look;
    return meter.read(look.map(({ threadMs: _, ...entry }) => processEntry(entry)));
  });
}

describe('CPU time of a tree', () => {
  it('sums the threads of all processes, finer than the steps of 10 ms', () => {
    expect(
      readings([
        { pid: 1, threadMs: { 1: 1.25, 2: 2.5 } },
        { pid: 2, threadMs: { 3: 0.25 } },
      ]),
    ).toEqual([4]);
  });

  it('remembers threads and processes that have ended', () => {
    const first = [
      { pid: 1, threadMs: { 1: 5, 2: 7 } },
      { pid: 2, threadMs: { 3: 11 } },
    ];
    expect(readings(first, [{ pid: 1, threadMs: { 1: 6 } }], [])).toEqual([23, 24, 24]);
  });

  it('counts a thread apart that has the number of an ended one', () => {
    expect(readings([{ pid: 1, threadMs: { 1: 5, 2: 7 } }], [{ pid: 1, threadMs: { 1: 5, 2: 3 } }])).toEqual([
      12, 15,
    ]);
  });

  it('counts a process apart that has the pid of an ended one', () => {
    const before = { pid: 1, startTime: '1', threadMs: { 1: 5 } };
    expect(readings([before], [{ pid: 1, startTime: '2', threadMs: { 1: 3 } }])).toEqual([5, 8]);
  });

  it('takes the coarser clock where threads came and went unseen', () => {
    expect(
      readings(
        [{ pid: 1, threadMs: { 1: 5 }, ownCpuMs: 0 }],
        [{ pid: 1, threadMs: { 1: 6 }, ownCpuMs: 250 }],
      ),
    ).toEqual([5, 250]);
  });

  it('counts children that came and went unseen, and none twice', () => {
    expect(
      readings(
        [
          { pid: 1, threadMs: { 1: 20 } },
          { pid: 2, threadMs: { 2: 100 } },
        ],
        // 2 has ended and was collected, and so was another that nobody saw.
        [{ pid: 1, threadMs: { 1: 20 }, reapedCpuMs: 400 }],
      ),
    ).toEqual([120, 420]);
  });

  it('works without schedstat', () => {
    expect(readings([{ pid: 1, ownCpuMs: 30 }], [{ pid: 1, ownCpuMs: 50 }])).toEqual([30, 50]);
  });

  it('never falls, whatever comes and goes', () => {
    const seen = fc.record({
      pid: fc.integer({ min: 1, max: 3 }),
      ownCpuMs: fc.nat(100),
      reapedCpuMs: fc.nat(100),
      threadMs: fc.dictionary(fc.constantFrom('1', '2', '3'), fc.nat(100)),
    });
    const look = fc.uniqueArray(seen, { selector: ({ pid }) => pid });
    fc.assert(
      fc.property(fc.array(look, { minLength: 2, maxLength: 8 }), (looks) => {
        const values = readings(...looks);
        expect(values).toEqual([...values].sort((a, b) => a - b));
      }),
    );
  });
});

describe('parseSchedstat', () => {
  it('reads the first of three numbers, or nothing', () => {
    expect(parseSchedstat('123456789 42 7\n')).toBe(123456789);
    for (const text of ['', '1 2\n', 'a b c\n', '0 0 0 0\n']) expect(parseSchedstat(text)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import {
  type ProbeClock,
  rankedAt,
  systemProbeClock,
  timeTimers,
  timeWork,
} from '../../harness/machine/noise-probe.ts';

/** Time passes only by what is done: work takes what `workMs` says, a timer of 1 ms what `timerMs` says. */
function fakeClock(workMs: (piece: number) => number, timerMs = 1): ProbeClock & { readonly pieces: number } {
  let nowMs = 0;
  let pieces = 0;
  return {
    now: () => nowMs,
    work() {
      nowMs += workMs(pieces);
      pieces += 1;
    },
    async afterMillisecond() {
      nowMs += timerMs;
    },
    async turn() {
      nowMs += 3;
    },
    get pieces() {
      return pieces;
    },
  };
}

const never = new AbortController().signal;

describe('the same work', () => {
  it('is timed without what comes between, and not while the compiler learns', async () => {
    const times = await timeWork(
      130,
      fakeClock((piece) => (piece < 5 ? 50 : 10)),
      never,
    );
    expect(times).toEqual(Array.from({ length: 10 }, () => 10));
  });

  it('is done once at least', async () => {
    expect(
      await timeWork(
        20,
        fakeClock(() => 500),
        never,
      ),
    ).toEqual([500]);
  });

  it('ends when it is told to', async () => {
    expect(
      await timeWork(
        1000,
        fakeClock(() => 10),
        AbortSignal.abort(),
      ),
    ).toEqual([]);
  });

  it('takes the CPU of this machine for some ms', () => {
    const before = process.cpuUsage();
    systemProbeClock.work();
    expect(process.cpuUsage(before).user).toBeGreaterThan(1000);
  });
});

describe('timers', () => {
  it('are late by what they take beyond a millisecond', async () => {
    const lags = await timeTimers(
      10,
      fakeClock(() => 0, 2.5),
      never,
    );
    expect(lags).toEqual([1.5, 1.5, 1.5, 1.5]);
  });

  it('that are early are in time', async () => {
    const lags = await timeTimers(
      2,
      fakeClock(() => 0, 0.5),
      never,
    );
    expect(lags).toEqual([0, 0, 0, 0]);
  });
});

describe('a rank', () => {
  it.each([
    [0, 1],
    [0.5, 2],
    [0.51, 3],
    [1, 4],
  ])('at %d is the value that so many do not exceed', (q, value) => {
    expect(rankedAt([1, 2, 3, 4], q)).toBe(value);
  });
});

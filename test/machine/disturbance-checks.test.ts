import { describe, expect, it } from 'vitest';
import {
  disturbanceChecks,
  foreignCheck,
  type Look,
  noiseCheck,
  stealCheck,
  timerCheck,
} from '../../harness/machine/checks/disturbance-checks.ts';

function look(change: { foreignCores?: number; stealShare?: number; pressure?: number } = {}): Look {
  const { foreignCores = 0, stealShare = 0, pressure = 0 } = change;
  return {
    counters: { atMs: 5000, cores: 2, busyMs: 4000, stealMs: 2000, pressureUs: null },
    uptimeSeconds: 100,
    delta: {
      elapsedMs: 4000,
      cores: 2,
      busyShare: 0.5,
      stealShare,
      foreignCores,
      pressure: { cpuShare: pressure, memoryShare: 0, ioShare: 0 },
    },
    busiest: [{ pid: 7, command: 'make', cores: foreignCores }],
    workTimes: [10, 10.1, 10.2],
    timerLags: [0.1, 0.2],
  };
}

describe('other programs', () => {
  it.each([
    [0.25, 'ok'],
    [0.26, 'warn'],
  ])('that use %d cores: %s', (foreignCores, status) => {
    expect(foreignCheck(look({ foreignCores, pressure: 0.4 }))).toEqual({
      id: 'foreign',
      status,
      facts: {
        cores: foreignCores,
        of: 2,
        seconds: 4,
        waiting: 0.4,
        busiest: [{ pid: 7, command: 'make', cores: foreignCores }],
      },
      unknown: null,
      remedy: [],
    });
  });
});

describe('noise', () => {
  it('is how much longer the same work took than at its fastest', () => {
    const times = [10, 10.2, 10.3, 10.1, 10, 10.2, 10.2, 10.3, 10.4, 14];
    const check = noiseCheck(times);
    expect(check).toMatchObject({ status: 'ok', facts: { runs: 10, fastestMs: 10 } });
    expect(check.facts?.typical).toBeCloseTo(0.02);
    expect(check.facts?.slow).toBeCloseTo(0.04);
    expect(check.facts?.slowest).toBeCloseTo(0.4);
  });

  it('is warned of when one piece in ten takes noticeably longer', () => {
    expect(noiseCheck([10, 10, 10, 10, 10, 10, 10, 10, 11, 11]).status).toBe('warn');
  });

  it('is not known where nothing was timed', () => {
    expect(noiseCheck([])).toMatchObject({ status: 'info', facts: null, unknown: 'not-visible' });
  });
});

describe('steal', () => {
  it('is a share of all CPU time, since boot and now', () => {
    expect(stealCheck(look({ stealShare: 0.02 }))).toMatchObject({
      status: 'ok',
      facts: { sinceBoot: 0.01, now: 0.02, seconds: 4 },
    });
    expect(stealCheck(look({ stealShare: 0.03 })).status).toBe('warn');
  });

  it('is not known where there is no time since boot', () => {
    expect(stealCheck({ ...look(), uptimeSeconds: null }).unknown).toBe('not-visible');
  });
});

describe('timers', () => {
  it('are judged by the latest in a hundred', () => {
    const lags = [...Array.from({ length: 98 }, () => 0.1), 2.5, 9];
    expect(timerCheck(lags)).toMatchObject({
      status: 'warn',
      facts: { samples: 100, p50Ms: 0.1, p99Ms: 2.5 },
    });
    expect(timerCheck(lags.map(() => 1.9)).status).toBe('ok');
    expect(timerCheck([]).unknown).toBe('not-visible');
  });
});

describe('without Linux', () => {
  it('all but steal is known', () => {
    const unknown = disturbanceChecks(look(), false).filter(({ facts }) => facts === null);
    expect(unknown.map(({ id, unknown: why }) => [id, why])).toEqual([['steal', 'needs-linux']]);
  });
});

import { describe, expect, it } from 'vitest';
import { judge, Service } from '../../harness/experiments/served-well.ts';
import { foundOf } from '../../harness/experiments/users.ts';
import type { LoadReport } from '../../harness/model/load.ts';
import { encodeHistogram, newHistogram } from '../../harness/stats/histogram.ts';
import { noFailures } from '../load/accounts.ts';

interface Outcome {
  readonly fast?: number;
  readonly slow?: number;
  readonly timeouts?: number;
  readonly unfinished?: number;
  readonly opening?: number;
}

function report({ fast = 0, slow = 0, timeouts = 0, unfinished = 0, opening = 0 }: Outcome): LoadReport {
  const times = newHistogram();
  if (fast > 0) times.recordValueWithCount(5000, fast);
  if (slow > 0) times.recordValueWithCount(1_020_000, slow);
  return {
    sent: fast + slow + timeouts + unfinished + opening,
    ok: fast + slow + opening,
    failed: { ...noFailures, timeout: timeouts },
    unfinished,
    samples: [],
    statuses: {},
    reconnects: { idle: 0, afterAnswer: 0, afterFailure: 0 },
    windowMs: 1000,
    totalMs: 1000,
    busy: { answers: 0, elapsedMs: 0 },
    opening,
    responseTime: encodeHistogram(times),
    responses: fast + slow,
    bytesReceived: 0,
    generator: { cpuMs: 0, eventLoopUtilization: 0 },
  };
}

function service(users: number, ...outcomes: Outcome[]): Service {
  const made = new Service(users);
  for (const outcome of outcomes) made.add(report(outcome));
  return made;
}

describe('whether users are served well', () => {
  it('takes 299 requests without a slow one to be sure', () => {
    expect(judge(0, 298)).toBe('undecided');
    expect(judge(0, 299)).toBe('well');
  });

  it('is refused as soon as chance cannot explain the slow ones', () => {
    expect(judge(1, 20)).toBe('undecided');
    expect(judge(3, 20)).toBe('not well');
    expect(judge(100, 10_000)).toBe('undecided');
    expect(judge(130, 10_000)).toBe('not well');
    expect(judge(70, 10_000)).toBe('well');
  });

  it('cannot be told without requests', () => {
    expect(judge(0, 0)).toBe('undecided');
  });

  it('counts what failed, what was never answered and what took over a second, over all looks', () => {
    const seen = service(10, { fast: 90, slow: 2, opening: 10 }, { fast: 95, timeouts: 3, unfinished: 1 });
    expect(seen.slow).toBe(6);
    expect(seen.verdict).toBe('not well');
    expect(seen.inWords()).toBe('10 users: 6 of 201 requests failed or took over 1 s (not well).');
  });
});

describe('the most users served well', () => {
  const well = (users: number) => service(users, { fast: 400 });
  const bad = (users: number) => service(users, { fast: 10, timeouts: 10 });
  const open = (users: number) => service(users, { fast: 20 });

  it('is the highest level that is sure, with its p99', () => {
    const { findings, scenario } = foundOf([open(1), well(2), well(5), bad(10)], 'json');
    expect(findings).toEqual({
      served: 5,
      failedAt: 10,
      undecidedAt: null,
      highest: 10,
      p99: expect.closeTo(5, 1),
    });
    expect(scenario).toBe('json');
  });

  it('leaves open what could not be decided above it', () => {
    const { findings } = foundOf([well(1), open(2), open(5), bad(10)], 'wait');
    expect(findings).toMatchObject({ served: 1, undecidedAt: 2, failedAt: 10 });
  });

  it('is nobody where nothing is sure', () => {
    expect(foundOf([bad(1)], 'wait').findings).toEqual({
      served: null,
      failedAt: 1,
      undecidedAt: null,
      highest: 1,
      p99: null,
    });
  });
});

import { describe, expect, it } from 'vitest';
import { BusyTimes } from '../../harness/load/busy.ts';
import { bias, exponential, lognormal, type Queue, seeded, slice, steady } from './closed-queue.ts';

function timesOf(...times: number[]): BusyTimes {
  const busy = new BusyTimes();
  for (const time of times) busy.add(time);
  return busy;
}

const throughput = ({ answers, elapsedMs }: { answers: number; elapsedMs: number }) =>
  (answers / elapsedMs) * 1000;
const atTime = (atMs: number) => ({ atMs, byCount: false });
const byCount = (atMs: number) => ({ atMs, byCount: true });

describe('the throughput pair', () => {
  it('is nothing over the whole window when nothing was answered', () => {
    expect(timesOf().pair(atTime(250))).toEqual({ answers: 0, elapsedMs: 250 });
  });

  it('is exact for even answers, wherever the window ends', () => {
    for (let end = 250; end < 300; end += 1) {
      const pair = timesOf(...Array.from({ length: 60 }, (_, i) => 5 * (i + 1))).pair(atTime(end));
      expect(throughput(pair)).toBeCloseTo(200, 0);
    }
  });

  it('is within 2 % for bursts of four, wherever the window ends', () => {
    const bursts = Array.from({ length: 8 }, (_, i) =>
      [0, 0.3, 0.5, 2].map((late) => 50 * (i + 1) + late),
    ).flat();
    for (let end = 215; end < 300; end += 1) {
      const count = bursts.findLastIndex((time) => time < end) + 5;
      const value = throughput(timesOf(...bursts.slice(0, count)).pair(atTime(end)));
      expect(Math.abs(value / 80 - 1)).toBeLessThan(0.02);
    }
  });

  it('counts whole bursts when the window holds but a few', () => {
    expect(timesOf(200, 200.1, 200.2, 400, 400.1, 400.2).pair(atTime(250)).answers).toBe(3);
    expect(throughput(timesOf(200, 200.1, 200.2, 400, 400.1, 400.2).pair(atTime(250)))).toBeCloseTo(15, 1);
  });

  it('takes a single burst with its time since the start', () => {
    expect(timesOf(400).pair(atTime(250))).toEqual({ answers: 1, elapsedMs: 400 });
    expect(timesOf(400, 400.2, 401).pair(atTime(250))).toEqual({ answers: 3, elapsedMs: 401 });
  });

  it('falls back on the last answer when none comes after sending', () => {
    expect(timesOf(100, 200).pair(atTime(250))).toEqual({ answers: 1, elapsedMs: 100 });
  });

  it('weighs gaps when a set number of answers ended sending', () => {
    const even = timesOf(...Array.from({ length: 40 }, (_, i) => 10 * (i + 1)));
    expect(throughput(even.pair(byCount(300)))).toBeCloseTo(100, 6);
    expect(even.pair(byCount(300)).answers).toBe(29);
  });

  it('gives numbers when few of many answers were ok', () => {
    expect(timesOf(10).pair(byCount(300))).toEqual({ answers: 0, elapsedMs: 290 });
    expect(timesOf(10, 500).pair(byCount(300))).toEqual({ answers: 0, elapsedMs: 290 });
    expect(timesOf(0.001, 0.002).pair(atTime(300)).answers).toBeGreaterThan(0);
  });

  it('needs no more memory, and no weights, for very many answers', () => {
    const busy = new BusyTimes();
    for (let i = 1; i <= 300_000; i += 1) busy.add(i / 100);
    expect(throughput(busy.pair(atTime(3000)))).toBeCloseTo(100_000, 6);
  });
});

describe('the plain throughput pair, for connections that think', () => {
  it('counts the answers after the first, up to the end of sending', () => {
    expect(timesOf(100, 200, 300, 400, 900).plainPair(atTime(450))).toEqual({ answers: 3, elapsedMs: 350 });
    expect(timesOf(100, 200, 300, 400).plainPair(byCount(400))).toEqual({ answers: 3, elapsedMs: 300 });
  });

  it('takes a single answer over the whole window, and drained ones only where there are no others', () => {
    expect(timesOf(100, 900).plainPair(atTime(450))).toEqual({ answers: 1, elapsedMs: 450 });
    expect(timesOf(800, 900).plainPair(atTime(450))).toEqual({ answers: 2, elapsedMs: 900 });
    expect(timesOf().plainPair(atTime(450))).toEqual({ answers: 0, elapsedMs: 450 });
  });

  it('does not count as throughput the users that an overloaded server drains after the window', () => {
    const answered = Array.from({ length: 75 + 50 }, (_, i) => 200 * (i + 1));
    expect(throughput(timesOf(...answered).plainPair(atTime(15_000)))).toBeCloseTo(5, 6);
  });

  it('is without bias for independent users', () => {
    const random = seeded(5);
    let answers = 0;
    let elapsedMs = 0;
    for (let i = 0; i < 4000; i += 1) {
      const times: number[] = [];
      while ((times.at(-1) ?? 0) < 1000) times.push((times.at(-1) ?? 0) - 40 * Math.log(1 - random()));
      const pair = timesOf(...times).plainPair(atTime(1000));
      answers += pair.answers;
      elapsedMs += pair.elapsedMs;
    }
    expect(Math.abs((1000 * answers) / elapsedMs / 25 - 1)).toBeLessThan(0.01);
  });

  it('needs no more memory for very many answers', () => {
    const busy = new BusyTimes();
    for (let i = 1; i <= 300_000; i += 1) busy.add(i / 100);
    expect(throughput(busy.plainPair(atTime(3000)))).toBeCloseTo(100_000, 6);
  });
});

const window = { minMs: 250, maxMs: 5000, minAnswers: 0 };
const twenty = { ...window, minAnswers: 20 };
const forty = { ...window, minAnswers: 40 };

const cases: [string, Queue][] = [];
for (const workers of [1, 4]) {
  for (const connections of [1, 8, 32]) {
    for (const lateness of [0.02, 1, 3]) {
      const service = steady(50, lateness);
      const name = `${workers} workers of 50 ms, up to ~${lateness} ms late, ${connections} connections`;
      cases.push([name, { connections, workers, service, window }]);
      cases.push([
        `${name}, at least 33 answers`,
        { connections, workers, service, window: { ...window, minAnswers: 33 } },
      ]);
    }
  }
}
for (const connections of [1, 8, 32]) {
  for (const lateness of [0.05, 1, 3]) {
    const service = steady(50, lateness);
    cases.push([
      `${connections} connections all yielding 50 ms, ~${lateness} ms late`,
      { connections, workers: connections, service, window },
    ]);
  }
}
for (const ms of [52, 55, 60, 70, 100, 200, 300]) {
  for (const workers of [1, 4, 32]) {
    const service = steady(ms, 0.3);
    cases.push([
      `${workers} workers of ${ms} ms, 32 connections`,
      { connections: 32, workers, service, window },
    ]);
  }
}
const heavy = { connections: 8, workers: 1, service: lognormal(50, 1), window: forty };
cases.push(['1 worker, lognormal 50 ms ± 1, at least 40 answers', heavy]);
const shortWindow = { ...window, minMs: 50 };
cases.push([
  'a fast server',
  { connections: 8, workers: 1, service: steady(0.1, 0.02), window: shortWindow },
]);
cases.push([
  '4 fast workers',
  { connections: 32, workers: 4, service: exponential(0.1), window: shortWindow },
]);
cases.push([
  'connections bound unevenly to 4 workers',
  { connections: 8, workers: 4, bound: [0, 0, 0, 0, 0, 1, 2, 3], service: steady(10, 0.5), window },
]);
for (const workers of [1, 4]) {
  const many = { connections: 8, workers };
  cases.push([`${workers} workers, exponential 10 ms`, { ...many, service: exponential(10), window }]);
  cases.push([
    `${workers} workers, exponential 50 ms, at least 20 answers`,
    { ...many, service: exponential(50), window: twenty },
  ]);
  cases.push([
    `${workers} workers, exponential 50 ms, at least 40 answers`,
    { ...many, service: exponential(50), window: forty },
  ]);
  for (const variation of [0.2, 0.5]) {
    cases.push([
      `${workers} workers, lognormal 5 ms ± ${variation}`,
      { ...many, service: lognormal(5, variation), window },
    ]);
    cases.push([
      `${workers} workers, lognormal 50 ms ± ${variation}, at least 40 answers`,
      { ...many, service: lognormal(50, variation), window: forty },
    ]);
  }
}

describe('the throughput pair over many simulated slices', () => {
  it.each(cases)('is within a hundredth of the truth: %s', (_name, queue) => {
    // As many slices as bring the standard error to 0.15 %, so that the bound is one of bias, not of luck.
    const first = bias(queue, 400);
    const slices = Math.ceil(400 * Math.max(1, first.standardError / 0.0015) ** 2);
    const result = bias(queue, slices);
    expect(result.standardError).toBeLessThan(0.002);
    expect(Math.abs(result.bias)).toBeLessThan(0.01);
  });

  it('is within 1.5 % for a heavy tail, whose workers need longer than the slice to fall out of step', () => {
    const queue: Queue = { connections: 8, workers: 4, service: lognormal(50, 1), window: forty };
    const result = bias(queue, 12_000);
    expect(result.standardError).toBeLessThan(0.002);
    expect(Math.abs(result.bias)).toBeLessThan(0.015);
  });

  it('varies little from slice to slice where bursts would make a plain count jump', () => {
    const random = seeded(3);
    const queue: Queue = { connections: 8, workers: 4, service: steady(50, 1), window };
    const values = Array.from({ length: 200 }, () => throughput(slice(queue, random)));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(deviation / mean).toBeLessThan(0.01);
  });
});

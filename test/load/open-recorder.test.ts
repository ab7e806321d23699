import { describe, expect, it } from 'vitest';
import { type BusyPair, BusyTimes } from '../../harness/load/busy.ts';
import { OpenRecorder } from '../../harness/load/open-recorder.ts';
import { pacerFor } from '../../harness/load/pacer.ts';
import type { ArrivalProcess } from '../../harness/model/level.ts';
import { exponential, type Service, seeded, steady } from './closed-queue.ts';

interface Simulated {
  readonly rate: number;
  readonly arrivals: ArrivalProcess;
  readonly workers: number;
  readonly service: Service;
  readonly windowMs: number;
}

/** When answers come that are served first come first served, each by the worker that is free first. */
function answerTimes({ rate, arrivals, workers, service, windowMs }: Simulated, seed: number): number[] {
  const random = seeded(seed);
  const level = { rate, arrivals, kind: 'open', connections: 1, overflow: 'queue', queueLimit: 0 } as const;
  const pacer = pacerFor(level, { arrivalSeed: seed });
  const freeAt = Array.from({ length: workers }, () => 0);
  const answers: number[] = [];
  for (let due = pacer.next(); due < windowMs; due = pacer.next()) {
    const worker = freeAt.indexOf(Math.min(...freeAt));
    const at = Math.max(due, freeAt[worker] ?? 0) + service.draw(random);
    freeAt[worker] = at;
    answers.push(at);
  }
  return answers.sort((a, b) => a - b);
}

function estimate(simulated: Simulated, seed: number): BusyPair {
  const busy = new BusyTimes();
  for (const at of answerTimes(simulated, seed)) busy.add(at);
  return busy.pair({ atMs: simulated.windowMs, byCount: false });
}

/** Σ answers / Σ elapsed over many slices, against what the server serves; 0.01 is 1 % too much. */
function bias(simulated: Simulated, slices: number): number {
  const pairs = Array.from({ length: slices }, (_, seed) => estimate(simulated, seed + 1));
  const sum = (key: 'answers' | 'elapsedMs') => pairs.reduce((all, pair) => all + pair[key], 0);
  const { rate, workers, service } = simulated;
  const truth = Math.min(rate / 1000, workers / service.mean);
  return sum('answers') / sum('elapsedMs') / truth - 1;
}

const [ms5, ms50] = [steady(5, 0.2), steady(50, 1)];

describe('throughput of an open slice', () => {
  it.each<[string, Simulated, number]>([
    [
      'of a server at ease',
      { rate: 200, arrivals: 'constant', workers: 4, service: ms5, windowMs: 250 },
      0.001,
    ],
    ['of few answers', { rate: 40, arrivals: 'constant', workers: 4, service: ms50, windowMs: 250 }, 0.005],
    [
      'at twice the load',
      { rate: 160, arrivals: 'constant', workers: 4, service: ms50, windowMs: 250 },
      0.002,
    ],
    [
      'at four times the load',
      { rate: 320, arrivals: 'poisson', workers: 4, service: ms50, windowMs: 250 },
      0.006,
    ],
    // Standard errors of these: 0.3 %.
    [
      'of independent users',
      { rate: 200, arrivals: 'poisson', workers: 4, service: ms5, windowMs: 1000 },
      0.01,
    ],
    [
      'of uneven service',
      { rate: 320, arrivals: 'poisson', workers: 4, service: exponential(50), windowMs: 1000 },
      0.01,
    ],
  ])('is estimated without bias %s', (_, simulated, tolerance) => {
    expect(Math.abs(bias(simulated, 600))).toBeLessThan(tolerance);
  });

  it('is what the recorder reports', () => {
    const simulated: Simulated = {
      ...{ rate: 160, arrivals: 'constant', workers: 4, service: ms50, windowMs: 250 },
    };
    const recorder = new OpenRecorder({});
    for (const at of answerTimes(simulated, 1)) recorder.answer(at, 60, 50);
    expect(recorder.results({ atMs: 250, byCount: false }, 500).busy).toEqual(estimate(simulated, 1));
  });
});

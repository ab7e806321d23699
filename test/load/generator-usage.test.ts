import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { watchGenerator } from '../../harness/load/generator-usage.ts';
import { untilStart, wallClock } from '../../harness/load/start-time.ts';

/** Keeps this thread busy for so much CPU time, however often it is interrupted. */
function work(cpuMs: number): void {
  const before = process.cpuUsage();
  const used = () => process.cpuUsage(before).user / 1000;
  while (used() < cpuMs);
}

describe('what a loader uses', () => {
  it('is the CPU time of the process, and the share of a core that its own thread had', () => {
    const end = watchGenerator();
    work(40);
    const used = end();
    expect(used.cpuMs).toBeGreaterThanOrEqual(40);
    expect(used.cpuShare).toBeGreaterThan(0);
    expect(used.cpuShare).toBeLessThanOrEqual(1.05);
    expect(used).not.toHaveProperty('spinMs');
  });

  it('is less by what looking at the clock took', () => {
    const end = watchGenerator();
    work(40);
    expect(end(100_000)).toMatchObject({ spinMs: 100_000, cpuShare: 0 });
  });
});

describe('how late the event loop came to what was due', () => {
  it('is told of the time in which something else kept it', async () => {
    const usage = watchGenerator();
    await sleep(100);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    await sleep(100);
    const { loopDelayP99Ms } = usage();
    // The sample that fell due soonest within the 300 ms was late by all of them but its interval.
    expect(loopDelayP99Ms).toBeGreaterThan(250);
  });

  it('is not told of a loop that was never sampled', () => {
    expect(watchGenerator()()).not.toHaveProperty('loopDelayP99Ms');
  });
});

describe('a common start', () => {
  it('is not before its time', async () => {
    const start = wallClock() + 5;
    await untilStart(start);
    expect(wallClock()).toBeGreaterThanOrEqual(start);
  });

  it('is at once when its time has passed, or is so far off that the clock must have been set', async () => {
    const before = performance.now();
    await untilStart(wallClock() - 10_000);
    await untilStart(wallClock() + 3_600_000);
    expect(performance.now() - before).toBeLessThan(30_000);
  });
});

import { describe, expect, it } from 'vitest';
import { findSteadyState, repeat, type Warmed } from '../../harness/measure/find-steady-state.ts';

/** A server whose CPU per request follows `cost` slice by slice, and which answers `answers` in each. */
function server(cost: (slice: number) => number | null, answers = 1000, tookMs = 100) {
  let slices = 0;
  return {
    slices: () => slices,
    look: async (): Promise<Warmed> => {
      const now = cost(slices++);
      return { tookMs, answers: now === null ? 0 : answers, cost: now };
    },
  };
}

/** A little noise, the same each time. */
const noise = (slice: number) => 1 + 0.05 * Math.sin(7.3 * slice);

describe('looking for the steady state', () => {
  it('cuts where the cost per request stops falling', async () => {
    const { look } = server((slice) => (slice < 4 ? 0.2 - 0.04 * slice : 0.02 * noise(slice)));
    expect(await findSteadyState(4000, 0, look)).toEqual({ ms: 400, answers: 4000, steady: true });
  });

  it('looks on while the cut lies at the edge of what was seen', async () => {
    const late = server((slice) => Math.max(0.02, 0.2 - 0.015 * slice) * noise(slice));
    const found = await findSteadyState(4000, 0, late.look);
    expect(found).toEqual({ ms: 1200, answers: 12_000, steady: true });
    expect(late.slices()).toBeGreaterThanOrEqual(24);
  });

  it('is not deceived by a plateau when it is told how many answers to wait for', async () => {
    // Four workers, all cold for 1.5 s: flat for long enough to look settled.
    const cold = () => server((slice) => (slice < 15 ? 0.13 : 0.02) * noise(slice));
    expect((await findSteadyState(4000, 0, cold().look)).ms).toBeLessThan(1500);
    expect((await findSteadyState(4000, 32_000, cold().look)).ms).toBe(1500);
  });

  it('ends after a first look at a server whose CPU is not known, and claims nothing', async () => {
    let slices = 0;
    const look = async (): Promise<Warmed> => {
      slices += 1;
      return { tookMs: 100, answers: 1000, cost: null };
    };
    expect(await findSteadyState(4000, 0, look)).toEqual({ ms: 1000, answers: 10_000, steady: null });
    expect(slices).toBe(10);
  });

  it('says when none was reached', async () => {
    const never = server((slice) => 1 / (1 + slice));
    expect(await findSteadyState(4000, 0, never.look)).toEqual({ ms: 2000, answers: 20_000, steady: false });
    expect(never.slices()).toBe(40);
  });

  it('gives up on a server that is too slow to be looked at', async () => {
    const slow = server(() => 1, 1, 1000);
    const found = await findSteadyState(4000, 0, slow.look);
    expect(found.steady).toBeNull();
    expect(slow.slices()).toBeLessThanOrEqual(5);
  });

  it('ends when nothing is answered at all', async () => {
    const dead = server(() => null);
    expect(await findSteadyState(4000, 10_000, dead.look)).toEqual({ ms: 2000, answers: 0, steady: false });
  });
});

describe('warming up again', () => {
  const found = (answers: number, ms = 400) => ({ ms, answers, steady: true });

  it('goes on until as many answers were given, however long that takes', async () => {
    const slow = server(() => 1, 5000);
    expect(await repeat(found(40_000, 1000), 1, 4000, slow.look)).toEqual({
      ms: 800,
      answers: 40_000,
      steady: null,
    });
  });

  it('takes no worker for warm after a handful of answers, whatever was found', async () => {
    const { look } = server(() => 1, 2000);
    expect((await repeat(found(100), 4, 4000, look)).answers).toBe(16_000);
  });

  it('makes do with some time where answers come slowly', async () => {
    const slow = server(() => 1, 5);
    expect(await repeat(found(100), 4, 4000, slow.look)).toMatchObject({ ms: 1500, answers: 75 });
  });

  it('gives up on a server that does not answer', async () => {
    const dead = server(() => null);
    await repeat(found(1000, 2000), 1, 3000, dead.look);
    expect(dead.slices()).toBe(30);
  });
});

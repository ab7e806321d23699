import { describe, expect, it } from 'vitest';
import { answersAsExpected } from '../../harness/micro/in-process.ts';
import { cpuMsPerCall, timeCalls } from '../../harness/micro/time-calls.ts';
import { get } from '../load/accounts.ts';

describe('an answer in process', () => {
  const holds = (status: number | 'success', body: Parameters<typeof check>[1], answer: [number, string]) =>
    check(status, body, answer);

  it('must have the status and the body that the scenario expects', () => {
    expect(holds(200, { kind: 'any' }, [200, 'x'])).toBe(true);
    expect(holds(200, { kind: 'any' }, [201, 'x'])).toBe(false);
    expect(holds('success', { kind: 'any' }, [302, ''])).toBe(true);
    expect(holds('success', { kind: 'any' }, [404, ''])).toBe(false);
    expect(holds(200, { kind: 'exact', text: 'ab' }, [200, 'ab'])).toBe(true);
    expect(holds(200, { kind: 'exact', text: 'ab' }, [200, 'abc'])).toBe(false);
    expect(holds(200, { kind: 'includes', text: 'b' }, [200, 'abc'])).toBe(true);
    expect(holds(200, { kind: 'includes', text: 'b' }, [500, 'abc'])).toBe(false);
  });
});

function check(
  status: number | 'success',
  body: { kind: 'any' } | { kind: 'exact' | 'includes'; text: string },
  [given, text]: [number, string],
): boolean {
  return answersAsExpected(get('/', { expect: { status, body } }), { status: given, body: text });
}

/** Burns so many µs of CPU. */
function burn(us: number): void {
  const before = process.cpuUsage();
  for (let spent = 0; spent < us; ) {
    const { user, system } = process.cpuUsage(before);
    spent = user + system;
  }
}

describe('the timing of calls', () => {
  it('is their CPU time, of plain functions and of promises alike', async () => {
    for (const call of [() => burn(500), async () => burn(500)]) {
      const ms = await cpuMsPerCall(call, 40);
      expect(ms).toBeGreaterThanOrEqual(0.5);
      expect(ms).toBeLessThan(5);
    }
  });

  it('tells calls apart that are far shorter than the clock can read', async () => {
    const short = await cpuMsPerCall(() => Math.random(), 20);
    expect(short).toBeGreaterThan(0);
    expect(short).toBeLessThan(0.001);
  });

  it('does not count waiting', async () => {
    const ms = await cpuMsPerCall(() => new Promise((resolve) => setTimeout(resolve, 20)), 20);
    expect(ms).toBeLessThan(10);
  });

  it('lets an error through', async () => {
    let calls = 0;
    const failing = () => {
      calls += 1;
      if (calls > 10) throw new Error('no more');
    };
    await expect(cpuMsPerCall(failing, 20)).rejects.toThrow('no more');
  });

  it('has no figure for a handler that cannot be called alone', async () => {
    const app = timeCalls(
      {
        handler: async () => null,
        framework: () => async () => ({ status: 200, body: 'x' }),
        close: async () => {},
      },
      'a framework',
    );
    expect(await app.handlerMs(get(), 10)).toBeNull();
    expect(await app.frameworkMs(get(), 10)).toBeGreaterThan(0);
    expect(await app.answer(get())).toEqual({ status: 200, body: 'x' });
  });
});

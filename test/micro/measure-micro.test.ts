import { describe, expect, it } from 'vitest';
import type { InProcess } from '../../harness/micro/in-process.ts';
import { measureMicro } from '../../harness/micro/measure-micro.ts';
import { FailureError } from '../../harness/model/failure.ts';
import { FakeWorld } from '../helpers/fake-instruments.ts';
import { syntheticPlan } from '../helpers/slices.ts';

/** An app in process whose every measurement takes as long as it was given. */
function inProcess(world: FakeWorld, change: Partial<InProcess> = {}): InProcess {
  const measured = (cpuMs: number) => async (_request: unknown, forMs: number) => {
    world.clock += forMs;
    return cpuMs;
  };
  return {
    frameworkLabel: 'Fastify',
    answer: async () => ({ status: 200, body: '' }),
    handlerMs: measured(0.002),
    frameworkMs: measured(0.04),
    close: async () => {},
    ...change,
  };
}

function run(
  world: FakeWorld,
  { budgetSeconds = 20, app = inProcess(world), signal = new AbortController().signal } = {},
) {
  const plan = syntheticPlan({
    variants: ['dev', 'prefork:workers=4'],
    scenarios: ['json', 'page'],
    overrides: { budgetSeconds, warmupCapMs: 200 },
  });
  const announced: string[] = [];
  const announce = (text: string) => announced.push(text);
  const measured = measureMicro({ plan, instruments: world.instruments, inProcess: app, signal, announce });
  return { measured, announced };
}

const stops = (world: FakeWorld) => world.log.filter((line) => line.startsWith('stop ')).sort();

describe('measuring for bench micro', () => {
  it('measures every scenario in every way once a cycle, in an order drawn for each', async () => {
    const world = new FakeWorld();
    const { samples, troubles } = await run(world).measured;
    expect(troubles).toEqual([]);
    const cycles = [...new Set(samples.map(({ cycle }) => cycle))];
    expect(cycles.length).toBeGreaterThanOrEqual(7);
    const orders = cycles.map((cycle) =>
      samples.filter((one) => one.cycle === cycle).map(({ scenario, way }) => `${scenario} ${way}`),
    );
    for (const order of orders) {
      expect([...order].sort()).toEqual(
        ['json', 'page'].flatMap((name) =>
          ['dev', 'framework', 'handler', 'prefork:workers=4'].map((way) => `${name} ${way}`),
        ),
      );
    }
    expect(new Set(orders.map(String)).size).toBeGreaterThan(1);
    expect(samples.find(({ way }) => way === 'handler')?.cpuMs).toBe(0.002);
    expect(samples.findLast(({ way }) => way === 'dev')?.cpuMs).toBe(1);
    expect(world.mostDriving).toBe(2);
  });

  it('ends within its budget, and measures one cycle that counts however short that is', async () => {
    const world = new FakeWorld();
    await run(world, { budgetSeconds: 10 }).measured;
    expect(world.clock).toBeLessThanOrEqual(10_000);
    const hurried = new FakeWorld();
    const { samples } = await run(hurried, { budgetSeconds: 1 }).measured;
    expect(new Set(samples.map(({ cycle }) => cycle))).toEqual(new Set([0, 1]));
  });

  it('ends every server and the loader, and says what it does', async () => {
    const world = new FakeWorld();
    const { measured, announced } = run(world);
    await measured;
    expect(stops(world)).toEqual(['stop dev', 'stop prefork:workers=4']);
    expect(world.loadersStopped).toBe(world.loadersStarted);
    expect(announced.slice(0, 3)).toEqual(['starting dev', 'starting prefork ×4', 'warming up json']);
    expect(announced).toContain('cycle 2');
  });

  it('keeps what was measured when it is interrupted', async () => {
    const world = new FakeWorld();
    const interrupt = new AbortController();
    const { measured, announced } = run(world, { signal: interrupt.signal });
    world.onDrive = () => {
      if (announced.includes('cycle 3')) interrupt.abort();
    };
    const { samples } = await measured;
    expect(Math.max(...samples.map(({ cycle }) => cycle))).toBe(3);
    expect(stops(world)).toHaveLength(2);
  });

  it('starts no server for an app that answers wrongly in process', async () => {
    const world = new FakeWorld();
    const app = inProcess(world, { answer: async () => ({ status: 500, body: '' }) });
    await expect(run(world, { app }).measured).rejects.toMatchObject({
      failure: { phase: 'json', detail: 'in process, GET /json answered 500 and not as expected' },
    });
    expect(world.log).toEqual([]);
  });

  it('names the server that died, and ends the others', async () => {
    const world = new FakeWorld();
    const { measured, announced } = run(world);
    world.onDrive = () => {
      if (announced.includes('cycle 2')) world.kill('dev');
    };
    const failure = await measured.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FailureError);
    expect((failure as FailureError).failure).toMatchObject({ reason: 'server-exited', variant: 'dev' });
    expect(stops(world)).toHaveLength(2);
  });

  it('tells what a server left behind', async () => {
    const world = new FakeWorld();
    world.onStop = (variant) => ({ reason: 'not-stopped', variant, phase: 'stop', left: ['pid 1 x'] });
    expect((await run(world, { budgetSeconds: 5 }).measured).troubles).toHaveLength(2);
  });
});

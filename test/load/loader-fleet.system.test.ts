import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type Loader, startLoader } from '#built/harness/load/loader.js';
import { type FleetMember, LoaderFleet, startFleet } from '#built/harness/load/loader-fleet.js';
import { LoaderKeeper } from '#built/harness/load/loader-keeper.js';
import type { FailureError } from '#built/harness/model/failure.js';
import { decodeHistogram } from '../../harness/stats/histogram.ts';
import { expectAccounted, get, noFailures, orderFor } from './accounts.ts';
import { type Exchange, ok, type ScriptedServer } from './scripted-server.ts';
import { serving } from './serving.ts';
import { until } from './until.ts';

const serve = serving();
const fleets: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const fleet of fleets.splice(0)) await fleet.stop();
});

async function fleetOf(count: number): Promise<LoaderFleet> {
  const fleet = await startFleet(count, { engine: 'native' });
  fleets.push(fleet);
  return fleet;
}

/** A fleet whose processes the test can get at. */
async function knownFleet(count: number): Promise<{ fleet: LoaderFleet; loaders: Loader[] }> {
  const loaders = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      startLoader({ engine: 'native', place: { index, of: count } }),
    ),
  );
  const fleet = new LoaderFleet(loaders satisfies FleetMember[]);
  fleets.push(fleet);
  return { fleet, loaders };
}

const target = ({ host, port }: ScriptedServer) => ({ host, port });
const answering = ({ socket }: Exchange) => socket.write(ok());
const alive = (pid: number) => existsSync(`/proc/${pid}`);

describe('three loaders that act as one', () => {
  it('send over all connections, and tell of every request once', async () => {
    const server = await serve(answering);
    const session = await (await fleetOf(3)).open(target(server), 7);
    await until(() => server.open.size === 7);
    for (let slice = 1; slice <= 2; slice += 1) {
      const before = server.requests.length;
      const report = await session.drive(orderFor(7, { timelineMs: 10 }));
      expectAccounted(report);
      expect(report).toMatchObject({ failed: noFailures, unfinished: 0, opening: 7 });
      expect(report.sent).toBe(server.requests.length - before);
      expect(decodeHistogram(report.responseTime).totalCount).toBe(report.responses);
      expect(report.timeline?.ok.reduce((sum, step) => sum + step, 0)).toBe(report.ok);
      expect(report.generator.cpuShare).toBeGreaterThan(0);
      expect(report.busy.answers / report.busy.elapsedMs).toBeGreaterThan(0);
    }
    expect(server.accepted).toBe(7);
    await session.close();
    await until(() => server.open.size === 0);
  });

  it('are no more than there are connections', async () => {
    const server = await serve(answering);
    const session = await (await fleetOf(3)).open(target(server), 1, orderFor(1));
    const report = await session.drive(orderFor(1));
    expectAccounted(report);
    expect(server.accepted).toBe(1);
  });

  it('go on until all together have enough answers, though one of them gets none', async () => {
    const server = await serve(({ socket, connection }) => {
      if (connection > 0) setTimeout(() => socket.write(ok()), 20);
    });
    const session = await (await fleetOf(2)).open(target(server), 2);
    const window = { minMs: 50, maxMs: 60_000, minAnswers: 10 };
    const report = await session.drive(orderFor(2, { window, requestTimeoutMs: 1000, drainTimeoutMs: 300 }));
    expectAccounted(report);
    expect(report.ok).toBeGreaterThanOrEqual(10);
    expect(report.windowMs).toBeGreaterThan(150);
    expect(report.unfinished + report.failed.timeout).toBeGreaterThanOrEqual(1);
  });

  it('never number two requests alike', async () => {
    const server = await serve(answering);
    const session = await (await fleetOf(3)).open(target(server), 6);
    await session.drive(
      orderFor(6, { requests: [get('/?n={{n}}')], window: { minMs: 200, maxMs: 200, minAnswers: 0 } }),
    );
    const numbers = server.requests.map(({ head }) => /\?n=(\d+)/.exec(head)?.[1]);
    expect(numbers.length).toBeGreaterThan(6);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(new Set(numbers.map((number) => Number(number) % 3)).size).toBe(3);
  });

  it('end together when one of them dies, and are replaced together', async () => {
    const server = await serve(() => {});
    const started: Loader[][] = [];
    const keeper = new LoaderKeeper(async () => {
      const { fleet, loaders } = await knownFleet(3);
      started.push(loaders);
      return fleet;
    });
    const session = await keeper.open(target(server), 3);
    const slice = session.drive(orderFor(3)).catch((error: unknown) => error);
    await until(() => server.requests.length === 3);
    process.kill(started[0]?.[1]?.pid ?? 0, 'SIGKILL');
    const error = await slice;
    expect(error).toMatchObject({ failure: { reason: 'loader-exited', exitCode: null, signal: 'SIGKILL' } });
    await keeper.noteFailure(error as FailureError);
    expect(started[0]?.filter(({ pid }) => alive(pid))).toEqual([]);
    await until(() => server.open.size === 0);

    server.answer(answering);
    const again = await keeper.open(target(server), 3);
    expectAccounted(await again.drive(orderFor(3)));
    expect(started).toHaveLength(2);
    await keeper.stop();
  });

  it('end with the harness, however that ends', async () => {
    const built = fileURLToPath(import.meta.resolve('#built/harness/load/loader-fleet.js'));
    const script = `import { startFleet } from ${JSON.stringify(built)};
      import { readFileSync } from 'node:fs';
      const fleet = await startFleet(3, { engine: 'native' });
      const children = readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8').trim().split(' ');
      process.stdout.write(JSON.stringify(children.map(Number)));
      setInterval(() => {}, 1000);`;
    const harness = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(harness.stdout, 'data')) as [Buffer];
    const pids = JSON.parse(`${said}`) as number[];
    expect(pids).toHaveLength(3);
    expect(pids.every(alive)).toBe(true);
    harness.kill('SIGKILL');
    await once(harness, 'exit');
    await until(() => !pids.some(alive));
  });

  it('are not left behind when their start is aborted', async () => {
    const signal = AbortSignal.abort();
    await expect(startFleet(3, { engine: 'native', signal })).rejects.toMatchObject({
      failure: { reason: 'loader-exited', signal: 'SIGKILL' },
    });
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { nativeEngine } from '../../harness/load/native/engine.ts';
import { expectAccounted, noFailures, orderFor } from './accounts.ts';
import { ok, type ScriptedServer, startServer } from './scripted-server.ts';
import { until } from './until.ts';

let server: ScriptedServer;
afterEach(async () => {
  await until(() => server.open.size === 0);
  await server.close();
});

const sum = (counts: readonly number[] = []) => counts.reduce((total, count) => total + count, 0);

describe('the native engine', () => {
  it('lets each connection think between its requests', async () => {
    const asked: { connection: number; at: number }[] = [];
    server = await startServer(({ socket, connection }) => {
      asked.push({ connection, at: performance.now() });
      socket.write(ok());
    });
    const session = await nativeEngine.open(server, 4);
    const report = await session.drive(
      orderFor(4, { thinkMs: 100, window: { minMs: 800, maxMs: 800, minAnswers: 0 } }),
    );
    await session.close();
    expectAccounted(report);
    expect(report.failed).toEqual(noFailures);
    for (const connection of [0, 1, 2, 3]) {
      const own = asked.filter((one) => one.connection === connection).map(({ at }) => at);
      expect(own.length).toBeGreaterThan(1);
      // Never sooner; how much later depends on the machine. The server hears of each a little late, too.
      for (const [index, at] of own.entries())
        if (index > 0) expect(at - (own[index - 1] ?? 0)).toBeGreaterThan(90);
    }
    expect(report.sent).toBeLessThanOrEqual(4 * 8);
  });

  it('tells what came and what failed in each step, with the gap that a server left', async () => {
    let silentUntil = 0;
    server = await startServer(({ socket }) => {
      silentUntil ||= performance.now() + 300;
      if (performance.now() < silentUntil) socket.resetAndDestroy();
      else socket.write(ok());
    });
    const session = await nativeEngine.open(server, 2);
    const report = await session.drive(
      orderFor(2, { timelineMs: 50, window: { minMs: 600, maxMs: 600, minAnswers: 0 } }),
    );
    await session.close();
    expectAccounted(report);
    const { timeline } = report;
    expect(timeline?.stepMs).toBe(50);
    expect(timeline?.ok).toHaveLength(Math.floor(report.totalMs / 50) + 1);
    expect(timeline?.failed).toHaveLength(timeline?.ok.length ?? 0);
    expect(sum(timeline?.ok)).toBe(report.ok);
    expect(sum(timeline?.failed)).toBe(report.sent - report.ok);
    expect(timeline?.ok.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    expect(timeline?.ok.findIndex((count) => count > 0)).toBeGreaterThanOrEqual(5);
    expect(timeline?.failed[0]).toBeGreaterThan(0);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { type Ask, askerOf } from './exchange.ts';
import type { Bench, Experiment, Found } from './experiment.ts';

const connections = 16;
const loadMs = 3000;
const askEveryMs = 50;
const answerWithinMs = 5000;

async function askWhileLoaded(bench: Bench): Promise<Found<'health'>> {
  const server = await bench.start();
  const ask = askerOf(bench, server);
  const scenario = bench.scenario('json');
  const session = await bench.openLoad(server.target, connections);
  const load = session.drive({
    requests: scenario.requests,
    level: { kind: 'closed', concurrency: connections },
    window: { minMs: loadMs, maxMs: loadMs, minAnswers: 0 },
    requestTimeoutMs: bench.requestTimeoutMs,
    drainTimeoutMs: bench.requestTimeoutMs,
  });
  // What it rejects with is thrown below, once nothing is asked any more.
  load.catch(() => undefined);
  const until = bench.now() + loadMs;
  const asked: Promise<[Asked, Asked]>[] = [];
  while (bench.now() < until) {
    asked.push(Promise.all([timed(bench, ask, '/health'), timed(bench, ask, '/who')]));
    await sleep(askEveryMs, undefined, { signal: bench.signal });
  }
  const pairs = await Promise.all(asked);
  const { ok, sent } = await load;
  const answeredMs = pairs.flat().flatMap(({ good, tookMs }) => (good ? [tookMs] : []));
  return {
    findings: {
      healthShare: share(pairs.map(([health]) => health)),
      workersShare: share(pairs.map(([, who]) => who)),
      slowest: answeredMs.length === 0 ? null : Math.max(...answeredMs),
    },
    scenario: scenario.name,
    remarks: [
      `Each was asked ${pairs.length} times and had ${answerWithinMs / 1000} s to answer.`,
      `Of the load itself, ${ok} of ${sent} requests were answered as they should be.`,
    ],
  };
}

interface Asked {
  readonly good: boolean;
  readonly tookMs: number;
}

async function timed(bench: Bench, ask: Ask, path: string): Promise<Asked> {
  const startedMs = bench.now();
  const answer = await ask({ path, timeoutMs: answerWithinMs });
  return { good: 'status' in answer && answer.status === 200, tookMs: bench.now() - startedMs };
}

function share(asked: readonly Asked[]): number | null {
  return asked.length === 0 ? null : asked.filter(({ good }) => good).length / asked.length;
}

export const health: Experiment<'health'> = { name: 'health', acts: { loaded: askWhileLoaded } };

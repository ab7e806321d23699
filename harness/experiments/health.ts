import { type Ask, askerOf } from './exchange.ts';
import type { Bench, Experiment, Found } from './experiment.ts';
import { pause } from './pause.ts';

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
  const pairs = await askForAWhile(bench, ask);
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

type Pair = readonly [health: Asked, who: Asked];

/** Asks again and again, whether or not earlier questions have been answered. */
async function askForAWhile(bench: Bench, ask: Ask): Promise<readonly Pair[]> {
  const until = bench.now() + loadMs;
  const asked: Promise<Pair>[] = [];
  while (bench.now() < until) {
    const pair = Promise.all([timed(bench, ask, '/health'), timed(bench, ask, '/who')]);
    // Should the pause end first when the run is interrupted, nobody waits for this any more.
    pair.catch(() => undefined);
    asked.push(pair);
    await pause(askEveryMs, bench.signal);
  }
  return Promise.all(asked);
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

import { describe, expect, it } from 'vitest';
import { type BusyPair, BusyTimes } from '../../harness/load/busy.ts';
import { mergeBusy } from '../../harness/load/merge-reports.ts';
import { StopRule } from '../../harness/load/stop-rule.ts';
import type { Peers } from '../../harness/model/load.ts';
import { exponential, type Random, seeded } from './closed-queue.ts';

const window = { minMs: 50, maxMs: 100_000, minAnswers: 32 };
const service = exponential(20);

/**
 * Connections of two loaders, each bound to one of two workers that serve one request at a time: those of the first
 * loader share theirs with one of the second, whose other connection has a worker for itself.
 */
const connections = [
  { loader: 0, worker: 0 },
  { loader: 0, worker: 0 },
  { loader: 1, worker: 0 },
  { loader: 1, worker: 1 },
];
const truth = 2 / service.mean;

/** Counts over both as the harness does, with no delay. */
function council(needed: number): readonly Peers[] {
  const told = [0, 0];
  let close: (last: number) => void = () => {};
  const closed = new Promise<number>((resolve) => {
    close = resolve;
  });
  return [0, 1].map((seat) => ({
    count: 2,
    enough: closed.then((last) => last === seat),
    answers(count) {
      told[seat] = count;
      if (told.reduce((sum, one) => sum + one, 0) >= needed) close(seat);
    },
  }));
}

async function slice(rules: readonly StopRule[], random: Random): Promise<BusyPair> {
  const busy = rules.map(() => new BusyTimes());
  const queues: number[][] = [[], []];
  const served: { at: number; connection: number }[] = [];
  const send = (connection: number, now: number): void => {
    const queue = queues[connections[connection]!.worker]!;
    queue.push(connection);
    if (queue.length === 1) served.push({ at: now + service.draw(random), connection });
  };
  for (const connection of connections.keys()) send(connection, 0);
  while (served.length > 0) {
    served.sort((a, b) => b.at - a.at);
    const { at, connection } = served.pop()!;
    const { loader, worker } = connections[connection]!;
    const queue = queues[worker]!;
    queue.shift();
    const [next] = queue;
    if (next !== undefined) served.push({ at: at + service.draw(random), connection: next });
    busy[loader]!.add(at);
    const over = rules[loader]!.over(at, busy[loader]!.count);
    // What one told is heard before the next event.
    for (let hop = 0; hop < 4; hop += 1) await null;
    if (!over && !rules[loader]!.over(at, busy[loader]!.count)) send(connection, at);
  }
  return mergeBusy(busy.map((times, loader) => times.pair(rules[loader]!.end!)));
}

/** Σ answers / Σ elapsed over many slices against the truth; 0.01 is 1 % too high. */
async function bias(rulesOfSlice: () => readonly StopRule[]): Promise<number> {
  const random = seeded(7);
  let [answers, elapsedMs] = [0, 0];
  for (let count = 0; count < 3000; count += 1) {
    const pair = await slice(rulesOfSlice(), random);
    answers += pair.answers;
    elapsedMs += pair.elapsedMs;
  }
  return answers / elapsedMs / truth - 1;
}

describe('the throughput of loaders whose connections are served unequally', () => {
  it('is that of all while all of them send, when they end together', async () => {
    const found = await bias(() => council(window.minAnswers).map((peers) => new StopRule(window, peers)));
    expect(Math.abs(found)).toBeLessThan(0.02);
  });

  it('would be too high by several percent if each ended with its share of the answers', async () => {
    const found = await bias(() => [0, 1].map(() => new StopRule({ ...window, minAnswers: 16 })));
    expect(found).toBeGreaterThan(0.04);
  });
});

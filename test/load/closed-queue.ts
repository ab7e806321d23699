import { type BusyPair, BusyTimes } from '../../harness/load/busy.ts';
import { StopRule } from '../../harness/load/stop-rule.ts';
import type { SliceWindow } from '../../harness/model/load.ts';

export type Random = () => number;

/** Mulberry32: small, seeded, good enough to simulate queues. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Service times in ms. */
export interface Service {
  readonly mean: number;
  draw(random: Random): number;
}

/** The same work each time, and a little lateness (half-normal), as timers and schedulers bring. */
export function steady(ms: number, lateness: number): Service {
  return {
    mean: ms + lateness * Math.sqrt(2 / Math.PI),
    draw: (random) => ms + lateness * Math.abs(normal(random)),
  };
}

export function exponential(mean: number): Service {
  return { mean, draw: (random) => -mean * Math.log(1 - random()) };
}

export function lognormal(mean: number, variation: number): Service {
  const variance = Math.log(1 + variation * variation);
  const mu = Math.log(mean) - variance / 2;
  return { mean, draw: (random) => Math.exp(mu + Math.sqrt(variance) * normal(random)) };
}

export interface Queue {
  readonly connections: number;
  /** Requests served at once. */
  readonly workers: number;
  readonly service: Service;
  readonly window: SliceWindow;
  /** Which worker serves a connection, where connections are bound to workers; else one queue for all. */
  readonly bound?: readonly number[];
}

/** What the estimator makes of one slice on a simulated server, drain included. */
export function slice(queue: Queue, random: Random): BusyPair {
  const rule = new StopRule(queue.window);
  const busy = new BusyTimes();
  const pools = queue.bound === undefined ? [queue.workers] : Array.from({ length: queue.workers }, () => 1);
  const waiting: number[][] = pools.map(() => []);
  const served: { at: number; connection: number }[] = [];
  const pool = (connection: number): number => queue.bound?.[connection] ?? 0;

  const serve = (connection: number, now: number): void => {
    const at = now + queue.service.draw(random);
    let place = served.length;
    while (place > 0 && served[place - 1]!.at < at) place -= 1;
    served.splice(place, 0, { at, connection });
  };
  const send = (connection: number, now: number): void => {
    const mine = pool(connection);
    if (pools[mine]! > 0) {
      pools[mine]! -= 1;
      serve(connection, now);
    } else {
      waiting[mine]!.push(connection);
    }
  };

  for (let connection = 0; connection < queue.connections; connection += 1) send(connection, 0);
  for (let next = served.pop(); next !== undefined; next = served.pop()) {
    const mine = pool(next.connection);
    const queued = waiting[mine]!.shift();
    if (queued === undefined) pools[mine]! += 1;
    else serve(queued, next.at);
    busy.add(next.at);
    if (!rule.over(next.at, busy.count)) send(next.connection, next.at);
  }
  return busy.pair(rule.end ?? { atMs: queue.window.minMs, byCount: false });
}

/** Σ answers / Σ elapsed over many slices against the server's true throughput; 0.01 is 1 % too high. */
export function bias(queue: Queue, slices: number, seed = 1): { bias: number; standardError: number } {
  const random = seeded(seed);
  const truth = Math.min(queue.workers, queue.connections) / queue.service.mean;
  const pairs = Array.from({ length: slices }, () => slice(queue, random));
  const answers = pairs.reduce((sum, pair) => sum + pair.answers, 0);
  const elapsed = pairs.reduce((sum, pair) => sum + pair.elapsedMs, 0);
  const residuals = pairs.reduce((sum, p) => sum + (p.answers - (answers / elapsed) * p.elapsedMs) ** 2, 0);
  return { bias: answers / elapsed / truth - 1, standardError: Math.sqrt(residuals) / answers };
}

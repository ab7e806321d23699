import { setTimeout as sleep } from 'node:timers/promises';
import { FailureError } from '../model/failure.ts';
import type { Bench, ServerUnderTest } from './experiment.ts';

export interface FootprintPoint {
  readonly atMs: number;
  readonly bytes: number;
}

/**
 * The memory of a server's tree now; where the system does not tell shared pages apart, what its processes have
 * resident. Null for a server that is gone: whether it is will be told by its answers.
 */
export async function footprintOf(server: ServerUnderTest): Promise<number | null> {
  try {
    const sample = await server.memory();
    return sample.footprint ?? sample.rss;
  } catch (error) {
    if (error instanceof FailureError) return null;
    throw error;
  }
}

/** Looks now and every so many ms, until the returned function is called; times count from here. */
export function watchFootprint(
  bench: Bench,
  server: ServerUnderTest,
  everyMs: number,
): () => Promise<readonly FootprintPoint[]> {
  const over = new AbortController();
  const signal = AbortSignal.any([bench.signal, over.signal]);
  const startedMs = bench.now();
  const points: FootprintPoint[] = [];
  const look = async () => {
    const bytes = await footprintOf(server);
    if (bytes !== null) points.push({ atMs: bench.now() - startedMs, bytes });
  };
  const looking = (async () => {
    await look();
    while (!signal.aborted) {
      await sleep(everyMs, undefined, { signal }).catch(() => undefined);
      await look();
    }
  })();
  return async () => {
    over.abort();
    await looking;
    return points;
  };
}

import { setImmediate } from 'node:timers/promises';
import { Bench } from 'tinybench';
import type { RequestSpec } from '../model/scenario.ts';
import type { InProcess, InProcessAnswer } from './in-process.ts';

/** The app as functions of this process. */
export interface CallableApp {
  /** Null where no handler answers: the framework does it by itself. */
  handler(request: RequestSpec): Promise<(() => unknown) | null>;
  framework(request: RequestSpec): () => Promise<InProcessAnswer>;
  close(): Promise<void>;
}

/** A call may be as short as the reading of the clock, which counts whole µs: so many ms are read together. */
const batchMs = 4;
const longestBatchMs = 10 * batchMs;
const fewestBatches = 3;

/** Times the calls of an app in this process. */
export function timeCalls(app: CallableApp, frameworkLabel: string): InProcess {
  return {
    frameworkLabel,
    answer: (request) => app.framework(request)(),
    async handlerMs(request, forMs) {
      const call = await app.handler(request);
      return call === null ? null : cpuMsPerCall(call, forMs);
    },
    frameworkMs: (request, forMs) => cpuMsPerCall(app.framework(request), forMs),
    close: () => app.close(),
  };
}

/** Mean CPU time of a call, ms; what garbage collection and compiling take in other threads is part of it. */
export async function cpuMsPerCall(call: () => unknown, forMs: number): Promise<number> {
  // Calls give the event loop no turn, and a signal or a line of progress may be waiting for one.
  await setImmediate();
  const batch = call() instanceof Promise ? awaitedBatch(call) : plainBatch(call);
  const size = await batchSize(batch);
  const bench = new Bench({ time: forMs, iterations: fewestBatches, warmup: false, throws: true });
  bench.add('call', async () => {
    const startedMs = performance.now();
    const cpuMs = await batch(size);
    return { overriddenDuration: cpuMs / size, overriddenIterationCost: performance.now() - startedMs };
  });
  const [task] = await bench.run();
  if (task?.result.state !== 'completed') throw new Error('Internal error: a benchmark did not complete');
  return task.result.latency.mean;
}

/** Calls that take long enough together; those that wait are not repeated until they have. */
async function batchSize(batch: Batch): Promise<number> {
  for (let size = 1; ; size *= 2) {
    const startedMs = performance.now();
    const cpuMs = await batch(size);
    if (cpuMs >= batchMs || performance.now() - startedMs >= longestBatchMs) return size;
  }
}

/** Calls so many times; resolves to the CPU time of all, ms. */
type Batch = (calls: number) => Promise<number>;

function plainBatch(call: () => unknown): Batch {
  return async (calls) => {
    const before = process.cpuUsage();
    for (let i = 0; i < calls; i += 1) call();
    return cpuMsSince(before);
  };
}

function awaitedBatch(call: () => unknown): Batch {
  return async (calls) => {
    const before = process.cpuUsage();
    for (let i = 0; i < calls; i += 1) await call();
    return cpuMsSince(before);
  };
}

function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

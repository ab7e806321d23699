import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { contract } from '../contract/contract.ts';
import { type Answerer, type AppAnswer, type AppRequest, errorAnswer } from './message.ts';

/** Given to each thread of the pool. */
export interface PoolThreadData {
  /** Shared; its first element counts the threads that can take work. */
  readonly started: Int32Array;
}

export interface ThreadPool {
  /** Whether every thread has come up. */
  readonly ready: () => boolean;
  readonly answer: Answerer;
  close(): Promise<void>;
}

/** From this size on, moving a body to the thread is cheaper than copying it. */
const moveBytes = 16_384;

/**
 * A fixed number of threads that run handlers, one request at a time each: a handler that awaits keeps its thread, as
 * in any server with a thread per request. When `maxWaiting` requests wait for a thread, further ones get 503.
 */
export function openThreadPool(threads: number, maxWaiting: number): ThreadPool {
  const started = new Int32Array(new SharedArrayBuffer(4));
  const data: PoolThreadData = { started };
  const pool = new Piscina<AppRequest, AppAnswer>({
    filename: fileURLToPath(new URL('./main/pool-thread.js', import.meta.url)),
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    workerData: data,
    recordTiming: false,
  });
  const ready = () => Atomics.load(started, 0) >= threads;
  pool.on('error', (error: Error) => {
    // The pool replaces a thread that died at work; one that cannot even start would be replaced for ever.
    process.stderr.write(`pool thread: ${error.stack ?? error.message}\n`);
    if (!ready()) process.exit(1);
  });
  return {
    ready,
    answer(request) {
      // A queue without a bound only grows latency and memory.
      if (pool.queueSize >= maxWaiting) {
        return errorAnswer(503, contract.errors.overloaded, { 'retry-after': '1' });
      }
      return request.body.length >= moveBytes
        ? pool.run(request, { transferList: [request.body.buffer as ArrayBuffer] })
        : pool.run(request);
    },
    close: () => pool.destroy(),
  };
}

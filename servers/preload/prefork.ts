/**
 * `node --import modebench/prefork app.js`: the app as it is in MODEBENCH_WORKERS processes (one per CPU without it) that
 * share its port, under a primary of node:cluster that does nothing but give them connections in turn. All of the entry
 * file runs in every worker: its timers, its migrations and its caches exist once per worker. MODEBENCH_PORT is as for
 * `modebench/port`.
 *
 * Node loads this before the app's entry, in the primary and in each worker alike, and in whatever processes and threads
 * the app starts with Node's own flags; only the first of them may become a primary.
 */
import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { leadWorkers } from '../node/lead-workers.ts';
import './port.ts';

/** How long workers may take to stop before they are killed; as long as `docker stop` waits. */
const stopMs = 10_000;

const { MODEBENCH_WORKER, MODEBENCH_WORKERS } = process.env;
// A worker has it in its environment, and so has all that the app starts from there.
if (isMainThread && cluster.isPrimary && MODEBENCH_WORKER === undefined)
  await lead(workersOf(MODEBENCH_WORKERS));

function workersOf(text: string | undefined): number {
  if (text === undefined || text === '') return availableParallelism();
  const workers = Number(text);
  if (Number.isInteger(workers) && workers >= 1 && workers <= 1024) return workers;
  throw new Error(`MODEBENCH_WORKERS is "${text}"; write a whole number from 1 to 1024`);
}

/** Never resolves: the entry file, which comes next, is for the workers. The primary ends by `process.exit`. */
function lead(size: number): Promise<never> {
  leadWorkers({
    ...{ size, stopMs },
    fork: () => cluster.fork({ MODEBENCH_WORKER: '1' }),
    atFullStrength: () => say(`${size} ${size === 1 ? 'worker listens' : 'workers listen'}`),
    onEnd: (_worker, how, fullStrength) =>
      say(fullStrength ? `a worker ended (${how})` : `a worker ended before all listened (${how})`),
  });
  return new Promise(() => {});
}

function say(text: string): void {
  process.stderr.write(`modebench/prefork: ${text}\n`);
}

/** Entry file of mode `prefork`: the primary, which starts workers, gives them connections, and replaces dead ones. */
import cluster, { type Worker } from 'node:cluster';
import { fileURLToPath } from 'node:url';
import { backOff } from '../backoff.ts';
import { onStopSignal, serveArguments } from '../lifecycle.ts';
import { closeLostConnection } from '../lost-connection.ts';

/** How long workers may take to stop before they are killed. */
const stopMs = 1000;

const { host, port, size } = serveArguments();
const listening = new Set<Worker>();
const restarts = backOff();
let fullStrength = false;
let stopping = false;

cluster.schedulingPolicy = cluster.SCHED_RR;
cluster.setupPrimary({
  exec: fileURLToPath(new URL('./prefork-worker.js', import.meta.url)),
  args: ['--host', host, '--port', String(port)],
});

function start(): void {
  // Once the server has been at full strength, a new worker need not wait for the others.
  const worker = cluster.fork({ BENCH_FULL_STRENGTH: fullStrength ? '1' : '' });
  const startedMs = performance.now();
  closeLostConnection(worker);
  worker.on('listening', () => {
    listening.add(worker);
    if (fullStrength || listening.size < size) return;
    fullStrength = true;
    // Sent on the same channel as connections, so every worker knows it before any later request.
    for (const ready of listening) ready.send('full-strength');
  });
  worker.on('exit', (code, signal) => {
    listening.delete(worker);
    if (stopping) {
      if (Object.keys(cluster.workers ?? {}).length === 0) process.exit();
      return;
    }
    process.stderr.write(`worker ${worker.id} ended (${signal ?? `exit code ${code}`})\n`);
    if (fullStrength) setTimeout(restart, restarts.delayMs(performance.now() - startedMs));
    else stop(1);
  });
}

function restart(): void {
  if (!stopping) start();
}

/** Ends the workers, then this process. A server whose workers cannot even start ends with exit code 1. */
function stop(exitCode: number): void {
  stopping = true;
  process.exitCode = exitCode;
  const workers = Object.values(cluster.workers ?? {});
  if (workers.length === 0) process.exit();
  for (const worker of workers) worker?.process.kill('SIGTERM');
  setTimeout(() => {
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGKILL');
  }, stopMs);
}

onStopSignal(() => stop(0));
for (let worker = 0; worker < size; worker++) start();

import cluster, { type Worker } from 'node:cluster';
import { backOff } from './backoff.ts';
import { onStopSignal } from './lifecycle.ts';
import { closeLostConnection } from './lost-connection.ts';

/** What a primary does beside keeping its workers. */
export interface Crew {
  readonly size: number;
  /** How long workers may take to stop before they are killed. */
  readonly stopMs: number;
  /** Starts one worker. `fullStrength`: whether all of them have listened at one time. */
  fork(fullStrength: boolean): Worker;
  /** When all of them listen for the first time. */
  atFullStrength(listening: ReadonlySet<Worker>): void;
  /** When one has ended that was not asked to; `how`: its signal or exit code. */
  onEnd(worker: Worker, how: string, fullStrength: boolean): void;
}

/**
 * Starts the workers of a primary, gives them connections in turn, and replaces those that end. One that ends before all
 * have listened ends everything with exit code 1: a server whose workers cannot even start. A stop signal ends the
 * workers, and then this process.
 */
export function leadWorkers({ size, stopMs, fork, atFullStrength, onEnd }: Crew): void {
  const listening = new Set<Worker>();
  const restarts = backOff();
  let fullStrength = false;
  let stopping = false;

  cluster.schedulingPolicy = cluster.SCHED_RR;

  function start(): void {
    const worker = fork(fullStrength);
    const startedMs = performance.now();
    closeLostConnection(worker);
    worker.on('listening', () => {
      listening.add(worker);
      if (fullStrength || listening.size < size) return;
      fullStrength = true;
      atFullStrength(listening);
    });
    worker.on('exit', (code, signal) => {
      listening.delete(worker);
      if (stopping) {
        if (Object.keys(cluster.workers ?? {}).length === 0) process.exit();
        return;
      }
      onEnd(worker, signal ?? `exit code ${code}`, fullStrength);
      if (fullStrength) setTimeout(restart, restarts.delayMs(performance.now() - startedMs));
      else stop(1);
    });
  }

  function restart(): void {
    if (!stopping) start();
  }

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
}

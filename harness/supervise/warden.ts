import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readProcess } from './process-table.ts';

/** What must not outlive the harness. */
export interface Watched {
  /** A process that we started; with it goes whatever descends from it, and the session and group it leads. */
  readonly pid?: number;
  /** Of `pid`; read by `watch` when left out. */
  readonly startTime?: string;
  /** A temporary folder. */
  readonly dir?: string;
  /** `NAME=value` in the environment of every process that belongs. */
  readonly marker?: string;
}

/**
 * A small process that cleans up after a harness that was killed or crashed: when its input ends, it kills what is
 * still watched and removes its folders.
 */
export interface Warden {
  /** Takes effect before it returns. Call the result once nothing is left. */
  watch(watched: Watched): () => void;
  /** Ends the warden; resolves when it is gone. What is still watched is cleaned up first. */
  close(): Promise<void>;
}

/** A line of the warden's input, as JSON. */
export type WardenMessage =
  | { readonly kind: 'watch'; readonly id: number; readonly watched: Watched }
  | { readonly kind: 'unwatch'; readonly id: number };

/** Starts the warden of this run; rejects when no process can be started. */
export async function startWarden(): Promise<Warden> {
  // A session of its own: a signal from the terminal must not reach it.
  const child = spawn(process.execPath, [fileURLToPath(new URL('./warden-main.js', import.meta.url))], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // Should somebody have killed the warden, the run goes on without it.
  child.stdin.on('error', () => undefined);
  child.unref();
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  const send = (message: WardenMessage) => child.stdin.write(`${JSON.stringify(message)}\n`);
  let lastId = 0;
  return {
    watch(watched) {
      lastId += 1;
      const id = lastId;
      send({ kind: 'watch', id, watched: withStartTime(watched) });
      return () => void send({ kind: 'unwatch', id });
    },
    async close() {
      child.ref();
      child.stdin.end();
      await exited;
    },
  };
}

function withStartTime(watched: Watched): Watched {
  if (watched.pid === undefined || watched.startTime !== undefined) return watched;
  const startTime = readProcess(watched.pid)?.startTime;
  return startTime === undefined ? watched : { ...watched, startTime };
}

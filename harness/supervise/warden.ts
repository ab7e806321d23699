import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { readProcess } from './process-table.ts';

/** What must not outlive the harness. */
export interface Watched {
  /** A process that we started; with it goes whatever descends from it, and the session and group it leads. */
  readonly pid?: number | undefined;
  /** Of `pid`; read by `watch` when left out. */
  readonly startTime?: string | undefined;
  /** A temporary folder. */
  readonly dir?: string | undefined;
  /** `NAME=value` in the environment of every process that belongs. */
  readonly marker?: string | undefined;
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

/** Starts the warden of this run, and waits until no signal of a terminal can end it; rejects when it does not start. */
export async function startWarden(): Promise<Warden> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./warden-main.js', import.meta.url))], {
    // A session of its own: a signal from the terminal must not reach it.
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    cwd: '/',
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('error', reject);
    void exited.then(() => reject(new Error('the warden ended as soon as it was started')));
  });
  child.stdout.destroy();
  // Should somebody kill the warden, the run goes on without it.
  child.stdin.on('error', () => undefined);
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
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
  return { ...watched, startTime: readProcess(watched.pid)?.startTime };
}

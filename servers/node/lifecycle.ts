import type { Server } from 'node:http';
import { parseArgs } from 'node:util';

/** How long open connections may finish what they are doing once a stop is asked for. */
const graceMs = 500;

export interface ServeArguments {
  readonly host: string;
  readonly port: number;
  /** Workers or threads; 1 where the mode has no size. */
  readonly size: number;
}

/** Arguments of the entry files: `--host H --port P [--size N]`. Throws on anything else. */
export function serveArguments(): ServeArguments {
  const { values } = parseArgs({
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string' },
      size: { type: 'string', default: '1' },
    },
  });
  return { host: values.host, port: Number(values.port), size: Number(values.size) };
}

/** Calls `stop` once, on the first SIGTERM or SIGINT. */
export function onStopSignal(stop: () => void): void {
  let stopping = false;
  const once = () => {
    if (stopping) return;
    stopping = true;
    stop();
  };
  process.on('SIGTERM', once);
  process.on('SIGINT', once);
}

/** On a stop signal: take no more connections, let open ones finish for a short grace, then end the process. */
export function stopServerOnSignal(server: Server): void {
  onStopSignal(() => {
    server.close(() => process.exit(0));
    setTimeout(() => process.exit(0), graceMs);
  });
}

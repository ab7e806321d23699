import type { ServerMode } from '../../harness/model/launch.ts';
import { launchPython, pythonAvailability } from '../python/launch.ts';
import { flaskApp } from './app.ts';

/** Werkzeug is the server that `flask run` starts. */
const needs = [...flaskApp.needs, 'Werkzeug'];

interface Development {
  readonly name: string;
  readonly summary: string;
  readonly notes: readonly string[];
  readonly parallelism: number | null;
  /** Arguments of `flask` before and after `run`. */
  readonly flags?: readonly string[];
  readonly runFlags?: readonly string[];
  readonly processes: number;
}

/** `flask run`, in one of its ways. */
function flaskRun(mode: Development): ServerMode {
  const { flags = [], runFlags = [], processes } = mode;
  return {
    stack: flaskApp.stack,
    name: mode.name,
    summary: mode.summary,
    development: true,
    options: {},
    notes: () => [...mode.notes, 'every request logged to stderr; a connection is closed after its answer'],
    parallelism: () => mode.parallelism,
    size: () => '',
    availability: () => pythonAvailability(needs, flaskApp.packages),
    launch: (context) =>
      launchPython(context, {
        needs,
        development: true,
        processes,
        argv: (python) => [
          ...([python, '-m', 'flask', '--app', flaskApp.callable, ...flags, 'run', ...runFlags] as const),
          ...['--host', context.host, '--port', String(context.port)],
        ],
      }),
  };
}

export const dev = flaskRun({
  name: 'dev',
  summary: 'flask run --without-threads: one request at a time',
  notes: ['answers in HTTP/1.0'],
  parallelism: 1,
  runFlags: ['--without-threads'],
  processes: 1,
});

export const devThreaded = flaskRun({
  name: 'dev-threaded',
  summary: 'flask run as shipped: a thread for each connection',
  notes: ['a new thread, and with it a new connection to the database, for each connection'],
  parallelism: null,
  processes: 1,
});

export const devDebug = flaskRun({
  name: 'dev-debug',
  summary: 'flask --debug run: debugger and reloader, a thread for each connection',
  notes: ['errors show the debugger', 'a second process serves; the first watches the files'],
  parallelism: null,
  flags: ['--debug'],
  processes: 2,
});

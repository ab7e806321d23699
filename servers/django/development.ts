import { join } from 'node:path';
import type { ServerMode } from '../../harness/model/launch.ts';
import { launchPython, pythonAvailability } from '../python/launch.ts';
import { appNotes, djangoApp } from './app.ts';

interface Development {
  readonly name: string;
  readonly summary: string;
  readonly notes: readonly string[];
  readonly parallelism: number | null;
  readonly flags: readonly string[];
  readonly processes: number;
}

/** `manage.py runserver`, in one of its ways. */
function runserver(mode: Development): ServerMode {
  return {
    stack: djangoApp.stack,
    name: mode.name,
    summary: mode.summary,
    development: true,
    options: {},
    notes: () => [
      ...mode.notes,
      'debug mode: templates re-read on every request, errors show their details, every request logged to stderr',
      'at most 10 connections wait to be accepted (backlog as shipped)',
      ...appNotes,
    ],
    parallelism: () => mode.parallelism,
    size: () => '',
    availability: () => pythonAvailability(djangoApp.needs, djangoApp.packages),
    launch: (context) =>
      launchPython(context, {
        needs: djangoApp.needs,
        development: true,
        processes: mode.processes,
        argv: (python, folder) => [
          ...([python, join(folder, 'manage.py'), 'runserver', ...mode.flags] as const),
          `${context.host}:${context.port}`,
        ],
      }),
  };
}

const closing = 'a connection is closed after its answer';
const threadEach = [
  'a new thread, and with it a new connection to the database, for each connection, which is kept open',
  'head and body of an answer are sent apart: 40 ms stall before each body on a kept connection (Nagle)',
];

export const dev = runserver({
  name: 'dev',
  summary: 'runserver --nothreading --noreload: one request at a time',
  notes: [closing],
  parallelism: 1,
  flags: ['--nothreading', '--noreload'],
  processes: 1,
});

export const devThreaded = runserver({
  name: 'dev-threaded',
  summary: 'runserver --noreload: a thread for each connection',
  notes: threadEach,
  parallelism: null,
  flags: ['--noreload'],
  processes: 1,
});

export const devReload = runserver({
  name: 'dev-reload',
  summary: 'runserver as shipped: reloader, a thread for each connection',
  notes: [
    'a second process serves, and looks at every file once a second; the first starts it again',
    ...threadEach,
  ],
  parallelism: null,
  flags: [],
  processes: 2,
});

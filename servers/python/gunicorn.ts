import type { LaunchContext, LaunchSpec, ModeOption, ServerMode } from '../../harness/model/launch.ts';
import { launchPython, pythonAvailability } from '../python/launch.ts';
import { type Options, sizeOf, threads, threadsOf, workers, workersOf } from './size.ts';

const needs = ['Flask', 'Gunicorn'];
const packages = ['python3-flask', 'gunicorn'];

const masterNote = 'a master process starts and replaces workers; all accept from one socket';

/** Options of Gunicorn that every worker class has; each is passed on under its own name. */
const recycling: Readonly<Record<string, ModeOption>> = {
  'max-requests': {
    summary: 'replace a worker after so many requests; 0: never',
    default: 0,
    min: 0,
    max: 1e6,
  },
  'max-requests-jitter': { summary: 'up to so many requests later', default: 0, min: 0, max: 1e6 },
  timeout: { summary: 'seconds until a silent worker is killed; 0: never', default: 30, min: 0, max: 3600 },
};
const preload: ModeOption = { summary: '1: load the app before forking', default: 0, min: 0, max: 1 };
const common = { workers, preload, ...recycling };

function launchGunicorn(
  context: LaunchContext,
  distributions: readonly string[],
  workerClass: readonly string[],
): Promise<LaunchSpec> {
  const { host, port, options } = context;
  const size = workersOf(options);
  const passedOn = Object.entries(recycling).flatMap(([name, { default: value }]) => [
    `--${name}`,
    String(options[name] ?? value),
  ]);
  return launchPython(context, {
    needs: distributions,
    development: false,
    processes: size + 1,
    argv: (python) => [
      ...([python, '-m', 'gunicorn', '--bind', `${host}:${port}`, '--workers', String(size)] as const),
      ...workerClass,
      ...passedOn,
      ...(options.preload === 1 ? ['--preload'] : []),
      'wsgi:app',
    ],
  });
}

function gunicornNotes(options: Options): string[] {
  const { 'max-requests': most = 0, 'max-requests-jitter': jitter = 0 } = options;
  return [
    masterNote,
    options.preload === 1 ? 'the app is loaded before forking' : 'each worker loads the app',
    ...(most > 0 ? [`workers are replaced after ${most} to ${most + jitter} requests`] : []),
  ];
}

export const prefork: ServerMode = {
  stack: 'flask',
  name: 'prefork',
  summary: 'Gunicorn, sync workers: a process for each request at work',
  development: false,
  options: common,
  notes: (options) => [...gunicornNotes(options), 'a connection is closed after its answer'],
  parallelism: workersOf,
  size: (options) => sizeOf(workersOf(options)),
  availability: () => pythonAvailability(needs, packages),
  launch: (context) => launchGunicorn(context, needs, []),
};

export const preforkThreaded: ServerMode = {
  stack: 'flask',
  name: 'prefork-threaded',
  summary: 'Gunicorn, gthread workers: several threads in each process',
  development: false,
  options: { ...common, threads },
  notes: (options) => [...gunicornNotes(options), 'idle connections are closed after 2 s'],
  parallelism: (options) => workersOf(options) * threadsOf(options),
  size: (options) => sizeOf(workersOf(options), threadsOf(options)),
  availability: () => pythonAvailability(needs, packages),
  launch: (context) =>
    launchGunicorn(context, needs, [
      '--worker-class',
      'gthread',
      '--threads',
      String(threadsOf(context.options)),
    ]),
};

const geventNeeds = [...needs, 'gevent'];

export const preforkGevent: ServerMode = {
  stack: 'flask',
  name: 'prefork-gevent',
  summary: 'Gunicorn, gevent workers: green threads that yield while they wait',
  development: false,
  options: common,
  notes: (options) => [
    ...gunicornNotes(options),
    'sleeping and sockets yield to other requests; computing and SQLite block the worker',
    'idle connections are closed after 2 s',
  ],
  parallelism: () => null,
  size: (options) => sizeOf(workersOf(options)),
  availability: () => pythonAvailability(geventNeeds, [...packages, 'python3-gevent']),
  launch: (context) => launchGunicorn(context, geventNeeds, ['--worker-class', 'gevent']),
};

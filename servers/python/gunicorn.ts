import type { LaunchContext, LaunchSpec, ModeOption, ServerMode } from '../../harness/model/launch.ts';
import { accessLog, accessLogNotes, accessLogPath } from './access-log.ts';
import type { PythonApp } from './app.ts';
import { launchPython, pythonAvailability } from './launch.ts';
import { type Options, sizeOf, threads, threadsOf, workers, workersOf } from './size.ts';

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
const common = { workers, preload, ...recycling, ...accessLog };

/** What one worker class of Gunicorn has of its own. */
interface WorkerClass {
  readonly name: string;
  readonly summary: string;
  readonly options?: Readonly<Record<string, ModeOption>>;
  readonly notes: readonly string[];
  parallelism(options: Options): number | null;
  size(options: Options): string;
  /** Distributions and packages beside those of the app and Gunicorn. */
  readonly needs?: readonly string[];
  readonly packages?: readonly string[];
  arguments(options: Options): readonly string[];
}

function gunicorn(app: PythonApp, of: WorkerClass): ServerMode {
  const needs = [...app.needs, 'Gunicorn', ...(of.needs ?? [])];
  return {
    stack: app.stack,
    name: of.name,
    summary: of.summary,
    development: false,
    options: { ...common, ...of.options },
    notes: (options) => [...gunicornNotes(options), ...of.notes],
    parallelism: (options) => of.parallelism(options),
    size: (options) => of.size(options),
    availability: () => pythonAvailability(needs, [...app.packages, 'gunicorn', ...(of.packages ?? [])]),
    launch: (context) => launchGunicorn(context, app, needs, of.arguments(context.options)),
  };
}

function launchGunicorn(
  context: LaunchContext,
  app: PythonApp,
  needs: readonly string[],
  workerClass: readonly string[],
): Promise<LaunchSpec> {
  const { host, port, options } = context;
  const size = workersOf(options);
  const passedOn = Object.entries(recycling).flatMap(([name, { default: value }]) => [
    `--${name}`,
    String(options[name] ?? value),
  ]);
  const log = accessLogPath(context);
  return launchPython(context, {
    needs,
    development: false,
    processes: size + 1,
    argv: (python) => [
      ...([python, '-m', 'gunicorn', '--bind', `${host}:${port}`, '--workers', String(size)] as const),
      ...workerClass,
      ...passedOn,
      ...(options.preload === 1 ? ['--preload'] : []),
      ...(log === null ? [] : ['--access-logfile', log]),
      app.callable,
    ],
  });
}

function gunicornNotes(options: Options): string[] {
  const { 'max-requests': most = 0, 'max-requests-jitter': jitter = 0 } = options;
  return [
    masterNote,
    options.preload === 1 ? 'the app is loaded before forking' : 'each worker loads the app',
    ...(most > 0 ? [`workers are replaced after ${most} to ${most + jitter} requests`] : []),
    ...accessLogNotes(options),
  ];
}

export const prefork = (app: PythonApp): ServerMode =>
  gunicorn(app, {
    name: 'prefork',
    summary: 'Gunicorn, sync workers: a process for each request at work',
    notes: ['a connection is closed after its answer'],
    parallelism: workersOf,
    size: (options) => sizeOf(workersOf(options)),
    arguments: () => [],
  });

export const preforkThreaded = (app: PythonApp): ServerMode =>
  gunicorn(app, {
    name: 'prefork-threaded',
    summary: 'Gunicorn, gthread workers: several threads in each process',
    options: { threads },
    notes: ['idle connections are closed after 2 s'],
    parallelism: (options) => workersOf(options) * threadsOf(options),
    size: (options) => sizeOf(workersOf(options), threadsOf(options)),
    arguments: (options) => ['--worker-class', 'gthread', '--threads', String(threadsOf(options))],
  });

export const preforkGevent = (app: PythonApp): ServerMode =>
  gunicorn(app, {
    name: 'prefork-gevent',
    summary: 'Gunicorn, gevent workers: green threads that yield while they wait',
    notes: [
      'sleeping and sockets yield to other requests; computing and SQLite block the worker',
      'idle connections are closed after 2 s',
    ],
    parallelism: () => null,
    size: (options) => sizeOf(workersOf(options)),
    needs: ['gevent'],
    packages: ['python3-gevent'],
    arguments: () => ['--worker-class', 'gevent'],
  });

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LaunchContext, LaunchSpec, ServerMode } from '../../harness/model/launch.ts';
import { accessLog, accessLogNotes, accessLogPath } from '../python/access-log.ts';
import { asgiAvailability, launchAsgi } from '../python/asgi.ts';
import { launchPython, pythonAvailability } from '../python/launch.ts';
import { sizeOf, workers, workersOf } from '../python/size.ts';
import { flaskApp } from './app.ts';

const documentedNeeds = [...flaskApp.needs, 'Uvicorn'];
const documentedPackages = [...flaskApp.packages, 'uvicorn'];
/** Uvicorn runs on asyncio as well, but another server it is then: see the notes. */
const needs = [...documentedNeeds, 'uvloop'];

/** Uvicorn's WSGI adapter has a pool of so many threads in each process, and no option for it. */
const threadsPerWorker = 10;

/** With one worker the first process serves; with more it starts them, and Python a tracker of their resources. */
const processesOf = (size: number) => (size === 1 ? 1 : size + 2);

export const async: ServerMode = {
  stack: flaskApp.stack,
  name: 'async',
  summary: 'Uvicorn with its WSGI adapter: an event loop before threads',
  development: false,
  options: { workers, ...accessLog },
  notes: (options) => [
    `the app runs in ${threadsPerWorker} threads of each worker; the event loop reads bodies whole before it`,
    'on uvloop; on asyncio, several workers stall 40 ms before each answer on a kept connection (Nagle)',
    'idle connections are closed after 5 s; a worker that dies is not replaced',
    ...accessLogNotes(options),
  ],
  parallelism: (options) => workersOf(options) * threadsPerWorker,
  size: (options) => sizeOf(workersOf(options)),
  availability: () => pythonAvailability(needs, [...documentedPackages, 'python3-uvloop']),
  launch: launchWithAdapter,
  otherApps: { asgi: { availability: asgiAvailability, launch: launchAsgi } },
};

async function launchWithAdapter(context: LaunchContext): Promise<LaunchSpec> {
  const logging = await loggingOf(context);
  return launchPython(context, {
    needs,
    development: false,
    processes: processesOf(workersOf(context.options)),
    argv: (python) => [
      ...([python, '-m', 'uvicorn', '--interface', 'wsgi', '--loop', 'uvloop'] as const),
      ...['--host', context.host, '--port', String(context.port)],
      ...['--workers', String(workersOf(context.options))],
      ...logging,
      flaskApp.callable,
    ],
  });
}

/** As shipped it writes a line for each request to stdout; to a file, it wants the whole of Python's configuration. */
async function loggingOf(context: LaunchContext): Promise<readonly string[]> {
  const filename = accessLogPath(context);
  if (filename === null) return ['--no-access-log'];
  const formatter = (name: string, fmt: string) => ({
    '()': `uvicorn.logging.${name}`,
    fmt,
    use_colors: false,
  });
  const path = join(context.workDir, 'logging.json');
  const configuration = {
    version: 1,
    disable_existing_loggers: false,
    formatters: {
      default: formatter('DefaultFormatter', '%(levelprefix)s %(message)s'),
      access: formatter(
        'AccessFormatter',
        '%(levelprefix)s %(client_addr)s - "%(request_line)s" %(status_code)s',
      ),
    },
    handlers: {
      default: { class: 'logging.StreamHandler', formatter: 'default', stream: 'ext://sys.stderr' },
      access: { class: 'logging.FileHandler', formatter: 'access', filename },
    },
    loggers: {
      'uvicorn.error': { handlers: ['default'], level: 'INFO' },
      'uvicorn.access': { handlers: ['access'], level: 'INFO', propagate: false },
    },
  };
  await writeFile(path, JSON.stringify(configuration));
  return ['--log-config', path];
}

export const asyncAsDocumented: ServerMode = {
  stack: flaskApp.stack,
  name: 'async-as-documented',
  summary: 'uvicorn wsgi:app, as documents write it: answers 500 to everything',
  development: false,
  expect: 'failing',
  options: { workers },
  notes: () => [
    'Uvicorn takes the app for an ASGI one, which it is not: every request fails (--interface wsgi is missing)',
  ],
  parallelism: workersOf,
  size: (options) => sizeOf(workersOf(options)),
  availability: () => pythonAvailability(documentedNeeds, documentedPackages),
  launch: (context) =>
    launchPython(context, {
      needs: documentedNeeds,
      development: false,
      processes: processesOf(workersOf(context.options)),
      ready: { kind: 'answers-anything', path: '/health' },
      argv: (python) => [
        ...([python, '-m', 'uvicorn', '--workers', String(workersOf(context.options))] as const),
        ...['--host', context.host, '--port', String(context.port), flaskApp.callable],
      ],
    }),
};

import type { ServerMode } from '../../harness/model/launch.ts';
import { launchPython, pythonAvailability } from '../python/launch.ts';
import { sizeOf, workers, workersOf } from './size.ts';

/** Uvicorn runs on asyncio as well, but another server it is then: see the notes. */
const needs = ['Flask', 'Uvicorn', 'uvloop'];

/** Uvicorn's WSGI adapter has a pool of so many threads in each process, and no option for it. */
const threadsPerWorker = 10;

/** With one worker the first process serves; with more it starts them, and Python a tracker of their resources. */
const processesOf = (size: number) => (size === 1 ? 1 : size + 2);

export const async: ServerMode = {
  stack: 'flask',
  name: 'async',
  summary: 'Uvicorn with its WSGI adapter: an event loop before threads',
  development: false,
  options: { workers },
  notes: () => [
    `the app runs in ${threadsPerWorker} threads of each worker; the event loop reads bodies whole before it`,
    'on uvloop; on asyncio, several workers stall 40 ms before each answer on a kept connection (Nagle)',
    'idle connections are closed after 5 s; a worker that dies is not replaced',
  ],
  parallelism: (options) => workersOf(options) * threadsPerWorker,
  size: (options) => sizeOf(workersOf(options)),
  availability: () => pythonAvailability(needs, ['python3-flask', 'uvicorn', 'python3-uvloop']),
  launch: (context) =>
    launchPython(context, {
      needs,
      development: false,
      processes: processesOf(workersOf(context.options)),
      argv: (python) => [
        ...([python, '-m', 'uvicorn', '--interface', 'wsgi', '--loop', 'uvloop'] as const),
        ...['--host', context.host, '--port', String(context.port)],
        ...['--workers', String(workersOf(context.options))],
        // As the other servers do: no line for each request.
        '--no-access-log',
        'wsgi:app',
      ],
    }),
};

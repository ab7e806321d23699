import type { ServerMode } from '../../harness/model/launch.ts';
import { contract } from '../contract/contract.ts';
import type { PythonApp } from './app.ts';
import { launchPython, pythonAvailability } from './launch.ts';
import { sizeOf, threads, threadsOf } from './size.ts';

export function threaded(app: PythonApp): ServerMode {
  const needs = [...app.needs, 'Waitress'];
  return {
    stack: app.stack,
    name: 'threaded',
    summary: 'Waitress: one process, an I/O thread and a pool of threads',
    development: false,
    options: { threads },
    notes: () => [
      'the I/O thread reads requests whole and writes answers; the app runs in the pool',
      'serves 100 connections at once (connection limit as shipped); further ones wait',
    ],
    parallelism: threadsOf,
    size: (options) => sizeOf(threadsOf(options)),
    availability: () => pythonAvailability(needs, [...app.packages, 'python3-waitress']),
    launch: (context) =>
      launchPython(context, {
        needs,
        development: false,
        processes: 1,
        argv: (python) => [
          ...([python, '-m', 'waitress', `--listen=${context.host}:${context.port}`] as const),
          `--threads=${threadsOf(context.options)}`,
          // It keeps bodies itself before the app sees them; as shipped, up to 1 GiB.
          `--max-request-body-size=${contract.limits.drainBytes}`,
          app.callable,
        ],
      }),
  };
}

import { dirname, join } from 'node:path';
import type { Availability, LaunchContext, ServerMode } from '../../harness/model/launch.ts';
import { contract } from '../contract/contract.ts';
import { accessLog, accessLogNotes, accessLogPath } from '../python/access-log.ts';
import { findInterpreter, outputOf } from '../python/interpreter.ts';
import { installLine, launchPython, pythonAvailability } from '../python/launch.ts';
import { type Options, sizeOf, workers, workersOf } from '../python/size.ts';
import { flaskApp } from './app.ts';

const { needs } = flaskApp;
const packages = [...flaskApp.packages, 'uwsgi', 'uwsgi-plugin-python3'];

const threads = { summary: 'threads of each process', default: 1, min: 1, max: 64 };
const threadsOf = (options: Options) => options.threads ?? threads.default;

/** It is a program of its own with Python inside, installed beside the interpreter that it belongs to. */
const programBeside = (python: string) => join(dirname(python), 'uwsgi');

export const uwsgi: ServerMode = {
  stack: flaskApp.stack,
  name: 'uwsgi',
  summary: 'uWSGI: worker processes under a master, with or without threads',
  development: false,
  options: { workers, threads, ...accessLog },
  notes: (options) => [
    'the app is loaded before forking',
    'a connection is closed after its answer (--http-socket)',
    ...accessLogNotes(options),
  ],
  parallelism: (options) => workersOf(options) * threadsOf(options),
  size: (options) =>
    threadsOf(options) === 1 ? sizeOf(workersOf(options)) : sizeOf(workersOf(options), threadsOf(options)),
  availability: uwsgiAvailability,
  launch: (context) =>
    launchPython(context, {
      needs,
      development: false,
      processes: workersOf(context.options) + 1,
      argv: (python) => [
        ...([programBeside(python), '--plugin', 'python3'] as const),
        ...['--http-socket', `${context.host}:${context.port}`],
        // Without these it outlives SIGTERM, leaves workers behind, and answers 500 when the app cannot be loaded.
        ...['--die-on-term', '--master', '--need-app'],
        ...[
          '--processes',
          String(workersOf(context.options)),
          '--threads',
          String(threadsOf(context.options)),
        ],
        // As shipped, a chunk of an upload may have 1 MB.
        ...['--chunked-input-limit', String(contract.limits.drainBytes)],
        // It closes each connection after the answer, and as shipped does not say so.
        ...['--add-header', 'Connection: close'],
        ...loggingOf(context),
        ...['--module', flaskApp.callable],
      ],
    }),
};

/** As shipped it writes a line for each request to stderr. */
function loggingOf(context: LaunchContext): readonly string[] {
  const log = accessLogPath(context);
  return log === null ? ['--disable-logging'] : ['--plugin', 'logfile', '--req-logger', `file:${log}`];
}

async function uwsgiAvailability(): Promise<Availability> {
  const python = await pythonAvailability(needs, packages);
  if (!python.installed) return python;
  const found = await findInterpreter(needs);
  const program = 'path' in found ? programBeside(found.path) : 'uwsgi';
  const version = (await outputOf(program, ['--version'])).trim();
  if (version === '') return { installed: false, missing: 'uWSGI', install: installLine(packages) };
  return { installed: true, version: `uWSGI ${version}, ${python.version}` };
}

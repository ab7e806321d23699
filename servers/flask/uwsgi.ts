import { dirname, join } from 'node:path';
import type { Availability, ServerMode } from '../../harness/model/launch.ts';
import { contract } from '../contract/contract.ts';
import { findInterpreter, outputOf } from '../python/interpreter.ts';
import { launchPython, pythonAvailability } from '../python/launch.ts';
import { type Options, sizeOf, workers, workersOf } from './size.ts';

const needs = ['Flask'];
const packages = ['python3-flask', 'uwsgi', 'uwsgi-plugin-python3'];

const threads = { summary: 'threads of each process', default: 1, min: 1, max: 64 };
const threadsOf = (options: Options) => options.threads ?? threads.default;

/** It is a program of its own with Python inside, installed beside the interpreter that it belongs to. */
const programBeside = (python: string) => join(dirname(python), 'uwsgi');

export const uwsgi: ServerMode = {
  stack: 'flask',
  name: 'uwsgi',
  summary: 'uWSGI: worker processes under a master, with or without threads',
  development: false,
  options: { workers, threads },
  notes: () => [
    'the app is loaded before forking; requests are not logged',
    'a connection is closed after its answer (--http-socket)',
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
        ...['--disable-logging', '--module', 'wsgi:app'],
      ],
    }),
};

async function uwsgiAvailability(): Promise<Availability> {
  const python = await pythonAvailability(needs, packages);
  if (!python.installed) return python;
  const found = await findInterpreter(needs);
  const program = 'path' in found ? programBeside(found.path) : 'uwsgi';
  const version = (await outputOf(program, ['--version'])).trim();
  if (version === '')
    return { installed: false, missing: 'uWSGI', install: `apt-get install ${packages.join(' ')}` };
  return { installed: true, version: `uWSGI ${version}, ${python.version}` };
}

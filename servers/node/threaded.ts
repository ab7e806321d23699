import type { ServerMode } from '../../harness/model/launch.ts';
import { contract } from '../contract/contract.ts';
import { launchNode, nodeAvailability } from './launch.ts';

const threads = { summary: 'threads that run handlers, beside the one for I/O', default: 4, min: 1, max: 64 };
const threadsOf = (options: Readonly<Record<string, number>>) => options.threads ?? threads.default;

export const threaded: ServerMode = {
  stack: 'node',
  name: 'threaded',
  summary: 'one process: an I/O thread and a pool of threads for the handlers',
  development: false,
  options: { threads },
  notes: () => [
    'one I/O thread parses, routes and serves static files; every other handler runs in the pool (Piscina)',
    'a handler keeps its thread until it has answered, also while it awaits',
    `at most ${contract.limits.waitingRequests} requests wait for a thread`,
  ],
  parallelism: threadsOf,
  size: (options) => `×${threadsOf(options)}`,
  availability: nodeAvailability,
  launch: (context) =>
    launchNode(context, {
      entry: './main/threaded.js',
      development: false,
      size: threadsOf(context.options),
      processes: 1,
    }),
};

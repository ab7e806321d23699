import type { ServerMode } from '../../harness/model/launch.ts';
import { launchNode, nodeAvailability } from './launch.ts';

const workers = { summary: 'worker processes', default: 4, min: 1, max: 64 };
const workersOf = (options: Readonly<Record<string, number>>) => options.workers ?? workers.default;

export const prefork: ServerMode = {
  stack: 'node',
  name: 'prefork',
  summary: 'several worker processes share one port',
  development: false,
  options: { workers },
  notes: () => [
    'the primary process accepts connections and gives them to the workers in turn (node:cluster, round-robin)',
  ],
  parallelism: workersOf,
  size: (options) => `×${workersOf(options)}`,
  availability: nodeAvailability,
  launch: (context) => {
    const size = workersOf(context.options);
    return launchNode(context, {
      entry: './main/prefork.js',
      development: false,
      size,
      processes: size + 1,
    });
  },
};

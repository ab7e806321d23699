import type { ServerMode } from '../../harness/model/launch.ts';
import { launchNode, nodeAvailability } from './launch.ts';

export const dev: ServerMode = {
  stack: 'node',
  name: 'dev',
  summary: 'development server: one process, one thread',
  development: true,
  options: {},
  notes: () => [
    'templates re-read on every request, every request logged to stderr, details of errors shown',
  ],
  parallelism: () => 1,
  size: () => '',
  availability: nodeAvailability,
  launch: (context) => launchNode(context, { entry: './main/dev.js', development: true, processes: 1 }),
};

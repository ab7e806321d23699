import { startHelper } from '../micro/helper-process.ts';
import type { InProcess } from '../micro/in-process.ts';
import { timeCalls } from '../micro/time-calls.ts';
import { UsageError } from '../model/failure.ts';
import type { Warden } from '../supervise/warden.ts';

/** A stack whose app can be called without a server. */
export interface InProcessStack {
  readonly name: string;
  readonly frameworkLabel: string;
  readonly notes: readonly string[];
  /** `folder` is for the copy of the database; whatever process is started is watched. */
  open(folder: string, warden: Warden): Promise<InProcess>;
}

const nodeLabel = 'Fastify, no socket';

const node: InProcessStack = {
  name: 'node',
  frameworkLabel: nodeLabel,
  notes: [
    'in process: CPU time of all threads of one Node process, in production settings; without a socket Fastify gets a request and a response that only look like those of one (light-my-request), which cost some µs of their own in place of parsing HTTP; where no handler alone is shown, Fastify answers by itself',
  ],
  async open(folder) {
    const { openInProcess } = await import('../../servers/node/in-process.ts');
    return timeCalls(await openInProcess(folder), nodeLabel);
  },
};

const flaskLabel = 'Flask, no server';

const flask: InProcessStack = {
  name: 'flask',
  frameworkLabel: flaskLabel,
  notes: [
    'in process: CPU time of one Python process that calls the WSGI app, in production settings; a view of Flask cannot be called without its framework',
  ],
  async open(folder, warden) {
    const { launchInProcess } = await import('../../servers/python/in-process.ts');
    const spec = await launchInProcess(folder, ['Flask']);
    return startHelper(spec, flaskLabel, (pid) => warden.watch({ pid }));
  },
};

const stacks: readonly InProcessStack[] = [node, flask];

/** @throws UsageError for a stack whose handlers cannot be called in process */
export function inProcessStack(name: string): InProcessStack {
  const found = stacks.find((stack) => stack.name === name);
  if (found !== undefined) return found;
  throw new UsageError([
    {
      where: '--stack',
      message: `the handlers of ${name} cannot be called in process`,
      hint: `allowed: ${stacks.map((stack) => stack.name).join(', ')}`,
    },
  ]);
}

import { type Command, Option } from 'commander';
import { type Declaration, measuringExits } from '../declaration.ts';
import * as shared from '../options.ts';
import { add, ValueOption } from '../options.ts';

export const micro: Declaration = {
  name: 'micro',
  summary: 'what each server adds to the cost of a handler',
  page: {
    about: [
      "Times the reference app's handlers inside one process, without a network, and puts that beside the CPU time that " +
        'the same request takes when each mode serves it: the rest is what the server adds.',
      'It compares costs per request, not throughput or response times, and keeps no record.',
    ],
    examples: [
      ['bench micro', 'all scenarios whose cost is not waiting, some 40 seconds'],
      ['bench micro --scenarios json,page --modes dev,prefork --budget 20s', 'two of them, in half the time'],
    ],
    exits: measuringExits({ pass: 'measured' }),
    seeAlso: [['bench run', 'compares throughput, response times and memory']],
  },
  declare(command: Command) {
    const scenarios = 'what the requests do (all whose cost is not waiting)';
    add(
      command,
      new ValueOption('-m, --modes <list>', 'modes to serve with (dev,prefork,threaded)', 'reference-modes'),
      new ValueOption('--stack <name>', 'what the reference app runs on (node)', 'stack'),
      shared.workerCount(),
      shared.threadCount(),
      new ValueOption('-s, --scenarios <list>', scenarios, 'scenarios'),
      new Option('--budget <time>', 'time to spend: 30s, 2m (40s)'),
      shared.seed(),
      shared.json(),
      shared.quiet(),
    );
    command.action(async (options: Record<string, unknown>) => {
      const { microCommand } = await import('../../commands/micro.ts');
      process.exitCode = await microCommand(options);
    });
  },
};

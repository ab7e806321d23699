import type { Command } from 'commander';
import { type Declaration, measuringExits } from '../declaration.ts';
import * as shared from '../options.ts';
import { add, ValueArgument } from '../options.ts';

export const experiment: Declaration = {
  name: 'experiment',
  summary: 'do something to each mode once, and see what happens',
  page: {
    about: [
      'Acts on the servers while they are loaded (kills or replaces processes, hangs a thread, restarts, overloads) or ' +
        'only looks after something (memory, fairness, users, packages), and records what was found, such as how many ' +
        'requests failed and how long until it served again.',
      'Each act is done once for each mode, so its figures have no intervals. It takes modes of the reference app only.',
    ],
    examples: [
      ['bench experiment recover --modes dev,prefork', 'kills processes of both, and sees what comes back'],
      [
        'bench experiment recover:worker stuck overlap --stack flask --modes prefork,threaded',
        'one act of recover, and two more, on Flask',
      ],
      ['bench experiment all --modes prefork --json > record.json', 'everything, for a program'],
    ],
    exits: measuringExits({
      pass: 'done, whatever was found',
      noAnswer: 'no act makes sense for any of the modes',
    }),
    seeAlso: [
      ['bench list', 'names all experiments and their acts'],
      ['bench claims', 'holds such findings against what documents state'],
    ],
  },
  declare(command: Command) {
    command.addArgument(
      new ValueArgument('<name...>', 'recover, recover:worker, … or all; see bench list', 'experiments'),
    );
    add(
      command,
      shared.referenceModes(),
      shared.oneStack(),
      shared.workerCount(),
      shared.threadCount(),
      shared.timeout(),
      shared.readyTimeout(),
      shared.runName('experiment'),
      shared.out(),
      shared.reports(),
      shared.open(),
      shared.json(),
      shared.quiet(),
    );
    command.action(async (names: string[], options: Record<string, unknown>) => {
      const { experimentCommand } = await import('../../commands/experiment.ts');
      process.exitCode = await experimentCommand(names, options, process.argv.slice(2));
    });
  },
};

import { type Command, Option } from 'commander';
import { type Declaration, plainExits } from '../declaration.ts';
import * as shared from '../options.ts';
import { add } from '../options.ts';

export const list: Declaration = {
  name: 'list',
  summary: 'what can be named, and what of it is installed',
  page: {
    about: [
      'Names modes, layers, scenarios, experiments, engines and formats, those of the configuration in this folder first, ' +
        'and says which servers are installed, in which version, and what installs the others.',
      'It starts nothing but the servers that are asked for their version.',
    ],
    examples: [
      ['bench list', 'everything'],
      ['bench list --procfile Procfile', 'with the processes of a Procfile'],
      ['bench list --json', 'for a program'],
    ],
    exits: plainExits,
    seeAlso: [['bench run', 'takes these names']],
  },
  declare(command: Command) {
    const procfile = 'servers of your own: its processes too';
    add(
      command,
      shared.configFile(),
      shared.noConfig(),
      new Option('--procfile <file>', procfile),
      shared.json(),
    );
    command.action(async (options: Record<string, unknown>) => {
      const { listCommand } = await import('../../commands/list.ts');
      process.exitCode = await listCommand(options);
    });
  },
};

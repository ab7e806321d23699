import type { Command } from 'commander';
import type { Declaration } from '../declaration.ts';
import { json, ValueOption } from '../options.ts';

export const init: Declaration = {
  name: 'init',
  summary: 'write a configuration for the app in a folder',
  page: {
    about: [
      'Looks at the files of a folder, finds out what app is there and how it is served, and writes a configuration that ' +
        'starts it in several modes: bench.config.ts, .mjs or .yaml. After that, bench run measures the app.',
      'It runs nothing of the app, installs nothing, and changes no file that is there, unless --force says so.',
    ],
    examples: [
      ['bench init', 'writes bench.config.ts, .mjs or .yaml here; then: bench run'],
      ['bench init backend --format yaml --stdout', 'shows what would be written for the app in backend/'],
    ],
    exits: [
      ['0', 'written, or shown'],
      ['1', 'the harness failed'],
      ['2', 'bad usage, or a configuration that is there already'],
      ['3', 'no app was found'],
    ],
    seeAlso: [
      ['bench config', 'what bench run would do with it'],
      ['docs/config.md', 'all that a configuration can say'],
    ],
  },
  declare(command: Command) {
    command
      .argument('[folder]', 'where the app is (this folder)', '.')
      .addOption(
        new ValueOption(
          '-f, --format <name>',
          'ts, mjs, yaml or json (that of the app: ts or mjs for Node, yaml for Python)',
          'config-format',
        ),
      )
      .option('--force', 'write over a configuration that is there')
      .option('--stdout', 'show what would be written, and write nothing')
      .addOption(json())
      .action(async (folder: string, options: Record<string, unknown>) => {
        const { initCommand } = await import('../../commands/init.ts');
        process.exitCode = await initCommand(folder, options);
      });
  },
};

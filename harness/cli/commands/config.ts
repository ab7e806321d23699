import type { Command } from 'commander';
import { type Declaration, plainExits } from '../declaration.ts';
import { add, json } from '../options.ts';
import { runOptions } from './run-options.ts';

/** Of those of `bench run`, the ones that its help shows too. */
const shown = ['config', 'workload', 'set'];

export const config: Declaration = {
  name: 'config',
  summary: 'what bench run would do here, and where each setting comes from',
  page: {
    about: [
      'Shows the modes, scenarios, levels and settings that bench run would use in this folder, and whether each comes ' +
        'from the configuration (with its line), from --set, from a flag or is a default. Every mode, scenario and ' +
        'workload of the configuration is checked, also those that a run leaves out.',
      'It starts no server and measures nothing.',
      'It takes every option of bench run too, to show what that changes.',
    ],
    examples: [
      ['bench config', 'what bench run would do here'],
      ['bench config --workload peak --set defaults.budget=2m', 'with another workload, and longer'],
      ['bench config --json --rate 100..800', 'for a program, with a flag of bench run'],
    ],
    exits: plainExits,
    seeAlso: [
      ['bench init', 'writes a configuration'],
      ['docs/config.md', 'all that it can say'],
    ],
  },
  declare(command: Command) {
    command.addOption(json());
    // It shows what a run would do; what resumes or prints is of no use here.
    add(command, ...runOptions(['json', 'resume'], (name) => shown.includes(name)));
    command.action(async (options: Record<string, unknown>) => {
      const { configCommand } = await import('../../commands/config.ts');
      process.exitCode = await configCommand(options);
    });
  },
};

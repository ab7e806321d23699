import { Command, Option } from 'commander';
import { type Declaration, plainExits } from '../declaration.ts';
import { collect, json, ValueOption } from '../options.ts';
import { declareRunOptions } from './run-options.ts';

/** Of those of `bench run`, the ones that its help shows too. */
const shown = ['config', 'workload', 'set'];

/** Takes all that `bench run` takes, for it shows what that would do; what resumes or prints is of no use here. */
function runOptions(): Option[] {
  const run = new Command('run');
  declareRunOptions(run);
  return run.options
    .filter((option) => !['json', 'resume'].includes(option.attributeName()))
    .map((option) => {
      const { flags, description } = option;
      const same =
        option instanceof ValueOption
          ? new ValueOption(flags, description, option.kind)
          : new Option(flags, description);
      if (option.parseArg !== undefined) same.argParser(collect);
      return same.hideHelp(!shown.includes(option.attributeName()));
    });
}

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
    for (const option of runOptions()) command.addOption(option);
    command.action(async (options: Record<string, unknown>) => {
      const { configCommand } = await import('../../commands/config.ts');
      process.exitCode = await configCommand(options);
    });
  },
};

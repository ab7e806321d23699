import { type Command, Option } from 'commander';
import type { Declaration } from '../declaration.ts';
import * as shared from '../options.ts';
import { add, ValueArgument } from '../options.ts';

export const compare: Declaration = {
  name: 'compare',
  summary: 'two records side by side, with intervals; measures nothing',
  page: {
    about: [
      'Puts two runs side by side: for each mode, scenario and level that both measured, what it was, what it is, and the ' +
        'ratio with its interval.',
      'Two runs are not measured together: what had changed of the machine between them is in the ratios. Modes that one ' +
        'bench run measures in turns are told apart far more closely.',
    ],
    examples: [
      ['bench compare latest~1 latest', 'what became of the last run but one'],
      ['bench compare nightly~7 nightly --full', 'a week of nightly runs, every level'],
    ],
    exits: [
      ['0', 'compared'],
      ['1', 'the harness failed'],
      ['2', 'bad usage, or no such record'],
      ['3', 'no cell is valid in both'],
    ],
    seeAlso: [
      ['bench history', 'the runs there are, and one figure over them'],
      ['bench report', 'shows one of them'],
    ],
  },
  declare(command: Command) {
    const before = 'latest~1, a --name, name~1, a folder (its beginning) or record.json';
    const full = 'show every level, not only the highest of each scenario';
    command.addArgument(new ValueArgument('<before>', before, 'run'));
    command.addArgument(new ValueArgument('<now>', 'the same', 'run'));
    add(command, new Option('--full', full), shared.out(), shared.json());
    command.action(async (before: string, now: string, options: Record<string, unknown>) => {
      const { compareCommand } = await import('../../commands/compare.ts');
      process.exitCode = await compareCommand(before, now, options);
    });
  },
};

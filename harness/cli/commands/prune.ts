import { type Command, Option } from 'commander';
import type { Declaration } from '../declaration.ts';
import * as shared from '../options.ts';
import { add, ValueOption } from '../options.ts';

export const prune: Declaration = {
  name: 'prune',
  summary: 'remove the oldest runs beyond what is to be kept',
  page: {
    about: [
      'Removes folders of runs: the oldest beyond --keep, those beyond an age, or what is both.',
      'Runs under way are left alone, and so is everything that is no run of Modebench.',
    ],
    examples: [
      ['bench prune --keep 50 --dry-run', 'what would go'],
      ['bench prune --keep 10 --name nightly', 'all but the newest ten nightly runs'],
      ['bench prune --older-than 30d', 'everything older than a month'],
    ],
    exits: [
      ['0', 'removed, or nothing was to be'],
      ['1', 'a run could not be removed'],
      ['2', 'bad usage: nothing was removed'],
    ],
    seeAlso: [['bench history', 'the runs there are']],
  },
  declare(command: Command) {
    const age = 'only what is older: 30d, 2w, 12h, 90m; with --keep, only what is both';
    add(
      command,
      new Option('--keep <n>', 'so many of the newest stay'),
      new Option('--older-than <age>', age),
      new ValueOption('--name <name>', 'only runs of this --name', 'run-name'),
      new Option('--dry-run', 'only show what would go'),
      shared.out(),
    );
    command.action(async (options: Record<string, unknown>) => {
      const { pruneCommand } = await import('../../commands/prune.ts');
      process.exitCode = await pruneCommand(options);
    });
  },
};

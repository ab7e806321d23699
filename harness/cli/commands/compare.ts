import { type Command, Option } from 'commander';
import { type Declaration, measuringExits } from '../declaration.ts';
import * as shared from '../options.ts';
import { add, ValueArgument } from '../options.ts';
import { runOptions } from './run-options.ts';

/** Of those of `bench run`, the ones that its help shows too. */
const shown =
  'modes workers threads scenarios concurrency rate rounds budget precision name out format'.split(' ');

export const compare: Declaration = {
  name: 'compare',
  summary: 'two git refs, modes or commands measured side by side, or two records',
  page: {
    about: [
      'Starts two git refs, modes or commands side by side, loads them in turns as bench run does, and says with intervals ' +
        'in what the second differs from the first. Of two runs that were made already it compares the records, and ' +
        'measures nothing.',
      'Two runs are not measured together: what had changed of the machine between them is in the ratios. What is ' +
        'measured side by side is told apart far more closely.',
      'It also takes the other options of bench run.',
    ],
    sections: [
      {
        title: 'What A and B are:',
        text: [
          'What has a blank, {port} or {socket} in it is a command; . is the working tree; any other word is the run, the ' +
            'git ref or the mode that there is of that name. Both are of one kind. Where a word could be two things it is ' +
            'not guessed; ref:dev, mode:dev, run:nightly and cmd:./serve say it.',
        ],
        entries: [
          ['run', 'latest, latest~1, a --name, name~1, a folder (its beginning) or record.json'],
          [
            'git ref',
            'a branch, tag or commit of the repository of this folder: checked out into a temporary folder, installed and ' +
              'built there, and started as the configuration or --cmd says; removed afterwards. Configuration, hooks and ' +
              'feeds are those of this folder',
          ],
          ['mode', 'of the configuration, or of the reference app, with its size: prefork:workers=4'],
        ],
      },
    ],
    examples: [
      ['bench compare main .', 'what the working tree changes, in every mode'],
      [
        'bench compare v1.2.0 HEAD --modes prefork --scenarios json --concurrency 8',
        'two releases, in one mode',
      ],
      ["bench compare main . --cmd 'web=node server.js {port}' --path /items", 'without a configuration'],
      ['bench compare prefork:workers=2 prefork:workers=4', 'two modes'],
      ["bench compare 'node old.js {port}' 'node new.js {port}'", 'two commands'],
      ['bench compare nightly~7 nightly --full', 'two runs that were made already, every level'],
    ],
    exits: measuringExits({
      pass: 'compared',
      noAnswer: 'no valid comparison',
      objective: 'an objective was missed',
    }),
    seeAlso: [
      ['bench gate', 'passes or fails a change, and measures until it can tell'],
      ['bench history', 'the runs there are, and one figure over them'],
      ['bench report', 'shows one of them'],
      ['docs/compare.md', 'checkouts, what is installed in them, and which word means what'],
    ],
  },
  declare(command: Command) {
    const operand = 'a git ref, . (the working tree), a mode, a command with {port}; or a run';
    command.addArgument(new ValueArgument('<A>', operand, 'run'));
    command.addArgument(new ValueArgument('<B>', 'the same kind of thing, which is compared with it', 'run'));
    add(command, ...codeOptions());
    add(command, ...runOptions(['json', 'resume', 'url', 'pid'], (name) => shown.includes(name)));
    add(command, shared.json());
    command.action(async (a: string, b: string, options: Record<string, unknown>) => {
      const { compareCommand } = await import('../../commands/compare.ts');
      process.exitCode = await compareCommand(a, b, options);
    });
  },
};

/** What is done in the checkout of a git ref. */
export function codeOptions(): Option[] {
  return [
    new Option(
      '--install <command>',
      'done in each checkout of a git ref (what its lockfile says: npm ci, …)',
    ),
    new Option('--no-install', 'install nothing there'),
  ];
}

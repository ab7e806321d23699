import { type Command, Option } from 'commander';
import { type Declaration, plainExits } from '../declaration.ts';
import * as shared from '../options.ts';
import { add, ValueOption } from '../options.ts';

export const history: Declaration = {
  name: 'history',
  summary: 'the runs made here, or one figure over them',
  page: {
    about: [
      'Lists the runs of this folder, newest first, with what each compared and found; or, with --trend, draws one figure ' +
        'over all of them.',
      'It measures nothing, and judges no change: runs of other days and machines differ for many reasons.',
    ],
    sections: [
      {
        title: 'Naming a run:',
        text: [
          'Wherever a command takes a run, it is named latest, latest~1 (the one before), by its --name (nightly, ' +
            "nightly~1), the beginning of its folder's name, or a path.",
        ],
      },
    ],
    examples: [
      ['bench history', 'the newest 20'],
      ['bench history --name nightly --since 30d', 'nightly runs of a month'],
      [
        'bench history --trend prefork/json@c8 --metric p99',
        'p99 response time at 8 connections over the runs',
      ],
    ],
    exits: plainExits,
    seeAlso: [
      ['bench report', 'shows one of them'],
      ['bench prune', 'removes old ones'],
    ],
  },
  declare(command: Command) {
    const since = 'runs since: 30d, 12h, 2026-11-21 or 2026-11-21T14:30 (UTC)';
    const trend = 'one figure over the runs: prefork/json or prefork/json@c8';
    const metric = 'with --trend: throughput, p50, p99, footprint, cpuPerRequest (throughput; at a rate p99)';
    add(
      command,
      new ValueOption('--name <name>', 'only runs of this --name', 'run-name'),
      new Option('--commit <hash>', 'only runs of this commit: at least 4 digits of its hash'),
      new ValueOption('--mode <mode>', 'only runs that measured this mode', 'mode'),
      new ValueOption('--scenario <name>', 'only runs that measured this scenario', 'scenario'),
      new Option('--since <when>', since),
      new Option('--limit <n>', 'runs to show at most (20)'),
      new ValueOption('--trend <mode/scenario[@level]>', trend, 'trend'),
      new ValueOption('--metric <name>', metric, 'metric'),
      shared.out(),
      shared.json(),
    );
    command.action(async (options: Record<string, unknown>) => {
      const { historyCommand } = await import('../../commands/history.ts');
      process.exitCode = await historyCommand(options);
    });
  },
};

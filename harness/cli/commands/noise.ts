import { type Command, Option } from 'commander';
import { type Declaration, measuringExits } from '../declaration.ts';
import * as shared from '../options.ts';
import { add, collect } from '../options.ts';
import { runOptions } from './run-options.ts';

/** Of those of `bench run`, the ones that measuring noise has no use for. */
const without = 'json resume url pid allowRemote rounds budget precision slo strict isolate'.split(' ');

/** And those that its help shows too. */
const shown = 'modes workers threads cmd path scenarios concurrency rate name out format open'.split(' ');

export const noise: Declaration = {
  name: 'noise',
  summary: 'what a gate can tell on this machine: its noise, false alarms and power',
  page: {
    about: [
      'Starts the same app twice and loads both in turns, as bench gate does with a base and a change. Whatever the two ' +
        'differ by is noise. From the rounds it draws a thousand gates and more, and decides each as bench gate would.',
      'It tells how noisy each metric is here; how often a gate fails or warns without any change; how small a change it ' +
        'finds; and how long it would have to measure to find one of a given size. What it learned of this machine is ' +
        'kept: bench gate of the same modes and scenarios then sizes its rounds by it, and says beforehand what it ' +
        'cannot find.',
    ],
    sections: [
      {
        title: 'Sizes of change (--target):',
        entries: [
          ['5%', 'worse by 5 %: of every metric but failures'],
          ['p50=5%,cpu=3%', 'of these metrics only; cpu, p50, footprint, failures, throughput, p99'],
          ['(without)', 'twice the threshold of each metric'],
        ],
      },
    ],
    examples: [
      ['bench noise', 'of every mode and scenario of the configuration, in five minutes'],
      ['bench noise --modes prefork --scenarios json --budget 10m', 'more rounds of one mode and scenario'],
      ['bench noise --target 5%', 'what a gate needs here that finds 5 %'],
      ['bench noise --gate-budget 10m', 'what a gate of ten minutes finds here'],
      ["bench noise --cmd 'web=node server.js {port}' --path /items", 'without a configuration'],
    ],
    exits: measuringExits({
      pass: 'measured',
      noAnswer: 'too few rounds to draw gates from',
    }),
    seeAlso: [
      ['bench gate', 'passes or fails a change'],
      ['bench doctor', 'what disturbs measurements here'],
      ['docs/noise.md', 'what the figures mean'],
    ],
  },
  declare(command: Command) {
    command.optionsGroup('How much is measured:');
    add(
      command,
      new Option('--budget <time>', 'time to measure at most: 90s, 10m (5m)'),
      new Option('--rounds <n>', 'rounds to keep, in place of a budget or within one'),
    );
    command.optionsGroup('The gate that is drawn:');
    add(
      command,
      new Option('--gate-budget <time>', 'time that it would have (that of the configuration, or 3m)'),
      new Option('--target <share>', 'size of change to find: 5%, p50=5%; may be repeated').argParser(
        collect,
      ),
      ...shared.decision(),
      new Option('--no-store', 'do not keep it for bench gate'),
    );
    command.optionsGroup('What is measured, and how it is told:');
    add(command, ...runOptions(without, (name) => shown.includes(name)), shared.json());
    command.action(async (options: Record<string, unknown>) => {
      const { noiseCommand } = await import('../../commands/noise.ts');
      process.exitCode = await noiseCommand(options);
    });
  },
};

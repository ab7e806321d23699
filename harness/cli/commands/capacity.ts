import { type Command, Option } from 'commander';
import { type Declaration, measuringExits } from '../declaration.ts';
import * as shared from '../options.ts';
import { add, collect, ValueArgument } from '../options.ts';
import { runOptions } from './run-options.ts';

/** Of those of `bench run`, the ones that a search for capacity has no use for. */
const without = ['json', 'resume', 'rate', 'concurrency', 'think', 'precision', 'strict'];

/** And those that its help shows too. */
const shown = 'modes workers threads cmd path scenarios slo rounds budget name out format quiet'.split(' ');

export const capacity: Declaration = {
  name: 'capacity',
  summary: 'how much a mode carries, and how many workers and machines a load needs',
  page: {
    about: [
      'Of a run that was made, it plans: how many machines, workers, how much memory and CPU a number of requests per second ' +
        'needs in each mode, what limits it, and how the mode grows with concurrency and workers. It measures nothing then.',
      'What was measured is not stretched far: a plan beyond twice the measured worker counts, or for another number of ' +
        'cores, is refused unless --extrapolate asks for it, and is then labelled as such.',
    ],
    sections: [
      {
        title: 'Instances (--instance):',
        text: ['A kind of machine, as key=value with commas between. Each is planned for.'],
        entries: [
          ['cores=4', 'CPU cores; has to be there'],
          ['memory=8GB', 'memory: MB, GB, MiB or GiB; not limited when absent'],
          ['price=0.17', 'of one machine, in whatever you count: the plan multiplies it'],
          ['name=c7g.xlarge', 'what the table calls it'],
        ],
      },
    ],
    examples: [
      ['bench capacity latest', 'what the newest run tells of capacity'],
      ['bench capacity latest --target-rps 2000', 'for 2000 requests per second, on machines like this one'],
      [
        "bench capacity nightly --target-rps 2k --growth 2x --slo 'p99<250ms' --instance 'cores=2,memory=4GB,price=0.08'",
        'for twice that, under an objective, with what it costs',
      ],
      [
        'bench capacity latest --target-rps 2000 --instance cores=2 --instance cores=8 --extrapolate',
        'two kinds of machine, one of which was not measured',
      ],
    ],
    exits: measuringExits({
      pass: 'told, or planned',
      noAnswer: 'nothing could be planned from this record, for the reasons told',
    }),
    seeAlso: [
      ['bench run', 'measures what is planned from: --concurrency 1..32, --workers 1,2,4'],
      ['bench report', 'shows the run itself'],
    ],
  },
  declare(command: Command) {
    const records = 'a run to plan from: latest, latest~1, a --name, a folder (its beginning) or record.json';
    command.addArgument(new ValueArgument('[record]', records, 'run'));
    command.optionsGroup('What is planned:');
    add(
      command,
      new Option('--target-rps <n>', 'requests per second that are to be served: 2000, 2k'),
      new Option('--headroom <share>', 'part of the capacity that is kept free: 30% (30%)'),
      new Option('--growth <factor>', 'what the target is multiplied by: 2x, +50% (1x)'),
      new Option(
        '--instance <instance>',
        'cores=4,memory=8GB,price=0.17 (the machine measured on); may be repeated',
      ).argParser(collect),
      new Option('--extrapolate', 'plan beyond what was measured too, labelled as such'),
    );
    command.optionsGroup('What it is of, and how it is told:');
    add(command, ...runOptions(without, (name) => shown.includes(name)), shared.json());
    command.action(async (record: string | undefined, options: Record<string, unknown>) => {
      const { capacityCommand } = await import('../../commands/capacity.ts');
      process.exitCode = await capacityCommand(record, options);
    });
  },
};

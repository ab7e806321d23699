import { type Command, Option } from 'commander';
import { type Declaration, measuringExits } from '../declaration.ts';
import * as shared from '../options.ts';
import { add, collect, ValueArgument } from '../options.ts';
import { runOptions } from './run-options.ts';

/** Of those of `bench run`, the ones that a search for capacity has no use for. */
const without = 'json resume rate concurrency think rounds budget precision strict isolate'.split(' ');

/** And those that its help shows too. */
const shown = 'modes workers threads cmd path scenarios arrivals slo name out format quiet'.split(' ');

export const capacity: Declaration = {
  name: 'capacity',
  summary: 'how much a mode carries, and how many workers and machines a load needs',
  page: {
    about: [
      'With --slo and without a record it measures: of each mode and scenario the highest rate of requests at which the ' +
        'objectives hold. The rate is doubled until they do not, then the bracket is halved, each time on fresh processes; ' +
        'then fresh runs confirm that they hold at what was found, and do not a tenth above. Where the load generator is ' +
        'at its limit first, that is told, and never taken for the limit of the server.',
      'With a run that was made, it measures nothing. It says what one machine carries in each size of each mode and what ' +
        'limits that, how modes grow with concurrency and workers, and, for --target-rps, what is needed: workers or ' +
        'threads on each machine, machines and one to spare, memory, CPU and cost. What a search found is used where it was ' +
        'for the same objectives; else arrivals at rates; else busy connections. Which it was is said.',
      'What was measured is not stretched far: another number of cores is refused unless --extrapolate asks for it, and ' +
        'worker counts that were not measured are planned only by a curve that may be trusted, up to twice the largest. ' +
        'Both are labelled. Where the record cannot tell, the run that would is printed.',
    ],
    sections: [
      {
        title: 'Instances (--instance):',
        text: ['A kind of machine, as key=value with commas between. Each is planned for, in one table.'],
        entries: [
          ['cores=4', 'CPU cores; has to be there'],
          ['memory=8GB', 'memory: MB, GB, MiB or GiB; not limited when absent'],
          [
            'price=0.17USD/h',
            'of one machine, in whatever you count; the unit may be left out, and is one for all',
          ],
          ['name=c7g.xlarge', 'what the table calls it'],
        ],
      },
      {
        title: 'What limits a machine:',
        entries: [
          ['CPU', 'every core that the server can use is busy'],
          ['objective', 'more is served, but not within the objectives'],
          ['workers wait', 'cores are idle while all workers or threads are taken'],
          ['memory', 'larger sizes would carry more and do not fit'],
          ['not reached', 'no more was asked of it; what it carries is marked ≥'],
          ['other work', 'what ran beside the server kept the cores busy'],
        ],
      },
    ],
    examples: [
      ["bench capacity --slo 'p99<250ms,errors<0.1%'", 'the highest rate that each mode carries under that'],
      [
        "bench capacity --slo 'p99<100ms' --modes prefork --workers 1,2,4 --scenarios json --budget 20m",
        'by number of workers, in 20 minutes at most',
      ],
      ['bench capacity latest', 'what the newest run tells of capacity'],
      ['bench capacity latest --target-rps 2000', 'for 2000 requests per second, on machines like this one'],
      [
        "bench capacity nightly --target-rps 2k --growth 2x --slo 'p99<250ms' --instance 'cores=2,memory=4GB,price=0.08USD/h'",
        'for twice that, under an objective, with what it costs',
      ],
      [
        'bench capacity latest --target-rps 2000 --instance cores=2 --instance cores=8 --extrapolate',
        'two kinds of machine, one of which was not measured',
      ],
      [
        'bench capacity latest --target-rps 2000 --format md,csv',
        'capacity.md and capacity.csv beside the record',
      ],
    ],
    exits: measuringExits({
      pass: 'a rate was found, or something could be told or planned',
      noAnswer: 'nothing could be planned from this record, or no rate was found, for the reasons told',
      objective: 'some mode meets the objectives at no rate',
    }),
    seeAlso: [
      ['bench run', 'also measures what is planned from: --concurrency 1..32, --workers 1,2,4'],
      ['bench report', 'shows the run itself'],
      ['docs/capacity.md', 'measure, plan, and what is not told'],
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
    add(
      command,
      new Option('--budget <time>', 'time to measure at most: 10m, 1h (5m for each mode and scenario)'),
      ...runOptions(without, (name) => shown.includes(name)),
      shared.json(),
    );
    command.action(async (record: string | undefined, options: Record<string, unknown>) => {
      const { capacityCommand } = await import('../../commands/capacity.ts');
      process.exitCode = await capacityCommand(record, options);
    });
  },
};

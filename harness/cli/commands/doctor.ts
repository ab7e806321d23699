import { type Command, Option } from 'commander';
import type { Declaration } from '../declaration.ts';
import * as shared from '../options.ts';
import { add } from '../options.ts';

export const doctor: Declaration = {
  name: 'doctor',
  summary: 'is this machine fit to measure, and what can its load generator do?',
  page: {
    about: [
      'Looks for what is in the way of good figures (a busy or throttled processor, limits, missing tools), and says what ' +
        'mends it. With --calibrate it measures the load generator against a server that does nothing, and keeps that, ' +
        'so that bench run can say how near it comes to its ceiling.',
      'It changes nothing on the machine but that file.',
    ],
    examples: [
      ['bench doctor', 'what is in the way of good figures, and what mends it'],
      ['bench doctor --calibrate', 'once per machine; bench run then knows how near it comes'],
      [
        'bench doctor --calibrate --server-cpus 0 --load-cpus 1',
        'for runs that keep the two apart in the same way',
      ],
    ],
    exits: [
      ['0', 'fit to measure (warnings are allowed), or calibrated'],
      ['1', 'the harness failed, or nothing could be stored'],
      ['2', 'bad usage'],
      ['3', 'not fit to measure, or no rate at which requests are sent on time'],
      ['130, 143', 'interrupted by SIGINT (Ctrl-C), SIGTERM'],
    ],
    seeAlso: [['bench run', 'uses the calibration']],
  },
  declare(command: Command) {
    const calibrate = 'measure the load generator against a server that does nothing, and keep that';
    add(
      command,
      new Option('--calibrate', calibrate),
      new Option('--loaders <n>', 'with --calibrate: processes that share the sending (1)'),
      new Option(
        '--server-cpus <list>',
        'with --calibrate: CPUs that the servers are kept to: 0 or 0-3,8 (any)',
      ),
      new Option(
        '--load-cpus <list>',
        'with --calibrate: CPUs that the loaders are kept to: 0 or 0-3,8 (any)',
      ),
      new Option('--budget <time>', 'with --calibrate: time to spend: 20s, 2m (30s)'),
      shared.json(),
      shared.quiet(),
    );
    command.action(async (options: Record<string, unknown>) => {
      const { doctorCommand } = await import('../../commands/doctor.ts');
      process.exitCode = await doctorCommand(options);
    });
  },
};

import { type Command, Option } from 'commander';
import { type Declaration, measuringExits } from '../declaration.ts';
import * as shared from '../options.ts';
import { add, ValueOption } from '../options.ts';
import { codeOptions } from './compare.ts';
import { runOptions } from './run-options.ts';

/** Of those of `bench run`, the ones that a gate has no use for. */
const without = 'json resume url pid allowRemote stack rounds budget precision strict isolate'.split(' ');

/** And those that its help shows too. */
const shown = 'modes workers threads cmd path scenarios concurrency rate slo name out format open'.split(' ');

export const gate: Declaration = {
  name: 'gate',
  summary: 'pass or fail a change: the working tree against a git ref',
  page: {
    about: [
      'Starts the app as it is at a git ref beside the app as it is here, in the same modes, and loads both in turns ' +
        'round after round: first all of them, then only what looks worse, until that is confirmed or is not. Then it ' +
        'passes, warns or fails, and says how small a worsening it would have found.',
      'Each mode and scenario is loaded by 16 connections, which tells CPU time, memory and throughput, and at half of what ' +
        'the base then serves, which tells response times. CPU per request, p50, memory and failures can fail it; ' +
        'throughput and p99, whose noise is several times larger, warn at most.',
      'A gate without any change fails in 1 of 100 runs at most, however many metrics, modes and scenarios it is of. It also ' +
        'takes the other options of bench run that shape what is started and how it is loaded.',
    ],
    sections: [
      {
        title: 'Thresholds (--threshold):',
        text: [
          'The least worsening that counts, as a share of the base; of failures, a difference of shares. A change of just ' +
            'that size is found half the time, one of twice that size nearly always, where the noise allows: the smallest ' +
            'that this run would have found is told with each metric.',
        ],
        entries: [
          ['cpu=2%', 'CPU time of the server per request'],
          ['p50=2.5%', 'median response time'],
          ['footprint=2%', 'memory of all processes of the server'],
          ['failures=0.1%', 'share of the requests due that failed'],
          ['throughput=4%', 'answers per second; warns only'],
          ['p99=10%', 'response time that 1 of 100 requests exceeds; warns only'],
        ],
      },
      {
        title: 'Verdicts:',
        entries: [
          ['fail', 'a metric that can fail it is confirmed to be worse, by its threshold or more'],
          ['warn', 'confirmed, but by less; or confirmed of a metric that only warns'],
          ['pass', 'nothing is confirmed to be worse'],
          [
            'invalid',
            'a metric that can fail it cannot be judged: too disturbed a machine, too few rounds, …',
          ],
        ],
      },
    ],
    examples: [
      ['bench gate', 'in CI: against the commit at which the change left its branch'],
      ['bench gate --base main', 'the working tree against main, in every mode of the configuration'],
      ["bench gate --base HEAD~1 --cmd 'web=node server.js {port}' --path /items", 'without a configuration'],
      ["bench gate --base main --threshold 'p50=5%,cpu=3%' --budget 10m", 'coarser thresholds, more time'],
      ['bench gate --base main --on-inconclusive fail', 'what cannot be ruled out fails too'],
      ['bench gate --baseline nightly', 'against a run that was kept, of the same machine and versions'],
      ['bench gate --explain', 'how each verdict of the last gate came about'],
      ['bench gate --base .', 'the working tree against itself: what this machine cannot tell from a change'],
    ],
    exits: measuringExits({
      pass: 'passed, perhaps with warnings',
      noAnswer: 'invalid: this machine, or this budget, cannot tell',
      objective: 'a regression was confirmed, or an objective was missed',
    }),
    seeAlso: [
      ['bench compare', 'says what differs, and decides nothing'],
      ['bench report', 'the same verdict again, in other formats'],
      ['docs/gate.md', 'how it decides, and how to use it in CI'],
    ],
  },
  declare(command: Command) {
    command.optionsGroup('What is decided:');
    add(
      command,
      new ValueOption(
        '--base <ref>',
        'what to compare with: main, v1.2, HEAD~1; main... is where this left main (in CI that)',
        'ref',
      ),
      ...shared.decision(),
      new Option('--budget <time>', 'time to measure at most: 90s, 5m (3m)'),
    );
    command.optionsGroup('In place of measuring a base:');
    add(
      command,
      new ValueOption(
        '--baseline <run>',
        'an earlier run of this machine: latest, a --name or record.json',
        'run',
      ),
      new Option('--allow-different-machine', 'with --baseline: take it from elsewhere too, and only warn'),
    );
    command.optionsGroup('In place of measuring:');
    add(
      command,
      new ValueOption(
        '--explain [run]',
        'show how the verdicts of a gate came about: latest~1, a --name (latest)',
        'run',
      ),
    );
    command.optionsGroup('In the checkout of the base:');
    add(command, ...codeOptions());
    command.optionsGroup('What is measured, and how it is told:');
    add(command, ...runOptions(without, (name) => shown.includes(name)), shared.json());
    command.action(async (options: Record<string, unknown>) => {
      const { gateCommand } = await import('../../commands/gate.ts');
      process.exitCode = await gateCommand(options);
    });
  },
};

import { type Command, Option } from 'commander';
import { type Declaration, measuringExits } from '../declaration.ts';
import * as shared from '../options.ts';
import { add, collect, formats, ValueOption } from '../options.ts';

export const claims: Declaration = {
  name: 'claims',
  summary: 'measure what documents state, and judge it',
  page: {
    about: [
      'Measures exactly what published statements speak of ("four workers serve ten times as much"), and says of each ' +
        'whether it is supported, supported by the widest reading only, refuted, depends on the scenario, or cannot be ' +
        'decided here. Four documents come with Modebench; --file takes statements of your own.',
      'Verdicts hold for this machine and these versions. With --record it judges a record again, and measures nothing.',
    ],
    examples: [
      ['bench claims', 'every statement of the documents: about 20 minutes'],
      ['bench claims --document D1 --stack node', 'what carries over to the Node stack'],
      ['bench claims --file mine.yml --fail-on refuted', 'a published table, held to in CI'],
      ['bench claims --record latest --format md', 'judges the newest record again'],
    ],
    exits: measuringExits({
      pass: 'judged; with --fail-on: none came out as named there',
      noAnswer: 'no claim could be decided',
      objective: 'a claim came out as --fail-on names',
    }),
    seeAlso: [
      ['docs/claims.md', 'the form of a claim file, and what the verdicts mean'],
      ['bench experiment', 'what claims about behaviour are judged by'],
    ],
  },
  declare(command: Command) {
    const file = 'claims of your own, YAML; may be repeated (docs/claims.md tells its form)';
    const stack = 'measure only servers of these stacks: node for the stand-ins alone';
    const record = 'judge a record, and measure nothing: latest, latest~1, a --name or a path';
    const failOn = 'exit 99 when a claim is one of these: refuted,inconclusive,depends';
    command.optionsGroup('Which statements:');
    add(
      command,
      new ValueOption(
        '-d, --document <list>',
        'documents: D0,D1 (all that come with Modebench)',
        'documents',
      ),
      new ValueOption('--claims <list>', 'claims by their ids: D0-ratio,D1-shape (all)', 'claims'),
      new Option('--file <file>', file).argParser(collect),
      new ValueOption('--stack <list>', stack, 'stacks'),
      new ValueOption('--record <record>', record, 'run'),
      new ValueOption('--fail-on <verdicts>', failOn, 'verdicts'),
    );
    command.optionsGroup('How they are measured:');
    add(
      command,
      new Option('-c, --concurrency <levels>', 'connections (16)'),
      new Option('--rounds <n>', 'fresh starts of every server (6)'),
      new Option('--budget <time>', 'time for the rounds at most; experiments come after them'),
      shared.seed(),
    );
    command.optionsGroup('Output:');
    add(
      command,
      shared.runName('claims'),
      new Option('--out <folder>', 'where runs are kept (.bench/runs); with --record, where reports go'),
      new ValueOption(
        '-f, --format <list>',
        `reports to write: ${formats} (html; with --record the terminal)`,
        'formats',
      ),
      shared.full(),
      shared.open(),
      shared.json(),
      shared.quiet(),
    );
    command.action(async (options: Record<string, unknown>) => {
      const { claimsCommand } = await import('../../commands/claims.ts');
      process.exitCode = await claimsCommand(options, process.argv.slice(2));
    });
  },
};

import { readFileSync } from 'node:fs';
import { pageOf } from '../../harness/cli/page.ts';
import { program } from '../../harness/cli/program.ts';
import { exitMeanings } from '../../harness/commands/exit-codes.ts';
import { type CommandPage, commandsPage } from './commands-page.ts';
import { exitCodesPage } from './exit-codes-page.ts';
import { schemaPage } from './schema-page.ts';

const made = (source: string) => `Made from ${source} by \`npm run docs\`.`;
const marked = 'A `?` marks what may be left out.';

/** The pages of docs/reference that are made, by their names. */
export function referencePages(): ReadonlyMap<string, string> {
  return new Map([
    [
      'config.md',
      schemaPage(
        schema('config'),
        'Configuration: every key',
        `${made('[`schema/config.schema.json`](../../schema/config.schema.json)')} ${marked} What is in brackets holds when ` +
          'nothing is said. How to write one: [Configuration](../config.md).',
      ),
    ],
    [
      'record.md',
      schemaPage(
        schema('record'),
        'Record: every field',
        `${made('[`schema/record.schema.json`](../../schema/record.schema.json)')} ${marked} A run keeps it as ` +
          '`.bench/runs/<started>-<name>/record.json`, and `bench run --json` prints it. Names end in their unit: `Ms` ' +
          'milliseconds, `Bytes`, `Seconds`. Memory and response times without one are in bytes and ms where a field ' +
          'says nothing else; shares are from 0 to 1.',
      ),
    ],
    [
      'capacity.md',
      schemaPage(
        schema('capacity'),
        'Capacity: every field',
        `${made('[`schema/capacity.schema.json`](../../schema/capacity.schema.json)')} ${marked} \`bench capacity <record> ` +
          '--json` prints it, and `planCapacity` returns it. What it means: [Capacity](../capacity.md). Rates are in requests ' +
          'per second, shares from 0 to 1; names end in their unit: `Ms` milliseconds, `Bytes`.',
      ),
    ],
    [
      'commands.md',
      commandsPage(
        commandPages(),
        `${made('what declares them, [`harness/cli`](../../harness/cli)')} \`bench help run\` says the same.`,
      ),
    ],
    [
      'exit-codes.md',
      exitCodesPage(
        exitMeanings,
        exactMeanings(),
        `${made('[`harness/commands/exit-codes.ts`](../../harness/commands/exit-codes.ts)')} 3 and 99 are two things: ` +
          'with 3 the measurement could not tell, with 99 it told, and what was asked for does not hold.',
      ),
    ],
  ]);
}

function schema(name: string): Parameters<typeof schemaPage>[0] {
  return JSON.parse(readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), 'utf8'));
}

/** What the help of each command says of its codes, where that is more than what holds for all. */
function exactMeanings(): Parameters<typeof exitCodesPage>[1] {
  const general: ReadonlySet<string> = new Set(Object.values(exitMeanings));
  const exact = commandPages().map(({ name, parts }) => {
    const entries = parts.find(({ title }) => title === 'Exit codes:')?.entries ?? [];
    return [
      name,
      entries.filter(([codes, meaning]) => !general.has(meaning) && !codes.includes('130')),
    ] as const;
  });
  return Object.fromEntries(exact);
}

function commandPages(): CommandPage[] {
  return program()
    .commands.filter((command) => command.name() !== 'help')
    .map((command) => {
      const { usage, about, parts } = pageOf(command, command.createHelp());
      const shown = parts.map((part) =>
        part.kind === 'examples' ? { ...part, entries: part.examples } : part,
      );
      return { name: command.name(), usage, about, parts: shown };
    });
}

import { readFileSync } from 'node:fs';
import { exitMeanings, exitMeaningsOf } from '../../harness/commands/exit-codes.ts';
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
      'exit-codes.md',
      exitCodesPage(
        exitMeanings,
        exitMeaningsOf,
        `${made('[`harness/commands/exit-codes.ts`](../../harness/commands/exit-codes.ts)')} 3 and 99 are two things: ` +
          'with 3 the measurement could not tell, with 99 it told, and what was asked for does not hold.',
      ),
    ],
  ]);
}

function schema(name: string): Parameters<typeof schemaPage>[0] {
  return JSON.parse(readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), 'utf8'));
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exitCodes, exitMeanings } from '../../harness/commands/exit-codes.ts';
import { commandsPage } from '../../scripts/docs/commands-page.ts';
import { referencePages } from '../../scripts/docs/reference-pages.ts';
import { schemaPage } from '../../scripts/docs/schema-page.ts';
import { root } from './pages.ts';

describe('the reference', () => {
  it.each([...referencePages()])('%s is as `npm run docs` makes it', (name, made) => {
    expect(readFileSync(join(root, 'docs/reference', name), 'utf8'), 'npm run docs makes it anew').toBe(made);
  });

  it('tells every exit code', () => {
    expect(Object.keys(exitMeanings).map(Number)).toEqual(Object.values(exitCodes));
  });
});

describe('a page made of a schema', () => {
  const memory = { type: 'object', properties: { rss: { type: 'number' } }, required: ['rss'] };

  it('has a section for each object, and marks what may be left out', () => {
    const page = schemaPage(
      {
        type: 'object',
        properties: {
          name: { type: 'string', description: 'a <name>' },
          idle: memory,
          slices: {
            type: 'array',
            items: { type: 'object', properties: { memory: { anyOf: [memory, { type: 'null' }] } } },
          },
        },
        required: ['name'],
      },
      'A page',
      'Said first.',
    );
    expect(page).toBe(
      [
        ...['# A page', '', 'Said first.', '', '| | is | |', '| --- | --- | --- |'],
        '| `name` | text | a \\<name> |',
        '| `idle`? | [idle](#idle) |  |',
        '| `slices`? | list of [slices\\[\\]](#slices) |  |',
        ...['', '## idle', '', '| | is | |', '| --- | --- | --- |', '| `rss` | number |  |'],
        ...[
          '',
          '## slices[]',
          '',
          '| | is | |',
          '| --- | --- | --- |',
          '| `memory`? | [idle](#idle) or null |  |',
          '',
        ],
      ].join('\n'),
    );
  });

  it('tells the forms of a choice apart by the field that names them', () => {
    const form = (kind: string, properties = {}) => ({
      type: 'object',
      properties: { kind: { const: kind }, ...properties },
      required: ['kind'],
    });
    const level = {
      oneOf: [form('closed', { connections: { type: 'integer', minimum: 1, maximum: 9 } }), form('rest')],
    };
    const page = schemaPage({ type: 'object', properties: { level } }, 'A page', '');
    expect(page).toContain(
      '| `kind` | and with it |\n| --- | --- |\n| `closed` | `connections`?: whole number, 1–9 |\n| `rest` |  |',
    );
  });
});

describe('the page of commands', () => {
  it('has for each one what its help says', () => {
    const parts = [
      { title: 'Options:', entries: [['--json', 'as JSON | text'] as const] },
      { title: 'Objectives:', text: ['Said in words.'] },
    ];
    const page = commandsPage(
      [{ name: 'list', usage: 'bench list [options]', about: ['Lists it.'], parts }],
      'First.',
    );
    expect(page).toBe(
      [
        ...[
          '# Commands',
          '',
          'First.',
          '',
          '## bench list',
          '',
          'Lists it.',
          '',
          '`bench list [options]`',
          '',
        ],
        ...['### Options', '', '| | |', '| --- | --- |', '| `--json` | as JSON \\| text |', ''],
        ...['### Objectives', '', 'Said in words.', ''],
      ].join('\n'),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { parseJsonRows } from '../../harness/feeds/parse-json-rows.ts';

describe('rows in JSON', () => {
  it('have the fields of the first as columns, and texts for what they hold', () => {
    expect(parseJsonRows('[{"id":1,"name":"Ä\\"b"},{"name":"c","id":2.5,"more":true}]')).toEqual({
      columns: ['id', 'name'],
      rows: [
        { id: '1', name: 'Ä"b' },
        { id: '2.5', name: 'c' },
      ],
    });
  });

  it.each<[string, string, string[]]>([
    ['an object', '{"a":1}', ['it must be an array of objects']],
    ['an empty array', '[]', ['it has no rows']],
    ['objects without fields', '[{}]', ['row 1: it has no fields']],
    ['other things than objects', '[{"a":1},2]', ['row 2: it must be an object']],
    [
      'values that are no texts',
      '[{"a":null},{"a":[1]}]',
      [
        'row 1, a: it must be a text, a number, true or false',
        'row 2, a: it must be a text, a number, true or false',
      ],
    ],
    ['rows that lack a column', '[{"a":1,"b":2},{"b":3}]', ['row 2: it has no a, which the first row has']],
    ['half a character', '[{"a":"\\ud800"}]', ['row 1, a: it holds half a character (a lone surrogate)']],
  ])('are refused for %s', (_what, text, faults) => {
    expect(parseJsonRows(text)).toEqual({ faults });
  });

  it('are refused where they are no JSON, with the line', () => {
    expect(parseJsonRows('[\n{"a":1},\n{a:2}]')).toEqual({
      faults: [expect.stringMatching(/^line 3: no JSON \(.+\)$/)],
    });
  });
});

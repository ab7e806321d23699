import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fill, parseTemplate, placeholdersOf, written } from '../../harness/model/placeholder.ts';

const filled = (text: string, n = 0, values: Record<string, string> = {}) =>
  fill(parseTemplate(text), n, (name) => values[name] ?? '');

describe('a text with placeholders', () => {
  it('is filled in with values and the counter', () => {
    expect(filled('/{{user}}/{{n}}?again={{user}}', 42, { user: 'ada' })).toBe('/ada/42?again=ada');
  });

  it('takes the last digits of the counter, with leading zeros', () => {
    expect(filled('2{{n:3}}-05-17', 1_786_000_123_456_789)).toBe('2789-05-17');
    expect(filled('{{n:4}}', 7)).toBe('0007');
    expect(filled('{{n:3}}', 5000)).toBe('000');
  });

  it('does not fill in what was filled in', () => {
    expect(filled('{{a}}', 1, { a: '{{n}}' })).toBe('{{n}}');
  });

  it.each(['', '{', '{{}}', '{{ n }}', '{n}', '{{1}}', '{{a:b}}', '{{"a":1}}', '{{a', 'n}}'])(
    'leaves %j as it is, for it is none',
    (text) => {
      expect(placeholdersOf(parseTemplate(text))).toEqual([]);
      expect(filled(text)).toBe(text);
    },
  );

  it('keeps every character, whatever the text', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('{{n}}', '{{a}}', '{{n:2}}', '{{', '}}', '{', '}'));
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        const parts = parseTemplate(text);
        expect(parts.map((part) => (typeof part === 'string' ? part : written(part))).join('')).toBe(text);
      }),
    );
  });
});

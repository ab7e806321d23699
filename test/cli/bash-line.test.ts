import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bashWord, parseBashLine } from '../../harness/cli/complete/bash-line.ts';

/** As bash has it by default. */
const breaks = ' \t\n"\'><=;|&(:';

describe('a line of bash', () => {
  it.each<[string, string[], string, string, string]>([
    ['bench run --modes dev,', ['bench', 'run', '--modes'], 'dev,', '', ''],
    ['bench run ', ['bench', 'run'], '', '', ''],
    ['bench run --modes=dev,pre', ['bench', 'run'], '--modes=dev,pre', '--modes=', ''],
    ['bench run -m prefork:wo', ['bench', 'run', '-m'], 'prefork:wo', 'prefork:', ''],
    ["bench run -m 'dev,pre", ['bench', 'run', '-m'], 'dev,pre', '', "'"],
    ['bench run --cmd "a=node {port}" -', ['bench', 'run', '--cmd', 'a=node {port}'], '-', '', ''],
    ['bench report a\\ b', ['bench', 'report'], 'a b', '', ''],
    ['bench run --cmd "$(rm x)" --m', ['bench', 'run', '--cmd', '$(rm x)'], '--m', '', ''],
  ])('%s', (line, words, current, left, quote) => {
    const parsed = parseBashLine(line, breaks);
    expect(parsed.words).toEqual(words);
    expect(parsed.current).toBe(current);
    expect(parsed.quote).toBe(quote);
    if (line.includes('\\')) return;
    expect(parsed.left).toBe(left);
  });

  it('reads back what is quoted for it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }).filter((word) => !/\n/.test(word))), (words) => {
        const line = ['bench', ...words.map((word) => bashWord(word, ''))].map((word) => `${word} `).join('');
        expect(parseBashLine(line, breaks)).toMatchObject({ words: ['bench', ...words], current: '' });
      }),
    );
  });

  it('gives up a candidate that an open quote cannot hold', () => {
    expect(bashWord("it's", "'")).toBeNull();
    expect(bashWord('a $b', '"')).toBeNull();
    expect(bashWord('a b', "'")).toBe('a b');
    expect(bashWord('a b', '')).toBe('a\\ b');
  });
});

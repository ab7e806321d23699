import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anchorOf, anchorsOf, codeSpansOf, linksOf, read } from './markdown.ts';

const page = [
  '# A page: `one` & two',
  '',
  '[a link](other.md#there), and `[no](link)`.',
  '',
  '<!-- not run: installs -->',
  '',
  '```sh',
  'apt-get install x',
  '```',
  '',
  '- in a list',
  '',
  '  ```yaml bench.config.yaml',
  '  modes:',
  '    a: { command: "x {port}" }',
  '  ```',
  '',
  '`--long',
  'option` and ``a ` b``',
].join('\n');

describe('a page of the documentation', () => {
  it('is read into its blocks, with the file and the remark of each', () => {
    expect(read(page).blocks).toEqual([
      { line: 8, language: 'sh', file: null, remark: 'not run: installs', text: 'apt-get install x\n' },
      {
        ...{ line: 14, language: 'yaml', file: 'bench.config.yaml', remark: null },
        text: 'modes:\n  a: { command: "x {port}" }\n',
      },
    ]);
  });

  it('has links and code outside of blocks, each with its line', () => {
    const reading = read(page);
    expect(linksOf(reading)).toEqual([{ line: 3, target: 'other.md#there' }]);
    expect(codeSpansOf(reading)).toEqual([
      { line: 1, text: 'one' },
      { line: 3, text: '[no](link)' },
      { line: 18, text: '--long option' },
      { line: 19, text: 'a ` b' },
    ]);
    expect(anchorsOf(reading)).toEqual(['a-page-one--two']);
    expect(anchorOf('What it covers, and when')).toBe('what-it-covers-and-when');
  });

  it('with a fence that is not closed is refused', () => {
    expect(() => read('```sh\nls\n')).toThrow('the fence before line 2 is not closed');
  });

  it('keeps every line of every block, whatever stands in it', () => {
    const line = fc
      .string({ unit: 'grapheme-ascii' })
      .filter((text) => !text.includes('```') && !text.includes('\n'));
    fc.assert(
      fc.property(fc.array(fc.array(line)), (texts) => {
        const written = texts.map((lines) => ['```sh', ...lines, '```', ''].join('\n')).join('\n');
        expect(read(written).blocks.map(({ text }) => text)).toEqual(
          texts.map((lines) => lines.map((one) => `${one}\n`).join('')),
        );
      }),
    );
  });
});

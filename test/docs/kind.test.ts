import { describe, expect, it } from 'vitest';
import { kindOf } from './kind.ts';
import { type Block, read } from './markdown.ts';
import { pages, textOf } from './pages.ts';

const block = (given: Partial<Block>): Block => ({
  ...{ line: 1, language: 'sh', file: null, remark: null, text: '' },
  ...given,
});

const commands = { kind: 'commands', exits: 0, planned: false, folder: null };

describe('a block', () => {
  it.each<[string, Partial<Block>, object]>([
    ['commands', { language: 'sh' }, commands],
    ['commands that fail', { remark: 'exits 2: a slip' }, { ...commands, exits: 2 }],
    ['commands that measure nothing', { remark: 'planned: no server' }, { ...commands, planned: true }],
    ['commands in another folder', { remark: 'in app' }, { ...commands, folder: 'app' }],
    ['a file', { language: 'js', file: 'app.js' }, { kind: 'file', file: 'app.js' }],
    ['a program', { language: 'ts' }, { kind: 'program', extension: 'ts' }],
    ['a test', { language: 'ts', file: 'test' }, { kind: 'test', extension: 'ts' }],
    ['a sample of output', { language: 'text' }, { kind: 'sample' }],
    ['left out with its reason', { remark: 'not run: needs R' }, { kind: 'not run', reason: 'needs R' }],
  ])('is %s', (_what, given, kind) => {
    expect(kindOf(block(given))).toEqual(kind);
  });

  it('of which nobody knows what to do is refused', () => {
    expect(() => kindOf(block({ language: 'yaml' }))).toThrow('"```yaml" is of no kind that is run');
    expect(() => kindOf(block({ language: '' }))).toThrow('make it ```text');
    expect(() => kindOf(block({ remark: 'not run:' }))).toThrow('without a reason');
  });
});

describe('every block of the documentation is of a known kind', () => {
  it.each(pages)('%s', (page) => {
    for (const one of read(textOf(page)).blocks)
      expect(() => kindOf(one), `${page}:${one.line}`).not.toThrow();
  });
});

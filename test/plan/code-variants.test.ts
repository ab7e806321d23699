import { describe, expect, it } from 'vitest';
import { codeOf, pairsOf } from '../../harness/model/variant.ts';
import { type Code, codeLabel } from '../../harness/plan/code-variants.ts';
import { makePlan } from '../../harness/plan/make-plan.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';

const commit = '70dc05c1234567890123456789012345678901ab';
const other = '89abcde1234567890123456789012345678901ab';
const code = (name: string, hash = commit, more: Partial<Code> = {}): Code => ({
  ...{ name, commit: hash, top: '/app', submodules: [] },
  ...more,
});
const plan = (codes: readonly Code[], cmd = ['web=node a.js {port}', 'pool=node b.js {port}']) =>
  makePlan({ cmd, codes }, smallCatalogue, 1);

describe('a code', () => {
  it.each([
    ['main', 'main@70dc05c'],
    ['HEAD~2', 'HEAD~2@70dc05c'],
    ['70dc05c12', '70dc05c'],
    [commit, '70dc05c'],
    ['.', 'working tree'],
  ])('that is written %s is called %s', (name, label) => {
    expect(codeLabel({ name, commit })).toBe(label);
  });
});

describe('a plan of two codes', () => {
  it('has each mode with each of them, and knows which belong together', () => {
    const made = plan([code('main'), code('.', other, { dirty: true })]);
    expect(made.variants.map(({ id }) => id)).toEqual([
      'main@70dc05c web',
      'working tree web',
      'main@70dc05c pool',
      'working tree pool',
    ]);
    expect(made.baseline).toBe('main@70dc05c web');
    expect(pairsOf(made)).toEqual([
      { baseline: 'main@70dc05c web', candidate: 'working tree web' },
      { baseline: 'main@70dc05c pool', candidate: 'working tree pool' },
    ]);
    expect(made.variants.map(codeOf)).toMatchObject([
      { name: 'main', commit, mode: 'web', label: 'main@70dc05c', top: '/app' },
      { name: '.', commit: other, dirty: true, mode: 'web' },
      { mode: 'pool' },
      { mode: 'pool' },
    ]);
  });

  it('tells the same code apart when it is named twice', () => {
    expect(plan([code('main'), code('main')], ['web=a {port}']).variants.map(({ label }) => label)).toEqual([
      'main@70dc05c web',
      'main@70dc05c (again) web',
    ]);
  });

  it('notes the submodules that a checkout lacks', () => {
    const made = plan([code('main', commit, { submodules: ['lib', 'theme'] }), code('.')], ['web=a {port}']);
    expect(made.variants.map(({ notes }) => notes)).toEqual([
      ['submodules are left out, their folders are empty: lib, theme'],
      [],
    ]);
  });
});

describe('a plan of one code', () => {
  it('is about each mode against the baseline', () => {
    const made = makePlan({ cmd: ['a=x {port}', 'b=x {port}', 'c=x {port}'] }, smallCatalogue, 1);
    expect(pairsOf(made)).toEqual([
      { baseline: 'a', candidate: 'b' },
      { baseline: 'a', candidate: 'c' },
    ]);
    expect(made).not.toHaveProperty('install');
  });
});

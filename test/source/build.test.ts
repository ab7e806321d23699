import { describe, expect, it } from 'vitest';
import type { BuildStep } from '../../harness/model/own-server.ts';
import type { Variant } from '../../harness/model/variant.ts';
import { buildsOf } from '../../harness/source/build.ts';

function variant(id: string, build?: Partial<BuildStep>): Variant {
  const step = { command: 'make', cwd: '/app', env: {}, timeoutMs: 1000, ...build };
  return {
    id,
    label: id,
    source: { kind: 'command', command: 'x', ...(build === undefined ? {} : { build: step }) },
    options: {},
    parallelism: null,
    development: false,
    notes: [],
  };
}

describe('the builds of a run', () => {
  it('are done once for modes that are built alike, with the most time that any of them gives', () => {
    const builds = buildsOf([
      variant('a', { env: { X: '1', Y: '2' } }),
      variant('b', {}),
      variant('c', { env: { Y: '2', X: '1' }, timeoutMs: 5000 }),
      variant('none'),
    ]);
    expect(builds.map(({ variants, step }) => [variants, step.timeoutMs])).toEqual([
      [['a', 'c'], 5000],
      [['b'], 1000],
    ]);
  });

  it.each<[string, Partial<BuildStep>]>([
    ['command', { command: 'make all' }],
    ['folder', { cwd: '/lib' }],
    ['environment', { env: { CI: '1' } }],
    ['shell', { shell: true }],
  ])('are done for each %s', (_, other) => {
    expect(buildsOf([variant('a', {}), variant('b', other)])).toHaveLength(2);
  });
});

import { expect, it, vi } from 'vitest';
import { complaints, read } from './folder.ts';

vi.mock('c12', () => {
  throw new Error('the loader was loaded');
});

it('a folder without a configuration does not pay for the loader', async () => {
  expect((await read({ 'package.json': '{}' }, { set: ['name=x'] })).config).toEqual({ name: 'x' });
  expect((await read({ 'bench.config.ts': '' }, { config: false })).config).toEqual({});
  expect((await read({ 'package.json': '{"bench": {"name": "y"}}' })).config).toEqual({ name: 'y' });
  // One that has one does.
  expect(await complaints({ 'bench.config.json': '{}' })).toHaveLength(1);
});

/** What logging every request costs can be measured only where it is off unless asked for. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { serverModes } from '#built/servers/index.js';
import { endAll, serve } from '../helpers/serving.ts';
import { until } from '../helpers/until.ts';

const logging = await Promise.all(
  serverModes
    .filter((mode) => 'access-log' in mode.options)
    .map(async (mode) => {
      const availability = await mode.availability();
      const missing = availability.installed ? '' : ` (not installed: ${availability.install})`;
      return { name: `${mode.stack} ${mode.name}${missing}`, mode, missing };
    }),
);

afterEach(endAll);

it('is offered by the servers that the documents log with, and more', () => {
  expect(logging.map(({ mode }) => `${mode.stack} ${mode.name}`)).toEqual([
    'flask prefork',
    'flask prefork-threaded',
    'flask prefork-gevent',
    'flask async',
    'flask uwsgi',
    'flask mod-wsgi',
    'django prefork',
  ]);
});

describe.each(logging)('$name', ({ mode, missing }) => {
  if (missing !== '' && !process.env.CI) {
    it.skip('logs requests when asked to', () => {});
    return;
  }
  it('logs each request to a file in the folder of its launch when asked to', async () => {
    const server = await serve(mode, { workers: 2, 'access-log': 1 });
    const path = join(server.workDir, 'access.log');
    await Promise.all(Array.from({ length: 9 }, (_, number) => server.get(`/plain?request=${number}`)));
    // Some servers make the file when they first write to it.
    const lines = () => (existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []);
    const logged = (number: number) => lines().filter((line) => line.includes(`/plain?request=${number}`));
    await until('nine lines', () => [0, 1, 2, 3, 4, 5, 6, 7, 8].every((number) => logged(number).length > 0));
    expect(logged(3)).toHaveLength(1);
    expect(logged(3)[0]).toContain('200');
    expect(mode.notes({ 'access-log': 1 }).join()).toContain('every request logged to a file');
  });

  it('logs none as it comes', async () => {
    const server = await serve(mode, { workers: 2 });
    await server.get('/plain?request=1');
    expect(existsSync(join(server.workDir, 'access.log'))).toBe(false);
    expect(server.stderr()).not.toContain('request=1');
    expect(mode.notes({}).join()).not.toContain('logged to a file');
  });
});

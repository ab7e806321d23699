/** A mode that is kept because documents name it, though it answers nothing as it should. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serverModes } from '#built/servers/index.js';
import { recordSchema } from '../../harness/model/record.ts';
import { Workplace } from '../helpers/cli.ts';
import { endAll, freePort, start } from '../helpers/serving.ts';
import { until } from '../helpers/until.ts';

const mode = serverModes.find(({ name }) => name === 'async-as-documented')!;
const availability = await mode.availability();
const missing = availability.installed ? '' : ` (not installed: ${availability.install})`;

describe.skipIf(missing !== '' && !process.env.CI)(`flask async-as-documented${missing}`, () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await Workplace.create();
  });
  afterEach(async () => {
    await endAll();
    await place.leave();
  });

  it('runs the command of the documents', async () => {
    const context = {
      host: '127.0.0.1',
      port: 1,
      freePort,
      nonce: 'n',
      workDir: place.temp,
      options: { workers: 4 },
    };
    const { argv } = await mode.launch(context);
    expect(argv.slice(1).join(' ')).toBe('-m uvicorn --workers 4 --host 127.0.0.1 --port 1 wsgi:app');
    const { rm } = await import('node:fs/promises');
    await rm(join(place.temp, 'attendance.db'));
  });

  it('answers 500 to everything', async () => {
    const server = await start(mode, { workers: 2 });
    await until('an answer', async () => (await server.get('/').catch(() => null)) !== null);
    for (const path of ['/health', '/plain', '/json', '/nope']) {
      expect((await server.get(path)).status, path).toBe(500);
    }
  });

  it('is measured as invalid beside a mode that serves, and the run passes', async () => {
    const { exitCode, stdout, stderr } = await place.bench(
      ...['run', '--stack', 'flask', '--modes', 'dev,async-as-documented:workers=2', '--scenarios', 'json'],
      ...['--concurrency', '2', '--rounds', '2', '--budget', '20s'],
    );
    expect(exitCode, stderr).toBe(0);
    const [folder = ''] = place.runs();
    const record = recordSchema.parse(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')));
    const cells = record.summaries.map(({ variant, validity }) => [variant, validity.status === 'invalid']);
    expect(cells).toEqual([
      ['dev', false],
      ['async-as-documented:workers=2', true],
    ]);
    const reasons = record.summaries[1]?.validity.reasons.map(({ code }) => code);
    expect(reasons).toContain('failures');
    expect(record.comparisons.filter((one) => one.candidate !== one.baseline)).toEqual([]);
    expect(stdout).toContain('failed');
  });
});

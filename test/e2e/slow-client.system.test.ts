import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serverModes } from '#built/servers/index.js';
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';
import { decodeHistogram, quantileMs } from '../../harness/stats/histogram.ts';
import { Workplace } from '../helpers/cli.ts';
import { expectMeasured } from '../helpers/verdict.ts';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create();
});
afterEach(() => place.leave());

const asked = ['--scenarios', 'slow-client', '--concurrency', '4', '--rounds', '1'];

function recordOf(): RunRecord {
  const [folder = ''] = place.runs();
  return recordSchema.parse(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')));
}

/** The longest that a normal request waited, ms, by variant. */
function longestWaits(record: RunRecord): Record<string, number> {
  return Object.fromEntries(
    record.slices.map(({ variant, load }) => [
      variant,
      load === null ? Number.NaN : quantileMs(decodeHistogram(load.responseTime), 1),
    ]),
  );
}

const gunicorn = serverModes.find((mode) => mode.stack === 'flask' && mode.name === 'prefork');
const waitress = serverModes.find((mode) => mode.stack === 'flask' && mode.name === 'threaded');
const availabilities = await Promise.all([gunicorn?.availability(), waitress?.availability()]);
const installs = availabilities.flatMap((one) => (one?.installed === false ? [one.install] : []));
const missing = installs.length === 0 ? '' : ` (not installed: ${installs.join('; ')})`;

describe('bench run with slow clients', () => {
  it('reports the normal ones beside them, and says how the slow ones fared', async () => {
    const { exitCode } = await place.bench('run', '--modes', 'dev,prefork:workers=2', ...asked);
    const record = recordOf();
    expectMeasured(exitCode, record);
    const { rounds, slices } = record;
    expect(slices).toHaveLength(rounds.length * 2);
    for (const { load } of slices) {
      expect(load?.slow?.failed).toBe(0);
      expect(load?.slow?.completed).toBeGreaterThan(0);
      expect(load?.ok).toBe(load?.sent);
    }
  });

  it.skipIf(missing !== '' && !process.env.CI)(
    `finds that they hold up workers that read by themselves, and not a server that reads for its threads${missing}`,
    async () => {
      await place.bench('run', '--stack', 'flask', '--modes', 'prefork,threaded', ...asked);
      const { slices } = recordOf();
      const load = (variant: string) => slices.find((slice) => slice.variant === variant)?.load;
      for (const variant of ['prefork', 'threaded'])
        expect(load(variant)?.slow?.completed).toBeGreaterThan(0);
      expect(longestWaits(recordOf()).prefork).toBeGreaterThan(100);
      expect(load('threaded')?.ok).toBeGreaterThan(5 * (load('prefork')?.ok ?? 0));
    },
  );

  it('is refused for autocannon before anything is started', async () => {
    const { exitCode, stderr } = await place.bench('run', ...asked, '--engine', 'autocannon');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('autocannon has no slow clients, which scenario "slow-client" needs');
    expect(stderr).toContain('use --engine native, or leave slow-client out');
  });
});

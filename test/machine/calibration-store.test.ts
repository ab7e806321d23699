import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  calibrationDifferences,
  calibrationsPath,
  fittingCalibration,
  readCalibrations,
  storeCalibration,
} from '../../harness/machine/calibration-store.ts';
import { calibrationCheck } from '../../harness/machine/checks/calibration-check.ts';
import { calibration } from '../helpers/calibrations.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'calibrations-'));
  path = join(folder, 'modebench', 'calibrations.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function holding(text: string) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

describe('the place of calibrations', () => {
  const home = () => '/home/a';
  it.each<[string, Record<string, string>, string | null]>([
    ['XDG_CACHE_HOME', { XDG_CACHE_HOME: '/var/c' }, '/var/c/modebench/calibrations.json'],
    ['the home folder', {}, '/home/a/.cache/modebench/calibrations.json'],
    [
      'the home folder, for an empty variable',
      { XDG_CACHE_HOME: '' },
      '/home/a/.cache/modebench/calibrations.json',
    ],
    [
      'the home folder, for a relative one',
      { XDG_CACHE_HOME: 'c' },
      '/home/a/.cache/modebench/calibrations.json',
    ],
  ])('is in %s', (_what, env, expected) => {
    expect(calibrationsPath(env, home)).toBe(expected);
  });

  it('is nowhere for a user without a home folder', () => {
    expect(calibrationsPath({}, () => '')).toBeNull();
    const nobody = () => {
      throw new Error('uv_os_homedir returned ENOENT');
    };
    expect(calibrationsPath({}, nobody)).toBeNull();
  });
});

describe('what is stored', () => {
  it('is read again, newest first', async () => {
    const old = calibration({ node: '20.19.0' });
    const young = calibration({ node: '22.0.0', takenAt: '2026-05-01T00:00:00.000Z' });
    await storeCalibration(path, young);
    await storeCalibration(path, old);
    expect(await readCalibrations(path)).toEqual({ calibrations: [young, old], trouble: null });
  });

  it('takes the place of what was taken with the same set-up', async () => {
    await storeCalibration(path, calibration());
    const again = calibration({ takenAt: '2026-05-01T00:00:00.000Z' });
    await storeCalibration(path, again);
    expect((await readCalibrations(path)).calibrations).toEqual([again]);
  });

  it('does not grow for ever', async () => {
    for (let day = 0; day < 40; day++) {
      const takenAt = new Date(Date.UTC(2026, 0, 1 + day)).toISOString();
      await storeCalibration(path, calibration({ kernel: `6.1.${day}`, takenAt }));
    }
    const { calibrations } = await readCalibrations(path);
    expect(calibrations).toHaveLength(32);
    expect(calibrations[0]?.kernel).toBe('6.1.39');
  });

  it('leaves no draft beside it', async () => {
    await storeCalibration(path, calibration());
    expect(await readdir(dirname(path))).toEqual(['calibrations.json']);
  });
});

describe('a file that cannot be used', () => {
  it.each([
    ['nothing', null, null],
    ['an empty file', '', 'damaged'],
    ['half a file', '{"version":1,"calibr', 'damaged'],
    ['foreign JSON', '[1]', 'damaged'],
    ['a list that is none', '{"version":1,"calibrations":{}}', 'damaged'],
    ['another version', '{"version":2,"calibrations":[]}', 'other-version'],
  ])('is as good as none: %s', async (_what, text, trouble) => {
    if (text !== null) await holding(text);
    expect(await readCalibrations(path)).toEqual({ calibrations: [], trouble });
  });

  it('is as good as none when it is a folder, or below a file', async () => {
    await mkdir(path, { recursive: true });
    expect((await readCalibrations(path)).trouble).toBe('unreadable');
    const file = join(folder, 'file');
    await writeFile(file, '');
    expect(await readCalibrations(join(file, 'modebench', 'calibrations.json'))).toEqual({
      calibrations: [],
      trouble: null,
    });
    expect(await readCalibrations(null)).toEqual({ calibrations: [], trouble: null });
  });

  it('is replaced by the next calibration', async () => {
    await holding('{"version":1,"calibr');
    await storeCalibration(path, calibration());
    expect(await readCalibrations(path)).toEqual({ calibrations: [calibration()], trouble: null });
  });

  it('keeps those of its entries that are whole', async () => {
    await holding(JSON.stringify({ version: 1, calibrations: [{ takenAt: 'yesterday' }, calibration()] }));
    expect(await readCalibrations(path)).toEqual({ calibrations: [calibration()], trouble: 'damaged' });
  });
});

describe('a place that cannot be written', () => {
  it('is told, and what is there stays as it is', async () => {
    const file = join(folder, 'file');
    await writeFile(file, 'mine');
    await expect(storeCalibration(join(file, 'calibrations.json'), calibration())).rejects.toThrow(
      /EEXIST|ENOTDIR/,
    );
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  it('keeps no draft when the file cannot be replaced', async () => {
    await mkdir(join(path, 'a folder'), { recursive: true });
    await expect(storeCalibration(path, calibration())).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(await readdir(dirname(path))).toEqual(['calibrations.json']);
  });
});

describe('a stored calibration', () => {
  const stored = (...calibrations: ReturnType<typeof calibration>[]) => ({ calibrations, trouble: null });

  it.each([
    ['modebench', { modebench: '0.2.0' }],
    ['node', { node: '22.0.0' }],
    ['kernel', { kernel: '6.2.0' }],
    ['cpuModel', { cpuModel: 'Other CPU' }],
    ['cores', { cores: 4 }],
    ['affinity', { affinity: null }],
    ['serverCpus', { serverCpus: '0' }],
    ['loadCpus', { loadCpus: '1' }],
    ['loaders', { loaders: 2 }],
  ])('does not fit once %s is another', (key, change) => {
    expect(fittingCalibration(stored(calibration()), calibration(change))).toBeNull();
    expect(calibrationDifferences(calibration(), calibration(change))).toEqual([key]);
  });

  it('fits whatever else was stored', () => {
    const other = calibration({ loaders: 2 });
    expect(fittingCalibration(stored(other, calibration()), calibration())).toEqual(calibration());
  });
});

describe('the check of the calibration', () => {
  it.each([
    ['fits', [calibration()], 'ok', { ceilingPerSecond: 14_200, changed: [], disturbed: false }, false],
    [
      'fits, but other programs ran meanwhile',
      [calibration({ disturbance: { foreignCores: 0.8, stealShare: 0 } })],
      'warn',
      { ceilingPerSecond: 14_200, changed: [], disturbed: true },
      true,
    ],
    ['is not there', [], 'info', { takenAt: null, ceilingPerSecond: null, changed: [] }, true],
    [
      'no longer fits, and the nearest tells why',
      [calibration({ kernel: '6.2.0', cores: 4 }), calibration({ node: '18.0.0' })],
      'info',
      { takenAt: '2026-03-04T10:15:00.000Z', ceilingPerSecond: null, changed: ['node'] },
      true,
    ],
  ])('says that it %s', (_what, calibrations, status, facts, again) => {
    const check = calibrationCheck('/c.json', { calibrations, trouble: null }, calibration());
    expect(check).toMatchObject({ status, facts, remedy: again ? ['bench doctor --calibrate'] : [] });
  });

  it('says that the file was left aside, and that there is no place for one', () => {
    const damaged = calibrationCheck('/c.json', { calibrations: [], trouble: 'damaged' }, calibration());
    expect(damaged).toMatchObject({ status: 'warn', facts: { trouble: 'damaged' } });
    const nowhere = calibrationCheck(null, { calibrations: [], trouble: null }, calibration());
    expect(nowhere).toMatchObject({ status: 'info', facts: { path: null }, remedy: [] });
  });
});

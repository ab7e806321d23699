import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../harness/machine/calibration-store.ts';
import {
  fittingNoise,
  noisePath,
  noiseProfileOf,
  readNoise,
  storeNoise,
} from '../../harness/machine/noise-store.ts';
import { noiseProfileSchema } from '../../harness/model/noise.ts';
import type { Plan } from '../../harness/model/plan.ts';
import { calibration } from '../helpers/calibrations.ts';
import { fabricateNoise } from '../helpers/gate-noise.ts';
import { gatedPlan } from '../helpers/gating.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'noise-'));
  path = join(folder, 'modebench', 'noise.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const fingerprint = fingerprintOf(calibration(), calibration());
const scenarios = ['json', 'page'];
const plan = gatedPlan(scenarios);
const noise = fabricateNoise({ scenarios, rounds: 8 });
const profileOf = (id: string, endedAt = '2026-03-04T10:15:00.000Z', of: Plan = plan) =>
  noiseProfileOf({ id, endedAt }, fingerprint, of, noise);
const pairsOf = (names: readonly string[]) => noise.pairs.filter(({ scenario }) => names.includes(scenario));

describe('stored noise', () => {
  it('lies beside calibrations', () => {
    expect(noisePath({}, () => '/home/a')).toBe('/home/a/.cache/modebench/noise.json');
  });

  it('is read as it was stored, the newest of each machine and cells', async () => {
    await storeNoise(path, profileOf('first'));
    await storeNoise(path, profileOf('second', '2026-03-05T10:15:00.000Z'));
    const { profiles, trouble } = await readNoise(path);
    expect(trouble).toBeNull();
    expect(profiles.map(({ run }) => run)).toEqual(['second']);
    const [profile] = profiles;
    expect(profile!.noise.worsening[0]![0]![0]).toBeCloseTo(noise.worsening[0]![0]![0]!, 6);
  });

  it('is found for the same machine, and of what a gate is of', async () => {
    await storeNoise(path, profileOf('run'));
    const stored = await readNoise(path);
    const whole = fittingNoise(stored, fingerprint, plan, noise.pairs);
    expect(whole?.noise.tests).toEqual(noise.tests);
    const page = fittingNoise(stored, fingerprint, plan, pairsOf(['page']));
    expect(page?.noise.tests.every(({ pair }) => pair === 0)).toBe(true);
    expect(page?.noise.tests).toHaveLength(noise.tests.length / 2);
    const half = noise.tests.length / 2;
    const figures = (fitting: typeof page) => fitting?.noise.worsening.map(([few]) => few);
    expect(figures(page)).toEqual(figures(whole)?.map((few) => few?.slice(half)));
    expect(fittingNoise(stored, { ...fingerprint, cores: 64 }, plan, noise.pairs)).toBeNull();
  });

  it('is not found for servers that are started otherwise, other requests and other levels', async () => {
    await storeNoise(path, profileOf('run'));
    const stored = await readNoise(path);
    const found = (of: Plan, pairs = noise.pairs) => fittingNoise(stored, fingerprint, of, pairs) !== null;
    expect(found(plan)).toBe(true);
    const [old, ...others] = plan.variants;
    const command = { ...old!.source, command: 'other {port}' } as typeof old extends undefined
      ? never
      : Plan['variants'][number]['source'];
    expect(found({ ...plan, variants: [{ ...old!, source: command }, ...others] })).toBe(false);
    const [json, page] = plan.scenarios;
    expect(found({ ...plan, scenarios: [{ ...json!, thinkMs: 5 }, page!] })).toBe(false);
    const faster = noise.pairs.map((pair) => ({
      ...pair,
      level: { kind: 'closed', concurrency: 64 } as const,
    }));
    expect(found(plan, faster)).toBe(false);
  });

  it('is left aside where it is damaged or of another version, and entries by themselves', async () => {
    const holding = async (value: unknown) => {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, typeof value === 'string' ? value : JSON.stringify(value));
      return readNoise(path);
    };
    expect(await readNoise(path)).toEqual({ profiles: [], trouble: null });
    expect(await readNoise(null)).toEqual({ profiles: [], trouble: null });
    expect(await holding('{"vers')).toEqual({ profiles: [], trouble: 'damaged' });
    expect(await holding({ version: 9, profiles: [] })).toEqual({ profiles: [], trouble: 'other-version' });
    const mixed = await holding({ version: 1, profiles: [profileOf('good'), { takenAt: 'yesterday' }] });
    expect(mixed.trouble).toBe('damaged');
    expect(mixed.profiles.map(({ run }) => run)).toEqual(['good']);
  });

  it('is only taken whole', () => {
    const profile = profileOf('run');
    expect(noiseProfileSchema.safeParse(profile).success).toBe(true);
    const short = { ...noise, worsening: noise.worsening.map((round) => round.map((all) => all.slice(1))) };
    expect(noiseProfileSchema.safeParse({ ...profile, noise: short }).success).toBe(false);
    expect(noiseProfileSchema.safeParse({ ...profile, cells: [] }).success).toBe(false);
    const foreign = { ...noise, tests: noise.tests.map((one) => ({ ...one, pair: 7 })) };
    expect(noiseProfileSchema.safeParse({ ...profile, noise: foreign }).success).toBe(false);
  });
});

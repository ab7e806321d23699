import { createHash } from 'node:crypto';
import type { CalibrationFingerprint } from '../model/calibration.ts';
import type { GatePair } from '../model/gate.ts';
import { levelKey } from '../model/level.ts';
import { type GateNoise, type NoiseProfile, noiseProfileSchema } from '../model/noise.ts';
import type { Plan } from '../model/plan.ts';
import { codeOf, type Variant } from '../model/variant.ts';
import { cachePath, readCache, type StoreTrouble, writeCache } from './cache-file.ts';
import { calibrationDifferences } from './calibration-store.ts';

/** Version 1: the first. */
const form = { version: 1, key: 'profiles' } as const;

/** Apps and machines that share a home folder: more than these are old ones. */
const mostEntries = 32;

/** Digits of what is kept of a figure: a millionth of it is no noise. */
const digits = 6;

export interface StoredNoise {
  /** Newest first. */
  readonly profiles: readonly NoiseProfile[];
  readonly trouble: StoreTrouble | null;
}

/** Where profiles of noise are kept: beside calibrations. */
export function noisePath(
  env?: Readonly<Record<string, string | undefined>>,
  home?: () => string,
): string | null {
  return cachePath('noise.json', env, home);
}

/** Everything that is stored. A file that cannot be used is as good as none, and said. */
export async function readNoise(path: string | null): Promise<StoredNoise> {
  const { entries, trouble } = await readCache(path, form);
  const profiles = entries.flatMap((entry) => noiseProfileSchema.safeParse(entry).data ?? []);
  const newestFirst = (a: NoiseProfile, b: NoiseProfile) => b.takenAt.localeCompare(a.takenAt);
  return {
    profiles: profiles.sort(newestFirst),
    trouble: trouble ?? (profiles.length === entries.length ? null : 'damaged'),
  };
}

/** Adds a profile, in place of the one of the same machine and cells. Rejects with the error of the file system. */
export async function storeNoise(path: string, profile: NoiseProfile): Promise<void> {
  const { profiles } = await readNoise(path);
  const others = profiles.filter(
    (stored) =>
      calibrationDifferences(stored, profile).length > 0 || stored.cells.join() !== profile.cells.join(),
  );
  await writeCache(path, form, [rounded(profile), ...others].slice(0, mostEntries));
}

/** What is kept of the noise that a plan's run measured. */
export function noiseProfileOf(
  run: { readonly id: string; readonly endedAt: string },
  fingerprint: CalibrationFingerprint,
  plan: Plan,
  noise: GateNoise,
): NoiseProfile {
  const { modebench, node, kernel, cpuModel, cores, affinity, serverCpus, loadCpus, loaders } = fingerprint;
  return {
    ...{ takenAt: run.endedAt, run: run.id },
    ...{ modebench, node, kernel, cpuModel, cores, affinity, serverCpus, loadCpus, loaders },
    cells: noise.pairs.map((pair) => cellOf(plan, pair)),
    noise,
  };
}

/** A profile and the noise of it that a gate will meet: of its pairs, in their order. */
export interface FittingNoise {
  readonly profile: NoiseProfile;
  readonly noise: GateNoise;
}

/** The newest that was taken with this machine and version, and knows all pairs of a gate; null when there is none. */
export function fittingNoise(
  { profiles }: StoredNoise,
  fingerprint: CalibrationFingerprint,
  plan: Plan,
  pairs: readonly GatePair[],
): FittingNoise | null {
  const cells = pairs.map((pair) => cellOf(plan, pair));
  for (const profile of profiles) {
    if (calibrationDifferences(profile, fingerprint).length > 0) continue;
    const places = cells.map((cell) => profile.cells.indexOf(cell));
    if (places.every((place) => place >= 0)) return { profile, noise: partOf(profile.noise, places, pairs) };
  }
  return null;
}

/** Some pairs of a noise, under other names. */
function partOf(noise: GateNoise, places: readonly number[], pairs: readonly GatePair[]): GateNoise {
  const taken = noise.tests.flatMap(({ pair }, test) => (places.includes(pair) ? test : []));
  const byPlace = places.map((place) => noise.visits[place] ?? { overheadSeconds: 0, passSeconds: 0 });
  return {
    ...noise,
    pairs: [...pairs],
    tests: taken.flatMap((test) => {
      const told = noise.tests[test];
      return told === undefined ? [] : { ...told, pair: places.indexOf(told.pair) };
    }),
    worsening: noise.worsening.map((byPasses) =>
      byPasses.map((figures) => taken.map((test) => figures[test] ?? null)),
    ),
    visits: byPlace,
  };
}

/**
 * What a pair is of, whatever its sides are called: the mode and how it is started, the requests, and how they are sent.
 * A rate that the gate finds for itself is never twice the same.
 */
function cellOf(plan: Plan, { baseline, scenario, level }: GatePair): string {
  const variant = plan.variants.find(({ id }) => id === baseline);
  const requests = plan.scenarios.find(({ name }) => name === scenario);
  const found = level.kind === 'open' && plan.gate?.findRate != null;
  const sent = found ? plan.gate?.findRate : levelKey(level);
  const start = variant === undefined ? null : startOf(variant);
  return digestOf([start, requests, sent, plan.thinkMs, plan.engine]);
}

function startOf(variant: Variant): unknown {
  const { source, options } = variant;
  if (source.kind === 'command') {
    const { ref: _ref, ...start } = source;
    const name = codeOf(variant)?.mode ?? variant.id;
    return [name, { ...start, cwd: start.cwd ?? process.cwd() }, options];
  }
  return [source, options];
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

function rounded(profile: NoiseProfile): NoiseProfile {
  const { noise } = profile;
  const short = (value: number | null) => (value === null ? null : Number(value.toPrecision(digits)));
  const worsening = noise.worsening.map((byPasses) => byPasses.map((figures) => figures.map(short)));
  return { ...profile, noise: { ...noise, worsening } };
}

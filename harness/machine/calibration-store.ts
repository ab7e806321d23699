import {
  type Calibration,
  type CalibrationFingerprint,
  calibrationKeys,
  calibrationSchema,
} from '../model/calibration.ts';
import type { Environment } from '../model/machine.ts';
import type { Plan } from '../model/plan.ts';
import { cachePath, readCache, type StoreTrouble, writeCache } from './cache-file.ts';

export type { StoreTrouble } from './cache-file.ts';

/** Entries are looked at one by one: a later Modebench may keep what this one does not know. Version 1: the first. */
const form = { version: 1, key: 'calibrations' } as const;

/** Machines that share a home folder, times versions, times ways to pin: more than these are old ones. */
const mostEntries = 32;

export interface Stored {
  /** Newest first. */
  readonly calibrations: readonly Calibration[];
  readonly trouble: StoreTrouble | null;
}

/** Where calibrations are kept: see {@link cachePath}. */
export function calibrationsPath(
  env?: Readonly<Record<string, string | undefined>>,
  home?: () => string,
): string | null {
  return cachePath('calibrations.json', env, home);
}

/** Everything that is stored. A file that cannot be used is as good as none, and said. */
export async function readCalibrations(path: string | null): Promise<Stored> {
  const { entries, trouble } = await readCache(path, form);
  const calibrations = entries.flatMap((entry) => calibrationSchema.safeParse(entry).data ?? []);
  const whole = calibrations.length === entries.length;
  return { calibrations: calibrations.sort(newestFirst), trouble: trouble ?? (whole ? null : 'damaged') };
}

/** The newest entry that was taken with this machine, version and set-up; null when there is none. */
export function fittingCalibration(
  { calibrations }: Stored,
  fingerprint: CalibrationFingerprint,
): Calibration | null {
  return calibrations.find((stored) => calibrationDifferences(stored, fingerprint).length === 0) ?? null;
}

/** Names of what is not alike, such as `node` or `loadCpus`. */
export function calibrationDifferences(
  a: CalibrationFingerprint,
  b: CalibrationFingerprint,
): readonly (typeof calibrationKeys)[number][] {
  return calibrationKeys.filter((key) => a[key] !== b[key]);
}

/**
 * Adds an entry, in place of the one for the same set-up. The file is replaced as a whole, so that nobody ever reads
 * half of it. Rejects with the error of the file system.
 */
export async function storeCalibration(path: string, calibration: Calibration): Promise<void> {
  const { calibrations } = await readCalibrations(path);
  const others = calibrations.filter((stored) => calibrationDifferences(stored, calibration).length > 0);
  await writeCache(path, form, [calibration, ...others].slice(0, mostEntries));
}

/** What a calibration for this machine and these loaders must have been taken with. */
export function fingerprintOf(
  environment: Pick<Environment, 'modebench' | 'node' | 'kernel' | 'cpuModel' | 'cores' | 'affinity'>,
  { loaders, serverCpus, loadCpus }: Pick<Plan, 'loaders' | 'serverCpus' | 'loadCpus'>,
): CalibrationFingerprint {
  const { modebench, node, kernel, cpuModel, cores, affinity } = environment;
  return { modebench, node, kernel, cpuModel, cores, affinity, serverCpus, loadCpus, loaders };
}

function newestFirst(a: Calibration, b: Calibration): number {
  return b.takenAt.localeCompare(a.takenAt);
}

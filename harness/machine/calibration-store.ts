import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import {
  type Calibration,
  type CalibrationFingerprint,
  calibrationKeys,
  calibrationSchema,
} from '../model/calibration.ts';
import type { Environment } from '../model/machine.ts';
import type { Plan } from '../model/plan.ts';

/** Of the file. 1: the first. */
const formatVersion = 1;

/** Machines that share a home folder, times versions, times ways to pin: more than these are old ones. */
const mostEntries = 32;

/** Entries are looked at one by one: a later Modebench may keep what this one does not know. */
const fileSchema = z.object({ version: z.int(), calibrations: z.array(z.unknown()) });

/** Why what stands in the file is not used. */
export type StoreTrouble = 'unreadable' | 'damaged' | 'other-version';

export interface Stored {
  /** Newest first. */
  readonly calibrations: readonly Calibration[];
  readonly trouble: StoreTrouble | null;
}

/**
 * Where calibrations are kept, by the XDG base directory specification, which has relative folders left aside. Null
 * where this user has no folder.
 */
export function calibrationsPath(
  env: Readonly<Record<string, string | undefined>> = process.env,
  home: () => string = homedir,
): string | null {
  const cache = env.XDG_CACHE_HOME ?? '';
  const file = join('modebench', 'calibrations.json');
  if (isAbsolute(cache)) return join(cache, file);
  try {
    const folder = home();
    return isAbsolute(folder) ? join(folder, '.cache', file) : null;
  } catch {
    // A user without an entry in the password file, and without HOME.
    return null;
  }
}

/** Everything that is stored. A file that cannot be used is as good as none, and said. */
export async function readCalibrations(path: string | null): Promise<Stored> {
  if (path === null) return { calibrations: [], trouble: null };
  const none = (trouble: StoreTrouble | null): Stored => ({ calibrations: [], trouble });
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    return none(code === 'ENOENT' || code === 'ENOTDIR' ? null : 'unreadable');
  }
  const file = fileSchema.safeParse(parseJson(text));
  if (!file.success) return none('damaged');
  if (file.data.version !== formatVersion) return none('other-version');
  const calibrations = file.data.calibrations.flatMap(
    (entry) => calibrationSchema.safeParse(entry).data ?? [],
  );
  const whole = calibrations.length === file.data.calibrations.length;
  return { calibrations: calibrations.sort(newestFirst), trouble: whole ? null : 'damaged' };
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
  const kept = [calibration, ...others].slice(0, mostEntries);
  const draft = `${path}.${randomUUID()}.draft`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(draft, `${JSON.stringify({ version: formatVersion, calibrations: kept }, null, 1)}\n`);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

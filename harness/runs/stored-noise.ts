import { fingerprintOf } from '../machine/calibration-store.ts';
import { noisePath, noiseProfileOf, storeNoise } from '../machine/noise-store.ts';
import type { RunRecord } from '../model/record.ts';
import { codeOf } from '../record/run-folder.ts';

/** What became of a profile that was to be kept. */
export interface KeptNoise {
  /** Null where there was nothing to keep, or nowhere to keep it. */
  readonly path: string | null;
  /** The file system's code, where it could not be written; null where it was. */
  readonly code: string | null;
}

/** Keeps what a record says of noise for the gates of this machine. */
export async function keepNoise({ id, endedAt, environment, plan, noise }: RunRecord): Promise<KeptNoise> {
  const path = noisePath();
  if (path === null || noise === undefined || noise.alarms === null) return { path: null, code: null };
  const fingerprint = fingerprintOf(environment, plan);
  try {
    await storeNoise(path, noiseProfileOf({ id, endedAt }, fingerprint, plan, noise.noise));
    return { path, code: null };
  } catch (error) {
    return { path, code: codeOf(error) };
  }
}

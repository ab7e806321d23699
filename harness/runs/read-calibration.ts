import {
  calibrationsPath,
  fingerprintOf,
  fittingCalibration,
  readCalibrations,
  type StoreTrouble,
} from '../machine/calibration-store.ts';
import type { Calibration } from '../model/calibration.ts';
import type { Environment } from '../model/machine.ts';
import type { Plan } from '../model/plan.ts';

/** A store of calibrations that is there and cannot be used. */
export interface UnreadStore {
  readonly path: string;
  readonly trouble: StoreTrouble;
}

export interface StoredCalibration {
  /** Null when there is none that fits. */
  readonly calibration: Calibration | null;
  readonly unread: UnreadStore | null;
}

/** What `bench doctor --calibrate` once stored for this machine and this plan. */
export async function readCalibration(environment: Environment, plan: Plan): Promise<StoredCalibration> {
  const path = calibrationsPath();
  const stored = await readCalibrations(path);
  const { trouble } = stored;
  return {
    calibration: fittingCalibration(stored, fingerprintOf(environment, plan)),
    unread: path === null || trouble === null ? null : { path, trouble },
  };
}

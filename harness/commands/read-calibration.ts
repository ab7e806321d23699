import { storeTrouble } from '../../reports/doctor/words.ts';
import {
  calibrationsPath,
  fingerprintOf,
  fittingCalibration,
  readCalibrations,
} from '../machine/calibration-store.ts';
import type { Calibration } from '../model/calibration.ts';
import type { Environment } from '../model/machine.ts';
import type { Plan } from '../model/plan.ts';

/** What `bench doctor --calibrate` once stored for this machine and this plan; null when there is nothing that fits. */
export async function readCalibration(environment: Environment, plan: Plan): Promise<Calibration | null> {
  const path = calibrationsPath();
  const stored = await readCalibrations(path);
  if (path !== null && stored.trouble !== null) {
    process.stderr.write(`bench: ${storeTrouble(path, stored.trouble)}\n`);
  }
  return fittingCalibration(stored, fingerprintOf(environment, plan));
}

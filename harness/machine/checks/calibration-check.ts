import { type CalibrationFingerprint, isDisturbed } from '../../model/calibration.ts';
import { type CheckOf, known } from '../../model/doctor.ts';
import { calibrationDifferences, fittingCalibration, type Stored } from '../calibration-store.ts';

const remedy = ['bench doctor --calibrate'];

/** Whether a plain run would know what its load generator can do here. */
export function calibrationCheck(
  path: string | null,
  stored: Stored,
  wanted: CalibrationFingerprint,
): CheckOf<'calibration'> {
  const { trouble, calibrations } = stored;
  const fitting = fittingCalibration(stored, wanted);
  if (fitting !== null) {
    const disturbed = fitting.disturbance !== undefined && isDisturbed(fitting.disturbance);
    const { takenAt, open } = fitting;
    const facts = { path, trouble, takenAt, changed: [], ceilingPerSecond: open.ceilingPerSecond, disturbed };
    return known('calibration', disturbed ? 'warn' : 'ok', facts, disturbed ? remedy : []);
  }
  // The one that is most nearly right tells best what has changed.
  const [nearest] = calibrations
    .map((entry) => ({ takenAt: entry.takenAt, changed: [...calibrationDifferences(entry, wanted)] }))
    .sort((a, b) => a.changed.length - b.changed.length);
  const facts = {
    ...{ path, trouble, takenAt: nearest?.takenAt ?? null, changed: nearest?.changed ?? [] },
    ...{ ceilingPerSecond: null, disturbed: false },
  };
  return known('calibration', trouble === null ? 'info' : 'warn', facts, path === null ? [] : remedy);
}

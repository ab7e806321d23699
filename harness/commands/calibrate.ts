import {
  calibrationProgress,
  disturbedWarning,
  noCeiling,
  renderCalibration,
} from '../../reports/doctor/calibration.ts';
import { type Calibrated, calibrate, openOf } from '../load/calibration/calibrate.ts';
import { allowedCpus } from '../machine/affinity.ts';
import { calibrationsPath, fingerprintOf, storeCalibration } from '../machine/calibration-store.ts';
import { readEnvironment } from '../machine/environment.ts';
import { machineDelta, readCounters } from '../machine/machine-delta.ts';
import { type Calibration, isDisturbed } from '../model/calibration.ts';
import type { CalibrationResult } from '../model/doctor.ts';
import { FailureError } from '../model/failure.ts';
import type { Environment, MachineDelta } from '../model/machine.ts';
import { codeOf } from '../record/run-folder.ts';
import { refuseUnpinnable } from '../runs/instruments.ts';
import { version } from '../version.ts';
import { type CalibrationRequest, parseCalibrationRequest } from './calibrate-flags.ts';
import type { DoctorFlags } from './doctor.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { withGenerator } from './generator.ts';
import { listenForInterrupt } from './interrupt.ts';
import { pageSize } from './page-size.ts';
import { lineOfProgress, type ProgressLine } from './progress-line.ts';

/** How long the machine is watched before anything is started. */
const watchMs = 1000;

/** `bench doctor --calibrate`: measure the generator → tell → store. */
export async function calibrateCommand(flags: DoctorFlags): Promise<ExitCode> {
  const environment = await readEnvironment({ version, servers: {}, cwd: process.cwd() });
  const request = parseCalibrationRequest(flags, { cores: environment.cores, cpus: allowedCpus() });
  refuseUnpinnable(request);
  const interrupt = listenForInterrupt((line) => process.stderr.write(`${line}\n`));
  const progress = lineOfProgress(flags.quiet ?? false);
  try {
    const startedMs = performance.now();
    const measured = await measureGenerator(request, progress, interrupt.signal);
    progress.close();
    const calibration = entryOf(environment, request, measured);
    if (calibration === null) {
      process.stderr.write(`${noCeiling(measured.calibrated.steps, measured.disturbance)}\n`);
      return exitCodes.noAnswer;
    }
    const seconds = (performance.now() - startedMs) / 1000;
    return await tellAndStore(
      { kind: 'calibration', path: null, seconds, settled: measured.calibrated.settled, calibration },
      flags,
    );
  } catch (error) {
    const stopped = interrupt.exitCode();
    if (stopped !== null) return stopped;
    throw error;
  } finally {
    progress.close();
    interrupt.dispose();
  }
}

interface Measured {
  readonly calibrated: Calibrated;
  readonly disturbance: NonNullable<Calibration['disturbance']>;
}

async function measureGenerator(
  request: CalibrationRequest,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<Measured> {
  progress.show('watching the machine for a second');
  const before = await watchMachine(async () => {
    await new Promise((resolve) => setTimeout(resolve, watchMs));
    return 0;
  });
  if (isDisturbed(before)) process.stderr.write(`${disturbedWarning(before)}\n`);
  return withGenerator(request, signal, async ({ sessions, cpuMs }) => {
    let calibrated: Calibrated | null = null;
    const disturbance = await watchMachine(async () => {
      const ownBefore = await cpuMs();
      calibrated = await calibrate({
        ...{ sessions, budgetMs: request.budgetSeconds * 1000, now: () => performance.now() },
        emit: (event) => progress.show(calibrationProgress(event)),
      });
      return (await cpuMs()) - ownBefore;
    });
    if (calibrated === null) throw new Error('Internal error: nothing was calibrated');
    const { foreignCores, stealShare } = disturbance;
    return { calibrated, disturbance: { foreignCores, stealShare } };
  });
}

/** `run` tells how much CPU time, ms, was used on our behalf in other processes. */
async function watchMachine(run: () => Promise<number>): Promise<MachineDelta> {
  const before = await readCounters();
  const own = process.cpuUsage();
  const elsewhereMs = await run();
  const { user, system } = process.cpuUsage(own);
  return machineDelta(before, await readCounters(), elsewhereMs + (user + system) / 1000);
}

/** Null where no ceiling was found: then the generator cannot be relied on, and neither can the rest. */
function entryOf(
  environment: Environment,
  request: CalibrationRequest,
  { calibrated, disturbance }: Measured,
): Calibration | null {
  const open = openOf(calibrated);
  if (open === null) return null;
  return {
    takenAt: new Date().toISOString(),
    ...fingerprintOf(environment, request),
    open,
    closed: [...calibrated.closed],
    disturbance,
  };
}

/** What was measured is told before it is stored: a full disk does not take it. @throws FailureError `journal-write` */
async function tellAndStore(result: CalibrationResult, { json }: DoctorFlags): Promise<ExitCode> {
  const path = calibrationsPath();
  let failure: FailureError | null = null;
  try {
    if (path !== null) await storeCalibration(path, result.calibration);
  } catch (cause) {
    failure = new FailureError({ reason: 'journal-write', path: path ?? '', code: codeOf(cause) }, { cause });
  }
  const told = { ...result, path: failure === null ? path : null };
  process.stdout.write(json ? `${JSON.stringify(told)}\n` : renderCalibration(told, pageSize()));
  if (failure !== null) throw failure;
  return exitCodes.pass;
}

import { z } from 'zod';
import { renderDoctor } from '../../reports/doctor/index.ts';
import { findProgram } from '../machine/affinity.ts';
import { calibrationsPath, fingerprintOf, readCalibrations } from '../machine/calibration-store.ts';
import { calibrationCheck } from '../machine/checks/calibration-check.ts';
import { disturbanceChecks } from '../machine/checks/disturbance-checks.ts';
import { networkChecks } from '../machine/checks/network-checks.ts';
import { processorChecks } from '../machine/checks/processor-checks.ts';
import { memoryCheck, tmpCheck } from '../machine/checks/room-checks.ts';
import { serversCheck } from '../machine/checks/server-checks.ts';
import { systemChecks } from '../machine/checks/system-checks.ts';
import { readEnvironment } from '../machine/environment.ts';
import { readText } from '../machine/read-text.ts';
import type { Check, DoctorResult } from '../model/doctor.ts';
import { UsageError, type UsageProblem } from '../model/failure.ts';
import { catalogue } from '../runs/catalogue.ts';
import { version } from '../version.ts';
import { calibrateCommand } from './calibrate.ts';
import { lookAtMachine, memoryFacts, opens, tmpFacts } from './doctor-look.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { listenForInterrupt } from './interrupt.ts';
import { pageSize } from './page-size.ts';
import { lineOfProgress, type ProgressLine } from './progress-line.ts';

const text = z.string().optional();
const flag = z.boolean().optional();
const flagsSchema = z.object({
  calibrate: flag,
  loaders: text,
  serverCpus: text,
  loadCpus: text,
  budget: text,
  json: flag,
  quiet: flag,
});
export type DoctorFlags = z.infer<typeof flagsSchema>;

/** `bench doctor`: is this machine fit to measure? With `--calibrate`: what can its load generator do? */
export async function doctorCommand(options: Record<string, unknown>): Promise<ExitCode> {
  const flags = flagsSchema.parse(options);
  if (flags.calibrate) return calibrateCommand(flags);
  refuseCalibrationFlags(flags);
  const interrupt = listenForInterrupt((line) => process.stderr.write(`${line}\n`));
  const progress = lineOfProgress(flags.quiet ?? false);
  try {
    const result = await examine(progress, interrupt.signal);
    progress.close();
    const stopped = interrupt.exitCode();
    if (stopped !== null) return stopped;
    process.stdout.write(flags.json ? `${JSON.stringify(result)}\n` : renderDoctor(result, pageSize()));
    return result.fit ? exitCodes.pass : exitCodes.noAnswer;
  } finally {
    progress.close();
    interrupt.dispose();
  }
}

/** @throws UsageError for flags that say how to calibrate, where that was not asked for */
function refuseCalibrationFlags(flags: DoctorFlags): void {
  const given = (
    [
      ['--loaders', flags.loaders],
      ['--server-cpus', flags.serverCpus],
      ['--load-cpus', flags.loadCpus],
      ['--budget', flags.budget],
    ] as const
  ).filter(([, value]) => value !== undefined);
  const problems = given.map(
    ([where]): UsageProblem => ({
      where,
      message: 'says how to calibrate, and --calibrate is not there',
      hint: 'add --calibrate, or leave it out',
    }),
  );
  if (problems.length > 0) throw new UsageError(problems);
}

async function examine(progress: ProgressLine, signal: AbortSignal): Promise<DoctorResult> {
  const lookedAt = new Date();
  const linux = process.platform === 'linux';
  progress.show('looking for servers');
  const servers = await serverChecks();
  // Nothing of ours may run while the machine is watched.
  progress.show('watching the machine for four seconds');
  const look = await lookAtMachine(signal);
  const environment = await readEnvironment({ version, servers: {}, cwd: process.cwd() });
  const path = calibrationsPath();
  const plainRun = fingerprintOf(environment, { loaders: 1, serverCpus: null, loadCpus: null });
  const checks: readonly Check[] = [
    ...disturbanceChecks(look, linux),
    ...processorChecks(readText, environment.cores, linux),
    memoryCheck(readText, memoryFacts(environment)),
    tmpCheck(await tmpFacts()),
    ...networkChecks(readText, linux),
    ...systemChecks(readText, {
      ...{
        nodeVersion: process.versions.node,
        linux,
        opens,
        tasksetPath: findProgram('taskset', process.env.PATH),
      },
    }),
    calibrationCheck(path, await readCalibrations(path), plainRun),
    ...servers,
  ];
  return {
    kind: 'doctor',
    modebench: version,
    lookedAt: lookedAt.toISOString(),
    seconds: (Date.now() - lookedAt.getTime()) / 1000,
    fit: checks.every(({ status }) => status !== 'fail'),
    checks,
  };
}

/** A check per stack, and one of the layers; all looked for at once, as `bench list` does. */
function serverChecks(): Promise<readonly Check[]> {
  const stacks = [...new Set(catalogue.modes.map(({ stack }) => stack))];
  const groups = [
    ...stacks.map((stack) => ({
      group: stack,
      offers: catalogue.modes.filter((mode) => mode.stack === stack),
    })),
    { group: 'layers', offers: catalogue.layers },
  ];
  return Promise.all(
    groups.map(async ({ group, offers }) => {
      const looked = offers.map(async (offer) => ({
        name: offer.name,
        availability: await offer.availability(),
      }));
      return serversCheck(group, await Promise.all(looked));
    }),
  );
}

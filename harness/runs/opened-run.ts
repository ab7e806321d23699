import { basename } from 'node:path';
import type { ReportFormat } from '../../reports/index.ts';
import { placementOf } from '../machine/affinity.ts';
import { readEnvironment } from '../machine/environment.ts';
import { UsageError, type UsageProblem } from '../model/failure.ts';
import type { Environment } from '../model/machine.ts';
import type { Plan } from '../model/plan.ts';
import { type RunRecord, schemaVersion } from '../model/record.ts';
import { appendToJournal, type JournalHeader } from '../record/journal.ts';
import { writeRecord } from '../record/record-file.ts';
import { createRunFolder } from '../record/run-folder.ts';
import { keepSummary } from '../record/summary-file.ts';
import { summaryOf } from '../stats/run-summary.ts';
import { version } from '../version.ts';
import { serverVersions } from './catalogue.ts';
import { refuseUnpinnable } from './instruments.ts';
import { readCalibration, type UnreadStore } from './read-calibration.ts';
import { type WrittenReports, writeReports } from './write-reports.ts';
import { signJournal } from './writer.ts';

/** What every command that makes a record shares. */
export interface OpenedRun {
  readonly header: JournalHeader;
  readonly folder: string;
  /** Calibrations that were stored and are left aside; null for none. */
  readonly unread: UnreadStore | null;
}

/** The command that makes runs of experiments, by which they are known: they have no rounds. */
export const experimentWord = 'experiment';

/** Makes the run's folder and begins its journal. */
export async function openRun(plan: Plan, runsFolder: string, argv: readonly string[]): Promise<OpenedRun> {
  const environment = await environmentOf(plan);
  const stored = await readCalibration(environment, plan);
  const startedAt = new Date();
  const folder = await createRunFolder(runsFolder, startedAt, plan.name);
  const header: JournalHeader = {
    type: 'header',
    schemaVersion,
    id: basename(folder),
    startedAt: startedAt.toISOString(),
    command: [...argv],
    environment,
    plan: { ...plan, calibration: plan.calibration ?? stored.calibration },
  };
  appendToJournal(folder, header);
  signJournal(folder, startedAt);
  return { header, folder, unread: plan.calibration === null ? stored.unread : null };
}

/**
 * What the plan would be measured in, here and now.
 * @throws UsageError for servers that are not installed, and CPUs that cannot be had
 */
export async function environmentOf(plan: Plan): Promise<Environment> {
  refuseUnpinnable(plan);
  const servers = await serverVersions(plan);
  return readEnvironment({ version, servers, cwd: process.cwd(), placement: placementOf(plan) });
}

/**
 * Writes the record, and its reports beside it.
 * @throws FailureError `journal-write`, say of a full disk; what was written before stays
 */
export async function keepRecord(
  folder: string,
  record: RunRecord,
  formats: readonly ReportFormat[],
): Promise<WrittenReports> {
  const path = await writeRecord(folder, record);
  keepSummary(folder, summaryOf(record));
  const reports = await writeReports(record, formats, folder);
  return { ...reports, paths: [path, ...reports.paths] };
}

/** What is wrong with something asked for, so that it can be told with everything else that is. */
export function problemsOf(parse: () => unknown): readonly UsageProblem[] {
  try {
    parse();
    return [];
  } catch (error) {
    if (error instanceof UsageError) return error.problems;
    throw error;
  }
}

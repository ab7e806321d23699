import { mkdir } from 'node:fs/promises';
import { execa } from 'execa';
import { storeTrouble } from '../../reports/doctor/words.ts';
import { type FormatOf, renderTerminal } from '../../reports/index.ts';
import { UsageError } from '../model/failure.ts';
import type { RunRecord } from '../model/record.ts';
import { codeOf } from '../record/run-folder.ts';
import type { UnreadStore } from '../runs/read-calibration.ts';
import { type WrittenReports, writeReports } from '../runs/write-reports.ts';
import { pageSize } from './page-size.ts';

/** The record as a table for people, or as JSON for programs, on stdout. */
export function printRecord(record: RunRecord, { json, full }: { json: boolean; full: boolean }): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(record)}\n`);
    return;
  }
  const { stdout } = process;
  stdout.write(renderTerminal(record, { ...pageSize(), full, tty: stdout.isTTY ?? false }));
}

/** Says on `stream` what was written, and opens the page where that is wanted. */
export async function tellReports(
  { paths, empty }: WrittenReports,
  stream: NodeJS.WritableStream,
  show: boolean,
): Promise<void> {
  for (const { name, nothing } of empty) {
    process.stderr.write(`nothing to write as ${name}${nothing === undefined ? '' : `: ${nothing}`}\n`);
  }
  for (const path of paths) stream.write(`${path}\n`);
  const page = paths.find((path) => path.endsWith('.html'));
  if (show && page !== undefined) await openInBrowser(page);
}

/**
 * Writes reports where the user says, and names them on stdout.
 * @throws UsageError where there can be no such folder
 */
export async function writeReportsTo<Subject>(
  folder: string,
  subject: Subject,
  formats: readonly FormatOf<Subject>[],
  show: boolean,
): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    const message = `nothing can be written to "${folder}" (${codeOf(error)})`;
    throw new UsageError([{ where: '--out', message }]);
  });
  await tellReports(await writeReports(subject, formats, folder), process.stdout, show);
}

/** Says that calibrations which were stored are left aside. */
export function tellUnread(unread: UnreadStore | null): void {
  if (unread !== null) process.stderr.write(`bench: ${storeTrouble(unread.path, unread.trouble)}\n`);
}

/** A report that cannot be shown is still written: a missing browser is a remark, not a failure. */
async function openInBrowser(path: string): Promise<void> {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const { failed } = await execa(opener, [path], { reject: false, stdio: 'ignore' });
  if (failed) process.stderr.write(`could not be opened with ${opener}: ${path}\n`);
}

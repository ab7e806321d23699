import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { type ReportFormat, renderTerminal, reportFormats } from '../../reports/index.ts';
import { FailureError } from '../model/failure.ts';
import type { RunRecord } from '../model/record.ts';
import { nameHint, Problems } from '../plan/problems.ts';
import { codeOf } from '../record/run-folder.ts';

/** `html,png` → renderers. @throws UsageError for unknown names, all at once */
export function parseFormats(text: string): readonly ReportFormat[] {
  const problems = new Problems();
  const formats = new Set<ReportFormat>();
  const known = reportFormats.map((format) => format.name);
  for (const name of text.split(',').map((part) => part.trim())) {
    const format = reportFormats.find((candidate) => candidate.name === name);
    if (format === undefined) problems.add('--format', `unknown format "${name}"`, nameHint(name, known));
    else formats.add(format);
  }
  problems.throwIfAny();
  return [...formats];
}

/** The record as a table for people, or as JSON for programs, on stdout. */
export function printRecord(record: RunRecord, { json, full }: { json: boolean; full: boolean }): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(record)}\n`);
    return;
  }
  const { stdout, env } = process;
  const tty = stdout.isTTY ?? false;
  // https://no-color.org: its presence counts, whatever its value, but for an empty one.
  const colour = tty && !env.NO_COLOR && env.TERM !== 'dumb';
  stdout.write(renderTerminal(record, { columns: Math.min(stdout.columns || 80, 120), colour, full, tty }));
}

/**
 * Renders and writes; returns the paths.
 * @throws FailureError `journal-write` where a file cannot be written
 */
export async function writeReports(
  record: RunRecord,
  formats: readonly ReportFormat[],
  folder: string,
  open: boolean,
): Promise<string[]> {
  const paths: string[] = [];
  for (const format of formats) {
    for (const file of await format.render(record)) {
      const path = join(folder, file.name);
      try {
        await writeFile(path, file.content);
      } catch (error) {
        throw new FailureError({ reason: 'journal-write', path, code: codeOf(error) }, { cause: error });
      }
      paths.push(path);
    }
  }
  const page = paths.find((path) => path.endsWith('.html'));
  if (open && page !== undefined) await openInBrowser(page);
  return paths;
}

/** A report that cannot be shown is still written: a missing browser is a remark, not a failure. */
async function openInBrowser(path: string): Promise<void> {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const { failed } = await execa(opener, [path], { reject: false, stdio: 'ignore' });
  if (failed) process.stderr.write(`could not be opened with ${opener}: ${path}\n`);
}

import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { execa } from 'execa';
import { type RenderedFile, type ReportFormat, renderTerminal, reportFormats } from '../../reports/index.ts';
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
 * Renders and writes; returns the paths, of many files in a folder of their own that folder.
 * @throws FailureError `journal-write` where a file cannot be written
 * @throws UsageError for files of somebody else that would be overwritten
 */
export async function writeReports(
  record: RunRecord,
  formats: readonly ReportFormat[],
  folder: string,
  show: boolean,
): Promise<string[]> {
  const told = new Set<string>();
  for (const format of formats) {
    const files = await format.render(record);
    if (files.length === 0)
      process.stderr.write(`nothing to write as ${format.name}: no request was timed\n`);
    await refuseForeign(files, folder);
    for (const file of files) {
      const path = join(folder, file.name);
      await writeOne(path, file.content);
      told.add(file.name.includes('/') ? dirname(path) + sep : path);
    }
  }
  const paths = [...told];
  const page = paths.find((path) => path.endsWith('.html'));
  if (show && page !== undefined) await openInBrowser(page);
  return paths;
}

async function writeOne(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  } catch (error) {
    throw new FailureError({ reason: 'journal-write', path, code: codeOf(error) }, { cause: error });
  }
}

/** In a folder of the user's choice `data.csv` may be anybody's. */
async function refuseForeign(files: readonly RenderedFile[], folder: string): Promise<void> {
  const problems = new Problems();
  for (const { name, begins } of files) {
    if (begins === undefined || (await isOurs(join(folder, name), begins))) continue;
    problems.add(
      '--out',
      `"${join(folder, name)}" is there already and was not written by bench: it is not overwritten`,
      'name another folder, or move that file away',
    );
  }
  problems.throwIfAny();
}

/** What is not there, is empty or cannot be read belongs to nobody; whether it can be written will be seen. */
async function isOurs(path: string, begins: string): Promise<boolean> {
  const wanted = Buffer.from(begins);
  const file = await open(path).catch(() => null);
  try {
    const found = await file?.read(Buffer.alloc(wanted.length), 0, wanted.length, 0);
    return found === undefined || found.bytesRead === 0 || found.buffer.equals(wanted);
  } catch {
    return true;
  } finally {
    await file?.close();
  }
}

/** A report that cannot be shown is still written: a missing browser is a remark, not a failure. */
async function openInBrowser(path: string): Promise<void> {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const { failed } = await execa(opener, [path], { reject: false, stdio: 'ignore' });
  if (failed) process.stderr.write(`could not be opened with ${opener}: ${path}\n`);
}

import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { FormatOf, RenderedFile } from '../../reports/index.ts';
import { FailureError } from '../model/failure.ts';
import { Problems } from '../plan/problems.ts';
import { codeOf } from '../record/run-folder.ts';

export interface WrittenReports {
  /** Of files; of many files in a folder of their own, that folder. */
  readonly paths: readonly string[];
  /** Formats that had nothing to say, and why. */
  readonly empty: readonly Pick<FormatOf<never>, 'name' | 'nothing'>[];
}

/**
 * Renders and writes.
 * @throws FailureError `journal-write` where a file cannot be written
 * @throws UsageError for files of somebody else that would be overwritten
 */
export async function writeReports<Subject>(
  subject: Subject,
  formats: readonly FormatOf<Subject>[],
  folder: string,
): Promise<WrittenReports> {
  const paths = new Set<string>();
  const empty: FormatOf<Subject>[] = [];
  for (const format of formats) {
    const files = await format.render(subject);
    if (files.length === 0) empty.push(format);
    for (const path of await writeFilesTo(files, folder)) paths.add(path);
  }
  return { paths: [...paths], empty };
}

/**
 * Writes files; their paths, of many in a folder of their own that folder.
 * @throws as {@link writeReports}
 */
export async function writeFilesTo(
  files: readonly RenderedFile[],
  folder: string,
): Promise<readonly string[]> {
  await refuseForeign(files, folder);
  const paths: string[] = [];
  for (const file of files) {
    const path = join(folder, file.name);
    await writeOne(path, file.content);
    paths.push(file.name.includes('/') ? dirname(path) + sep : path);
  }
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

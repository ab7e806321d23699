import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { FailureError, UsageError } from '../model/failure.ts';
import { type RunRecord, recordSchema, schemaVersion } from '../model/record.ts';
import { codeOf, recordFile } from './run-folder.ts';

/**
 * Writes the record beside its name first, so that a reader never sees half of one.
 * @throws FailureError `journal-write`
 */
export async function writeRecord(folder: string, record: RunRecord): Promise<string> {
  const path = join(folder, recordFile);
  const draft = `${path}.draft`;
  try {
    await writeFile(draft, `${JSON.stringify(record)}\n`);
    await rename(draft, path);
    return path;
  } catch (error) {
    await rm(draft, { force: true });
    throw new FailureError({ reason: 'journal-write', path, code: codeOf(error) }, { cause: error });
  }
}

/**
 * Reads a record from a file, or from a run's folder.
 * @throws UsageError that names the file and what is wrong with it
 */
export async function readRecord(reference: string): Promise<RunRecord> {
  const refuse = (message: string, hint: string) => new UsageError([{ where: reference, message, hint }]);
  const text = await readText(reference, refuse);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse('is not whole JSON: it was cut short or is no record', `name a ${recordFile} of a run`);
  }
  const version = z.object({ schemaVersion: z.int() }).safeParse(value).data?.schemaVersion;
  if (version === undefined)
    throw refuse('is JSON, but not a record of Modebench', `name a ${recordFile} of a run`);
  if (version > schemaVersion) {
    throw refuse(
      `is a record of version ${version}; this Modebench reads up to ${schemaVersion}`,
      'use the version of Modebench that wrote it, or a newer one',
    );
  }
  const parsed = recordSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refuse(
    `is damaged at ${issue?.path.join('.') || 'its top'}: ${issue?.message ?? 'unknown'}`,
    'measure again, or repair it from the journal beside it: bench run --resume FOLDER',
  );
}

async function readText(
  reference: string,
  refuse: (message: string, hint: string) => UsageError,
): Promise<string> {
  try {
    const path = (await stat(reference)).isDirectory() ? join(reference, recordFile) : reference;
    return await readFile(path, 'utf8');
  } catch (error) {
    throw refuse(`cannot be read (${codeOf(error)})`, 'name a record.json, the folder of a run, or latest');
  }
}

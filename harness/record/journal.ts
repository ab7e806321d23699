import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { experimentResultSchema } from '../model/experiment.ts';
import { FailureError, UsageError } from '../model/failure.ts';
import { environmentSchema } from '../model/machine.ts';
import { planSchema } from '../model/plan.ts';
import { schemaVersion } from '../model/record.ts';
import { roundResultSchema, sliceResultSchema } from '../model/slice.ts';
import { codeOf, journalFile } from './run-folder.ts';

const headerSchema = z.object({
  type: z.literal('header'),
  schemaVersion: z.literal(schemaVersion),
  id: z.string(),
  startedAt: z.iso.datetime(),
  command: z.array(z.string()),
  environment: environmentSchema,
  plan: planSchema,
});
export type JournalHeader = z.infer<typeof headerSchema>;

/** Who writes a journal from here on: by this another process can tell whether a run is under way. */
export const writerSchema = z.object({
  host: z.string(),
  pid: z.int().positive(),
  startTime: z.string().nullable().describe('of the process; opaque, null where the system does not tell'),
});
export type Writer = z.infer<typeof writerSchema>;

const sessionSchema = z.object({
  type: z.literal('session'),
  startedAt: z.iso.datetime(),
  writer: writerSchema,
});

/** One line of the journal. `elapsedMs`: time spent measuring when it was written, over all sessions. */
const lineSchema = z.discriminatedUnion('type', [
  headerSchema,
  sessionSchema,
  z.object({ type: z.literal('slice'), elapsedMs: z.number(), slice: sliceResultSchema }),
  z.object({ type: z.literal('round'), elapsedMs: z.number(), round: roundResultSchema }),
  z.object({ type: z.literal('act'), elapsedMs: z.number(), result: experimentResultSchema }),
]);
export type JournalLine = z.infer<typeof lineSchema>;

export interface Journal {
  readonly header: JournalHeader;
  readonly rounds: z.infer<typeof roundResultSchema>[];
  readonly slices: z.infer<typeof sliceResultSchema>[];
  readonly experiments: z.infer<typeof experimentResultSchema>[];
  readonly elapsedMs: number;
}

/**
 * Appends a line as soon as it is known, so that a run that is killed keeps what it measured.
 * Written synchronously: between slices nothing is being timed, and a line must not wait for a turn that never comes.
 * @throws FailureError `journal-write`, for example on a full disk
 */
export function appendToJournal(folder: string, line: JournalLine): void {
  const path = join(folder, journalFile);
  try {
    appendFileSync(path, `${JSON.stringify(line)}\n`);
  } catch (error) {
    throw new FailureError({ reason: 'journal-write', path, code: codeOf(error) }, { cause: error });
  }
}

/**
 * Reads a journal back. A last line that was cut short (killed or full disk while writing) is left out.
 * @throws UsageError when it is missing, foreign or of another version
 */
export async function readJournal(folder: string): Promise<Journal> {
  const path = join(folder, journalFile);
  const refuse = (message: string) => new UsageError([{ where: path, message, hint: 'start a new run' }]);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw refuse(`cannot be read (${codeOf(error)})`);
  }
  const [first, ...rest] = text.split('\n').flatMap((line) => parseLine(line) ?? []);
  if (first?.type !== 'header')
    throw refuse('is not the journal of a run, or of another version of Modebench');
  const rounds = rest.flatMap((line) => (line.type === 'round' ? [line.round] : []));
  return {
    header: first,
    rounds,
    slices: rest.flatMap((line) => (line.type === 'slice' ? [line.slice] : [])),
    experiments: rest.flatMap((line) => (line.type === 'act' ? [line.result] : [])),
    elapsedMs: Math.max(0, ...rest.map((line) => ('elapsedMs' in line ? line.elapsedMs : 0))),
  };
}

/** The first line of a journal; null when it is none of ours. */
export function headerOf(journal: string): JournalHeader | null {
  const line = parseLine(journal.slice(0, journal.indexOf('\n')));
  return line?.type === 'header' ? line : null;
}

/** Who opened the journal last; null when it does not say, as journals before the first session line. */
export function lastWriter(journal: Buffer): Writer | null {
  const start = journal.lastIndexOf('\n{"type":"session"');
  if (start === -1) return null;
  const end = journal.indexOf('\n', start + 1);
  const line = parseLine(journal.subarray(start + 1, end === -1 ? undefined : end).toString());
  return line?.type === 'session' ? line.writer : null;
}

function parseLine(line: string): JournalLine | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

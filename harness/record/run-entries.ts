import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { schemaVersion } from '../model/record.ts';
import { codeOf, journalFile, recordFile } from './run-folder.ts';

/** Why a record cannot be used. */
export type RecordTrouble =
  | { readonly kind: 'cut-short' }
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'damaged'; readonly at: string }
  | { readonly kind: 'unreadable'; readonly code: string };

/** A run, as far as the beginnings of its files show it. */
export interface RunEntry {
  readonly folder: string;
  /** The name of its folder, which people refer to it by. */
  readonly key: string;
  /** UTC. */
  readonly startedAt: string;
  /** What `--name` was. */
  readonly name: string;
  /** `none`: only the journal is there. */
  readonly record: 'whole' | 'none' | RecordTrouble;
  /** When the record was written; null without one. */
  readonly recordMtimeMs: number | null;
}

/** Something that stands where the record of a run should stand. */
export interface Stranger {
  readonly path: string;
  readonly trouble: RecordTrouble;
}

export interface RunsFound {
  /** Newest first, by the start of the run. */
  readonly runs: readonly RunEntry[];
  readonly strangers: readonly Stranger[];
}

/**
 * The runs of a folder. Of each only the two ends of its record are read, or the beginning of its journal, since
 * records are large and there may be thousands: version, start and name stand first in what we write, and a record that
 * was cut short does not end as one does. Folders that hold neither file, and symbolic links, are no runs.
 *
 * Read synchronously: a file takes some ten microseconds so, and several times as long by way of the thread pool.
 */
export function findRuns(runsFolder: string): RunsFound {
  const runs: RunEntry[] = [];
  const strangers: Stranger[] = [];
  for (const folder of subfolders(runsFolder)) {
    const found = glance(folder);
    if (found === null) continue;
    if ('folder' in found) runs.push(found);
    else strangers.push(found);
  }
  return { runs: runs.sort(newestFirst), strangers };
}

/** The run of one folder; null when it is none. */
export function glance(folder: string): RunEntry | Stranger | null {
  const recordPath = join(folder, recordFile);
  const record = readEnds(recordPath);
  if (record === null) return journalEntry(folder);
  if ('code' in record) return { path: recordPath, trouble: { kind: 'unreadable', code: record.code } };
  const head = record.head ?? headOfWhole(recordPath);
  if (head === null) {
    const journal = journalEntry(folder);
    const kind = record.whole ? 'foreign' : 'cut-short';
    if (journal === null || !('folder' in journal)) return { path: recordPath, trouble: { kind } };
    return { ...journal, record: { kind }, recordMtimeMs: record.mtimeMs };
  }
  return {
    ...{ folder, key: basename(folder), startedAt: head.startedAt },
    name: head.name ?? nameInId(head.id),
    record: stateOf(head.version, record.whole),
    recordMtimeMs: record.mtimeMs,
  };
}

function stateOf(version: number, whole: boolean): RunEntry['record'] {
  if (version > schemaVersion) return { kind: 'newer', version };
  return whole ? 'whole' : { kind: 'cut-short' };
}

function journalEntry(folder: string): RunEntry | Stranger | null {
  const path = join(folder, journalFile);
  const journal = readEnds(path);
  if (journal === null) return null;
  if ('code' in journal) return { path, trouble: { kind: 'unreadable', code: journal.code } };
  const { head } = journal;
  if (head === null) return { path, trouble: { kind: 'foreign' } };
  return {
    ...{ folder, key: basename(folder), startedAt: head.startedAt },
    name: head.name ?? nameInId(head.id),
    record: head.version > schemaVersion ? { kind: 'newer', version: head.version } : 'none',
    recordMtimeMs: null,
  };
}

function subfolders(parent: string): readonly string[] {
  try {
    return readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(parent, entry.name));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return [];
    throw error;
  }
}

/** Of the same millisecond, the one whose folder was made later: its name has the higher number. */
function newestFirst(a: RunEntry, b: RunEntry): number {
  return (
    Date.parse(b.startedAt) - Date.parse(a.startedAt) || b.key.localeCompare(a.key, 'en', { numeric: true })
  );
}

interface Ends {
  readonly head: Head | null;
  /** Whether it ends as a whole object does. */
  readonly whole: boolean;
  readonly mtimeMs: number;
}

/** Bytes read of each file: the arguments, the machine and its versions stand before the name of the plan. */
const headBytes = 4096;
const tailBytes = 8;
const buffer = Buffer.alloc(headBytes);

/** Null when there is no such file. */
function readEnds(path: string): Ends | { readonly code: string } | null {
  let file: number | null = null;
  try {
    // Without O_NONBLOCK a pipe of that name would hold us up for ever.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const { size, mtimeMs } = fstatSync(file);
    const read = readSync(file, buffer, 0, headBytes, 0);
    const head = headOf(buffer.subarray(0, read));
    const tail = readSync(file, buffer, 0, tailBytes, Math.max(0, size - tailBytes));
    return { head, whole: buffer.toString('latin1', 0, tail).trimEnd().endsWith('}'), mtimeMs };
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? null : { code };
  } finally {
    if (file !== null) closeSync(file);
  }
}

interface Head {
  readonly version: number;
  readonly id: string;
  readonly startedAt: string;
  /** Null where it stands further down than was read. */
  readonly name: string | null;
}

/** Bytes within which version, id and start stand. */
const openingBytes = 512;
const beginning =
  /^\s*\{\s*(?:"type"\s*:\s*"header"\s*,\s*)?"schemaVersion"\s*:\s*(\d+)\s*,\s*"id"\s*:\s*"([^"\\]*)"\s*,\s*"startedAt"\s*:\s*"([^"\\]*)"/;
/** Only a key can be followed by a colon and a brace: within a text its quotes would be escaped. */
const planName = Buffer.from('"plan":{"name":"');

/** What stands first in a record or a journal; null for what we do not write. */
export function headOf(bytes: Buffer): Head | null {
  const [, version, id, startedAt] = beginning.exec(bytes.toString('utf8', 0, openingBytes)) ?? [];
  if (version === undefined || id === undefined || startedAt === undefined) return null;
  if (Number.isNaN(Date.parse(startedAt))) return null;
  const start = bytes.indexOf(planName) + planName.length;
  const end = start < planName.length ? -1 : bytes.indexOf('"', start);
  const name = end === -1 ? null : bytes.toString('utf8', start, end);
  return { version: Number(version), id, startedAt, name: name?.includes('\\') ? null : name };
}

const wholeSchema = z.object({
  schemaVersion: z.int(),
  id: z.string(),
  startedAt: z.iso.datetime(),
  plan: z.object({ name: z.string() }),
});

/** For records that another program has written anew, in an order of its own. */
function headOfWhole(path: string): Head | null {
  try {
    const found = wholeSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
    if (found === undefined) return null;
    const { schemaVersion: version, id, startedAt, plan } = found;
    return { version, id, startedAt, name: plan.name };
  } catch {
    return null;
  }
}

/** `2026-11-21T03-12-45-nightly` → `nightly`. */
function nameInId(id: string): string {
  return id.replace(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-/, '');
}

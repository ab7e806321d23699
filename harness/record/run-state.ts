import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { lastWriter, type Writer } from './journal.ts';
import type { RunEntry } from './run-entries.ts';
import { journalFile } from './run-folder.ts';

/**
 * `under-way`: a process is writing it. `unclear`: somebody may be, whom we cannot look for. `cut-off`: that process has
 * gone, and left no record; the journal is enough to go on. `ended`: there is a record.
 */
export type RunState = 'under-way' | 'unclear' | 'cut-off' | 'ended';

/** `unknown`: a process of another machine. */
export type WriterState = 'writing' | 'gone' | 'unknown';

/** How long after its record a run may still be writing its reports. */
const reportsMs = 60_000;

/** A journal of an unknown writer that has been still for so long is given up: between two lines lies at most a build. */
const stillMs = 600_000;

/**
 * Told by the times of record and journal, and by who signed the journal last. `writerState` looks for that process;
 * `nowMs` is by the clock of the files.
 */
export function runStateOf(
  { folder, record, recordMtimeMs }: RunEntry,
  writerState: (writer: Writer) => WriterState,
  nowMs: number,
): RunState {
  const ended = record === 'none' ? 'cut-off' : 'ended';
  const path = join(folder, journalFile);
  const journalMtimeMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (journalMtimeMs === undefined) return ended;
  const isRecorded = recordMtimeMs !== null && recordMtimeMs >= journalMtimeMs;
  if (isRecorded && nowMs - recordMtimeMs > reportsMs) return ended;
  const writer = lastWriter(readFileSync(path));
  const state = writer === null ? 'unknown' : writerState(writer);
  if (state === 'writing') return 'under-way';
  const isStill = nowMs - journalMtimeMs >= stillMs;
  return state === 'unknown' && record === 'none' && !isStill ? 'unclear' : ended;
}

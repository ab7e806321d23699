import { hostname } from 'node:os';
import type { Writer } from '../record/journal.ts';
import { appendToJournal } from '../record/journal.ts';
import type { WriterState } from '../record/run-state.ts';
import { readProcess } from '../supervise/process-table.ts';

/** Says in the journal who goes on with it, so that others leave the run alone. */
export function signJournal(folder: string, startedAt: Date): void {
  const { pid } = process;
  const writer = { host: hostname(), pid, startTime: readProcess(pid)?.startTime ?? null };
  appendToJournal(folder, { type: 'session', startedAt: startedAt.toISOString(), writer });
}

/** Whether the process that signed is still there; of another machine nothing is known. */
export function writerState({ host, pid, startTime }: Writer): WriterState {
  if (host !== hostname()) return 'unknown';
  const entry = readProcess(pid);
  return entry !== null && !entry.zombie && entry.startTime === startTime ? 'writing' : 'gone';
}

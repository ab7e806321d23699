import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  planSummary,
  type RunSummary,
  runSummarySchema,
  type SummarySource,
  summarySourceSchema,
} from '../model/run-summary.ts';
import { headerOf } from './journal.ts';
import type { RecordTrouble, RunEntry } from './run-entries.ts';
import { codeOf, journalFile, recordFile } from './run-folder.ts';

export const summaryFile = 'summary.json';

/** Makes the summary of a record. */
export type Summarise = (record: SummarySource) => RunSummary;

/**
 * The summary of a run: the one beside its record, or, where that is missing, older than the record or of another form,
 * one made from the record, which is then kept there. Of a run without a record, what its journal says.
 */
export function readSummary(
  { folder, record, recordMtimeMs, startedAt }: RunEntry,
  summarise: Summarise,
): RunSummary | RecordTrouble {
  if (record === 'none') return summaryOfJournal(folder);
  if (record !== 'whole') return record;
  const kept = keptSummary(folder, recordMtimeMs ?? Number.POSITIVE_INFINITY);
  if (kept?.startedAt === startedAt) return kept;
  const source = readSource(join(folder, recordFile));
  if ('kind' in source) return source;
  const summary = summarise(source);
  keepSummary(folder, summary);
  return summary;
}

/** Whether a trouble came in place of what was asked for. */
export function isTrouble(found: RunSummary | RecordTrouble): found is RecordTrouble {
  return 'kind' in found;
}

/**
 * Writes the summary beside its record. Where that cannot be done (a full disk, a folder of somebody else's) nothing is
 * lost: it is made again from the record.
 */
export function keepSummary(folder: string, summary: RunSummary): void {
  const path = join(folder, summaryFile);
  // Two commands may look at the same folder at once.
  const draft = `${path}.${process.pid}.draft`;
  try {
    writeFileSync(draft, `${JSON.stringify(summary)}\n`);
    renameSync(draft, path);
  } catch {
    rmSync(draft, { force: true });
  }
}

/** Null when there is none that can be used. A record that was written later is another one. */
function keptSummary(folder: string, recordMtimeMs: number): RunSummary | null {
  const path = join(folder, summaryFile);
  try {
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs === undefined || mtimeMs < recordMtimeMs) return null;
    return runSummarySchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** A run that left no record: what was to be measured, and how far it came. */
function summaryOfJournal(folder: string): RunSummary | RecordTrouble {
  let text: string;
  try {
    text = readFileSync(join(folder, journalFile), 'utf8');
  } catch (error) {
    return { kind: 'unreadable', code: codeOf(error) };
  }
  const header = headerOf(text);
  if (header === null) return { kind: 'cut-short' };
  const { id, startedAt, command, environment, plan } = header;
  const elapsed = [...text.matchAll(/^\{"type":"\w+","elapsedMs":([\d.]+)/gm)].at(-1)?.[1];
  return {
    ...planSummary(plan),
    ...{ id, startedAt, command, environment },
    endedAt: null,
    measuredSeconds: Number(elapsed ?? 0) / 1000,
    stop: 'interrupted',
    rounds: [...text.matchAll(/^\{"type":"round"/gm)].length,
    headlines: [],
    searches: [],
    verdicts: {},
    acts: { done: [...text.matchAll(/^\{"type":"act"/gm)].length, failed: 0 },
    cells: [],
  };
}

function readSource(path: string): SummarySource | RecordTrouble {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return { kind: 'unreadable', code: codeOf(error) };
  }
  const value = parsed(withoutSlices(bytes)) ?? parsed(bytes.toString());
  if (value === null) return { kind: 'cut-short' };
  const source = summarySourceSchema.safeParse(value);
  if (source.success) return source.data;
  return { kind: 'damaged', at: source.error.issues[0]?.path.join('.') || 'its top' };
}

/** Null for what is no whole JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Only keys can stand so, as within a text their quotes would be escaped. */
const slicesKey = ',"slices":[';
const keyAfterSlices = '],"summaries":[';

/** The text of a record without its slices, which take most of it and have no part in a summary. */
function withoutSlices(bytes: Buffer): string {
  const start = bytes.indexOf(slicesKey);
  const end = start === -1 ? -1 : bytes.indexOf(keyAfterSlices, start);
  return end === -1 ? bytes.toString() : bytes.toString('utf8', 0, start) + bytes.toString('utf8', end + 1);
}

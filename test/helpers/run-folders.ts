// Folders of runs as they lie below .bench/runs, from fabricated records.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../../harness/model/record.ts';
import type { Writer } from '../../harness/record/journal.ts';
import { runId } from '../../harness/record/run-folder.ts';
import { fabricateRecord } from './record.ts';

/** Made once: most of the time goes into its histograms. */
const some = fabricateRecord();

export interface MadeRun {
  readonly startedAt: string;
  readonly name?: string;
  readonly edit?: (record: RunRecord) => void;
  /** `cut-off`: the journal alone; `both`: beside the record, older than it. */
  readonly journal?: 'none' | 'cut-off' | 'both';
  readonly writer?: Writer;
  /** When its files were written; an hour after its start unless said. */
  readonly writtenAt?: Date;
}

/** The record of a run that was started then. */
export function recordAt({ startedAt, name = 'run', edit }: MadeRun): RunRecord {
  const record = structuredClone(some);
  record.startedAt = startedAt;
  record.endedAt = new Date(Date.parse(startedAt) + 78_000).toISOString();
  record.id = runId(new Date(startedAt), name);
  record.plan.name = name;
  edit?.(record);
  return record;
}

/** Writes the folder of a run; returns its path. */
export function makeRun(parent: string, made: MadeRun): string {
  const record = recordAt(made);
  const folder = join(parent, record.id);
  const { journal = 'none', writtenAt = new Date(Date.parse(made.startedAt) + 3_600_000) } = made;
  mkdirSync(folder, { recursive: true });
  const put = (file: string, text: string, at: Date) => {
    writeFileSync(join(folder, file), text);
    utimesSync(join(folder, file), at, at);
  };
  const before = new Date(writtenAt.getTime() - 1000);
  if (journal !== 'none')
    put('journal.jsonl', journalOf(record, made.writer), journal === 'both' ? before : writtenAt);
  if (journal !== 'cut-off') put('record.json', `${JSON.stringify(record)}\n`, writtenAt);
  return folder;
}

function journalOf(record: RunRecord, writer: Writer | undefined): string {
  const { schemaVersion, id, startedAt, command, environment, plan } = record;
  const [round] = record.rounds;
  const lines = [
    { type: 'header', schemaVersion, id, startedAt, command, environment, plan },
    ...(writer === undefined ? [] : [{ type: 'session', startedAt, writer }]),
    ...record.slices
      .filter((slice) => slice.round === 1)
      .map((slice) => ({ type: 'slice', elapsedMs: 9000, slice })),
    { type: 'round', elapsedMs: 12_500, round },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

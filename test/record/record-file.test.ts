import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../harness/model/failure.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { readRecord, writeRecord } from '../../harness/record/record-file.ts';
import { createRunFolder } from '../../harness/record/run-folder.ts';
import { someHeader, someRound, someSlice } from '../helpers/journal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'record-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const { type: _type, ...header } = someHeader;
const record: RunRecord = {
  ...header,
  endedAt: '2026-01-02T03:05:05.000Z',
  measuredSeconds: 60,
  stop: 'budget',
  rounds: [someRound(1)],
  slices: [someSlice(1)],
  summaries: [],
  comparisons: [],
  objectives: [],
  experiments: [],
  absent: [],
  claims: [],
};

async function refusal(reference: string): Promise<string> {
  try {
    await readRecord(reference);
  } catch (error) {
    if (error instanceof UsageError) return error.problems.map((p) => `${p.message} | ${p.hint}`).join();
    throw error;
  }
  return 'accepted';
}

describe('a record', () => {
  it('is read back from its file and from its folder', async () => {
    const path = await writeRecord(folder, record);
    expect(await readRecord(path)).toEqual(record);
    expect(await readRecord(folder)).toEqual(record);
    expect(readdirSync(folder)).toEqual(['record.json']);
  });

  it.each([
    [
      'of a newer form',
      JSON.stringify({ ...record, schemaVersion: 99 }),
      'is a record of version 99; this Modebench reads up to 1 | use the version of Modebench that wrote it, or a newer one',
    ],
    [
      'cut short',
      JSON.stringify(record).slice(0, 500),
      'is not whole JSON: it was cut short or is no record | name a record.json of a run',
    ],
    [
      'of another tool',
      '{"requests": 12}',
      'is JSON, but not a record of Modebench | name a record.json of a run',
    ],
    [
      'damaged inside',
      JSON.stringify({ ...record, stop: 'because' }),
      'is damaged at stop: Invalid option: expected one of "precision"|"rounds"|"budget"|"done"|"interrupted"|"failed" | measure again, or repair it from the journal beside it: bench run --resume FOLDER',
    ],
  ])('%s is refused with what is wrong', async (_what, text, expected) => {
    const path = join(folder, 'record.json');
    writeFileSync(path, text);
    expect(await refusal(path)).toBe(expected);
  });

  it('that does not exist is refused', async () => {
    expect(await refusal(join(folder, 'nothing.json'))).toBe(
      'cannot be read (ENOENT) | name a record.json, the folder of a run, or latest',
    );
  });
});

describe('the folder of a run', () => {
  const noon = new Date('2026-01-02T12:00:00Z');

  it('is named by its start, and told apart from another of the same second', async () => {
    await createRunFolder(folder, noon, 'run');
    await createRunFolder(folder, noon, 'run');
    await createRunFolder(folder, new Date('2026-01-03T00:00:00Z'), 'nightly');
    expect(readdirSync(folder).sort()).toEqual([
      '2026-01-02T12-00-00-run',
      '2026-01-02T12-00-00-run-2',
      '2026-01-03T00-00-00-nightly',
    ]);
  });

  it('is refused where nothing can be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(createRunFolder(join(folder, 'file'), noon, 'run')).rejects.toThrow(
      `--out: nothing can be written to "${join(folder, 'file')}" (EEXIST)`,
    );
    await expect(createRunFolder('/dev/null/runs', noon, 'run')).rejects.toThrow('(ENOTDIR)');
  });
});

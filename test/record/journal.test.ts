import { appendFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExperimentResult } from '../../harness/model/experiment.ts';
import { FailureError } from '../../harness/model/failure.ts';
import { appendToJournal, readJournal } from '../../harness/record/journal.ts';
import { someHeader, someRound, someSlice } from '../helpers/journal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const journalOf = () => join(folder, 'journal.jsonl');

function fill(): void {
  appendToJournal(folder, someHeader);
  appendToJournal(folder, { type: 'slice', elapsedMs: 500, slice: someSlice(1) });
  appendToJournal(folder, { type: 'round', elapsedMs: 900, round: someRound(1) });
  appendToJournal(folder, { type: 'slice', elapsedMs: 1400, slice: someSlice(2) });
}

describe('a journal', () => {
  it('gives back what was written, and how long measuring has taken', async () => {
    fill();
    expect(await readJournal(folder)).toEqual({
      header: someHeader,
      rounds: [someRound(1)],
      slices: [someSlice(1), someSlice(2)],
      experiments: [],
      elapsedMs: 1400,
    });
  });

  it('gives back what experiments found', async () => {
    appendToJournal(folder, someHeader);
    const result: ExperimentResult = {
      ...{ experiment: 'overlap', act: 'two', variant: 'dev', scenario: null },
      outcome: { kind: 'done', findings: { overlaps: false, one: 1 }, remarks: [], courses: [] },
      ...{ startedMs: 0, tookMs: 700 },
    };
    appendToJournal(folder, { type: 'act', elapsedMs: 700, result });
    const { experiments, elapsedMs } = await readJournal(folder);
    expect(experiments).toEqual([result]);
    expect(elapsedMs).toBe(700);
  });

  it('loses only the last line when it was cut short anywhere in it', async () => {
    fill();
    const whole = readFileSync(journalOf(), 'utf8');
    const lastLine = whole.trimEnd().lastIndexOf('\n') + 1;
    for (const end of [lastLine, lastLine + 1, lastLine + 40, whole.length - 2]) {
      writeFileSync(journalOf(), whole.slice(0, end));
      const { rounds, slices } = await readJournal(folder);
      expect([rounds.length, slices.length]).toEqual([1, 1]);
    }
  });

  it('goes on after a line that was cut short', async () => {
    fill();
    appendFileSync(journalOf(), '{"type":"slice","elap\n');
    appendToJournal(folder, { type: 'round', elapsedMs: 2000, round: someRound(2) });
    expect((await readJournal(folder)).rounds).toEqual([someRound(1), someRound(2)]);
  });

  it('says so when the disk is full', () => {
    symlinkSync('/dev/full', journalOf());
    let failure: unknown;
    try {
      appendToJournal(folder, someHeader);
    } catch (error) {
      failure = error instanceof FailureError ? error.failure : error;
    }
    expect(failure).toEqual({ reason: 'journal-write', path: journalOf(), code: 'ENOSPC' });
  });

  it.each([
    ['is missing', null, 'cannot be read (ENOENT)'],
    ['is something else', '{"hello":1}\n', 'is not the journal of a run, or of another version of Modebench'],
    ['is empty', '', 'is not the journal of a run, or of another version of Modebench'],
  ])('is refused when it %s', async (_what, text, message) => {
    if (text !== null) writeFileSync(journalOf(), text);
    await expect(readJournal(folder)).rejects.toThrow(`${journalOf()}: ${message}`);
  });
});

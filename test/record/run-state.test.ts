import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Writer } from '../../harness/record/journal.ts';
import { glance } from '../../harness/record/run-entries.ts';
import { runStateOf, type WriterState } from '../../harness/record/run-state.ts';
import { type MadeRun, makeRun } from '../helpers/run-folders.ts';

let runs: string;
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'run-state-'));
});
afterEach(() => rmSync(runs, { recursive: true }));

const noon = new Date('2026-03-01T12:00:00.000Z');
const writer: Writer = { host: 'here', pid: 4711, startTime: '99' };

function stateOf(made: Partial<MadeRun>, writes: WriterState, secondsLater: number) {
  const folder = makeRun(runs, { startedAt: '2026-03-01T11:00:00.000Z', writer, writtenAt: noon, ...made });
  const entry = glance(folder);
  if (entry === null || !('folder' in entry)) throw new Error('no run');
  return runStateOf(entry, () => writes, noon.getTime() + secondsLater * 1000);
}

describe('a run', () => {
  it.each<[string, Partial<MadeRun>, WriterState, number, string]>([
    ['without a journal has ended', {}, 'gone', 1, 'ended'],
    ['whose process lives is under way', { journal: 'cut-off' }, 'writing', 1, 'under-way'],
    [
      'whose process lives is so however long it is still',
      { journal: 'cut-off' },
      'writing',
      86_400,
      'under-way',
    ],
    ['whose process has gone was cut off', { journal: 'cut-off' }, 'gone', 1, 'cut-off'],
    ['with a record has ended', { journal: 'both' }, 'gone', 1, 'ended'],
    ['may be writing its reports after its record', { journal: 'both' }, 'writing', 30, 'under-way'],
    ['has ended with its record though its process goes on', { journal: 'both' }, 'writing', 61, 'ended'],
    ['of another machine may be under way', { journal: 'cut-off' }, 'unknown', 599, 'unclear'],
    ['of another machine is given up when it is still', { journal: 'cut-off' }, 'unknown', 601, 'cut-off'],
    ['of another machine has ended with its record', { journal: 'both' }, 'unknown', 30, 'ended'],
  ])('%s', (_what, made, writes, later, expected) => {
    expect(stateOf(made, writes, later)).toBe(expected);
  });

  it('that was copied, the record before the journal, has ended all the same', () => {
    const folder = makeRun(runs, { startedAt: '2026-03-01T11:00:00.000Z', journal: 'both', writer });
    const [first, then] = [noon, new Date(noon.getTime() + 1000)];
    utimesSync(join(folder, 'record.json'), first, first);
    utimesSync(join(folder, 'journal.jsonl'), then, then);
    const entry = glance(folder);
    if (entry === null || !('folder' in entry)) throw new Error('no run');
    for (const writes of ['gone', 'unknown'] as const)
      expect(runStateOf(entry, () => writes, noon.getTime() + 2000)).toBe('ended');
    expect(runStateOf(entry, () => 'writing', noon.getTime() + 86_400_000)).toBe('under-way');
  });

  it('that nobody signed is treated as one of another machine', () => {
    const unsigned = { journal: 'cut-off', writer: undefined } as unknown as Partial<MadeRun>;
    expect(stateOf(unsigned, 'gone', 10)).toBe('unclear');
  });
});

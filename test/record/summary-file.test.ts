import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../harness/model/record.ts';
import type { RunSummary } from '../../harness/model/run-summary.ts';
import { glance } from '../../harness/record/run-entries.ts';
import { keepSummary, readSummary } from '../../harness/record/summary-file.ts';
import { summaryOf } from '../../harness/stats/run-summary.ts';
import { makeRun, recordAt } from '../helpers/run-folders.ts';

let runs: string;
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'summary-'));
});
afterEach(() => rmSync(runs, { recursive: true }));

const startedAt = '2026-03-01T10:00:00.000Z';
const whole = summaryOf(recordAt({ startedAt }));

function read(folder: string, summarise = summaryOf) {
  const entry = glance(folder);
  if (entry === null || !('folder' in entry)) throw new Error('no run');
  return readSummary(entry, summarise);
}

const never = (): RunSummary => {
  throw new Error('the record was read');
};

describe('the summary of a run', () => {
  it('is made from its record, and then kept beside it', () => {
    const folder = makeRun(runs, { startedAt });
    expect(read(folder)).toEqual(whole);
    expect(readdirSync(folder).sort()).toEqual(['record.json', 'summary.json']);
    expect(read(folder, never)).toEqual(whole);
  });

  it('is a small part of the record', () => {
    const folder = makeRun(runs, { startedAt });
    read(folder);
    const size = (file: string) => readFileSync(join(folder, file)).length;
    expect(size('summary.json')).toBeLessThan(size('record.json') / 10);
  });

  it.each([
    ['of another version', (text: string) => text.replace('"version":1', '"version":2')],
    ['that was cut short', (text: string) => text.slice(0, 200)],
    ['of another run', (text: string) => text.replaceAll('2026-03-01', '2026-03-02')],
  ])('%s is made again', (_what, change) => {
    const folder = makeRun(runs, { startedAt });
    read(folder);
    const path = join(folder, 'summary.json');
    writeFileSync(path, change(readFileSync(path, 'utf8')));
    expect(read(folder)).toEqual(whole);
    expect(read(folder, never)).toEqual(whole);
  });

  it('is made again when the record was written later, as when a run was gone on with', () => {
    const folder = makeRun(runs, { startedAt });
    read(folder);
    const record = recordAt({ startedAt, edit: (one) => (one.stop = 'precision') });
    const path = join(folder, 'record.json');
    writeFileSync(path, JSON.stringify(record));
    const later = new Date(Date.now() + 10_000);
    utimesSync(path, later, later);
    expect(read(folder)).toMatchObject({ stop: 'precision' });
  });

  it('is told without being kept where nothing can be written', () => {
    keepSummary(join(runs, 'nowhere'), whole);
    expect(existsSync(join(runs, 'nowhere'))).toBe(false);
    if (process.getuid?.() === 0) return;
    const folder = makeRun(runs, { startedAt });
    chmodSync(folder, 0o555);
    expect(read(folder)).toEqual(whole);
    chmodSync(folder, 0o755);
  });

  it('of a run without a record says what was to be measured, and how far it came', () => {
    const folder = makeRun(runs, { startedAt, journal: 'cut-off', name: 'killed' });
    expect(read(folder)).toMatchObject({
      ...{ startedAt, name: 'killed', endedAt: null, stop: 'interrupted', measuredSeconds: 12.5, rounds: 1 },
      ...{ modes: whole.modes, scenarios: ['json', 'cpu', 'wait'], headlines: [], cells: [] },
    });
    expect(readdirSync(folder)).toEqual(['journal.jsonl']);
  });

  it('is the same whichever way the record was written, and whatever texts stand in it', () => {
    const edit = (record: RunRecord) => {
      record.command = ['run', ',"slices":[', '],"summaries":['];
      record.environment.cpuModel = 'x],"summaries":[x,"slices":[';
    };
    const folder = makeRun(runs, { startedAt, edit });
    const path = join(folder, 'record.json');
    const expected = read(folder);
    expect(expected).toMatchObject({ cells: expect.arrayContaining([expect.anything()]) });
    const { slices, ...others } = JSON.parse(readFileSync(path, 'utf8'));
    for (const text of [
      JSON.stringify({ ...others, slices }, null, 2),
      JSON.stringify({ ...others, slices }),
      JSON.stringify({ ...others, old: { x: 1, slices: [2] }, slices }).replace(
        '"old"',
        '"x":1,"slices":[3],"old"',
      ),
    ]) {
      writeFileSync(path, text);
      rmSync(join(folder, 'summary.json'));
      expect(read(folder)).toEqual(expected);
    }
  });

  it('cannot be had of a record that is damaged inside, and says where', () => {
    const folder = makeRun(runs, {
      startedAt,
      edit: (record) => Object.assign(record.plan, { baseline: 7 }),
    });
    expect(read(folder)).toEqual({ kind: 'damaged', at: 'plan.baseline' });
    const cut = makeRun(runs, { startedAt: '2026-03-02T10:00:00.000Z' });
    const path = join(cut, 'record.json');
    writeFileSync(path, `${readFileSync(path, 'utf8').slice(0, 5000)}}`);
    expect(read(cut)).toEqual({ kind: 'cut-short' });
  });
});

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRuns, headOf } from '../../harness/record/run-entries.ts';
import { makeRun, recordAt } from '../helpers/run-folders.ts';

let runs: string;
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'run-entries-'));
});
afterEach(() => rmSync(runs, { recursive: true }));

const startedAt = '2026-03-01T10:00:00.000Z';
const keys = () => findRuns(runs).runs.map(({ key }) => key);

/** Changes a record's text. */
function spoil(folder: string, change: (text: string) => string): void {
  const path = join(folder, 'record.json');
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

describe('the runs of a folder', () => {
  it('are none where there is no such folder', () => {
    expect(findRuns(join(runs, 'nowhere'))).toEqual({ runs: [], strangers: [] });
  });

  it('are told by start, name and state from the ends of their records', () => {
    const folder = makeRun(runs, { startedAt, name: 'nightly' });
    expect(findRuns(runs).runs).toEqual([
      {
        ...{ folder, key: '2026-03-01T10-00-00-nightly', startedAt, name: 'nightly', record: 'whole' },
        recordMtimeMs: Date.parse('2026-03-01T11:00:00.000Z'),
      },
    ]);
  });

  it('keep the name that they were given, whatever their folder is called', () => {
    const first = makeRun(runs, { startedAt, name: 'run-2' });
    const other = join(runs, 'before the change');
    cpSync(first, other, { recursive: true });
    expect(findRuns(runs).runs.map(({ key, name }) => [key, name])).toEqual([
      ['before the change', 'run-2'],
      ['2026-03-01T10-00-00-run-2', 'run-2'],
    ]);
  });

  it('are known although another program wrote their record anew', () => {
    const indented = makeRun(runs, { startedAt: '2026-03-01T10:00:00.000Z', name: 'indented' });
    spoil(indented, (text) => JSON.stringify(JSON.parse(text), null, 2));
    const turned = makeRun(runs, { startedAt: '2026-03-02T10:00:00.000Z', name: 'turned' });
    spoil(turned, (text) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse())));
    expect(findRuns(runs).runs.map(({ name, record }) => [name, record])).toEqual([
      ['turned', 'whole'],
      ['indented', 'whole'],
    ]);
  });

  it('that were given many arguments take their name from their id', () => {
    makeRun(runs, {
      ...{ startedAt, name: 'long' },
      edit: (record) => {
        record.command = ['run', ...Array.from({ length: 100 }, (_, n) => `--cmd=${'x'.repeat(80)}${n}`)];
      },
    });
    expect(findRuns(runs).runs.map(({ name }) => name)).toEqual(['long']);
  });

  it('are neither files, links, pipes nor folders of something else', () => {
    writeFileSync(join(runs, 'record.json'), '{}');
    mkdirSync(join(runs, 'notes'));
    writeFileSync(join(runs, 'notes', 'readme.md'), 'hello');
    const elsewhere = mkdtempSync(join(tmpdir(), 'run-elsewhere-'));
    symlinkSync(makeRun(elsewhere, { startedAt }), join(runs, 'linked'));
    mkdirSync(join(runs, 'pipe'));
    execFileSync('mkfifo', [join(runs, 'pipe', 'record.json')]);
    mkdirSync(join(runs, 'folder', 'record.json'), { recursive: true });
    const found = findRuns(runs);
    rmSync(elsewhere, { recursive: true });
    expect(found.runs).toEqual([]);
    expect(
      found.strangers.map(({ path, trouble }) => [basename(join(path, '..')), trouble.kind]).sort(),
    ).toEqual([
      ['folder', 'unreadable'],
      ['pipe', 'unreadable'],
    ]);
  });

  it('count although their record is cut short or of a newer form, and say so', () => {
    const short = makeRun(runs, { startedAt: '2026-03-01T10:00:00.000Z' });
    spoil(short, (text) => text.slice(0, text.length / 2));
    const newer = makeRun(runs, { startedAt: '2026-03-02T10:00:00.000Z' });
    spoil(newer, (text) => text.replace('"schemaVersion":1', '"schemaVersion":99'));
    expect(findRuns(runs).runs.map(({ record }) => record)).toEqual([
      { kind: 'newer', version: 99 },
      { kind: 'cut-short' },
    ]);
    expect(keys()).toEqual([basename(newer), basename(short)]);
  });

  it('with a record of which nothing is left are known by their journal', () => {
    const folder = makeRun(runs, { startedAt, journal: 'both' });
    spoil(folder, () => '');
    expect(findRuns(runs).runs.map(({ startedAt: at, record }) => [at, record])).toEqual([
      [startedAt, { kind: 'cut-short' }],
    ]);
  });

  it('are told from foreign files', () => {
    for (const [name, text] of [
      ['other', '{"requests":12}'],
      ['text', 'hello'],
      ['empty', ''],
    ] as const) {
      mkdirSync(join(runs, name));
      writeFileSync(join(runs, name, 'record.json'), text);
    }
    const { runs: found, strangers } = findRuns(runs);
    expect(found).toEqual([]);
    expect(strangers.map(({ path, trouble }) => [path.slice(runs.length + 1), trouble.kind]).sort()).toEqual([
      ['empty/record.json', 'cut-short'],
      ['other/record.json', 'foreign'],
      ['text/record.json', 'cut-short'],
    ]);
  });

  it('that left no record are known by their journal alone', () => {
    makeRun(runs, { startedAt, journal: 'cut-off', name: 'killed' });
    expect(findRuns(runs).runs.map(({ name, record }) => [name, record])).toEqual([['killed', 'none']]);
  });
});

describe('the beginning of a record', () => {
  it('is read as it is written, whatever the arguments hold', () => {
    const record = { ...recordAt({ startedAt, name: 'run' }), slices: [], summaries: [] };
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), (command) => {
        const text = JSON.stringify({ ...record, command: [...command, '"plan":{"name":"trap"'] });
        expect(headOf(Buffer.from(text))).toEqual({ version: 1, id: record.id, startedAt, name: 'run' });
      }),
      { numRuns: 200 },
    );
  });

  it('that is not ours is refused, and never by an exception', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(headOf(Buffer.from(text))).toBeNull();
      }),
    );
    expect(headOf(Buffer.from('{"schemaVersion":1,"id":"x","startedAt":"yesterday"'))).toBeNull();
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lastWriter, readJournal } from '../../harness/record/journal.ts';
import { signJournal, writerState } from '../../harness/runs/writer.ts';
import { someHeader } from '../helpers/journal.ts';

function signed(...writers: readonly object[]): Buffer {
  const lines = [
    someHeader,
    ...writers.map((writer) => ({ type: 'session', startedAt: someHeader.startedAt, writer })),
  ];
  return Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

describe('a journal', () => {
  it('is signed by the process that goes on with it, which is then known to be writing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'writer-'));
    const path = join(folder, 'journal.jsonl');
    writeFileSync(path, `${JSON.stringify(someHeader)}\n`);
    signJournal(folder, new Date());
    const writer = lastWriter(readFileSync(path));
    expect(writer).toMatchObject({ host: hostname(), pid: process.pid });
    expect(writer && writerState(writer)).toBe('writing');
    expect((await readJournal(folder)).header).toEqual(someHeader);
    rmSync(folder, { recursive: true });
  });

  it('is of the one who signed last', () => {
    const of = (pid: number) => ({ host: 'h', pid, startTime: '1' });
    expect(lastWriter(signed(of(1), of(2)))).toEqual(of(2));
    expect(lastWriter(signed())).toBeNull();
    const whole = signed(of(1), of(2));
    expect(lastWriter(whole.subarray(0, whole.length - 10))).toBeNull();
  });
});

describe('a process that signed', () => {
  it('has gone when another has its number, and is unknown on another machine', () => {
    const { pid } = process;
    expect(writerState({ host: hostname(), pid, startTime: 'long ago' })).toBe('gone');
    expect(writerState({ host: 'another', pid, startTime: null })).toBe('unknown');
  });
});

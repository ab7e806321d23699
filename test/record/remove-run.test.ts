import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesOf, removeRun } from '../../harness/record/remove-run.ts';
import { makeRun } from '../helpers/run-folders.ts';

let here: string;
beforeEach(() => {
  here = mkdtempSync(join(tmpdir(), 'remove-run-'));
});
afterEach(() => rmSync(here, { recursive: true }));

const startedAt = '2026-03-01T10:00:00.000Z';

describe('removing a run', () => {
  it('takes its folder with everything in it, and nothing beside it', () => {
    const runs = join(here, 'runs');
    const folder = makeRun(runs, { startedAt, journal: 'both' });
    const other = makeRun(runs, { startedAt: '2026-03-02T10:00:00.000Z' });
    mkdirSync(join(folder, 'pictures'));
    writeFileSync(join(folder, 'pictures', 'a.png'), 'x');
    expect(removeRun(folder)).toBeNull();
    expect(readdirSync(runs)).toEqual([basename(other)]);
  });

  it('does not follow links out of it', () => {
    mkdirSync(join(here, 'precious'));
    writeFileSync(join(here, 'precious', 'file'), 'kept');
    const folder = makeRun(join(here, 'runs'), { startedAt });
    symlinkSync(join(here, 'precious'), join(folder, 'link'));
    symlinkSync(join(here, 'precious', 'file'), join(folder, 'report.html'));
    expect(removeRun(folder)).toBeNull();
    expect(readFileSync(join(here, 'precious', 'file'), 'utf8')).toBe('kept');
    const linked = join(here, 'linked');
    symlinkSync(makeRun(join(here, 'runs'), { startedAt }), linked);
    expect(removeRun(linked)).toBe('ENOTDIR');
    expect(readdirSync(linked)).toEqual(['record.json']);
  });

  it('says why where it cannot', () => {
    expect(removeRun(join(here, 'nowhere'))).toBe('ENOENT');
  });
});

describe('the space that a run takes', () => {
  it('is that of its files on the disk, without what links lead to or another name keeps', () => {
    const folder = join(here, 'run');
    mkdirSync(join(folder, 'deep'), { recursive: true });
    writeFileSync(join(folder, 'record.json'), Buffer.alloc(100_000, 'x'));
    writeFileSync(join(folder, 'deep', 'a'), Buffer.alloc(50_000, 'x'));
    const two = bytesOf(folder);
    expect(two).toBeGreaterThanOrEqual(150_000);
    expect(two).toBeLessThan(200_000);
    const large = join(here, 'large');
    writeFileSync(large, Buffer.alloc(1_000_000, 'x'));
    symlinkSync(large, join(folder, 'link'));
    linkSync(large, join(folder, 'hard'));
    expect(bytesOf(folder) - two).toBeLessThan(10_000);
  });
});

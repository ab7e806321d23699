import { fstatSync, mkdtempSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OutputTail } from '../../harness/supervise/output-tail.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'bench-test-'));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(dir, { recursive: true });
});

describe('the tail of an output', () => {
  it('is all that was written, when that is little', () => {
    const tail = new OutputTail(dir, 'stderr');
    expect(tail.text()).toBe('');
    writeSync(tail.fd, 'one\ntwo\n');
    expect(tail.text()).toBe('one\ntwo\n');
    tail.close();
    expect(tail.text()).toBe('one\ntwo\n');
  });

  it('is whole lines, at most 4 kB, when that is much', () => {
    const tail = new OutputTail(dir, 'stderr');
    for (let i = 0; i < 2000; i += 1) writeSync(tail.fd, `line ${i}\n`);
    const text = tail.text();
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
    expect(text).toMatch(/^line \d{4}\n/);
    expect(text).toMatch(/line 1999\n$/);
    tail.close();
    expect(tail.text()).toBe(text);
  });

  it('is the end of a line that is longer than that', () => {
    const tail = new OutputTail(dir, 'stderr');
    writeSync(tail.fd, `${'ä'.repeat(5000)}end\n`);
    expect(tail.text()).toMatch(/äend\n$/);
    expect(Buffer.byteLength(tail.text())).toBeLessThanOrEqual(4099);
    tail.close();
  });

  it('cuts the file back, and still knows what stood there', () => {
    vi.useFakeTimers();
    const tail = new OutputTail(dir, 'stderr');
    writeSync(tail.fd, Buffer.alloc(2 * 1024 * 1024, 'x\n'));
    writeSync(tail.fd, 'before\n');
    vi.advanceTimersByTime(1000);
    expect(fstatSync(tail.fd).size).toBe(0);
    expect(tail.text()).toMatch(/x\nbefore\n$/);
    writeSync(tail.fd, 'after\n');
    expect(fstatSync(tail.fd).size).toBe(6);
    expect(tail.text()).toMatch(/x\nbefore\nafter\n$/);
    tail.close();
  });

  it('has no name in the folder', () => {
    const tail = new OutputTail(dir, 'stderr');
    expect(readdirSync(dir)).toEqual([]);
    tail.close();
    tail.close();
  });
});

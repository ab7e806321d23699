import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parsePs,
  parseStat,
  readProcess,
  readProcessTable,
  readTableWithPs,
  signalProcess,
} from '../../harness/supervise/process-table.ts';

/** A line as proc_pid_stat(5) describes it. */
function statLine(pid: number, command: string, state: string, fields: Record<number, number>): string {
  const rest = Array.from({ length: 49 }, (_, i) => fields[i + 4] ?? 0);
  return `${pid} (${command}) ${state} ${rest.join(' ')}\n`;
}

describe('parseStat', () => {
  it('reads each field at its place', () => {
    const fields = { 4: 7, 5: 8, 6: 9, 14: 11, 15: 12, 16: 13, 17: 14, 20: 5, 22: 123456 };
    expect(parseStat(statLine(42, 'node', 'S', fields))).toEqual({
      pid: 42,
      startTime: '123456',
      command: 'node',
      zombie: false,
      parent: 7,
      group: 8,
      session: 9,
      threads: 5,
      ownCpuMs: 230,
      reapedCpuMs: 270,
      rss: null,
    });
  });

  it('reads any name, with spaces and parentheses in it', () => {
    const command = fc.string({ maxLength: 15 }).map((text) => text.replaceAll('\n', '\\n'));
    fc.assert(
      fc.property(
        command,
        fc.constantFrom('R', 'S', 'D', 'Z', 'T'),
        fc.nat(4194304),
        fc.nat(),
        (name, state, pid, ticks) => {
          const entry = parseStat(statLine(pid, name, state, { 4: 3, 22: ticks }));
          expect(entry).toMatchObject({
            pid,
            command: name,
            parent: 3,
            startTime: String(ticks),
            zombie: state === 'Z',
          });
        },
      ),
    );
    expect(parseStat(statLine(9, ') R 1 2 (', 'S', { 4: 3 }))).toMatchObject({
      command: ') R 1 2 (',
      parent: 3,
    });
  });

  it('gives null for anything cut short or foreign', () => {
    const line = statLine(42, 'node', 'S', { 22: 5 });
    const upToStartTime = line.indexOf(' 5 ');
    fc.assert(
      fc.property(fc.nat(upToStartTime), (length) => {
        expect(parseStat(line.slice(0, length))).toBeNull();
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('('));
        expect(parseStat(text)).toBeNull();
      }),
    );
    expect(parseStat(line.replace(' 5 ', ' x '))).toBeNull();
  });
});

describe('parsePs', () => {
  it('reads the forms of macOS and Linux', () => {
    const text = [
      '  501     1   501 Ss    10240   0:01.25 Tue Nov  1 03:03:11 2025     /usr/local/bin/node',
      '  502   501   501 Z         0  01:02:03 Tue Nov 21 03:03:11 2025 gunicorn: worker [app]',
      '  503   501   501 R+      512 2-00:00:01 Tue Nov 21 03:03:11 2025 sh',
      'nonsense',
      '',
    ].join('\n');
    expect(parsePs(text)).toEqual([
      {
        pid: 501,
        startTime: 'Tue Nov 1 03:03:11 2025',
        command: 'node',
        zombie: false,
        parent: 1,
        group: 501,
        session: null,
        threads: 1,
        ownCpuMs: 1250,
        reapedCpuMs: 0,
        rss: 10240 * 1024,
      },
      expect.objectContaining({
        pid: 502,
        zombie: true,
        ownCpuMs: 3723_000,
        command: 'gunicorn: worker [app]',
      }),
      expect.objectContaining({ pid: 503, ownCpuMs: (2 * 86400 + 1) * 1000 }),
    ]);
  });

  it.skipIf(!hasPs())('finds this process among those that ps lists', () => {
    const self = readTableWithPs().find((entry) => entry.pid === process.pid);
    expect(self).toMatchObject({ parent: process.ppid, zombie: false, session: null });
    expect(self!.rss).toBeGreaterThan(1e6);
    expect(readTableWithPs(['-p', String(process.pid)])).toHaveLength(1);
  });
});

describe('the process table of this system', () => {
  it('has this process and its parent, with the same start time at each reading', () => {
    const self = readProcess(process.pid);
    expect(self).toMatchObject({ pid: process.pid, parent: process.ppid, zombie: false });
    const table = readProcessTable();
    expect(table.find(({ pid }) => pid === process.pid)?.startTime).toBe(self!.startTime);
    expect(table.some(({ pid }) => pid === process.ppid)).toBe(true);
  });

  it('has no process 0 or of an absurd number', () => {
    expect(readProcess(2 ** 30)).toBeNull();
  });

  it('signals a process only under its start time', () => {
    const self = readProcess(process.pid)!;
    let caught = 0;
    const count = () => {
      caught += 1;
    };
    process.on('SIGWINCH', count);
    expect(signalProcess({ pid: self.pid, startTime: 'another' }, 'SIGWINCH')).toBe(false);
    expect(signalProcess({ pid: 2 ** 30, startTime: self.startTime }, 'SIGWINCH')).toBe(false);
    process.off('SIGWINCH', count);
    expect(caught).toBe(0);
  });
});

function hasPs(): boolean {
  try {
    execFileSync('ps', ['-p', String(process.pid)]);
    return true;
  } catch {
    return false;
  }
}

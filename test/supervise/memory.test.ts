import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filePagesOnce, MemoryReader } from '../../harness/supervise/memory.ts';
import { parseFileRanges, parseRollup, sharedMemoryDevices } from '../../harness/supervise/smaps.ts';
import { processEntry } from '../helpers/process-entry.ts';

const kB = 1024;

function rollup(kb: Record<string, number>): string {
  const fields = Object.entries(kb).map(([name, value]) => `${`${name}:`.padEnd(16)}${value} kB`);
  return `55d8bebad000-7fff0a6c6000 ---p 00000000 00:00 0    [rollup]\n${fields.join('\n')}\n`;
}

interface Mapping {
  readonly offset?: string;
  readonly device?: string;
  readonly inode?: number;
  readonly path?: string;
  readonly rss: number;
  readonly anonymous?: number;
}

function smaps(mappings: readonly Mapping[]): string {
  return mappings
    .map(
      ({ offset = '00000000', device = 'fe:00', inode = 77, path = '/usr/bin/node', rss, anonymous = 0 }) =>
        `7f00aa000000-7f00bb000000 r--p ${offset} ${device} ${inode}          ${path}\n` +
        `Size:               4096 kB\nKernelPageSize:        4 kB\nRss:${String(rss).padStart(17)} kB\n` +
        `Pss:                   1 kB\nPss_Dirty:             0 kB\nAnonymous:${String(anonymous).padStart(11)} kB\n` +
        'AnonHugePages:         0 kB\nTHPeligible:           0\nVmFlags: rd mr mw me \n',
    )
    .join('');
}

const totals = {
  Rss: 1000,
  Pss: 600,
  Pss_Anon: 300,
  Pss_File: 250,
  Pss_Shmem: 50,
  Private_Clean: 20,
  Private_Dirty: 200,
  Anonymous: 400,
};

describe('parseRollup', () => {
  it('reads the totals in bytes', () => {
    expect(parseRollup(rollup(totals))).toEqual({
      rss: 1000 * kB,
      pss: 600 * kB,
      uss: 220 * kB,
      fileOrShared: 600 * kB,
      pssAnon: 300 * kB,
      pssShmem: 50 * kB,
    });
  });

  it('does without what older kernels lack', () => {
    const { Pss_Anon: _anon, Pss_Shmem: _shmem, ...older } = totals;
    expect(parseRollup(rollup(older))).toMatchObject({ pssAnon: null, pssShmem: null, rss: 1000 * kB });
  });

  it('gives null without the totals that every kernel has', () => {
    for (const name of ['Rss', 'Pss', 'Anonymous', 'Private_Clean', 'Private_Dirty']) {
      const { [name]: _, ...rest } = totals as Record<string, number>;
      expect(parseRollup(rollup(rest))).toBeNull();
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseRollup(text)).toBeNull();
      }),
    );
  });
});

describe('parseFileRanges', () => {
  it('gives what is resident of files, and leaves anonymous pages out', () => {
    const text = smaps([
      { rss: 100, anonymous: 30 },
      { rss: 50, inode: 0, path: '[heap]', anonymous: 50 },
      { rss: 8, anonymous: 8 },
      { rss: 12, offset: '00002000', path: '/opt/a file (deleted)' },
    ]);
    expect(parseFileRanges(text)).toEqual([
      { key: 'fe:00 77 00000000', device: 'fe:00', path: '/usr/bin/node', resident: 70 * kB },
      { key: 'fe:00 77 00002000', device: 'fe:00', path: '/opt/a file (deleted)', resident: 12 * kB },
    ]);
  });

  it('reads back whatever mappings there are', () => {
    const mapping = fc
      .record({
        offset: fc.nat(0xffffff).map((value) => value.toString(16).padStart(8, '0')),
        inode: fc.nat(3),
        path: fc.constantFrom('', '/a', '/A b', '/Rss: 5 kB', '[vdso]', '/x (deleted)'),
        rss: fc.nat(1000),
        anonymous: fc.nat(1000),
      })
      .map((one) => ({ ...one, anonymous: Math.min(one.anonymous, one.rss) }));
    fc.assert(
      fc.property(fc.array(mapping), (mappings) => {
        const expected = mappings
          .filter(({ inode, rss, anonymous }) => inode !== 0 && rss > anonymous)
          .map(({ inode, offset, path, rss, anonymous }) => ({
            key: `fe:00 ${inode} ${offset}`,
            device: 'fe:00',
            path,
            resident: (rss - anonymous) * kB,
          }));
        expect(parseFileRanges(smaps(mappings))).toEqual(expected);
      }),
    );
  });

  it('survives text that ends anywhere, and any other text', () => {
    const text = smaps([{ rss: 100 }, { rss: 50 }]);
    fc.assert(
      fc.property(fc.nat(text.length), (length) => {
        expect(parseFileRanges(text.slice(0, length)).length).toBeLessThanOrEqual(2);
      }),
    );
    fc.assert(fc.property(fc.string(), (other) => void parseFileRanges(other)));
  });
});

describe('file pages counted once', () => {
  const range = (key: string, resident: number, path = '/bin/x', device = 'fe:00') => ({
    key,
    device,
    path,
    resident,
  });

  it('takes of each range the most that any one process has', () => {
    const processes = [[range('a', 10), range('b', 5)], [range('a', 30)], [range('b', 4), range('c', 1)]];
    expect(filePagesOnce(processes, new Set())).toBe(36);
  });

  it('leaves out shared memory, which is counted elsewhere', () => {
    const shared = [
      range('a', 1, '/memfd:v8 (deleted)', '00:01'),
      range('b', 2, '/dev/zero (deleted)', '00:01'),
      range('c', 4, '/SYSV00000000 (deleted)', '00:01'),
      range('d', 8, '/dev/shm/sem', '00:1a'),
      range('e', 16),
    ];
    const mountinfo = [
      '23 28 0:22 / /proc rw,nosuid - proc proc rw',
      '31 28 0:26 / /dev/shm rw,nosuid shared:4 - tmpfs tmpfs rw,size=65536k',
      '28 1 254:0 / / rw,relatime shared:1 - ext4 /dev/root rw',
    ].join('\n');
    const devices = sharedMemoryDevices(mountinfo);
    expect([...devices]).toEqual(['00:1a']);
    expect(filePagesOnce([shared], devices)).toBe(16);
  });
});

describe('reading the memory of a tree', () => {
  const master = processEntry({ pid: 10, command: 'master', threads: 2 });
  const worker = processEntry({ pid: 11, parent: 10, command: 'worker' });

  /** A reader over files that the test may change, and the paths that it has read. */
  function reader(files: Record<string, string>) {
    const read: string[] = [];
    const memory = new MemoryReader((path) => {
      read.push(path);
      return files[path] ?? null;
    });
    return { memory, read, files };
  }
  const filesOf = (pid: number, kb: Record<string, number>, mappings: readonly Mapping[]) => ({
    [`/proc/${pid}/smaps_rollup`]: rollup(kb),
    [`/proc/${pid}/smaps`]: smaps(mappings),
    [`/proc/${pid}/status`]: `Name:\tserver\nVmRSS:\t  ${kb.Rss} kB\n`,
  });

  it('sums over processes, and counts file pages once', () => {
    const { memory } = reader({
      ...filesOf(10, totals, [{ rss: 80 }]),
      ...filesOf(11, { ...totals, Rss: 2000 }, [{ rss: 90 }, { rss: 10, offset: '00001000' }]),
    });
    expect(memory.read([master, worker])).toEqual({
      method: 'smaps',
      rss: 3000 * kB,
      pss: 1200 * kB,
      uss: 440 * kB,
      footprint: (2 * 350 + 90 + 10) * kB,
      processes: [
        {
          pid: 10,
          parent: 1,
          command: 'master',
          threads: 2,
          rss: 1000 * kB,
          pss: 600 * kB,
          uss: 220 * kB,
        },
        {
          pid: 11,
          parent: 10,
          command: 'worker',
          threads: 1,
          rss: 2000 * kB,
          pss: 600 * kB,
          uss: 220 * kB,
        },
      ],
    });
  });

  it('leaves out what has ended, collected or not', () => {
    const { memory } = reader(filesOf(10, totals, []));
    const sample = memory.read([master, worker, processEntry({ pid: 12, zombie: true })]);
    expect(sample.method).toBe('smaps');
    expect(sample.processes.map(({ pid }) => pid)).toEqual([10]);
  });

  it('falls back to RSS for the whole tree when one process cannot be looked into', () => {
    const { memory } = reader({
      ...filesOf(10, totals, []),
      '/proc/11/status': 'Name:\tnginx\nVmRSS:\t     500 kB\n',
    });
    expect(memory.read([master, worker])).toMatchObject({
      method: 'rss-only',
      rss: 1500 * kB,
      pss: null,
      uss: null,
      footprint: null,
      processes: [
        { pid: 10, pss: null },
        { pid: 11, rss: 500 * kB },
      ],
    });
  });

  it('takes the RSS of the process table where there is no /proc', () => {
    const { memory } = reader({});
    const sample = memory.read([
      { ...master, rss: 7000 },
      { ...worker, rss: 9000 },
    ]);
    expect(sample).toMatchObject({ method: 'rss-only', rss: 16000, footprint: null });
  });

  it('has no footprint on kernels that do not tell anonymous from file pages', () => {
    const { Pss_Anon: _, ...older } = totals;
    const { memory } = reader(filesOf(10, older, []));
    expect(memory.read([master])).toMatchObject({ method: 'smaps', pss: 600 * kB, footprint: null });
  });

  it('reads smaps anew only when file pages have moved or a process has come', () => {
    const big = { ...totals, Rss: 100_400 };
    const { memory, read, files } = reader(filesOf(10, big, [{ rss: 100 }]));
    const smapsRead = () => read.filter((path) => path.endsWith('/smaps')).length;
    memory.read([master]);
    Object.assign(files, filesOf(10, { ...big, Rss: 100_500, Pss_Anon: 310 }, [{ rss: 100 }]));
    expect(memory.read([master]).footprint).toBe((310 + 50 + 100) * kB);
    expect(smapsRead()).toBe(1);
    Object.assign(files, filesOf(10, { ...big, Rss: 101_000 }, [{ rss: 200 }]));
    expect(memory.read([master]).footprint).toBe((300 + 50 + 200) * kB);
    expect(smapsRead()).toBe(2);
    Object.assign(files, filesOf(11, totals, [{ rss: 300 }]));
    expect(memory.read([master, worker]).footprint).toBe((2 * 350 + 300) * kB);
    expect(smapsRead()).toBe(4);
  });
});

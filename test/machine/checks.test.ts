import { describe, expect, it, test } from 'vitest';
import type { ReadText } from '../../harness/machine/cgroup.ts';
import { networkChecks } from '../../harness/machine/checks/network-checks.ts';
import { processorChecks } from '../../harness/machine/checks/processor-checks.ts';
import { memoryCheck, tmpCheck } from '../../harness/machine/checks/room-checks.ts';
import { serversCheck } from '../../harness/machine/checks/server-checks.ts';
import { nodeCheck, procFilesCheck, systemChecks } from '../../harness/machine/checks/system-checks.ts';
import type { Check, CheckId, CheckStatus } from '../../harness/model/doctor.ts';

const reading =
  (files: Readonly<Record<string, string>>): ReadText =>
  (path) =>
    files[path] ?? null;

const v2 = {
  '/proc/self/mountinfo': '29 28 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
  '/proc/self/cgroup': '0::/\n',
};
const cpu = '/sys/devices/system/cpu';
const net = '/proc/sys/net/ipv4';
const clocks = '/sys/devices/system/clocksource/clocksource0';
const limits = (soft: string, hard: string) => ({
  '/proc/self/limits': `Limit                     Soft Limit           Hard Limit           Units     \nMax open files            ${soft.padEnd(20)} ${hard.padEnd(20)} files     \n`,
});
const ports = (range: string, reuse: string, timestamps = '1') => ({
  [`${net}/ip_local_port_range`]: range,
  [`${net}/tcp_tw_reuse`]: `${reuse}\n`,
  [`${net}/tcp_timestamps`]: `${timestamps}\n`,
});

function find<Id extends CheckId>(checks: readonly Check[], id: Id): Extract<Check, { id: Id }> {
  const found = checks.find((check): check is Extract<Check, { id: Id }> => check.id === id);
  if (found === undefined) throw new Error(`no check ${id}`);
  return found;
}

type Row = [
  id: CheckId,
  what: string,
  files: Record<string, string>,
  status: CheckStatus,
  facts: unknown,
  remedy: string[],
];

describe('on a machine of four cores', () => {
  test.each<Row>([
    ['cores', 'four', {}, 'ok', { cores: 4 }, []],
    ['cpu-limit', 'none', v2, 'ok', { cgroup: 'v2', limitCores: null }, []],
    [
      'cpu-limit',
      'above what there is',
      { ...v2, '/sys/fs/cgroup/cpu.max': '800000 100000\n' },
      'ok',
      { cgroup: 'v2', limitCores: 8 },
      [],
    ],
    [
      'cpu-limit',
      'of some cores',
      { ...v2, '/sys/fs/cgroup/cpu.max': '300000 100000\n' },
      'info',
      { cgroup: 'v2', limitCores: 3 },
      [],
    ],
    [
      'cpu-limit',
      'of less than two',
      { ...v2, '/sys/fs/cgroup/cpu.max': '150000 100000\n' },
      'warn',
      { cgroup: 'v2', limitCores: 1.5 },
      [],
    ],
    [
      'affinity',
      'all',
      { '/proc/self/status': 'Name:\tnode\nCpus_allowed_list:\t0-3\n' },
      'ok',
      { cpus: '0-3', allowed: 4, cores: 4 },
      [],
    ],
    [
      'affinity',
      'some',
      { '/proc/self/status': 'Cpus_allowed_list:\t0,2\n' },
      'info',
      { cpus: '0,2', allowed: 2, cores: 4 },
      [],
    ],
    [
      'affinity',
      'one',
      { '/proc/self/status': 'Cpus_allowed_list:\t3\n' },
      'warn',
      { cpus: '3', allowed: 1, cores: 4 },
      [],
    ],
    ['affinity', 'nonsense', { '/proc/self/status': 'Cpus_allowed_list:\tall\n' }, 'info', null, []],
    [
      'governor',
      'performance',
      { [`${cpu}/cpu0/cpufreq/scaling_governor`]: 'performance\n' },
      'ok',
      { governors: ['performance'] },
      [],
    ],
    [
      'governor',
      'mixed',
      {
        [`${cpu}/cpu0/cpufreq/scaling_governor`]: 'performance\n',
        [`${cpu}/cpu3/cpufreq/scaling_governor`]: 'powersave\n',
      },
      'warn',
      { governors: ['performance', 'powersave'] },
      ['sudo cpupower frequency-set --governor performance'],
    ],
    ['governor', 'not there', {}, 'info', null, []],
    [
      'turbo',
      'on, as intel_pstate tells it',
      { [`${cpu}/intel_pstate/no_turbo`]: '0\n' },
      'info',
      { on: true, switch: `${cpu}/intel_pstate/no_turbo` },
      [`echo 1 | sudo tee ${cpu}/intel_pstate/no_turbo`],
    ],
    [
      'turbo',
      'on, as acpi-cpufreq tells it',
      { [`${cpu}/cpufreq/boost`]: '1\n' },
      'info',
      { on: true, switch: `${cpu}/cpufreq/boost` },
      [`echo 0 | sudo tee ${cpu}/cpufreq/boost`],
    ],
    [
      'turbo',
      'off',
      { [`${cpu}/cpufreq/boost`]: '0\n' },
      'ok',
      { on: false, switch: `${cpu}/cpufreq/boost` },
      [],
    ],
    ['turbo', 'not there', {}, 'info', null, []],
    [
      'smt',
      'on',
      { [`${cpu}/smt/active`]: '1\n' },
      'info',
      { on: true },
      ['echo off | sudo tee /sys/devices/system/cpu/smt/control'],
    ],
    ['smt', 'off', { [`${cpu}/smt/active`]: '0\n' }, 'ok', { on: false }, []],
    [
      'virtualised',
      'yes',
      { '/proc/cpuinfo': 'flags\t: fpu hypervisor\n' },
      'info',
      { virtualised: true },
      [],
    ],
    ['virtualised', 'no', { '/proc/cpuinfo': 'flags\t: fpu\n' }, 'ok', { virtualised: false }, []],
    ['virtualised', 'not told, as on ARM', { '/proc/cpuinfo': 'Features\t: fp\n' }, 'info', null, []],
    [
      'open-files',
      'many',
      limits('20000', '20000'),
      'ok',
      { soft: 20_000, hard: 20_000, needed: 10_240 },
      [],
    ],
    [
      'open-files',
      'unlimited',
      limits('unlimited', 'unlimited'),
      'ok',
      { soft: null, hard: null, needed: 10_240 },
      [],
    ],
    [
      'open-files',
      'few, and more to be had',
      limits('1024', '1048576'),
      'warn',
      { soft: 1024, hard: 1_048_576, needed: 10_240 },
      ['ulimit -n 65536'],
    ],
    [
      'open-files',
      'few, and a bit more than needed to be had',
      limits('1024', '20000'),
      'warn',
      { soft: 1024, hard: 20_000, needed: 10_240 },
      ['ulimit -n 20000'],
    ],
    [
      'open-files',
      'few for ever',
      limits('1024', '4096'),
      'warn',
      { soft: 1024, hard: 4096, needed: 10_240 },
      ['sudo prlimit --pid $$ --nofile=65536:65536', 'ulimit -n 65536'],
    ],
    ['open-files', 'nonsense', { '/proc/self/limits': 'Max open files lots\n' }, 'info', null, []],
    [
      'ports',
      'used again on loopback',
      ports('32768\t60999\n', '2'),
      'ok',
      { first: 32_768, last: 60_999, reuse: 'loopback', perSecond: 28_232 },
      [],
    ],
    [
      'ports',
      'used again everywhere',
      ports('32768\t60999\n', '1'),
      'ok',
      { first: 32_768, last: 60_999, reuse: 'always', perSecond: 28_232 },
      [],
    ],
    [
      'ports',
      'not used again',
      ports('32768\t60999\n', '0'),
      'warn',
      { first: 32_768, last: 60_999, reuse: 'never', perSecond: 28_232 / 60 },
      ['sudo sysctl -w net.ipv4.tcp_tw_reuse=2'],
    ],
    [
      'ports',
      'not used again, for there are no timestamps',
      ports('32768\t60999\n', '2', '0'),
      'warn',
      { first: 32_768, last: 60_999, reuse: 'never', perSecond: 28_232 / 60 },
      ['sudo sysctl -w net.ipv4.tcp_timestamps=1', 'sudo sysctl -w net.ipv4.tcp_tw_reuse=2'],
    ],
    [
      'ports',
      'few',
      ports('61000 61999\n', '2'),
      'warn',
      { first: 61_000, last: 61_999, reuse: 'loopback', perSecond: 1000 },
      ["sudo sysctl -w net.ipv4.ip_local_port_range='10240 65535'"],
    ],
    ['ports', 'nonsense', ports('60999 32768\n', '2'), 'info', null, []],
    ['backlog', 'long', { '/proc/sys/net/core/somaxconn': '4096\n' }, 'ok', { somaxconn: 4096 }, []],
    [
      'backlog',
      'short',
      { '/proc/sys/net/core/somaxconn': '128\n' },
      'warn',
      { somaxconn: 128 },
      ['sudo sysctl -w net.core.somaxconn=4096'],
    ],
    [
      'clock',
      'fast',
      { [`${clocks}/current_clocksource`]: 'tsc\n', [`${clocks}/available_clocksource`]: 'tsc hpet \n' },
      'ok',
      { source: 'tsc', available: ['tsc', 'hpet'] },
      [],
    ],
    [
      'clock',
      'slow, and a fast one to be had',
      { [`${clocks}/current_clocksource`]: 'hpet\n', [`${clocks}/available_clocksource`]: 'tsc hpet \n' },
      'warn',
      { source: 'hpet', available: ['tsc', 'hpet'] },
      [`echo tsc | sudo tee ${clocks}/current_clocksource`],
    ],
    [
      'clock',
      'slow for ever',
      { [`${clocks}/current_clocksource`]: 'acpi_pm\n' },
      'warn',
      { source: 'acpi_pm', available: [] },
      [],
    ],
  ])('%s, %s', (id, _what, files, status, facts, remedy) => {
    const read = reading(files);
    const system = { nodeVersion: '24.1.0', linux: true, opens: () => true, tasksetPath: null };
    const checks = [
      ...processorChecks(read, 4, true),
      ...networkChecks(read, true),
      ...systemChecks(read, system),
    ];
    expect(find(checks, id)).toEqual({
      ...{ id, status, facts, remedy },
      unknown: facts === null ? 'not-visible' : null,
    });
  });
});

describe('few cores', () => {
  it.each([
    [1, 'warn'],
    [2, 'info'],
    [3, 'ok'],
  ])('%i: %s', (cores, status) => {
    expect(find(processorChecks(reading({}), cores, true), 'cores').status).toBe(status);
  });

  it('are not limited by a limit of as many', () => {
    const files = { ...v2, '/sys/fs/cgroup/cpu.max': '100000 100000\n' };
    expect(find(processorChecks(reading(files), 1, true), 'cpu-limit').status).toBe('ok');
    expect(find(processorChecks(reading(files), 2, true), 'cpu-limit').status).toBe('warn');
  });
});

describe('without Linux', () => {
  it('says what needs it, and fails for none of it', () => {
    const read = reading({});
    const system = { nodeVersion: '24.1.0', linux: false, opens: () => false, tasksetPath: null };
    const checks = [
      ...processorChecks(read, 8, false),
      ...networkChecks(read, false),
      ...systemChecks(read, system),
    ];
    const unknown = checks.filter((check) => check.unknown === 'needs-linux');
    expect(unknown.map(({ id }) => id)).toEqual([
      ...['cpu-limit', 'affinity', 'governor', 'turbo', 'smt', 'virtualised'],
      ...['open-files', 'ports', 'backlog', 'proc-files', 'taskset', 'clock'],
    ]);
    for (const check of unknown) expect(check).toMatchObject({ status: 'info', facts: null, remedy: [] });
    expect(checks.filter(({ unknown }) => unknown === null).map(({ id }) => id)).toEqual(['cores', 'node']);
  });
});

describe('where nothing of /proc and /sys can be read', () => {
  it('no check fails, and all say so', () => {
    const read = reading({});
    const checks = [...processorChecks(read, 4, true), ...networkChecks(read, true)];
    const silent = checks.filter(({ id }) => id !== 'cores' && id !== 'cpu-limit');
    for (const check of silent) expect(check).toMatchObject({ status: 'info', unknown: 'not-visible' });
  });
});

describe('memory', () => {
  const GB = 1_000_000_000;
  const meminfo = (bytes: number) =>
    reading({ '/proc/meminfo': `MemFree: 1 kB\nMemAvailable:   ${bytes / 1024} kB\n` });
  it.each<[string, number, number | null, CheckStatus]>([
    ['enough', 2 * GB, null, 'ok'],
    ['little', 512_000_000, null, 'warn'],
    ['too little', 102_400_000, null, 'fail'],
    ['enough, but a cgroup that allows little', 2 * GB, 0.5 * GB, 'warn'],
  ])('%s', (_what, available, limitBytes, status) => {
    const facts = { totalBytes: 4 * GB, freeBytes: 1024, limitBytes };
    expect(memoryCheck(meminfo(available), facts)).toEqual({
      ...{ id: 'memory', status, unknown: null, remedy: [] },
      facts: { totalBytes: 4 * GB, availableBytes: available, limitBytes },
    });
  });

  it('is what the system calls free, where it tells no more', () => {
    const facts = { totalBytes: 4 * GB, freeBytes: 3 * GB, limitBytes: null };
    expect(memoryCheck(reading({}), facts).facts?.availableBytes).toBe(3 * GB);
  });
});

describe('the folder of temporary files', () => {
  it.each<[string, number | null, string | null, CheckStatus]>([
    ['has room', 1e9, null, 'ok'],
    ['has little room', 1e8, null, 'warn'],
    ['has none', 0, null, 'fail'],
    ['is full', 0, 'ENOSPC', 'fail'],
    ['cannot be written', 1e9, 'EACCES', 'fail'],
    ['does not tell its room', null, null, 'ok'],
  ])('%s', (_what, availableBytes, problem, status) => {
    expect(tmpCheck({ path: '/tmp', availableBytes, problem }).status).toBe(status);
  });
});

describe('Node', () => {
  it.each<[string, CheckStatus]>([
    ['18.20.0', 'fail'],
    ['20.18.3', 'fail'],
    ['20.19.0', 'ok'],
    ['22.1.0', 'ok'],
  ])('%s: %s', (version, status) => {
    expect(nodeCheck(version)).toMatchObject({ status, facts: { version, needed: '20.19' } });
  });
});

describe('files of /proc', () => {
  it.each<[string[], CheckStatus]>([
    [[], 'ok'],
    [['pressure'], 'info'],
    [['schedstat', 'pressure'], 'info'],
    [['smaps_rollup'], 'warn'],
  ])('without %j: %s', (missing, status) => {
    const check = procFilesCheck((path) => !missing.some((name) => path.includes(name)));
    expect(check.status).toBe(status);
    expect(check.facts?.missing).toEqual(missing);
  });
});

describe('servers', () => {
  const there = { installed: true, version: '1' } as const;
  it('are named with what they miss, each install line once', () => {
    const absent = (missing: string, install: string) => ({ installed: false, missing, install }) as const;
    const check = serversCheck('flask', [
      { name: 'dev', availability: there },
      { name: 'prefork', availability: absent('gunicorn', 'apt-get install gunicorn') },
      { name: 'prefork-threaded', availability: absent('gunicorn', 'apt-get install gunicorn') },
      { name: 'uwsgi', availability: absent('uWSGI', 'apt-get install uwsgi') },
    ]);
    expect(check).toEqual({
      id: 'servers',
      status: 'info',
      unknown: null,
      facts: {
        group: 'flask',
        there: 1,
        of: 4,
        missing: [
          {
            what: 'gunicorn',
            install: 'apt-get install gunicorn',
            names: ['prefork', 'prefork-threaded'],
          },
          { what: 'uWSGI', install: 'apt-get install uwsgi', names: ['uwsgi'] },
        ],
      },
      remedy: ['apt-get install gunicorn', 'apt-get install uwsgi'],
    });
  });

  it('that are all there need nothing', () => {
    expect(serversCheck('node', [{ name: 'dev', availability: there }])).toMatchObject({
      status: 'ok',
      remedy: [],
    });
  });
});

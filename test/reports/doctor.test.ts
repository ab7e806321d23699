import { describe, expect, it, test } from 'vitest';
import {
  type Check,
  calibrationResultSchema,
  doctorResultSchema,
  known,
  unknown,
} from '../../harness/model/doctor.ts';
import {
  calibrationProgress,
  disturbedWarning,
  noCeiling,
  renderCalibration,
} from '../../reports/doctor/calibration.ts';
import { renderDoctor } from '../../reports/doctor/index.ts';
import { storeTrouble } from '../../reports/doctor/words.ts';
import { calibration } from '../helpers/calibrations.ts';

function result(checks: readonly Check[]) {
  return {
    kind: 'doctor',
    modebench: '0.1.0',
    lookedAt: '2026-03-04T10:15:00.000Z',
    seconds: 7.2,
    fit: checks.every(({ status }) => status !== 'fail'),
    checks,
  } as const;
}

const plain = { columns: 80, colour: false };

/** The text of one check, on one line, with its commands. */
function said(check: Check): string {
  const [, , , ...lines] = renderDoctor(result([check]), { ...plain, columns: 1000 })
    .trimEnd()
    .split('\n');
  return lines.map((line) => line.trim().replaceAll(/\s+/g, ' ').replaceAll('\u202f', ' ')).join(' ');
}

const noStore = {
  path: '/c.json',
  trouble: null,
  takenAt: null,
  changed: [],
  ceilingPerSecond: null,
  disturbed: false,
};

describe('the words of a check', () => {
  test.each<[Check, string]>([
    [known('cores', 'ok', { cores: 8 }), 'ok cores 8'],
    [
      known('cores', 'info', { cores: 2 }),
      'info cores 2: servers and load generator share them, so look at CPU time per request beside throughput',
    ],
    [
      known('cores', 'warn', { cores: 1 }),
      'warn cores 1: server and load generator can only take turns, so every figure is of both',
    ],
    [known('cpu-limit', 'ok', { cgroup: 'v2', limitCores: null }), 'ok CPU limit cgroup v2, no limit'],
    [known('cpu-limit', 'ok', { cgroup: 'none', limitCores: null }), 'ok CPU limit no cgroup, no limit'],
    [
      known('cpu-limit', 'info', { cgroup: 'v1', limitCores: 3 }),
      'info CPU limit cgroup v1, limited to 3.0 cores',
    ],
    [
      known('cpu-limit', 'warn', { cgroup: 'v2', limitCores: 1.5 }),
      'warn CPU limit cgroup v2, limited to 1.5 cores: once it is used up, everything stops for a moment',
    ],
    [known('affinity', 'ok', { cpus: '0-3', allowed: 4, cores: 4 }), 'ok affinity 0-3: all of them'],
    [
      known('affinity', 'info', { cpus: '0,2', allowed: 2, cores: 4 }),
      'info affinity kept to 0,2: 2 of 4 cores',
    ],
    [
      known('affinity', 'warn', { cpus: '3', allowed: 1, cores: 4 }),
      'warn affinity kept to 3: 1 of 4 cores, so server and load generator can only take turns',
    ],
    [
      known('governor', 'warn', { governors: ['ondemand', 'powersave'] }, [
        'sudo cpupower frequency-set --governor performance',
      ]),
      'warn governor ondemand and powersave: the clock follows the load, and figures with it → sudo cpupower frequency-set --governor performance',
    ],
    [unknown('governor', 'not-visible'), 'info governor not shown by this system'],
    [unknown('governor', 'needs-linux'), 'info governor not known: needs Linux'],
    [
      known('turbo', 'info', { on: true, switch: '/x' }),
      'info turbo on: the clock depends on heat and on how many cores are busy',
    ],
    [known('smt', 'info', { on: true }), 'info hyperthreads on: two CPUs may be halves of one core'],
    [known('smt', 'ok', { on: false }), 'ok hyperthreads off'],
    [
      known('virtualised', 'info', { virtualised: true }),
      'info virtualised yes: others on the same host may take CPU time, not all of which shows as steal',
    ],
    [
      known('steal', 'warn', { sinceBoot: 0.004, now: 0.05, seconds: 4 }),
      'warn steal 5.0 % of the CPU time in 4 s, 0.40 % since boot',
    ],
    [
      known('foreign', 'ok', { cores: 0.05, of: 2, seconds: 4, waiting: 0.1, busiest: [] }),
      'ok other programs 0.050 of 2 cores used in 4 s',
    ],
    [
      known('foreign', 'warn', {
        cores: 1.3,
        of: 2,
        seconds: 4,
        waiting: 0.4,
        busiest: [
          { pid: 12, command: 'make', cores: 0.9 },
          { pid: 13, command: 'cc\u001b[31m', cores: 0.3 },
        ],
      }),
      'warn other programs 1.3 of 2 cores used in 4 s; mostly make (pid 12) 0.90 and cc?[31m (pid 13) 0.30; some task waited for a CPU 40 % of the time; measure when they are done',
    ],
    [
      known('noise', 'warn', { runs: 160, fastestMs: 12, typical: 0.03, slow: 0.4, slowest: 0.9 }),
      'warn noise the same work, done 160 times, took 3.0 % longer than at best as a rule, 40 % longer or more one time in ten, 90 % longer at worst',
    ],
    [known('clock', 'ok', { source: 'tsc', available: [] }), 'ok clock tsc'],
    [
      known('clock', 'warn', { source: 'hpet', available: [] }),
      'warn clock hpet: each look at the clock is a call of the kernel',
    ],
    [
      known('timer', 'ok', { samples: 1600, p50Ms: 0.15, p99Ms: 1.9 }),
      'ok timers 0.150 ms late as a rule, 1.90 ms or more one time in a hundred',
    ],
    [
      known('timer', 'warn', { samples: 1600, p50Ms: 0.15, p99Ms: 5 }),
      'warn timers 0.150 ms late as a rule, 5.00 ms or more one time in a hundred: requests at given times are sent as late',
    ],
    [
      known('open-files', 'ok', { soft: 20_000, hard: 20_000, needed: 10_240 }),
      'ok open files 20 000 per process: enough for the 10 000 connections of the largest level',
    ],
    [
      known('open-files', 'ok', { soft: null, hard: null, needed: 10_240 }),
      'ok open files as many as are wanted',
    ],
    [
      known('open-files', 'warn', { soft: 1024, hard: 4096, needed: 10_240 }, ['ulimit -n 65536']),
      'warn open files 1024 per process: too few for 10 000 connections, which take 10 240 → ulimit -n 65536',
    ],
    [
      known('ports', 'warn', { first: 32_768, last: 60_999, reuse: 'never', perSecond: 470.5 }, [
        'sudo sysctl -w net.ipv4.tcp_tw_reuse=2',
      ]),
      'warn ports 28 232, used again after 60 s: about 470 new connections per second where each answer closes its connection → sudo sysctl -w net.ipv4.tcp_tw_reuse=2',
    ],
    [
      known('ports', 'ok', { first: 32_768, last: 60_999, reuse: 'loopback', perSecond: 28_232 }),
      'ok ports 28 232, on loopback used again after 1 s: about 28 000 new connections per second where each answer closes its connection',
    ],
    [known('backlog', 'ok', { somaxconn: 4096 }), 'ok backlog 4096 connections may wait to be accepted'],
    [
      known('backlog', 'warn', { somaxconn: 128 }),
      'warn backlog 128 connections may wait to be accepted: more at once are put off or refused',
    ],
    [
      known('memory', 'ok', { totalBytes: 25e9, availableBytes: 24e9, limitBytes: null }),
      'ok memory 24.0 GB free of 25.0 GB',
    ],
    [
      known('memory', 'warn', { totalBytes: 25e9, availableBytes: 24e9, limitBytes: 0.5e9 }),
      'warn memory 24.0 GB free of 25.0 GB, limited to 0.500 GB by the cgroup: a plain run takes about half a GB; --isolate takes less',
    ],
    [
      known('memory', 'fail', { totalBytes: 1e9, availableBytes: 0.1e9, limitBytes: null }),
      'fail memory 0.100 GB free of 1.00 GB: too little for a server beside its load generator',
    ],
    [
      known('tmp', 'ok', { path: '/tmp', availableBytes: 84.6e9, problem: null }),
      'ok temporary files /tmp, 84.6 GB free',
    ],
    [
      known('tmp', 'warn', { path: '/tmp', availableBytes: 84.6e6, problem: null }),
      'warn temporary files /tmp, 84.6 MB free: every server gets a copy of the database there; set TMPDIR to another folder',
    ],
    [
      known('tmp', 'fail', { path: '/tmp', availableBytes: 0, problem: 'EACCES' }),
      'fail temporary files /tmp cannot be written to (EACCES): set TMPDIR to a folder that can',
    ],
    [known('node', 'ok', { version: '24.1.0', needed: '20.19' }), 'ok Node 24.1.0'],
    [
      known('node', 'fail', { version: '18.1.0', needed: '20.19' }),
      'fail Node 18.1.0 is too old: install 20.19 or newer',
    ],
    [known('proc-files', 'ok', { present: ['smaps'], missing: [] }), 'ok /proc all there'],
    [
      known('proc-files', 'warn', { present: [], missing: ['smaps_rollup', 'pressure'] }),
      'warn /proc not there: smaps_rollup (memory of servers is then a sum that counts shared pages again and again) and pressure (waiting for a CPU is then not seen)',
    ],
    [known('taskset', 'ok', { path: '/usr/bin/taskset' }), 'ok taskset /usr/bin/taskset'],
    [
      known('taskset', 'info', { path: null }, ['sudo apt-get install util-linux']),
      'info taskset not installed: servers and load generator cannot be kept to CPUs of their own → sudo apt-get install util-linux',
    ],
    [known('servers', 'ok', { group: 'node', there: 3, of: 3, missing: [] }), 'ok node all 3 modes can run'],
    [
      known(
        'servers',
        'info',
        {
          group: 'flask',
          there: 9,
          of: 11,
          missing: [
            { what: 'uWSGI', install: 'apt-get install uwsgi', names: ['uwsgi'] },
            { what: 'waitress', install: 'apt-get install python3-waitress', names: ['threaded', 'more'] },
          ],
        },
        ['apt-get install uwsgi', 'apt-get install python3-waitress'],
      ),
      'info flask 9 of 11 modes can run; missing: uWSGI (for uwsgi); waitress (for threaded and more) → apt-get install uwsgi → apt-get install python3-waitress',
    ],
    [
      known('servers', 'info', {
        group: 'layers',
        there: 2,
        of: 3,
        missing: [{ what: 'caddy', install: 'x', names: ['caddy'] }],
      }),
      'info layers 2 of 3 layers can run; missing: caddy (for caddy)',
    ],
    [
      known('calibration', 'info', noStore, ['bench doctor --calibrate']),
      'info calibration never taken: how near a run comes to what its load generator can do is not known → bench doctor --calibrate',
    ],
    [
      known('calibration', 'ok', {
        ...noStore,
        takenAt: '2026-03-04T10:15:00.000Z',
        ceilingPerSecond: 14_200,
      }),
      'ok calibration taken 2026-03-04 10:15 UTC: up to 14 200 requests per second on time',
    ],
    [
      known('calibration', 'warn', {
        ...noStore,
        takenAt: '2026-03-04T10:15:00.000Z',
        ceilingPerSecond: 14_200,
        disturbed: true,
      }),
      "warn calibration taken 2026-03-04 10:15 UTC: up to 14 200 requests per second on time, but other programs ran meanwhile, so it is less than the generator's own",
    ],
    [
      known('calibration', 'info', {
        ...noStore,
        takenAt: '2026-03-04T10:15:00.000Z',
        changed: ['node', 'cpuModel'],
      }),
      'info calibration taken 2026-03-04 10:15 UTC, and no longer fits: other Node and CPU model',
    ],
    [
      known('calibration', 'warn', { ...noStore, trouble: 'damaged' }),
      'warn calibration never taken: how near a run comes to what its load generator can do is not known; /c.json is damaged, or no file of calibrations; what it holds is left aside',
    ],
    [
      known('calibration', 'info', { ...noStore, path: null }),
      'info calibration cannot be kept, for this user has no home folder: set XDG_CACHE_HOME',
    ],
  ])('%# are exact', (check, text) => {
    expect(said(check)).toBe(text);
    expect(doctorResultSchema.parse(result([check])).checks).toEqual([check]);
  });

  it('name what is wrong with the file of calibrations', () => {
    expect(storeTrouble('/c.json', 'unreadable')).toBe('/c.json cannot be read; what it holds is left aside');
    expect(storeTrouble('/c.json', 'other-version')).toBe(
      '/c.json was written by another version of Modebench; what it holds is left aside',
    );
  });
});

describe('the page of bench doctor', () => {
  const checks = [
    known('backlog', 'warn', { somaxconn: 128 }, ['sudo sysctl -w net.core.somaxconn=4096']),
    known('cores', 'ok', { cores: 8 }),
    unknown('governor', 'not-visible'),
  ];

  it('groups and aligns, with commands on lines of their own', () => {
    expect(renderDoctor(result(checks), { columns: 70, colour: false }).split('\n')).toEqual([
      'This machine is fit to measure, with 1 warning.         looked for 7 s',
      '',
      'processor',
      '  ok    cores            8',
      '  info  governor         not shown by this system',
      '',
      'network',
      '  warn  backlog          128 connections may wait to be accepted: more',
      '                         at once are put off or refused',
      '                         → sudo sysctl -w net.core.somaxconn=4096',
      '',
    ]);
  });

  it('says first whether the machine is fit', () => {
    const [fit] = renderDoctor(result([known('cores', 'ok', { cores: 8 })]), plain).split('\n');
    expect(fit).toMatch(/^This machine is fit to measure\. /);
    const old = known('node', 'fail', { version: '18.1.0', needed: '20.19' });
    const [unfit] = renderDoctor(result([...checks, old]), plain).split('\n');
    expect(unfit).toMatch(/^This machine is not fit to measure: 1 check failed, with 1 warning\.$/);
  });

  it('keeps to the columns there are, but for commands, which are pasted', () => {
    for (const columns of [40, 60, 100]) {
      const lines = renderDoctor(result(checks), { columns, colour: false }).split('\n');
      for (const line of lines.filter((one) => !one.includes('→')))
        expect(line.length).toBeLessThanOrEqual(columns);
    }
  });

  it('adds colour only when asked to, and says nothing by colour alone', () => {
    const sequence = String.fromCharCode(27);
    const coloured = renderDoctor(result(checks), { columns: 80, colour: true });
    expect(coloured).toContain(sequence);
    expect(coloured.replaceAll(new RegExp(`${sequence}\\[\\d+m`, 'g'), '')).toBe(
      renderDoctor(result(checks), plain),
    );
  });
});

describe('what a calibration found', () => {
  const found = (change: Parameters<typeof calibration>[0] = {}, settled = true) =>
    ({
      kind: 'calibration',
      path: '/c/calibrations.json',
      seconds: 29,
      settled,
      calibration: calibration(change),
    }) as const;
  const text = (shown: ReturnType<typeof found>) => renderCalibration(shown, { columns: 72, colour: false });

  it('is a table of the floor, the ceiling, and where it is kept', () => {
    expect(text(found()).replaceAll('\u202f', ' ').split('\n')).toEqual([
      'What the load generator can do here                      1 loader · 29 s',
      '',
      'connections  requests/s  p50 ms  CPU ms/request',
      '          1        6000   0.150          0.0900',
      '         32      21 000    1.40          0.0450',
      '',
      'on time: up to 14 200 requests per second; at 15 200 requests per second',
      '  p99 of the lag was 4.50 ms, 97 % sent',
      '',
      'stored: /c/calibrations.json; runs on this machine with this set-up use',
      '  it',
      '',
    ]);
    expect(calibrationResultSchema.parse(found())).toEqual(found());
  });

  it('names loaders and CPUs', () => {
    const pinned = found({ loaders: 2, serverCpus: '0', loadCpus: '2-3' });
    expect(renderCalibration(pinned, { columns: 100, colour: false }).split('\n')[0]).toMatch(
      /2 loaders · on CPUs 2-3 · null server on CPUs 0 · 29 s$/,
    );
  });

  it('says that it was disturbed, is not settled, or is kept nowhere', () => {
    const flat = (shown: ReturnType<typeof found>) => text(shown).replaceAll(/\s+/g, ' ');
    expect(flat(found({ disturbance: { foreignCores: 0.8, stealShare: 0.03 } }))).toContain(
      'disturbed: other programs use 0.80 cores, the hypervisor gives 3.0 % of the CPU time to others; the generator alone can do more: take it again on a quiet machine',
    );
    expect(flat(found({}, false))).toContain(
      'on time: up to 14 200 requests per second, at least; the time was up before it was narrowed down: raise --budget',
    );
    expect(renderCalibration({ ...found(), path: null }, plain)).toContain('stored: nowhere\n');
    expect(text(found())).not.toContain('disturbed');
  });

  it('is announced while it is looked for', () => {
    const line = (doing: Parameters<typeof calibrationProgress>[0]) =>
      calibrationProgress(doing).replaceAll(/[\u00a0\u202f]/g, ' ');
    const before = { rate: 8000, lagP50Ms: 0.5, lagP99Ms: 1.25, sentShare: 1, cpuShare: 0.5 };
    expect(line({ kind: 'warm-up' })).toBe('warming up');
    expect(line({ kind: 'closed', connections: 1 })).toBe('closed: 1 connection');
    expect(line({ kind: 'open', rate: 4000, before: null })).toBe('open: 4000 requests per second');
    expect(line({ kind: 'open', rate: 16_000, before })).toBe(
      'open: 16 000 requests per second; at 8000 requests per second p99 of the lag was 1.25 ms',
    );
  });

  it('is warned of before it begins, and explained when there is none', () => {
    const quiet = { foreignCores: 0.01, stealShare: 0 };
    const busy = { foreignCores: 1.5, stealShare: 0 };
    const step = { rate: 100, lagP50Ms: 1, lagP99Ms: 7.5, sentShare: 1, cpuShare: 0.1 };
    expect(disturbedWarning(busy)).toBe(
      'bench: other programs use 1.5 cores; what is measured now will be less than the load generator can do',
    );
    expect(noCeiling([{ ...step, rate: 200 }, step], quiet)).toBe(
      'bench: even 100 requests per second could not be sent on time (p99 of the lag 7.50 ms, 2 ms are allowed; 100 % sent); nothing was stored',
    );
    expect(noCeiling([step], busy)).toContain(
      '; other programs use 1.5 cores: try again when that is over; nothing was stored',
    );
    expect(noCeiling([], quiet)).toBe(
      'bench: there was no time to try any rate; raise --budget; nothing was stored',
    );
  });
});

import type { CheckId, CheckStatus, Facts } from '../../harness/model/doctor.ts';
import { utcMinute } from '../wording/dates.ts';
import {
  count,
  gigabytes,
  list,
  megabytes,
  milliseconds,
  NBSP,
  number,
  percent,
  plural,
  seconds,
} from '../wording/numbers.ts';

type Words = { readonly [Id in CheckId]: (facts: Facts<Id>, status: CheckStatus) => string };

/** What a check found, in words; without a full stop. */
export const words: Words = {
  cores({ cores }) {
    if (cores === 1) return '1: server and load generator can only take turns, so every figure is of both';
    if (cores > 2) return String(cores);
    return '2: servers and load generator share them, so look at CPU time per request beside throughput';
  },
  'cpu-limit'({ cgroup, limitCores }, status) {
    const version = cgroup === 'none' ? 'no cgroup' : `cgroup ${cgroup}`;
    if (limitCores === null) return `${version}, no limit`;
    const limited = `${version}, limited to ${number(limitCores, 2)} ${limitCores === 1 ? 'core' : 'cores'}`;
    return status === 'warn' ? `${limited}: once it is used up, everything stops for a moment` : limited;
  },
  affinity({ cpus, allowed, cores }, status) {
    if (allowed === cores) return `${cpus}: all of them`;
    const kept = `kept to ${cpus}: ${allowed} of ${plural(cores, 'core')}`;
    return status === 'warn' ? `${kept}, so server and load generator can only take turns` : kept;
  },
  governor({ governors }, status) {
    const names = list(governors);
    return status === 'ok' ? names : `${names}: the clock follows the load, and figures with it`;
  },
  turbo: ({ on }) => (on ? 'on: the clock depends on heat and on how many cores are busy' : 'off'),
  smt: ({ on }) => (on ? 'on: two CPUs may be halves of one core' : 'off'),
  virtualised: ({ virtualised }) =>
    virtualised ? 'yes: others on the same host may take CPU time, not all of which shows as steal' : 'no',
  steal: ({ sinceBoot, now, seconds: length }) =>
    `${percent(now)} of the CPU time in ${seconds(length)}, ${percent(sinceBoot)} since boot`,
  foreign({ cores, of, seconds: length, waiting, busiest }, status) {
    const used = `${number(cores, 2)} of ${plural(of, 'core')} used in ${seconds(length)}`;
    if (status === 'ok') return used;
    const most = busiest.map(({ pid, command, cores: own }) => `${command} (pid ${pid}) ${number(own, 2)}`);
    return [
      used,
      ...(most.length === 0 ? [] : [`mostly ${list(most)}`]),
      ...(waiting === null ? [] : [`some task waited for a CPU ${percent(waiting)} of the time`]),
      'measure when they are done',
    ].join('; ');
  },
  noise({ typical, slow, slowest, runs }) {
    const longer = (over: number) => `${percent(over)} longer`;
    return `the same work, done ${plural(runs, 'time')}, took ${longer(typical)} than at best as a rule, ${longer(slow)} or more one time in ten, ${longer(slowest)} at worst`;
  },
  clock: ({ source }, status) =>
    status === 'ok' ? source : `${source}: each look at the clock is a call of the kernel`,
  timer({ p50Ms, p99Ms }, status) {
    const late = `${milliseconds(p50Ms)} late as a rule, ${milliseconds(p99Ms)} or more one time in a hundred`;
    return status === 'ok' ? late : `${late}: requests at given times are sent as late`;
  },
  'open-files'({ soft, needed }, status) {
    if (soft === null) return 'as many as are wanted';
    if (status === 'ok')
      return `${count(soft)} per process: enough for the ${count(10_000)} connections of the largest level`;
    return `${count(soft)} per process: too few for ${count(10_000)} connections, which take ${count(needed)}`;
  },
  ports({ first, last, reuse, perSecond }) {
    const when = {
      never: `used again after 60${NBSP}s`,
      loopback: `on loopback used again after 1${NBSP}s`,
      always: `used again after 1${NBSP}s`,
    }[reuse];
    const rate = count(Number(perSecond.toPrecision(2)));
    return `${count(last - first + 1)}, ${when}: about ${rate} new connections per second where each answer closes its connection`;
  },
  backlog: ({ somaxconn }, status) =>
    `${plural(somaxconn, 'connection')} may wait to be accepted${status === 'ok' ? '' : ': more at once are put off or refused'}`,
  memory({ totalBytes, availableBytes, limitBytes }, status) {
    const limit = limitBytes === null ? '' : `, limited to ${gigabytes(limitBytes)} by the cgroup`;
    const free = `${gigabytes(availableBytes)} free of ${gigabytes(totalBytes)}${limit}`;
    if (status === 'fail') return `${free}: too little for a server beside its load generator`;
    return status === 'warn' ? `${free}: a plain run takes about half a GB; --isolate takes less` : free;
  },
  tmp({ path, availableBytes, problem }, status) {
    if (problem !== null) return `${path} cannot be written to (${problem}): set TMPDIR to a folder that can`;
    const room = (bytes: number) => (bytes < 1e9 ? megabytes(bytes) : gigabytes(bytes));
    const free = availableBytes === null ? path : `${path}, ${room(availableBytes)} free`;
    return status === 'ok'
      ? free
      : `${free}: every server gets a copy of the database there; set TMPDIR to another folder`;
  },
  node: ({ version, needed }, status) =>
    status === 'ok' ? version : `${version} is too old: install ${needed} or newer`,
  'proc-files'({ missing }) {
    if (missing.length === 0) return 'all there';
    return `not there: ${list(missing.map((name) => lostWithout[name] ?? name))}`;
  },
  taskset: ({ path }) =>
    path ?? 'not installed: servers and load generator cannot be kept to CPUs of their own',
  servers({ group, there, of, missing }) {
    const kind = group === 'layers' ? 'layers' : 'modes';
    const runs = there === of ? `all ${of} ${kind} can run` : `${there} of ${of} ${kind} can run`;
    const absent = missing.map(({ what, names }) => `${what} (for ${list(names)})`);
    return absent.length === 0 ? runs : `${runs}; missing: ${absent.join('; ')}`;
  },
  calibration: calibrationWords,
};

/** A file of /proc, and what is lost without it. */
const lostWithout: Readonly<Record<string, string>> = {
  smaps_rollup: 'smaps_rollup (memory of servers is then a sum that counts shared pages again and again)',
  smaps: 'smaps (file-backed pages are then not counted once per server)',
  schedstat: 'schedstat (CPU time is then known to 10 ms only)',
  pressure: 'pressure (waiting for a CPU is then not seen)',
};

function calibrationWords({
  path,
  trouble,
  takenAt,
  changed,
  ceilingPerSecond,
  disturbed,
}: Facts<'calibration'>): string {
  if (path === null) return 'cannot be kept, for this user has no home folder: set XDG_CACHE_HOME';
  const aside = trouble === null ? '' : `; ${storeTrouble(path, trouble)}`;
  if (takenAt === null) {
    return `never taken: how near a run comes to what its load generator can do is not known${aside}`;
  }
  if (ceilingPerSecond === null) {
    return `taken ${utcMinute(takenAt)}, and no longer fits: other ${list(changed.map((key) => keyNames[key] ?? key))}${aside}`;
  }
  const taken = `taken ${utcMinute(takenAt)}: up to ${number(ceilingPerSecond)} requests per second on time`;
  return disturbed
    ? `${taken}, but other programs ran meanwhile, so it is less than the generator's own${aside}`
    : taken + aside;
}

const keyNames: Readonly<Record<string, string>> = {
  modebench: 'Modebench',
  node: 'Node',
  kernel: 'kernel',
  cpuModel: 'CPU model',
  cores: 'number of cores',
  affinity: 'CPUs allowed',
  serverCpus: 'CPUs of servers',
  loadCpus: 'CPUs of loaders',
  loaders: 'number of loaders',
};

/** Why what stands in a file of the user's cache is not used. */
export function storeTrouble(
  path: string,
  trouble: NonNullable<Facts<'calibration'>['trouble']>,
  kept: 'calibrations' | 'noise' = 'calibrations',
): string {
  const what = {
    unreadable: 'cannot be read',
    damaged: `is damaged, or no file of ${kept}`,
    'other-version': 'was written by another version of Modebench',
  }[trouble];
  return `${path} ${what}; what it holds is left aside`;
}

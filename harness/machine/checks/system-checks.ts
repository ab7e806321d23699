import { type Check, type CheckOf, known, unknown } from '../../model/doctor.ts';
import type { ReadText } from '../cgroup.ts';

/** As in package.json. */
const nodeNeeded = '20.19';

/** What the harness reads from /proc, and what is lost without it (worded by `reports/doctor`). */
export const procFiles = {
  smaps_rollup: '/proc/self/smaps_rollup',
  schedstat: '/proc/self/schedstat',
  smaps: '/proc/self/smaps',
  pressure: '/proc/pressure/cpu',
} as const;

export interface SystemFacts {
  readonly nodeVersion: string;
  readonly linux: boolean;
  /** Whether a file can be opened for reading. */
  readonly opens: (path: string) => boolean;
  /** Where a program of the PATH is; null when it is not there. */
  readonly tasksetPath: string | null;
}

export function systemChecks(read: ReadText, facts: SystemFacts): readonly Check[] {
  const { linux } = facts;
  return [
    nodeCheck(facts.nodeVersion),
    linux ? procFilesCheck(facts.opens) : unknown('proc-files', 'needs-linux'),
    linux ? tasksetCheck(facts.tasksetPath) : unknown('taskset', 'needs-linux'),
    linux ? clockCheck(read) : unknown('clock', 'needs-linux'),
  ];
}

export function nodeCheck(version: string): CheckOf<'node'> {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = nodeNeeded.split('.').map(Number);
  const enough = major > neededMajor || (major === neededMajor && minor >= neededMinor);
  return known('node', enough ? 'ok' : 'fail', { version, needed: nodeNeeded });
}

/** Memory of a process tree is what suffers most; the rest only explains figures. */
export function procFilesCheck(opens: (path: string) => boolean): CheckOf<'proc-files'> {
  const names = Object.entries(procFiles);
  const present = names.filter(([, path]) => opens(path)).map(([name]) => name);
  const missing = names.map(([name]) => name).filter((name) => !present.includes(name));
  const status = missing.length === 0 ? 'ok' : missing.includes('smaps_rollup') ? 'warn' : 'info';
  return known('proc-files', status, { present, missing });
}

export function tasksetCheck(path: string | null): CheckOf<'taskset'> {
  return path === null
    ? known('taskset', 'info', { path }, ['sudo apt-get install util-linux'])
    : known('taskset', 'ok', { path });
}

/** Sources that a process reads without a system call; the others cost a µs and more at each reading. */
const fastSources = ['tsc', 'kvm-clock', 'arch_sys_counter', 'hyperv_clocksource_tsc_page'];

export function clockCheck(read: ReadText): CheckOf<'clock'> {
  const folder = '/sys/devices/system/clocksource/clocksource0';
  const source = read(`${folder}/current_clocksource`)?.trim();
  if (!source) return unknown('clock', 'not-visible');
  const available = (read(`${folder}/available_clocksource`) ?? '')
    .split(/\s+/)
    .filter((name) => name !== '');
  if (fastSources.includes(source)) return known('clock', 'ok', { source, available });
  const better = fastSources.find((name) => available.includes(name));
  return known('clock', 'warn', { source, available }, [
    ...(better === undefined ? [] : [`echo ${better} | sudo tee ${folder}/current_clocksource`]),
  ]);
}

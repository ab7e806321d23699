import { parseCpuList } from '../../model/cpu-list.ts';
import { type Check, type CheckOf, known, unknown } from '../../model/doctor.ts';
import { type ReadText, readCgroupLimits } from '../cgroup.ts';
import { isVirtualised, parseAffinity } from '../environment.ts';

/** Everything about CPUs that stands still. `cores` is what the machine has. */
export function processorChecks(read: ReadText, cores: number, linux: boolean): readonly Check[] {
  const needLinux = ['cpu-limit', 'affinity', 'governor', 'turbo', 'smt', 'virtualised'] as const;
  if (!linux) return [coresCheck(cores), ...needLinux.map((id) => unknown(id, 'needs-linux'))];
  return [
    coresCheck(cores),
    cpuLimitCheck(read, cores),
    affinityCheck(read, cores),
    governorCheck(read, cores),
    turboCheck(read),
    smtCheck(read),
    virtualisedCheck(read),
  ];
}

/** With one core, server and load generator can only take turns. With two they still get in each other's way. */
export function coresCheck(cores: number): CheckOf<'cores'> {
  return known('cores', cores === 1 ? 'warn' : cores === 2 ? 'info' : 'ok', { cores });
}

/** Less than two cores: what one core is to a machine. A limit also stops everything for the rest of each period. */
export function cpuLimitCheck(read: ReadText, cores: number): CheckOf<'cpu-limit'> {
  const { version: cgroup, cpuLimitCores: limitCores } = readCgroupLimits(read);
  const limits = limitCores !== null && limitCores < cores;
  const status = !limits ? 'ok' : limitCores < 2 ? 'warn' : 'info';
  return known('cpu-limit', status, { cgroup, limitCores });
}

export function affinityCheck(read: ReadText, cores: number): CheckOf<'affinity'> {
  const cpus = parseAffinity(read('/proc/self/status') ?? '');
  const allowed = cpus === null ? null : parseCpuList(cpus);
  if (cpus === null || allowed === null || allowed.length === 0) return unknown('affinity', 'not-visible');
  const kept = Math.min(allowed.length, cores);
  const status = kept === cores ? 'ok' : kept === 1 ? 'warn' : 'info';
  return known('affinity', status, { cpus, allowed: kept, cores });
}

/** Any governor but `performance` changes the clock with the load, which differs by mode. */
export function governorCheck(read: ReadText, cores: number): CheckOf<'governor'> {
  const governors = new Set<string>();
  for (let cpu = 0; cpu < cores; cpu++) {
    const text = read(`/sys/devices/system/cpu/cpu${cpu}/cpufreq/scaling_governor`)?.trim();
    if (text) governors.add(text);
  }
  if (governors.size === 0) return unknown('governor', 'not-visible');
  const steady = [...governors].every((name) => name === 'performance');
  return known('governor', steady ? 'ok' : 'warn', { governors: [...governors].sort() }, [
    ...(steady ? [] : ['sudo cpupower frequency-set --governor performance']),
  ]);
}

/** Files that tell whether a CPU may go above its nominal clock, and what turns that off (kernel: admin-guide/pm). */
const turboSwitches = [
  { path: '/sys/devices/system/cpu/intel_pstate/no_turbo', on: '0', off: '1' },
  { path: '/sys/devices/system/cpu/cpufreq/boost', on: '1', off: '0' },
] as const;

export function turboCheck(read: ReadText): CheckOf<'turbo'> {
  for (const { path, on, off } of turboSwitches) {
    const text = read(path)?.trim();
    if (text === on)
      return known('turbo', 'info', { on: true, switch: path }, [`echo ${off} | sudo tee ${path}`]);
    if (text === off) return known('turbo', 'ok', { on: false, switch: path });
  }
  return unknown('turbo', 'not-visible');
}

export function smtCheck(read: ReadText): CheckOf<'smt'> {
  const active = read('/sys/devices/system/cpu/smt/active')?.trim();
  if (active !== '0' && active !== '1') return unknown('smt', 'not-visible');
  const on = active === '1';
  return known('smt', on ? 'info' : 'ok', { on }, [
    ...(on ? ['echo off | sudo tee /sys/devices/system/cpu/smt/control'] : []),
  ]);
}

export function virtualisedCheck(read: ReadText): CheckOf<'virtualised'> {
  const virtualised = isVirtualised(read('/proc/cpuinfo'));
  return virtualised === null
    ? unknown('virtualised', 'not-visible')
    : known('virtualised', virtualised ? 'info' : 'ok', { virtualised });
}

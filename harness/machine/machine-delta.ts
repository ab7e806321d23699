import { cpus } from 'node:os';
import type { MachineDelta } from '../model/machine.ts';
import { readText } from './read-text.ts';

/** Counters of the whole machine at one moment; all grow, none means anything by itself. */
export interface MachineCounters {
  /** On the clock of `performance.now()`, ms. */
  readonly atMs: number;
  readonly cores: number;
  /** Over all cores, ms. */
  readonly busyMs: number;
  /** Over all cores, ms: a hypervisor ran somebody else meanwhile. Zero where the system does not tell. */
  readonly stealMs: number;
  /** Time in which some task waited, µs; null where the kernel has no /proc/pressure. */
  readonly pressureUs: PressureTotals | null;
}

export interface PressureTotals {
  readonly cpu: number;
  readonly memory: number;
  readonly io: number;
}

/** USER_HZ is 100 on every architecture that Node supports. */
const tickMs = 10;

/** One quick look at /proc/stat and /proc/pressure, or at what the system has instead. */
export async function readCounters(): Promise<MachineCounters> {
  const cpu = parseCpuTimes(readText('/proc/stat') ?? '') ?? timesWithoutProc();
  return { atMs: performance.now(), ...cpu, pressureUs: readPressure() };
}

/**
 * What the machine did between two looks. `ownCpuMs` is the CPU time that the server tree, the loader and the harness
 * used meanwhile; what was busy beyond that is foreign.
 */
export function machineDelta(
  before: MachineCounters,
  after: MachineCounters,
  ownCpuMs: number,
): MachineDelta {
  const elapsedMs = Math.max(0, after.atMs - before.atMs);
  const cores = after.cores;
  const busyMs = Math.max(0, after.busyMs - before.busyMs);
  const { pressureUs: then } = before;
  const { pressureUs: now } = after;
  const waited = (resource: keyof PressureTotals) =>
    then === null || now === null ? 0 : share((now[resource] - then[resource]) / 1000, elapsedMs);
  return {
    elapsedMs,
    cores,
    busyShare: share(busyMs, cores * elapsedMs),
    stealShare: share(after.stealMs - before.stealMs, cores * elapsedMs),
    foreignCores: elapsedMs === 0 ? 0 : Math.max(0, busyMs - ownCpuMs) / elapsedMs,
    pressure:
      then === null || now === null
        ? null
        : { cpuShare: waited('cpu'), memoryShare: waited('memory'), ioShare: waited('io') },
  };
}

/**
 * Parses /proc/stat (proc_stat(5)): user, nice, system, idle, iowait, irq, softirq, steal; guest time is already
 * within user. Null for text of another form.
 */
export function parseCpuTimes(stat: string): Pick<MachineCounters, 'cores' | 'busyMs' | 'stealMs'> | null {
  const match = /^cpu +(\d[\d ]*)$/m.exec(stat);
  if (match?.[1] === undefined) return null;
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = match[1]
    .split(' ')
    .map(Number);
  const cores = stat.match(/^cpu\d+ /gm)?.length ?? 1;
  return { cores, busyMs: (user + nice + system + irq + softirq) * tickMs, stealMs: steal * tickMs };
}

/** Total of the line `some` of a file in /proc/pressure, µs (kernel: Documentation/accounting/psi.rst). */
export function parsePressure(text: string): number | null {
  const match = /^some .*\btotal=(\d+)$/m.exec(text);
  return match === null ? null : Number(match[1]);
}

function readPressure(): PressureTotals | null {
  const total = (resource: keyof PressureTotals) =>
    parsePressure(readText(`/proc/pressure/${resource}`) ?? '');
  const cpu = total('cpu');
  const memory = total('memory');
  const io = total('io');
  return cpu === null || memory === null || io === null ? null : { cpu, memory, io };
}

function timesWithoutProc(): Pick<MachineCounters, 'cores' | 'busyMs' | 'stealMs'> {
  const processors = cpus();
  const busyMs = processors.reduce(
    (total, { times }) => total + times.user + times.nice + times.sys + times.irq,
    0,
  );
  return { cores: Math.max(1, processors.length), busyMs, stealMs: 0 };
}

/** `part / whole` within 0–1; counters that were reset in between give 0. */
function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0;
}

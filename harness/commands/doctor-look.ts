import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { freemem, tmpdir, uptime } from 'node:os';
import { join } from 'node:path';
import type { Look } from '../machine/checks/disturbance-checks.ts';
import type { MemoryFacts, TmpFacts } from '../machine/checks/room-checks.ts';
import { machineDelta, readCounters } from '../machine/machine-delta.ts';
import { systemProbeClock, timeTimers, timeWork } from '../machine/noise-probe.ts';
import type { Environment } from '../model/machine.ts';
import { codeOf } from '../record/run-folder.ts';
import { identityKey, type ProcessEntry, readProcessTable } from '../supervise/process-table.ts';

/** A timer is watched while nothing else is done, then the same work is done over and over. */
const timersMs = 2000;
const workMs = 2000;
/** More are not named. */
const busiestShown = 3;
/** In cores; less is what every machine does in passing. */
const worthNaming = 0.05;

/** Watches the machine for some four seconds. */
export async function lookAtMachine(signal: AbortSignal): Promise<Look> {
  const table = readProcessTable();
  const before = await readCounters();
  const own = process.cpuUsage();
  const timerLags = await timeTimers(timersMs, systemProbeClock, signal);
  const workTimes = await timeWork(workMs, systemProbeClock, signal);
  const { user, system } = process.cpuUsage(own);
  const counters = await readCounters();
  const delta = machineDelta(before, counters, (user + system) / 1000);
  const busiest = busiestOf(table, readProcessTable(), delta.elapsedMs);
  return { counters, uptimeSeconds: uptime(), delta, busiest, timerLags, workTimes };
}

/** Other programs than this one that used the CPU most between two looks at the table of processes. */
export function busiestOf(
  before: readonly ProcessEntry[],
  after: readonly ProcessEntry[],
  elapsedMs: number,
): Look['busiest'] {
  const then = new Map(before.map((entry) => [identityKey(entry), entry.ownCpuMs]));
  return after
    .filter(({ pid }) => pid !== process.pid)
    .map((entry) => {
      const usedMs = entry.ownCpuMs - (then.get(identityKey(entry)) ?? 0);
      return { pid: entry.pid, command: entry.command, cores: elapsedMs > 0 ? usedMs / elapsedMs : 0 };
    })
    .filter(({ cores }) => cores >= worthNaming)
    .sort((a, b) => b.cores - a.cores)
    .slice(0, busiestShown);
}

export function memoryFacts({ memoryBytes, cgroup }: Environment): MemoryFacts {
  return { totalBytes: memoryBytes, freeBytes: freemem(), limitBytes: cgroup.memoryLimitBytes };
}

/** Writes a little where servers get their folders, as they will. */
export async function tmpFacts(path = tmpdir()): Promise<TmpFacts> {
  const availableBytes = await statfs(path).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  );
  let folder: string | null = null;
  try {
    folder = await mkdtemp(join(path, 'modebench-'));
    await writeFile(join(folder, 'probe'), Buffer.alloc(4096));
    return { path, availableBytes, problem: null };
  } catch (error) {
    return { path, availableBytes, problem: codeOf(error) };
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  }
}

/** Whether a file may be read. */
export function opens(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

import { existsSync, readdirSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import type { Environment } from '../model/machine.ts';
import { readCgroupLimits } from './cgroup.ts';
import { readGit } from './git.ts';
import { readText } from './read-text.ts';

export interface EnvironmentQuestion {
  /** Of the harness. */
  readonly version: string;
  /** Program or library to version. */
  readonly servers: Readonly<Record<string, string>>;
  /** The folder the run was started in. */
  readonly cwd: string;
  /** `co-located` unless the caller has pinned server and generator to CPUs of their own. */
  readonly placement?: Environment['placement'];
}

/** What this machine is, as far as it matters to figures. Never rejects: what cannot be read is null. */
export async function readEnvironment(question: EnvironmentQuestion): Promise<Environment> {
  const processors = cpus();
  return {
    modebench: question.version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    kernel: release(),
    cpuModel: processors[0]?.model.trim() || 'unknown',
    cores: Math.max(1, processors.length),
    affinity: parseAffinity(readText('/proc/self/status') ?? ''),
    placement: question.placement ?? 'co-located',
    memoryBytes: totalmem(),
    cgroup: readCgroupLimits(readText),
    governor: readGovernor(),
    virtualised: isVirtualised(readText('/proc/cpuinfo')),
    servers: { ...question.servers },
    git: await readGit(question.cwd),
  };
}

/** CPUs that a process may use, from its /proc/PID/status, such as `0-3,8`. */
export function parseAffinity(status: string): string | null {
  return /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? null;
}

/** Whether /proc/cpuinfo has the flag by which a hypervisor shows itself on x86; null where there are no such flags. */
export function isVirtualised(cpuinfo: string | null): boolean | null {
  const flags = /^flags\s*:(.*)$/m.exec(cpuinfo ?? '')?.[1];
  return flags === undefined ? null : flags.trim().split(/\s+/).includes('hypervisor');
}

/** Frequency governors of all CPUs, without repeats; null where the system has none, as in most virtual machines. */
function readGovernor(): string | null {
  const folder = '/sys/devices/system/cpu';
  if (!existsSync(folder)) return null;
  const governors = new Set<string>();
  for (const name of readdirSync(folder)) {
    const text = /^cpu\d+$/.test(name) ? readText(`${folder}/${name}/cpufreq/scaling_governor`) : null;
    if (text !== null) governors.add(text.trim());
  }
  return governors.size === 0 ? null : [...governors].sort().join(',');
}

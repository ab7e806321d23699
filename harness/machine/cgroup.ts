import type { Environment } from '../model/machine.ts';

/** Reads a small file; null when it is not there. */
export type ReadText = (path: string) => string | null;

type CgroupLimits = Environment['cgroup'];

interface Hierarchy {
  readonly mountPoint: string;
  /** The group of this process, as a path below the mount point: `''` or `/a/b`. */
  readonly group: string;
}

/**
 * The limits on this process and all groups above it. v1: one hierarchy per controller; v2: a single one. Machines
 * that mount both (hybrid) keep the controllers in v1.
 */
export function readCgroupLimits(read: ReadText): CgroupLimits {
  const mounts = read('/proc/self/mountinfo') ?? '';
  const groups = read('/proc/self/cgroup') ?? '';
  const cpu = findV1(mounts, groups, 'cpu');
  const memory = findV1(mounts, groups, 'memory');
  if (cpu !== null || memory !== null) {
    return {
      version: 'v1',
      cpuLimitCores: tightest(cpu, (folder) => {
        const quota = toNumber(read(`${folder}/cpu.cfs_quota_us`));
        const period = toNumber(read(`${folder}/cpu.cfs_period_us`));
        return quota === null || period === null || quota <= 0 || period <= 0 ? null : quota / period;
      }),
      memoryLimitBytes: tightest(memory, (folder) => {
        const bytes = toNumber(read(`${folder}/memory.limit_in_bytes`));
        // Without a limit, the largest multiple of a page that fits 63 bits.
        return bytes === null || bytes >= 2 ** 62 ? null : bytes;
      }),
    };
  }
  const unified = findV2(mounts, groups);
  if (unified === null) return { version: 'none', cpuLimitCores: null, memoryLimitBytes: null };
  return {
    version: 'v2',
    cpuLimitCores: tightest(unified, (folder) => {
      const match = /^(\d+) (\d+)/.exec(read(`${folder}/cpu.max`) ?? '');
      return match === null ? null : Number(match[1]) / Number(match[2]);
    }),
    memoryLimitBytes: tightest(unified, (folder) => toNumber(read(`${folder}/memory.max`))),
  };
}

function findV1(mounts: string, groups: string, controller: string): Hierarchy | null {
  const path = groupPath(groups, (controllers) => controllers.split(',').includes(controller));
  if (path === null) return null;
  return findMount(
    mounts,
    path,
    (type, options) => type === 'cgroup' && options.split(',').includes(controller),
  );
}

function findV2(mounts: string, groups: string): Hierarchy | null {
  const path = groupPath(groups, (controllers) => controllers === '');
  return path === null ? null : findMount(mounts, path, (type) => type === 'cgroup2');
}

/** Lines of /proc/self/cgroup: `id:controllers:path`, v2 without controllers (cgroups(7)). */
function groupPath(groups: string, matches: (controllers: string) => boolean): string | null {
  for (const line of groups.split('\n')) {
    const match = /^\d+:([^:]*):(.*)$/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined && matches(match[1])) return match[2];
  }
  return null;
}

/** Lines of mountinfo: `id parent dev root mountpoint options … - type source superoptions` (proc_pid_mountinfo(5)). */
function findMount(
  mounts: string,
  path: string,
  matches: (type: string, superOptions: string) => boolean,
): Hierarchy | null {
  for (const line of mounts.split('\n')) {
    const match = /^\d+ \d+ \S+ (\S+) (\S+) .* - (\S+) \S+ (\S+)$/.exec(line);
    if (match === null) continue;
    const [, root = '/', mountPoint = '', type = '', superOptions = ''] = match;
    if (!matches(type, superOptions)) continue;
    // In a container the mount shows only the part of the hierarchy below `root`.
    const base = root === '/' ? '' : root;
    const inside = path === base || path.startsWith(`${base}/`);
    return { mountPoint, group: inside ? path.slice(base.length).replace(/\/$/, '') : '' };
  }
  return null;
}

/** The smallest limit of the group and those above it; null when none has one. */
function tightest(hierarchy: Hierarchy | null, limitOf: (folder: string) => number | null): number | null {
  if (hierarchy === null) return null;
  let smallest: number | null = null;
  for (let group = hierarchy.group; ; group = group.slice(0, group.lastIndexOf('/'))) {
    const limit = limitOf(hierarchy.mountPoint + group);
    if (limit !== null && (smallest === null || limit < smallest)) smallest = limit;
    if (!group.includes('/')) return smallest;
  }
}

function toNumber(text: string | null): number | null {
  return text !== null && /^-?\d+\s*$/.test(text) ? Number(text) : null;
}

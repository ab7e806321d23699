import { describe, expect, it } from 'vitest';
import { readCgroupLimits } from '../../harness/machine/cgroup.ts';

function limits(files: Record<string, string>) {
  return readCgroupLimits((path) => files[path] ?? null);
}

const v1Mounts = [
  '28 1 254:0 / / rw,relatime shared:1 - ext4 /dev/root rw',
  '30 29 0:26 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct',
  '31 29 0:27 / /sys/fs/cgroup/memory rw,nosuid shared:10 - cgroup cgroup rw,memory',
  '32 29 0:28 / /sys/fs/cgroup/unified rw,nosuid shared:11 - cgroup2 cgroup2 rw,nsdelegate',
].join('\n');
const v2Mounts = '29 28 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n';

describe('cgroup limits', () => {
  it('are none where there are no groups', () => {
    expect(limits({})).toEqual({ version: 'none', cpuLimitCores: null, memoryLimitBytes: null });
  });

  it('are read from v1, each controller in its own hierarchy', () => {
    const files = {
      '/proc/self/mountinfo': v1Mounts,
      '/proc/self/cgroup': '4:memory:/jobs/a\n3:cpu,cpuacct:/jobs\n0::/\n',
      '/sys/fs/cgroup/cpu,cpuacct/jobs/cpu.cfs_quota_us': '150000\n',
      '/sys/fs/cgroup/cpu,cpuacct/jobs/cpu.cfs_period_us': '100000\n',
      '/sys/fs/cgroup/memory/jobs/a/memory.limit_in_bytes': '1073741824\n',
      '/sys/fs/cgroup/memory/jobs/memory.limit_in_bytes': '9223372036854771712\n',
    };
    expect(limits(files)).toEqual({ version: 'v1', cpuLimitCores: 1.5, memoryLimitBytes: 2 ** 30 });
  });

  it('are null in v1 where the kernel says "no limit"', () => {
    const files = {
      '/proc/self/mountinfo': v1Mounts,
      '/proc/self/cgroup': '4:memory:/\n3:cpu,cpuacct:/\n0::/\n',
      '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '-1\n',
      '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
    };
    expect(limits(files)).toEqual({ version: 'v1', cpuLimitCores: null, memoryLimitBytes: null });
  });

  it('are the tightest of the group and those above it', () => {
    const files = {
      '/proc/self/mountinfo': v2Mounts,
      '/proc/self/cgroup': '0::/user.slice/session.scope\n',
      '/sys/fs/cgroup/user.slice/session.scope/cpu.max': 'max 100000\n',
      '/sys/fs/cgroup/user.slice/session.scope/memory.max': '4294967296\n',
      '/sys/fs/cgroup/user.slice/cpu.max': '50000 100000\n',
      '/sys/fs/cgroup/user.slice/memory.max': '2147483648\n',
    };
    expect(limits(files)).toEqual({ version: 'v2', cpuLimitCores: 0.5, memoryLimitBytes: 2 ** 31 });
  });

  it('are those of the root that a container sees, whatever its group is called outside', () => {
    const inside = {
      '/proc/self/mountinfo':
        '29 28 0:26 /docker/abc /sys/fs/cgroup ro,nosuid master:4 - cgroup2 cgroup rw\n',
      '/sys/fs/cgroup/cpu.max': '200000 100000\n',
      '/sys/fs/cgroup/memory.max': 'max\n',
    };
    const expected = { version: 'v2', cpuLimitCores: 2, memoryLimitBytes: null };
    for (const group of ['/docker/abc', '/', '/docker/abcdef']) {
      expect(limits({ ...inside, '/proc/self/cgroup': `0::${group}\n` })).toEqual(expected);
    }
  });

  it('do not come from nonsense', () => {
    const files = {
      '/proc/self/mountinfo': `${v2Mounts}half a line`,
      '/proc/self/cgroup': '0::/\nrubbish\n',
      '/sys/fs/cgroup/cpu.max': '\n',
      '/sys/fs/cgroup/memory.max': 'lots\n',
    };
    expect(limits(files)).toEqual({ version: 'v2', cpuLimitCores: null, memoryLimitBytes: null });
  });
});

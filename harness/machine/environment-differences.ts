import type { Environment } from '../model/machine.ts';

/** The kernel keeps a slightly different part of the memory for itself at each boot. */
const memoryTolerance = 0.01;

const mustBeEqual = [
  'modebench',
  'node',
  'platform',
  'kernel',
  'cpuModel',
  'cores',
  'affinity',
  'placement',
  'governor',
  'virtualised',
] as const satisfies readonly (keyof Environment)[];

/**
 * Names of the fields in which two records differ so that their figures must not be merged, such as `cpuModel` or
 * `servers.fastify`. The git state is left out: comparing two of them is what many runs are for.
 */
export function environmentDifferences(a: Environment, b: Environment): string[] {
  const differences: string[] = mustBeEqual.filter((field) => a[field] !== b[field]);
  if (Math.abs(a.memoryBytes - b.memoryBytes) > memoryTolerance * Math.max(a.memoryBytes, b.memoryBytes)) {
    differences.push('memoryBytes');
  }
  for (const field of ['version', 'cpuLimitCores', 'memoryLimitBytes'] as const) {
    if (a.cgroup[field] !== b.cgroup[field]) differences.push(`cgroup.${field}`);
  }
  // A server that only one of them knows is in no figure that both have.
  for (const server of Object.keys(a.servers).sort()) {
    const other = b.servers[server];
    if (other !== undefined && other !== a.servers[server]) differences.push(`servers.${server}`);
  }
  return differences;
}

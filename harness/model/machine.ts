import { z } from 'zod';

/** What the machine did during a slice: differences of counters, so that the slice alone is described. */
export const machineDeltaSchema = z.object({
  elapsedMs: z.number(),
  cores: z.int().positive(),
  busyShare: z.number().describe('share of all cores busy, 0–1'),
  stealShare: z.number().describe('share of all cores stolen by the hypervisor, 0–1'),
  foreignCores: z.number().describe('cores busy with neither the server tree nor the load generator'),
  pressure: z
    .object({
      cpuShare: z.number().describe('share of the time in which some task waited for a CPU (PSI)'),
      memoryShare: z.number(),
      ioShare: z.number(),
    })
    .nullable()
    .describe('null where the kernel has no /proc/pressure'),
});
export type MachineDelta = z.infer<typeof machineDeltaSchema>;

/** What must be alike before two records may be compared or merged. */
export const environmentSchema = z.object({
  modebench: z.string().describe('version of the harness'),
  node: z.string(),
  platform: z.string(),
  kernel: z.string(),
  cpuModel: z.string(),
  cores: z.int().positive(),
  affinity: z.string().nullable().describe('CPUs this process may use, as the kernel lists them'),
  placement: z.enum(['co-located', 'pinned']).describe('co-located: generator and server share all CPUs'),
  memoryBytes: z.number().positive(),
  cgroup: z.object({
    version: z.enum(['v1', 'v2', 'none']),
    cpuLimitCores: z.number().nullable(),
    memoryLimitBytes: z.number().nullable(),
  }),
  governor: z.string().nullable(),
  virtualised: z.boolean().nullable(),
  servers: z.record(z.string(), z.string()).describe('program or library to version: {"fastify": "5.12.8"}'),
  git: z
    .object({ commit: z.string(), dirty: z.boolean(), branch: z.string().nullable() })
    .nullable()
    .describe('of the folder the run was started in; null outside a repository'),
});
export type Environment = z.infer<typeof environmentSchema>;

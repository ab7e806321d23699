import { z } from 'zod';

/**
 * What this machine's load generator can do against a null server, which answers at once with prepared bytes
 * (method §6). Two records' calibrations are alike only where {@link calibrationKeys} are.
 */
export const calibrationSchema = z.object({
  takenAt: z.iso.datetime(),
  modebench: z.string(),
  node: z.string(),
  kernel: z.string(),
  cpuModel: z.string(),
  cores: z.int().positive(),
  affinity: z.string().nullable().describe('CPUs that the harness may use'),
  serverCpus: z.string().nullable(),
  loadCpus: z.string().nullable(),
  loaders: z.int().positive(),
  open: z.object({
    ceilingPerSecond: z
      .number()
      .positive()
      .describe('highest arrival rate with send lag p99 within 2 ms and at least 99.9 % sent'),
    steps: z.array(
      z.object({
        rate: z.number().positive(),
        lagP50Ms: z.number().nonnegative(),
        lagP99Ms: z.number().nonnegative(),
        sentShare: z.number().min(0).max(1),
        cpuShare: z.number().nonnegative().describe('of one core, of the busiest loader'),
      }),
    ),
  }),
  closed: z
    .array(
      z.object({
        connections: z.int().positive(),
        perSecond: z.number().positive().describe('answers per second that generator and null server reach'),
        p50Ms: z.number().positive().describe('the floor under every response time at so many connections'),
        cpuMsPerRequest: z.number().positive().describe('of the generator'),
      }),
    )
    .min(1)
    .describe('in rising order of connections'),
});
export type Calibration = z.infer<typeof calibrationSchema>;

/** What must be alike for a stored calibration to be used. */
export const calibrationKeys = [
  'modebench',
  'node',
  'kernel',
  'cpuModel',
  'cores',
  'affinity',
  'serverCpus',
  'loadCpus',
  'loaders',
] as const satisfies readonly (keyof Calibration)[];

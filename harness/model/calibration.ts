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
  disturbance: z
    .object({
      foreignCores: z.number().nonnegative().describe('cores busy with other programs, mean'),
      stealShare: z.number().nonnegative().describe('of all CPU time, taken by the hypervisor for others'),
    })
    .optional()
    .describe('what else ran while it was taken'),
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

/** Machine, version and set-up that a calibration was taken on, or is wanted for. */
export type CalibrationFingerprint = Pick<Calibration, (typeof calibrationKeys)[number]>;

/** Cores of other programs, and share of steal, beyond which a machine counts as disturbed (method §7). */
export const disturbedBounds = { foreignCores: 0.25, stealShare: 0.02 } as const;

/** Whether so much else ran that the ceiling is lower, and the floor higher, than the generator's own. */
export function isDisturbed({ foreignCores, stealShare }: NonNullable<Calibration['disturbance']>): boolean {
  return foreignCores > disturbedBounds.foreignCores || stealShare > disturbedBounds.stealShare;
}

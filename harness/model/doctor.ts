import { z } from 'zod';
import { calibrationSchema } from './calibration.ts';

/**
 * What `bench doctor` finds out about a machine: one check per thing that decides whether figures taken on it can be
 * trusted. `reports/doctor` words them.
 */

/** fail: measuring is impossible or meaningless. warn: figures suffer. info: worth knowing. */
export const checkStatuses = ['ok', 'info', 'warn', 'fail'] as const;
export type CheckStatus = (typeof checkStatuses)[number];

const share = z.number().nonnegative();
const count = z.int().nonnegative();

/** Facts by check. Where there are none, the check says why (`unknown`). */
export const factSchemas = {
  cores: z.object({ cores: z.int().positive() }),
  'cpu-limit': z.object({
    cgroup: z.enum(['v1', 'v2', 'none']),
    limitCores: z.number().positive().nullable(),
  }),
  affinity: z.object({
    cpus: z.string().describe('as the kernel lists them: 0-3,8'),
    allowed: z.int().positive(),
    cores: z.int().positive(),
  }),
  governor: z.object({ governors: z.array(z.string()).min(1) }),
  turbo: z.object({ on: z.boolean(), switch: z.string().describe('file that turns it off') }),
  smt: z.object({ on: z.boolean() }),
  virtualised: z.object({ virtualised: z.boolean() }),
  steal: z.object({
    sinceBoot: share.describe('of all CPU time since boot'),
    now: share.describe('of all CPU time during the look'),
    seconds: z.number().nonnegative(),
  }),
  foreign: z.object({
    cores: z.number().nonnegative().describe('cores busy with other programs'),
    of: z.int().positive(),
    seconds: z.number().nonnegative(),
    waiting: share
      .nullable()
      .describe('of the time some task waited for a CPU (PSI); null without /proc/pressure'),
    busiest: z.array(z.object({ pid: z.int(), command: z.string(), cores: z.number() })),
  }),
  noise: z.object({
    runs: count.describe('how often the same piece of work was done'),
    fastestMs: z.number().positive(),
    typical: share.describe('how much longer than the fastest the middle one took'),
    slow: share.describe('how much longer than the fastest one in ten took, or more'),
    slowest: share,
  }),
  clock: z.object({ source: z.string(), available: z.array(z.string()) }),
  timer: z.object({
    samples: count,
    p50Ms: z.number().nonnegative().describe('how late a timer of 1 ms fires'),
    p99Ms: z.number().nonnegative(),
  }),
  'open-files': z.object({
    soft: count.nullable().describe('null: unlimited'),
    hard: count.nullable(),
    needed: z.int().positive(),
  }),
  ports: z.object({
    first: count,
    last: count,
    reuse: z.enum(['never', 'always', 'loopback']).describe('of ports that wait out a closed connection'),
    perSecond: z
      .number()
      .positive()
      .describe('new connections to one server that the ports allow for, for long'),
  }),
  backlog: z.object({ somaxconn: count }),
  memory: z.object({
    totalBytes: count,
    availableBytes: count,
    limitBytes: count.nullable().describe('of the cgroup'),
  }),
  tmp: z.object({
    path: z.string(),
    availableBytes: count.nullable(),
    problem: z.string().nullable().describe('code of the error when a file was written there'),
  }),
  node: z.object({ version: z.string(), needed: z.string() }),
  'proc-files': z.object({
    present: z.array(z.string()),
    missing: z.array(z.string()),
  }),
  taskset: z.object({ path: z.string().nullable() }),
  servers: z.object({
    group: z.string().describe('a stack, or "layers"'),
    there: count,
    of: count,
    missing: z.array(
      z.object({
        what: z.string(),
        install: z.string(),
        names: z.array(z.string()).describe('what needs it'),
      }),
    ),
  }),
  calibration: z.object({
    path: z.string().nullable().describe('null: there is no folder for it'),
    trouble: z
      .enum(['unreadable', 'damaged', 'other-version'])
      .nullable()
      .describe('why what stands there was not used'),
    takenAt: z.iso
      .datetime()
      .nullable()
      .describe('of the fitting one, else of the most nearly fitting; null when there is none'),
    changed: z.array(z.string()).describe('what is not as it was then; empty when it fits'),
    ceilingPerSecond: z.number().positive().nullable(),
    disturbed: z.boolean().describe('other programs ran while it was taken'),
  }),
} as const;
export type CheckId = keyof typeof factSchemas;
export const checkIds = Object.keys(factSchemas) as readonly CheckId[];
export type Facts<Id extends CheckId> = z.infer<(typeof factSchemas)[Id]>;

/** Why a check has no facts. */
export const unknownReasons = ['needs-linux', 'not-visible'] as const;
export type UnknownReason = (typeof unknownReasons)[number];

function checkOf<const Id extends CheckId>(id: Id) {
  return z.object({
    id: z.literal(id),
    status: z.enum(checkStatuses),
    facts: factSchemas[id].nullable(),
    unknown: z.enum(unknownReasons).nullable().describe('why there are no facts; null where there are'),
    remedy: z.array(z.string()).describe('commands that mend it'),
  });
}

export interface CheckOf<Id extends CheckId> {
  readonly id: Id;
  readonly status: CheckStatus;
  readonly facts: Facts<Id> | null;
  readonly unknown: UnknownReason | null;
  readonly remedy: readonly string[];
}
/** One thing looked at. */
export type Check = { [Id in CheckId]: CheckOf<Id> }[CheckId];

const checkSchema = z.discriminatedUnion('id', [
  checkOf('cores'),
  checkOf('cpu-limit'),
  checkOf('affinity'),
  checkOf('governor'),
  checkOf('turbo'),
  checkOf('smt'),
  checkOf('virtualised'),
  checkOf('steal'),
  checkOf('foreign'),
  checkOf('noise'),
  checkOf('clock'),
  checkOf('timer'),
  checkOf('open-files'),
  checkOf('ports'),
  checkOf('backlog'),
  checkOf('memory'),
  checkOf('tmp'),
  checkOf('node'),
  checkOf('proc-files'),
  checkOf('taskset'),
  checkOf('servers'),
  checkOf('calibration'),
]);

/** What `bench doctor --json` prints. */
export const doctorResultSchema = z.object({
  kind: z.literal('doctor'),
  modebench: z.string(),
  lookedAt: z.iso.datetime(),
  seconds: z.number().nonnegative(),
  fit: z.boolean().describe('no check failed; warnings are allowed'),
  checks: z.array(checkSchema),
});
export interface DoctorResult extends Omit<z.infer<typeof doctorResultSchema>, 'checks'> {
  readonly checks: readonly Check[];
}

/** What `bench doctor --calibrate --json` prints. */
export const calibrationResultSchema = z.object({
  kind: z.literal('calibration'),
  path: z.string().nullable().describe('where it is stored; null when it is not'),
  seconds: z.number().nonnegative(),
  settled: z.boolean().describe('the ceiling was narrowed down and confirmed within the budget'),
  calibration: calibrationSchema,
});
export type CalibrationResult = z.infer<typeof calibrationResultSchema>;

/** A check with facts. */
export function known<Id extends CheckId>(
  id: Id,
  status: CheckStatus,
  facts: Facts<Id>,
  remedy: readonly string[] = [],
): CheckOf<Id> {
  return { id, status, facts, unknown: null, remedy };
}

/** A check that nothing is known of; that alone is no fault of the machine. */
export function unknown<Id extends CheckId>(id: Id, why: UnknownReason): Extract<Check, { id: Id }> {
  const check: CheckOf<Id> = { id, status: 'info', facts: null, unknown: why, remedy: [] };
  // The compiler does not see that a check of one of several ids is a check of any of them.
  return check as Extract<Check, { id: Id }>;
}

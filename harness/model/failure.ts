import { z } from 'zod';
import { hookKinds } from './hook.ts';
import { statusCheckSchema } from './scenario.ts';

/**
 * What can go wrong while measuring, as data. Presenters (`commands/`, `reports/`) put it into words;
 * everything a person needs to act is in the fields.
 */
const stderrTail = z.string().describe('the last lines the process wrote to stderr, at most a few kB');
const at = { variant: z.string(), phase: z.string().describe('"start", "warm-up", "json c8", …') };

export const failureSchema = z.discriminatedUnion('reason', [
  z.object({
    reason: z.literal('spawn-failed'),
    ...at,
    program: z.string(),
    code: z.string(),
    cwd: z.string().optional().describe('the folder that it was to run in, where that is what is missing'),
  }),
  z.object({
    reason: z.literal('build-failed'),
    ...at,
    command: z.string(),
    how: z.enum(['ended', 'timed-out', 'not-started']),
    exitCode: z.int().nullable(),
    signal: z.string().nullable(),
    code: z.string().nullable().describe('of the system, where it could not be started'),
    afterMs: z.number(),
    outputTail: z.string().describe('the last lines of what it wrote, at most a few kB'),
    log: z.string().describe('path of all that it wrote'),
  }),
  z.object({
    reason: z.literal('checkout-failed'),
    ...at,
    commit: z.string(),
    detail: z.string().describe('what git says'),
  }),
  z.object({
    reason: z.literal('server-exited'),
    ...at,
    attached: z.literal(true).optional().describe('it was not started by us, so nothing is known of its end'),
    behind: z
      .literal(true)
      .optional()
      .describe('one behind a proxy, which collected it: nothing is known of its end'),
    exitCode: z.int().nullable(),
    signal: z.string().nullable(),
    stderrTail,
  }),
  z.object({
    reason: z.literal('not-ready'),
    ...at,
    afterMs: z.number(),
    lastSeen: z
      .string()
      .describe('what the last poll saw: "connection refused", "status 503", "wrong nonce"'),
    stderrTail,
  }),
  z.object({
    reason: z.literal('foreign-listener'),
    ...at,
    port: z.int(),
    socketPath: z
      .string()
      .optional()
      .describe('the unix socket that was to be listened on in place of a port'),
  }),
  z.object({
    reason: z.literal('not-stopped'),
    ...at,
    left: z
      .array(z.string())
      .describe('what outlived the teardown: "pid 123 gunicorn", "port 40123", a path'),
  }),
  z.object({ reason: z.literal('not-reset'), ...at, detail: z.string() }),
  z.object({
    reason: z.literal('loader-exited'),
    ...at,
    exitCode: z.int().nullable(),
    signal: z.string().nullable(),
  }),
  z.object({ reason: z.literal('loader-error'), ...at, detail: z.string() }),
  z.object({
    reason: z.literal('no-answer'),
    ...at,
    request: z.string().describe('"GET /who"'),
    seen: z.string().describe('"connection refused", "no answer within 500 ms"'),
    attached: z.literal(true).optional().describe('of a server that was to run already'),
  }),
  z.object({
    reason: z.literal('wrong-answer'),
    ...at,
    request: z.string().describe('"GET /health"'),
    expected: z.object({ status: statusCheckSchema, includes: z.string().nullable() }),
    seen: z
      .union([
        z.object({ status: z.int(), body: z.string().describe('its beginning') }),
        z.object({ trouble: z.string().describe('"connection refused"') }),
      ])
      .describe('the answer, or why there was none'),
    stderrTail,
  }),
  z.object({ reason: z.literal('no-process'), ...at, pid: z.int() }),
  z.object({
    reason: z.literal('act-overran'),
    ...at,
    afterMs: z.number().describe('what an act of an experiment may take at most'),
  }),
  z.object({
    reason: z.literal('hook-failed'),
    ...at,
    hook: z.enum(hookKinds),
    scenario: z.string().nullable().describe("null: the configuration's own"),
    round: z.int().positive().nullable().describe('null until it is known'),
    detail: z.string().describe('"TypeError: nothing is undefined at bench.config.ts:12"'),
    timedOut: z.boolean().optional().describe('it was not done in the time that hooks have'),
  }),
  z.object({ reason: z.literal('engine-refused'), ...at, engine: z.string(), detail: z.string() }),
  z.object({ reason: z.literal('journal-write'), path: z.string(), code: z.string() }),
]);
export type Failure = z.infer<typeof failureSchema>;

/** Carries a {@link Failure} through code that throws. */
export class FailureError extends Error {
  override readonly name = 'FailureError';
  readonly failure: Failure;
  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.reason, options);
    this.failure = failure;
  }
}

/** The same failure, with its place filled in by whoever knows it; what is already filled in stays. */
export function placed(failure: Failure, place: { variant: string; phase: string; round?: number }): Failure {
  if (failure.reason === 'journal-write') return failure;
  const at = { variant: failure.variant || place.variant, phase: failure.phase || place.phase };
  if (failure.reason !== 'hook-failed') return { ...failure, ...at };
  return { ...failure, ...at, round: failure.round ?? place.round ?? null };
}

/** One thing wrong with what the user asked for: what was given, what is allowed, what to try. */
export interface UsageProblem {
  /** `--concurrency`, `--modes`, a file name. */
  readonly where: string;
  readonly message: string;
  readonly hint?: string;
  readonly excerpt?: Excerpt;
}

/** Where in what was written something is wrong: `length` characters from the index `at` on; 0 at its end. */
export interface Excerpt {
  readonly text: string;
  readonly at: number;
  readonly length: number;
}

/** Bad usage or configuration: every problem found, at once. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly problems: readonly UsageProblem[];
  constructor(problems: readonly UsageProblem[]) {
    super(problems.map((p) => `${p.where}: ${p.message}`).join('\n'));
    this.problems = problems;
  }
}

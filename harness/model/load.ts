import { z } from 'zod';
import { levelSchema } from './level.ts';
import { requestSpecSchema, slowClientsSchema } from './scenario.ts';

export const engineNames = ['native', 'autocannon'] as const;
export type EngineName = (typeof engineNames)[number];

/** Where requests go. Plain data, so that a loader may run elsewhere. */
export const loadTargetSchema = z.object({ host: z.string(), port: z.int().min(1).max(65535) });
export type LoadTarget = z.infer<typeof loadTargetSchema>;

/**
 * Bounds of one slice's sending window, in milliseconds. Sending goes on until `minMs` have passed and `minAnswers`
 * answers have come, but never longer than `maxMs`; then what is in flight is drained.
 */
export const sliceWindowSchema = z.object({
  minMs: z.number().positive(),
  maxMs: z.number().positive(),
  minAnswers: z.int().nonnegative(),
});
export type SliceWindow = z.infer<typeof sliceWindowSchema>;

/** One slice of load, as told to a loader process. */
export const loadOrderSchema = z.object({
  requests: z.array(requestSpecSchema).min(1).describe('as in a scenario'),
  level: levelSchema,
  window: sliceWindowSchema,
  requestTimeoutMs: z.number().positive().describe('a request unanswered for so long counts as timeout'),
  drainTimeoutMs: z
    .number()
    .positive()
    .describe('what is still unanswered so long after sending ended is unfinished'),
  thinkMs: z
    .number()
    .nonnegative()
    .optional()
    .describe('how long each connection rests after an answer before it sends again; 0 when absent'),
  timelineMs: z
    .number()
    .min(1)
    .optional()
    .describe('length of the steps of the timeline that the report shall have; none when absent'),
  slow: slowClientsSchema
    .optional()
    .describe(
      'clients that are under way when the slice begins, go on after it, and end with the session; none when absent',
    ),
});
export type LoadOrder = z.infer<typeof loadOrderSchema>;

const count = z.int().nonnegative();

/** Why a request did not end well. `sent = ok + Σ failed + unfinished`, exactly. */
export const failedSchema = z.object({
  connect: count.describe('no connection could be made'),
  reset: count.describe('the connection broke before the answer was whole'),
  timeout: count,
  status: count.describe('an answer with another status than expected'),
  protocol: count.describe('bytes that are not the HTTP answer they claim to be'),
  body: count.describe('an answer whose body is not the expected one'),
});
export type Failed = z.infer<typeof failedSchema>;
export const failureKinds = ['connect', 'reset', 'timeout', 'status', 'protocol', 'body'] as const;
export type FailureKind = (typeof failureKinds)[number];

/** What a slice of load came to. Times in ms, histograms in µs (HdrHistogram V2, compressed, base64). */
export const loadReportSchema = z.object({
  sent: count,
  ok: count,
  failed: failedSchema,
  unfinished: count,
  samples: z
    .array(z.object({ kind: z.enum(failureKinds), detail: z.string() }))
    .describe('the first few failures, for a person to read'),
  statuses: z.record(z.string(), count).describe('answers by status code'),
  reconnects: z.object({
    idle: count.describe('connections that the server had closed while idle, replaced before the slice'),
    afterAnswer: count.describe('connections that the server closed with an answer, as it may'),
  }),
  windowMs: z.number().nonnegative().describe('how long requests were sent'),
  totalMs: z.number().nonnegative().describe('with the drain'),
  busy: z
    .object({ answers: z.number().nonnegative(), elapsedMs: z.number().nonnegative() })
    .describe(
      'the pair from which throughput is estimated, Σ answers / Σ elapsedMs over slices, without the bias of a short ' +
        'window: ok answers weighted less near its edges (so no whole number), and the time that they stand for; ' +
        'with think time a plain count',
    ),
  opening: count.describe(
    'answers to the first request of each connection, and to opening steps; not in the histogram',
  ),
  responseTime: z.string().describe('of ok answers but the opening ones, from intended start'),
  responses: count.describe('number of values in responseTime'),
  timeline: z
    .object({
      stepMs: z.number().positive(),
      ok: z.array(count).describe('ok answers that came in each step'),
      failed: z.array(count).describe('requests that failed in each step'),
    })
    .optional(),
  slow: z
    .object({ started: count, completed: count, failed: count })
    .optional()
    .describe('requests of the slow clients since the slice before; they are in no other figure'),
  bytesReceived: count,
  generator: z.object({
    cpuMs: z.number().nonnegative().describe('CPU time of the loader process'),
    eventLoopUtilization: z.number().min(0).max(1),
  }),
});
export type LoadReport = z.infer<typeof loadReportSchema>;

/** A connected generator on one target. Connections outlive slices. */
export interface LoadSession {
  /** Rejects with FailureError `loader-exited` or `loader-error`. */
  drive(order: LoadOrder): Promise<LoadReport>;
  close(): Promise<void>;
}

/** What sends requests; lives in a loader process. */
export interface LoadEngine {
  readonly name: EngineName;
  /** The shortest slice this engine can measure, ms. */
  readonly minimumWindowMs: number;
  /**
   * Opens `connections` connections one after another and keeps them. `ahead`, when given, is the first order that will
   * be driven: its opening steps are gone through now, so that they are no part of a slice.
   */
  open(target: LoadTarget, connections: number, ahead?: LoadOrder): Promise<LoadSession>;
}

import { z } from 'zod';
import { levelSchema } from './level.ts';
import { feedPlanSchema, requestSpecSchema, slowClientsSchema } from './scenario.ts';

export const engineNames = ['native', 'autocannon'] as const;
export type EngineName = (typeof engineNames)[number];

/** Where requests go. Plain data, so that a loader may run elsewhere. */
export const loadTargetSchema = z.object({
  host: z.string().describe('name or address, IPv4 or IPv6 without brackets; stands in the Host field'),
  port: z.int().min(1).max(65535),
  socketPath: z.string().optional().describe('a unix socket that is connected to in place of host and port'),
  tls: z
    .object({ insecure: z.boolean().describe('take whatever certificate the server shows') })
    .optional()
    .describe('HTTP over TLS; plain HTTP when absent'),
});
export type LoadTarget = z.infer<typeof loadTargetSchema>;

/** As a client is told it: `http://127.0.0.1:8080`, or `unix:` and a path. */
export function urlOf({ host, port, socketPath, tls }: LoadTarget): string {
  if (socketPath !== undefined) return `unix:${socketPath}`;
  return `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

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

/** timer: as exact as the event loop's timers; spin: a whole core looks at the clock, lag then is some µs. */
export const pacings = ['timer', 'spin'] as const;
export type Pacing = (typeof pacings)[number];

/** One slice of load, as told to a loader process. */
export const loadOrderSchema = z.object({
  requests: z.array(requestSpecSchema).describe('as in a scenario'),
  hook: z
    .object({ file: z.string().describe('absolute path'), scenario: z.string() })
    .optional()
    .describe('makes what is repeated, in the loader, which imports the file; none when absent'),
  feed: feedPlanSchema.optional().describe('read by the loader; none when absent'),
  drawSeed: z
    .int()
    .nonnegative()
    .optional()
    .describe('of what hooks and feeds draw, so that all variants can get the same; 1 when absent'),
  level: levelSchema,
  window: sliceWindowSchema,
  requestTimeoutMs: z.number().positive().describe('a request unanswered for so long counts as timeout'),
  drainTimeoutMs: z
    .number()
    .positive()
    .describe('what is still unanswered so long after sending ended is unfinished'),
  connectTimeoutMs: z
    .number()
    .positive()
    .optional()
    .describe('a connection that does not stand after so long counts as connect failure'),
  idleTimeoutMs: z
    .number()
    .positive()
    .optional()
    .describe('an answer that has begun and does not go on for so long counts as timeout'),
  arrivalSeed: z
    .int()
    .nonnegative()
    .optional()
    .describe(
      'open workload: of Poisson arrivals, so that all variants can get the same ones; 1 when absent',
    ),
  pacing: z
    .enum(pacings)
    .optional()
    .describe('open workload: what wakes the loader for an arrival; timer when absent'),
  share: z
    .object({ index: z.int().nonnegative(), of: z.int().positive() })
    .refine(({ index, of }) => index < of, 'there is no such share')
    .optional()
    .describe(
      'open workload: this loader sends every of-th arrival, from number index on; with think time it sends first ' +
        'requests between those of the others; of a feed it takes every of-th row; alone when absent',
    ),
  startAtMs: z
    .number()
    .positive()
    .optional()
    .describe(
      'when the first request is due, ms since 1970, so that several loaders begin together; at once when absent',
    ),
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

/** Why a request did not end well. `requests due = ok + Σ failed + unfinished`, exactly ({@link requestsDue}). */
export const failedSchema = z.object({
  connect: count.describe('no connection could be made'),
  reset: count.describe('the connection broke before the answer was whole'),
  timeout: count,
  status: count.describe('an answer with another status than expected'),
  protocol: count.describe('bytes that are not the HTTP answer they claim to be'),
  body: count.describe('an answer whose body is not the expected one'),
  exhausted: count
    .default(0)
    .describe('this machine had no file descriptor or no port left for the connection'),
  dropped: count.default(0).describe('open workload: due, and never sent, for the queue was full'),
});
export type Failed = z.infer<typeof failedSchema>;
export const failureKinds = [
  'connect',
  'reset',
  'timeout',
  'status',
  'protocol',
  'body',
  'exhausted',
  'dropped',
] as const;
export type FailureKind = (typeof failureKinds)[number];

/**
 * What is known of an open workload beside its response times. Histograms as in the report. Response times begin at the
 * intended start; service times at the actual send; `sendLag` is what lies between.
 */
const openReportSchema = z.object({
  offered: count.describe('arrivals that were due'),
  unsent: count.describe('of the unfinished: arrivals that still waited for a connection at the end'),
  serviceTime: z.string().describe('of the same answers as responseTime, from the actual send'),
  sendLag: z
    .string()
    .describe('of every request sent: from its intended start until it was handed to a connection'),
  wakeLag: z
    .string()
    .describe(
      'of every arrival: from its intended start until the loader took notice; no wait for a connection',
    ),
  censored: z.string().describe('ages of unfinished requests at the end: each took longer than this'),
  meanInFlight: z
    .number()
    .nonnegative()
    .describe('requests that were due and not done, mean over the whole slice'),
});
export type OpenReport = z.infer<typeof openReportSchema>;

/** What a slice of load came to. Times in ms, histograms in µs (HdrHistogram V2, compressed, base64). */
export const loadReportSchema = z.object({
  sent: count.describe('requests that were handed to a connection'),
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
    afterFailure: count.default(0).describe('connections given up with a request that failed'),
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
  open: openReportSchema.optional().describe('of an open workload'),
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
    spinMs: z.number().nonnegative().optional().describe('part of cpuMs that pacing by spinning took'),
    cpuShare: z
      .number()
      .nonnegative()
      .optional()
      .describe('of one core, of the busiest of several loaders; cpuMs / totalMs when absent'),
    hookShare: z
      .number()
      .nonnegative()
      .optional()
      .describe('of the slice, that the busiest loader spent on a request hook; absent without one'),
    loopDelayP99Ms: z
      .number()
      .nonnegative()
      .optional()
      .describe('how late the event loop came to what was due, less the resolution of its timers'),
  }),
});
export type LoadReport = z.infer<typeof loadReportSchema>;

/** Requests that were to be sent: `ok + Σ failed + unfinished`, when every one is accounted for. */
export function requestsDue(report: Pick<LoadReport, 'sent' | 'open'>): number {
  return report.open?.offered ?? report.sent;
}

/** A connected generator on one target. Connections outlive slices. */
export interface LoadSession {
  /** Rejects with FailureError `loader-exited`, `loader-error` or `hook-failed`, for a request hook ends its slice. */
  drive(order: LoadOrder): Promise<LoadReport>;
  close(): Promise<void>;
}

/**
 * What loaders that drive a slice together tell one another, through the harness: `minAnswers` of the window are those
 * of all.
 */
export interface Peers {
  /** Loaders that drive the slice, this one included. */
  readonly count: number;
  /** Tells that this loader has so many answers by now. */
  answers(count: number): void;
  /** Resolves when all together have enough answers, to whether it was this loader's telling that made them enough. */
  readonly enough: Promise<boolean>;
}

/**
 * What comes before a slice, as steps that several loaders take in turn, for a server may have a single thread. look:
 * only tell; clear: close all connections; begin: opening steps and slow clients, which need a server without other
 * connections; connect: open the connections.
 */
export const preparations = ['look', 'clear', 'begin', 'connect'] as const;
export type Preparation = (typeof preparations)[number];
export const duePreparationSchema = z.enum(['begin', 'connect']).nullable();
export type DuePreparation = z.infer<typeof duePreparationSchema>;

/** A session inside a loader process, where it may be one of several that act as one. */
export interface EngineSession extends LoadSession {
  /** Takes one step; `drive` takes those that were not taken. Resolves to the step that is due next, null when ready. */
  prepare(order: LoadOrder, step: Preparation): Promise<DuePreparation>;
  drive(order: LoadOrder, peers?: Peers): Promise<LoadReport>;
}

/** What sends requests; lives in a loader process. */
export interface LoadEngine {
  readonly name: EngineName;
  /** The shortest slice this engine can measure, ms. */
  readonly minimumWindowMs: number;
  /**
   * Opens `connections` connections (0: none yet) one after another and keeps them. `ahead`, when given, is the first
   * order that will be driven: its opening steps are gone through now, so that they are no part of a slice. Where it is
   * of an open level no connections are opened now, for such a slice opens them when it needs them.
   */
  open(target: LoadTarget, connections: number, ahead?: LoadOrder): Promise<EngineSession>;
}

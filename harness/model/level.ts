import { z } from 'zod';

/** What happens to an arrival that finds every connection busy. */
export const overflowPolicies = ['queue', 'drop'] as const;
export type OverflowPolicy = (typeof overflowPolicies)[number];

export const arrivalProcesses = ['constant', 'poisson'] as const;
export type ArrivalProcess = (typeof arrivalProcesses)[number];

/** A fixed number of connections, each sending as soon as it is answered (and has thought). */
const closedLevelSchema = z.object({
  kind: z.literal('closed').describe('a fixed number of connections, each sending as soon as it is answered'),
  concurrency: z.int().positive().describe('connections that are busy at once'),
});
export type ClosedLevel = z.infer<typeof closedLevelSchema>;

/** Requests that are due at times which do not depend on answers. */
const openLevelSchema = z.object({
  kind: z.literal('open').describe('requests are due at times that do not depend on answers'),
  rate: z.number().positive().describe('arrivals per second'),
  arrivals: z.enum(arrivalProcesses).describe('evenly spaced, or as independent users come'),
  connections: z
    .int()
    .positive()
    .describe('most that may be open at once; they are opened when all that are open are busy'),
  overflow: z
    .enum(overflowPolicies)
    .describe(
      'queue: an arrival that finds them all busy waits for one, in order; drop: it is counted as dropped',
    ),
  queueLimit: z.int().nonnegative().describe('arrivals that may wait at once; more are dropped'),
});
export type OpenLevel = z.infer<typeof openLevelSchema>;

/** How arrivals come and are taken, whatever their rate. */
export const openShapeSchema = openLevelSchema.omit({ kind: true, rate: true });
export type OpenShape = z.infer<typeof openShapeSchema>;

/** One step of the ladder. */
export const levelSchema = z.discriminatedUnion('kind', [closedLevelSchema, openLevelSchema]);
export type Level = z.infer<typeof levelSchema>;

/** A short stable name, fit for keys and file names: `c32`, `r500`. */
export function levelKey(level: Level): string {
  return level.kind === 'closed' ? `c${level.concurrency}` : `r${level.rate}`;
}

/** The words a person reads: `32 connections`, `500 req/s offered`. */
export function levelLabel(level: Level): string {
  if (level.kind === 'open') return `${level.rate} req/s offered`;
  return level.concurrency === 1 ? '1 connection' : `${level.concurrency} connections`;
}

/** The number that orders levels and stands on a chart's axis. */
export function levelValue(level: Level): number {
  return level.kind === 'closed' ? level.concurrency : level.rate;
}

/** Connections that may be open at once. */
export function levelConnections(level: Level): number {
  return level.kind === 'closed' ? level.concurrency : level.connections;
}

import { z } from 'zod';

/** One step of the ladder. Open workloads (arrival rates) are a further member of this union. */
export const levelSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z
      .literal('closed')
      .describe('a fixed number of connections, each sending as soon as it is answered'),
    concurrency: z.int().positive().describe('connections that are busy at once'),
  }),
]);
export type Level = z.infer<typeof levelSchema>;

/** A short stable name, fit for keys and file names: `c32`. */
export function levelKey(level: Level): string {
  return `c${level.concurrency}`;
}

/** The words a person reads: `32 connections`. */
export function levelLabel(level: Level): string {
  return level.concurrency === 1 ? '1 connection' : `${level.concurrency} connections`;
}

/** The number that orders levels and stands on a chart's axis. */
export function levelValue(level: Level): number {
  return level.concurrency;
}

import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { type Level, levelKey, levelSchema } from './level.ts';
import { loadReportSchema } from './load.ts';
import { machineDeltaSchema } from './machine.ts';
import { memorySampleSchema } from './memory.ts';

/** The address of a cell: variant × scenario × level. */
export const cellSchema = z.object({ variant: z.string(), scenario: z.string(), level: levelSchema });
export type Cell = z.infer<typeof cellSchema>;

export function cellKey(cell: { variant: string; scenario: string; level: Level }): string {
  return `${cell.variant}|${cell.scenario}|${levelKey(cell.level)}`;
}

/** One short window in which exactly one variant was loaded. */
export const sliceResultSchema = z.object({
  round: z.int().positive(),
  pass: z.int().positive().describe('which visit to this level, within the round'),
  ...cellSchema.shape,
  startedMs: z.number().describe('since the start of the run'),
  load: loadReportSchema.nullable().describe('null when the loader or the server failed outright'),
  serverCpuMs: z.number().nonnegative().nullable().describe('CPU time of the process tree, drain included'),
  memory: memorySampleSchema.nullable().describe('read after the slice, while nothing is loaded'),
  machine: machineDeltaSchema.nullable().describe('what else the machine did meanwhile'),
  failure: failureSchema.nullable(),
});
export type SliceResult = z.infer<typeof sliceResultSchema>;

/**
 * Why the processes of an attached server are not known: it is on another machine; this system does not tell who listens;
 * its processes are another user's; nobody here was found to listen; who listens only hands connections on; or we
 * descend from it ourselves.
 */
export const unsampledReasons = [
  'other-machine',
  'not-told',
  'not-permitted',
  'no-listener',
  'forwarded',
  'own-ancestor',
] as const;
export type Unsampled = (typeof unsampledReasons)[number];

/** What one fresh start of a variant showed, or one visit to an attached server. */
export const launchResultSchema = z.object({
  round: z.int().positive(),
  variant: z.string(),
  readyMs: z
    .number()
    .nonnegative()
    .nullable()
    .describe('from spawn to ready; null when it never was, and where the server was not started by us'),
  idleMemory: memorySampleSchema.nullable().describe('after ready, before any load'),
  restMemory: memorySampleSchema.nullable().describe('after the last slice of the round'),
  unsampled: z
    .enum(unsampledReasons)
    .optional()
    .describe('why nothing is known of the memory and CPU of an attached server; absent where it is'),
  failure: failureSchema.nullable(),
});
export type LaunchResult = z.infer<typeof launchResultSchema>;

/** Fresh processes of every variant, visited together. */
export const roundResultSchema = z.object({
  round: z.int().positive(),
  startedMs: z.number(),
  endedMs: z.number(),
  warmups: z
    .array(
      z.object({
        variant: z.string(),
        scenario: z.string(),
        ms: z.number(),
        answers: z.int(),
        steady: z.boolean().nullable(),
      }),
    )
    .describe(
      'for how long and how many answers each variant was warmed up with each scenario, and whether a steady state was reached (null: not looked for)',
    ),
  launches: z.array(launchResultSchema),
  discarded: z.array(z.string()).describe('why the whole round is left out; empty when it counts'),
});
export type RoundResult = z.infer<typeof roundResultSchema>;

import { z } from 'zod';
import { statusCheckSchema } from './scenario.ts';

/** What a server of the user's own is built by, known by and stopped by: resolved, so that a record repeats it. */

export const stopSignals = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGKILL'] as const;

const environment = z.record(z.string(), z.string());

/** A command that is carried out once, before anything is started. */
export const buildStepSchema = z.object({
  command: z.string().describe('as given; of an array, its words as one line'),
  argv: z.array(z.string()).min(1).optional().describe('used as it is in place of the words of command'),
  shell: z.literal(true).optional().describe('command is for /bin/sh'),
  cwd: z.string().describe('absolute'),
  env: environment.describe("added to the harness's own"),
  timeoutMs: z.number().positive(),
});
export type BuildStep = z.infer<typeof buildStepSchema>;

/** How it is known that it takes requests: all that is said must hold. */
export const ownReadySchema = z.object({
  path: z.string().optional().describe('answers with a status below 500'),
  pattern: z.string().optional().describe('regular expression that a line of its output matches'),
  port: z.literal('listens').optional().describe('the port takes connections'),
  timeoutMs: z.number().positive().optional().describe("the plan's readyTimeoutMs when absent"),
});
export type OwnReady = z.infer<typeof ownReadySchema>;

/** An answer that shows that the right app is served. */
export const expectedAnswerSchema = z.object({
  path: z.string(),
  status: statusCheckSchema,
  includes: z.string().optional().describe('a part of the body'),
});
export type ExpectedAnswer = z.infer<typeof expectedAnswerSchema>;

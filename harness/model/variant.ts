import { z } from 'zod';
import { buildStepSchema, expectedAnswerSchema, ownReadySchema, stopSignals } from './own-server.ts';

/** Where the server of a variant comes from. */
export const variantSourceSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('reference'),
    stack: z.string(),
    mode: z.string(),
    layers: z
      .array(z.string())
      .default([])
      .describe('what stands round the mode, from the inside out: ["nginx"], ["supervisor", "nginx"]'),
  }),
  z.object({
    kind: z.literal('command'),
    command: z.string().describe('as given, with {port} or {socket}; of an array, its words as one line'),
    argv: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('used as it is in place of the words of command; {env.NAME} is taken from the environment'),
    shell: z.literal(true).optional().describe('command is for /bin/sh'),
    cwd: z.string().optional().describe('absolute; where the harness was started when absent'),
    env: z.record(z.string(), z.string()).optional().describe("added to the harness's own environment"),
    build: buildStepSchema.optional(),
    ready: ownReadySchema.optional().describe('an answer below 500 to the first request when absent'),
    answer: expectedAnswerSchema.optional().describe('asked for once before each launch is measured'),
    stopSignal: z.enum(stopSignals).optional().describe('SIGTERM when absent'),
    host: z.string().optional().describe('what it listens on and is asked at; 127.0.0.1 when absent'),
    socket: z.literal(true).optional().describe('it listens on a unix socket, {socket}, in place of a port'),
    tls: z
      .object({ insecure: z.boolean().describe('whatever certificate it shows is taken') })
      .optional()
      .describe('it speaks HTTPS; plain HTTP when absent'),
  }),
  z.object({
    kind: z.literal('attached'),
    host: z.string().describe('name or address, IPv6 without brackets'),
    port: z.int().min(1).max(65535),
    tls: z
      .object({ insecure: z.boolean().describe('whatever certificate it shows is taken') })
      .optional()
      .describe('it speaks HTTPS; plain HTTP when absent'),
    pid: z
      .int()
      .positive()
      .nullable()
      .describe('whose process tree is sampled; null: of whoever listens on that port'),
  }),
]);
export type VariantSource = z.infer<typeof variantSourceSchema>;
export type CommandSource = Extract<VariantSource, { kind: 'command' }>;
/** A server that runs already, and is neither started nor stopped. */
export type AttachedSource = Extract<VariantSource, { kind: 'attached' }>;

/** Where an attached server is asked: `http://127.0.0.1:3000`. */
export function urlOf({ host, port, tls }: Omit<AttachedSource, 'kind' | 'pid'>): string {
  const bracketed = host.includes(':') ? `[${host}]` : host;
  return `${tls === undefined ? 'http' : 'https'}://${bracketed}:${port}`;
}

/** One thing that is measured: stack + mode + workers/threads, a command, or a server that runs already. */
export const variantSchema = z.object({
  id: z.string().describe('unique in the run, as the user wrote it: `prefork:workers=8`, `old`'),
  label: z.string().describe('short name for tables: `prefork ×8`'),
  source: variantSourceSchema,
  options: z.record(z.string(), z.int()).describe('resolved options of the mode, such as workers or threads'),
  parallelism: z
    .int()
    .positive()
    .nullable()
    .describe(
      'requests that can be in a blocking handler at once, as declared; null when unknown or unbounded',
    ),
  development: z.boolean().describe('declared to be a development server'),
  expect: z.literal('failing').optional().describe('declared to answer nothing as it should'),
  notes: z.array(z.string()).describe('facts to read beside the figures, such as the scheduling policy'),
});
export type Variant = z.infer<typeof variantSchema>;

import { z } from 'zod';

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
    command: z.string().describe('as given, with {port} or {socket}'),
    host: z.string().optional().describe('what it listens on and is asked at; 127.0.0.1 when absent'),
    socket: z.literal(true).optional().describe('it listens on a unix socket, {socket}, in place of a port'),
    tls: z
      .object({ insecure: z.boolean().describe('whatever certificate it shows is taken') })
      .optional()
      .describe('it speaks HTTPS; plain HTTP when absent'),
  }),
]);
export type VariantSource = z.infer<typeof variantSourceSchema>;
export type CommandSource = Extract<VariantSource, { kind: 'command' }>;

/** One thing that is started: stack + mode + workers/threads, or a command. */
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

import { z } from 'zod';
import { buildStepSchema, expectedAnswerSchema, ownReadySchema, stopSignals } from './own-server.ts';

/** Whose code a variant runs, where that is told apart: a commit, or the working tree. */
export const codeRefSchema = z.object({
  name: z.string().describe('as written: "main", "HEAD~1"; "." is the working tree'),
  commit: z.string().describe('its full hash; of the working tree, the one that it is based on'),
  dirty: z.literal(true).optional().describe('the working tree has changes that are not committed'),
  label: z.string().describe('short name: "main@70dc05c", "working tree"'),
  mode: z.string().describe('of the same name in each of them: "prefork:workers=2"'),
  top: z
    .string()
    .describe('absolute: the folder of the repository; what lies in it is taken from the commit'),
});
export type CodeRef = z.infer<typeof codeRefSchema>;

/** How the working tree is written where a ref may be. */
export const workingTree = '.';

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
    ref: codeRefSchema.optional().describe('whose code it is; the working tree when absent'),
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
  again: z.string().optional().describe('id of the variant that this is the same as, started once more'),
  expect: z.literal('failing').optional().describe('declared to answer nothing as it should'),
  notes: z.array(z.string()).describe('facts to read beside the figures, such as the scheduling policy'),
});
export type Variant = z.infer<typeof variantSchema>;

/** Whose code a variant runs; null where that is not told apart. */
export function codeOf({ source }: Pick<Variant, 'source'>): CodeRef | null {
  return source.kind === 'command' ? (source.ref ?? null) : null;
}

/** Two variants that are to be told apart, by their ids. */
export interface VariantPair {
  readonly baseline: string;
  readonly candidate: string;
}

/** The pairs that a plan is about: each variant with the baseline; of several codes, or started twice, each mode with itself. */
export function pairsOf({
  variants,
  baseline,
}: {
  readonly variants: readonly Variant[];
  readonly baseline: string;
}): readonly VariantPair[] {
  const twins = variants.flatMap(({ id, again }) =>
    again === undefined ? [] : { baseline: again, candidate: id },
  );
  if (twins.length > 0) return twins;
  return variants.flatMap((variant) => {
    const code = codeOf(variant);
    const first = code === null ? undefined : variants.find((other) => codeOf(other)?.mode === code.mode);
    const from = first?.id ?? baseline;
    return from === variant.id ? [] : [{ baseline: from, candidate: variant.id }];
  });
}

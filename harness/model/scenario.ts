import { z } from 'zod';

const count = z.int().nonnegative();

/** What an answer's body must be for the answer to count as ok. Texts may hold placeholders. */
export const bodyCheckSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('any') }),
  z.object({ kind: z.literal('exact'), text: z.string().describe('the whole body, UTF-8') }),
  z.object({ kind: z.literal('includes'), text: z.string().describe('a part of the body, UTF-8') }),
  z.object({ kind: z.literal('length'), bytes: count.describe('bytes of the body, whatever they are') }),
]);
export type BodyCheck = z.infer<typeof bodyCheckSchema>;

/** Which status an answer must have: one code, or `success` for 200–399. */
export const statusCheckSchema = z.union([z.int().min(100).max(599), z.literal('success')]);
export type StatusCheck = z.infer<typeof statusCheckSchema>;

/** A body that is sent: as written, or a text over and over, so that a plan need not hold it all. */
export const requestBodySchema = z.union([
  z.string(),
  z.object({
    repeat: z
      .string()
      .max(1024)
      .regex(/^[\t\r\n\x20-\x7e]+$/)
      .describe('ASCII, so that it can be cut anywhere'),
    bytes: count.max(64 * 1024 * 1024).describe('length of the body; the last repetition is cut'),
  }),
]);
export type RequestBody = z.infer<typeof requestBodySchema>;

/** A value taken out of an answer, for placeholders of later requests of the same connection. */
export const captureSchema = z.object({
  name: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,31}$/)
    .describe('stands as {{name}} in later requests; not n, which is the counter'),
  from: z
    .string()
    .regex(/^(body|header:[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64})$/)
    .describe('body, or header:<name>; the first match counts'),
  before: z.string().max(256).describe('text right before the value; empty for the beginning'),
  after: z.string().max(256).describe('text right after the value; empty for all that is left'),
});
export type Capture = z.infer<typeof captureSchema>;

/**
 * One request and what its answer must be. Path, header values, body and expected text may hold placeholders:
 * `{{name}}` for a captured value, `{{n}}` for a number that no other request gets, `{{n:3}}` for its last 3 digits.
 */
export const requestSpecSchema = z.object({
  method: z.string(),
  path: z.string().describe('path and query, as sent'),
  headers: z.record(z.string(), z.string()),
  body: requestBodySchema.nullable().describe('request body, UTF-8; null for none'),
  expect: z.object({ status: statusCheckSchema, body: bodyCheckSchema }),
  once: z
    .boolean()
    .optional()
    .describe('an opening step: done once by each connection before the others, and again when one failed'),
  weight: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe(
      'share among the repeated requests, which are drawn at random when one has a weight; 1 if absent',
    ),
  capture: z.array(captureSchema).max(8).optional().describe('values that later requests need'),
  cookies: z
    .boolean()
    .optional()
    .describe(
      'sends the cookies that earlier answers to this connection set, and keeps those that its answer sets',
    ),
});
export type RequestSpec = z.infer<typeof requestSpecSchema>;

/** sequential: from the first row again after the last; random: each drawn by itself. */
export const feedOrders = ['sequential', 'random'] as const;

/** Clients that send and read slowly beside the normal ones, as over a slow network. */
export const slowClientsSchema = z.object({
  clients: z.int().min(1).max(1000),
  requests: z
    .array(requestSpecSchema)
    .min(1)
    .describe('each client keeps to one of them, in turn: the second client to the second, and so on'),
  pieceBytes: z.int().min(1).max(65_536).describe('sent at once, and read at once'),
  pauseMs: z.number().min(1).max(10_000).describe('after each piece'),
});
export type SlowClientsSpec = z.infer<typeof slowClientsSchema>;

/** How long the longest of the requests takes to send, ms; heads are taken to fit the first piece. */
export function slowRequestMs({ requests, pieceBytes, pauseMs }: SlowClientsSpec): number {
  return Math.max(...requests.map(({ body }) => (bodyText(body ?? '').length / pieceBytes) * pauseMs));
}

/** Rows of a file, each of whose columns stands as {{column}} in requests, which take row after row. */
export const feedPlanSchema = z.object({
  file: z.string().describe('absolute path of a CSV or JSON file'),
  order: z.enum(feedOrders),
});
export type FeedPlan = z.infer<typeof feedPlanSchema>;

export const scenarioSchema = z.object({
  name: z.string(),
  summary: z.string().describe('what one request does, in a few words: "blocks 50 ms per request"'),
  requests: z
    .array(requestSpecSchema)
    .describe(
      'sent in turn by each connection, or drawn by their weights, after the opening steps; where a hook makes ' +
        'requests, nothing but opening steps',
    ),
  feed: feedPlanSchema.optional().describe('what fills their placeholders beside captures; none when absent'),
  writes: z
    .boolean()
    .optional()
    .describe('changes the database of the app, which is reset before each level of a plan that has it'),
  slow: slowClientsSchema.optional().describe('who is served beside them; none when absent'),
  thinkMs: z
    .number()
    .nonnegative()
    .optional()
    .describe("closed workload: how long each connection rests after an answer; the plan's when absent"),
});
export type Scenario = z.infer<typeof scenarioSchema>;

/** The text of a body, written out. */
export function bodyText(body: RequestBody): string {
  if (typeof body === 'string') return body;
  return body.repeat.repeat(Math.ceil(body.bytes / body.repeat.length)).slice(0, body.bytes);
}

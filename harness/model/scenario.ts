import { z } from 'zod';

/** What an answer's body must be for the answer to count as ok. */
export const bodyCheckSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('any') }),
  z.object({ kind: z.literal('exact'), text: z.string().describe('the whole body, UTF-8') }),
  z.object({ kind: z.literal('includes'), text: z.string().describe('a part of the body, UTF-8') }),
]);
export type BodyCheck = z.infer<typeof bodyCheckSchema>;

/** Which status an answer must have: one code, or `success` for 200–399. */
export const statusCheckSchema = z.union([z.int().min(100).max(599), z.literal('success')]);
export type StatusCheck = z.infer<typeof statusCheckSchema>;

export const requestSpecSchema = z.object({
  method: z.string(),
  path: z.string().describe('path and query, as sent'),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable().describe('request body, UTF-8; null for none'),
  expect: z.object({ status: statusCheckSchema, body: bodyCheckSchema }),
});
export type RequestSpec = z.infer<typeof requestSpecSchema>;

export const scenarioSchema = z.object({
  name: z.string(),
  summary: z.string().describe('what one request does, in a few words: "blocks 50 ms per request"'),
  requests: z.array(requestSpecSchema).min(1).describe('sent in turn by each connection'),
});
export type Scenario = z.infer<typeof scenarioSchema>;

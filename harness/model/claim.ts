import { z } from 'zod';

export const verdicts = [
  'supported',
  'widest-reading',
  'refuted',
  'depends',
  'inconclusive',
  'not-tested',
] as const;
export type Verdict = (typeof verdicts)[number];

/** One measured figure held against what a document states. */
export const claimEvidenceSchema = z.object({
  scenario: z.string(),
  level: z.string().describe('key of the level, such as c32'),
  measured: z.object({
    point: z.number(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    unit: z.string(),
  }),
  of: z.string().optional().describe('what was divided by what, by variant id: "prefork ÷ dev"'),
  verdict: z.enum(verdicts),
});
export type ClaimEvidence = z.infer<typeof claimEvidenceSchema>;

/** What a published statement comes to on this record. */
export const claimVerdictSchema = z.object({
  id: z.string(),
  document: z.string().describe('short id of the document: D0 … D3'),
  subject: z
    .string()
    .describe('what the document speaks of: "Gunicorn, 4 workers against the development server"'),
  stated: z.string().describe('what it states, in our words: "10 × (2–50)"'),
  reading: z.string().optional().describe('how we read a statement that leaves something open'),
  standIn: z.boolean().describe('judged on another stack than the document names'),
  candidate: z.string().nullable().describe('id of the variant that stood for the subject'),
  verdict: z.enum(verdicts),
  reason: z.string().describe('one plain sentence'),
  evidence: z.array(claimEvidenceSchema),
});
export type ClaimVerdict = z.infer<typeof claimVerdictSchema>;

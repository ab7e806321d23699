import { z } from 'zod';
import { findingUnits } from './experiment.ts';

export const verdicts = [
  'supported',
  'widest-reading',
  'refuted',
  'depends',
  'inconclusive',
  'not-tested',
] as const;
export type Verdict = (typeof verdicts)[number];

export const claimKinds = ['range', 'ratio', 'ordering', 'behaviour', 'question', 'untestable'] as const;
export type ClaimKind = (typeof claimKinds)[number];

/** A range of a figure; null where it is open. */
const boundsSchema = z.object({ low: z.number().nullable(), high: z.number().nullable() });
export type Bounds = z.infer<typeof boundsSchema>;

/** One measured or observed thing held against what a document states. */
export const claimEvidenceSchema = z.object({
  scenario: z.string().nullable().describe('null where nothing was loaded'),
  level: z.string().nullable().describe('key of the level, such as c32; null for experiments'),
  experiment: z
    .object({ name: z.string(), act: z.string(), finding: z.string(), variant: z.string() })
    .optional()
    .describe('which finding of which experiment this is; absent for figures of cells'),
  measured: z
    .object({
      point: z.number(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      unit: z.string().describe('req/s, ms, B, × … as in the record'),
    })
    .nullable()
    .describe('null for what is seen and not counted'),
  seen: z
    .object({ value: z.union([z.number(), z.boolean(), z.string(), z.null()]), unit: z.enum(findingUnits) })
    .nullable()
    .default(null)
    .describe('the finding of an experiment, which has no interval'),
  of: z
    .string()
    .optional()
    .describe('whose figure: a variant id, or what was divided by what: "prefork ÷ dev"'),
  verdict: z.enum(verdicts),
});
export type ClaimEvidence = z.infer<typeof claimEvidenceSchema>;

/**
 * How long a handler would have to block its worker per request for a stated range of throughput to hold:
 * parallelism ÷ requests per second.
 */
const blockingSchema = z.object({
  lowMs: z.number().nonnegative(),
  highMs: z.number().nonnegative(),
  parallelism: z.int().positive(),
});

/** What a published statement comes to on this record. */
export const claimVerdictSchema = z.object({
  id: z.string(),
  document: z.string().describe('short id of the document: D0 … D3, or the name of a file of the user'),
  documentTitle: z.string().default(''),
  place: z.string().default('').describe('where it stands in the document'),
  kind: z.enum(claimKinds).default('ratio'),
  subject: z
    .string()
    .describe('what the document speaks of: "Gunicorn, 4 workers against the development server"'),
  about: z.string().optional().describe('the subject alone: "Gunicorn with 4 workers"'),
  over: z.string().optional().describe('what it is divided by: "the development server"'),
  metric: z.string().nullable().default(null).describe('metric of cells or launches; null for behaviours'),
  stated: z.string().describe('what it states, in our words: "10 × (2–50)"'),
  bounds: z
    .object({ ...boundsSchema.shape, widest: boundsSchema.nullable(), unit: z.string() })
    .nullable()
    .default(null)
    .describe('the stated range as figures, with its widest reading; null where none is stated'),
  blocking: blockingSchema.nullable().default(null),
  reading: z.string().optional().describe('how we read a statement that leaves something open'),
  standIn: z.boolean().describe('judged on another stack than the document names'),
  candidate: z.string().nullable().describe('id of the variant that stood for the subject'),
  baseline: z.string().nullable().default(null).describe('id of the variant that it was divided by'),
  verdict: z.enum(verdicts),
  reason: z.string().describe('one plain sentence'),
  evidence: z.array(claimEvidenceSchema),
});
export type ClaimVerdict = z.infer<typeof claimVerdictSchema>;

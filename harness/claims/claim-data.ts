import { z } from 'zod';
import { type MetricName, metricNames } from '../model/metric.ts';

/**
 * The form of the claim files in `data/`: what a document states, as facts and figures in our own words. A further kind
 * of claim (an absolute range, a behaviour) is a further member of {@link claimSchema} and a case in `judge.ts`.
 */

/** Which variant of a run may stand for a subject: its mode, and the options that the document speaks of. */
const variantPatternSchema = z.strictObject({
  stack: z.string(),
  mode: z.string(),
  options: z.record(z.string(), z.int().positive()).default({}),
});
export type VariantPattern = z.infer<typeof variantPatternSchema>;

const subjectSchema = z.strictObject({
  name: z.string().describe('as a reader of the document knows it: "Gunicorn with 4 workers"'),
  standIn: variantPatternSchema.describe('what takes its place on the Node stack'),
});

const range = z
  .tuple([z.number().positive(), z.number().positive()])
  .refine(([low, high]) => low <= high, 'the lower end comes first');
export type Range = readonly [low: number, high: number];

const common = {
  id: z.string(),
  place: z.string().describe('where it stands in the document'),
  about: z.string().describe('key of the subject it is about'),
  metric: z.enum(metricNames as [MetricName, ...MetricName[]]),
  scenarios: z
    .array(z.string())
    .min(1)
    .describe('in which it is judged, where measured; the documents name no workload'),
  reading: z.string().optional().describe('how we read what the statement leaves open'),
};

const ratioSchema = z
  .strictObject({
    kind: z.literal('ratio'),
    ...common,
    over: z.string().describe('key of the subject that `about` is divided by'),
    paired: range.describe('low end by low end and high end by high end'),
    widest: range.describe('the least and the most that the stated figures allow'),
    tolerance: z.number().positive().optional().describe('widens the paired ends by this share'),
  })
  .refine(
    ({ paired, widest }) => widest[0] <= paired[0] && paired[1] <= widest[1],
    'the widest reading holds the paired ends',
  )
  .refine(
    ({ paired, tolerance }) => paired[0] < paired[1] || tolerance !== undefined,
    'paired ends that meet need a tolerance: no interval lies inside a single figure',
  );

const orderingSchema = z.strictObject({
  kind: z.literal('ordering'),
  ...common,
  stated: z.string().describe('the order in words'),
  pairs: z
    .array(z.strictObject({ lower: z.string(), higher: z.string() }))
    .min(1)
    .describe('keys of subjects, by the figure of the metric'),
});

const claimSchema = z.discriminatedUnion('kind', [ratioSchema, orderingSchema]);

export const claimFileSchema = z
  .strictObject({
    document: z.string().regex(/^D\d+$/),
    subjects: z.record(z.string(), subjectSchema),
    claims: z.array(claimSchema).min(1),
  })
  .superRefine((file, context) => {
    for (const [index, claim] of file.claims.entries()) {
      const problem = (field: string, message: string) =>
        context.addIssue({ code: 'custom', path: ['claims', index, field], message });
      if (!claim.id.startsWith(`${file.document}-`)) problem('id', `must begin with ${file.document}-`);
      for (const key of subjectKeys(claim)) {
        if (!(key in file.subjects)) problem('about', `no subject is called "${key}"`);
      }
    }
  });

/** What stands in the document and who takes its place in a run. */
export type Subject = z.infer<typeof subjectSchema>;

/** A claim with its document and its subjects at hand. */
export type Claim = z.infer<typeof claimSchema> & {
  readonly document: string;
  readonly subjects: Readonly<Record<string, Subject>>;
};
export type RatioClaim = Extract<Claim, { kind: 'ratio' }>;

/** Keys of all subjects that a claim needs, each once. */
export function subjectKeys(claim: z.infer<typeof claimSchema>): string[] {
  const keys =
    claim.kind === 'ratio'
      ? [claim.about, claim.over]
      : [claim.about, ...claim.pairs.flatMap(({ lower, higher }) => [lower, higher])];
  return [...new Set(keys)];
}

import { z } from 'zod';
import { claimMetricNames } from '../model/claim-metric.ts';
import { experimentNames } from '../model/experiment.ts';

/**
 * The form of a claim file: what a document states, as facts and figures in our own words. `docs/claims.md` tells it to
 * people, `schema/claims.schema.json` to editors. A further kind of claim is a member of {@link claimSchema}, a case in
 * `judge.ts` and one in `needs.ts`.
 */

const name = /^[A-Za-z0-9][\w.-]*$/;
const nameSchema = z.string().regex(name, 'begin with a letter or digit; then letters, digits, . _ -');

const serverSchema = z.strictObject({
  stack: z.string().default('node').describe('what the stand-in runs on'),
  mode: z.string().describe('with layers round it: prefork, prefork+nginx'),
  options: z.record(z.string(), z.int().nonnegative()).default({}),
});

const subjectName = z.string().min(1).describe('as a reader of the document knows it: "Gunicorn, 4 workers"');

/** A mode of the reference app, or a command that the run was given as `--cmd name=…`. */
export const subjectSchema = z
  .strictObject({
    name: subjectName,
    stack: z.string().optional().describe('of the reference app: node, flask, django'),
    mode: z.string().optional().describe('with layers round it: prefork, prefork+nginx'),
    options: z
      .record(z.string(), z.int().nonnegative())
      .default({})
      .describe('options of the mode and its layers; what is not named is as by default'),
    command: z.string().optional().describe('in place of stack and mode: the name of a --cmd server'),
    standIn: serverSchema
      .optional()
      .describe('what takes its place where only that was measured, for figures that carry over'),
    parallelism: z
      .int()
      .positive()
      .optional()
      .describe('requests at once, where the document has it otherwise than the mode'),
  })
  .refine(
    ({ stack, mode, command }) =>
      command === undefined
        ? stack !== undefined && mode !== undefined
        : stack === undefined && mode === undefined,
    'needs stack and mode, or command in their place',
  );
export type FileSubject = z.infer<typeof subjectSchema>;

const end = z.number().nonnegative('no figure of a server is negative').nullable();

/** Both ends in the metric's unit; null where the statement leaves an end open ("50+"). */
const boundsSchema = z
  .tuple([end, end])
  .refine(([low, high]) => low !== null || high !== null, 'at least one end must be a figure')
  .refine(([low, high]) => low === null || high === null || low <= high, 'the lower end comes first');

const subjectKey = z.string().min(1).describe('key of a subject of this file');
const metric = z.enum(claimMetricNames);
const scenarios = z
  .array(z.string())
  .min(1)
  .optional()
  .describe('in which it is judged; json, page and wait when the document gives no workload');
const stated = z.string().min(1).describe('what the document states, in your words');

const common = {
  id: nameSchema,
  place: z.string().min(1).describe('where it stands in the document'),
  reading: z.string().optional().describe('how a statement is read that leaves something open'),
};

const bounded = {
  bounds: boundsSchema.describe('what is stated; ends paired with ends where figures were divided'),
  widest: boundsSchema.optional().describe('the least and the most that the stated figures allow'),
  tolerance: z
    .number()
    .positive()
    .max(1)
    .optional()
    .describe('widens the bounds by this share: 0.2 for "about"'),
};

/** A figure of a server: of its cells, its launches, or found by an experiment. */
const rangeSchema = z
  .strictObject({
    kind: z.literal('range'),
    ...common,
    about: subjectKey,
    metric: metric.optional(),
    experiment: z.enum(experimentNames).optional().describe('in place of metric'),
    act: z.string().optional(),
    finding: z.string().optional().describe('a figure that the experiment finds'),
    below: z
      .string()
      .optional()
      .describe('finding that the true figure lies below, when finding is a lower bound'),
    ...bounded,
    scenarios,
  })
  .refine(
    (claim) =>
      claim.metric === undefined
        ? claim.experiment !== undefined && claim.act !== undefined && claim.finding !== undefined
        : claim.experiment === undefined && claim.act === undefined && claim.finding === undefined,
    'needs metric, or experiment, act and finding in its place',
  );

const ratioSchema = z.strictObject({
  kind: z.literal('ratio'),
  ...common,
  about: subjectKey,
  over: subjectKey.describe('key of the subject that `about` is divided by'),
  metric,
  ...bounded,
  scenarios,
});

const orderingSchema = z.strictObject({
  kind: z.literal('ordering'),
  ...common,
  stated,
  about: subjectKey.optional().describe('of whom it is said; the last that is called higher when absent'),
  metric,
  pairs: z.array(z.strictObject({ lower: subjectKey, higher: subjectKey })).min(1),
  scenarios,
});

/** Which of two, where the document asks and does not answer. */
const questionSchema = z.strictObject({
  kind: z.literal('question'),
  ...common,
  stated,
  metric,
  about: subjectKey,
  over: subjectKey,
  scenarios,
});

/** Two ranges for one figure that cannot both hold: which of them does the measured one fit? */
const contradictionSchema = z.strictObject({
  kind: z.literal('contradiction'),
  ...common,
  stated,
  metric,
  about: subjectKey,
  answers: z.record(z.string(), boundsSchema).describe('who says so, and the bounds'),
  scenarios,
});

/** The best count of workers, in multiples of the machine's cores. */
const sweepSchema = z.strictObject({
  kind: z.literal('sweep'),
  ...common,
  stated,
  metric,
  about: subjectKey,
  option: z.string().describe('option of the subject’s mode that is varied'),
  timesCores: z.array(z.number().positive()).min(2).describe('counts to try, × the cores of the machine'),
  best: z
    .tuple([z.number().positive(), z.number().positive()])
    .describe('where the best one is said to be, × the cores'),
  scenarios,
});

const expectation = z.union([z.number(), z.boolean(), z.string()]);
const checkSchema = z
  .strictObject({
    about: z.union([subjectKey, z.array(subjectKey).min(1)]),
    act: z.string().optional().describe('may be left out where the experiment has one act'),
    finding: z.string(),
    equals: expectation.optional(),
    atLeast: z.number().optional(),
    atMost: z.number().optional(),
    between: z.tuple([z.number(), z.number()]).optional(),
  })
  .refine(
    ({ equals, atLeast, atMost, between }) =>
      [equals, atLeast, atMost, between].filter((one) => one !== undefined).length === 1,
    'needs one of equals, atLeast, atMost, between',
  )
  .refine(
    ({ between }) => between === undefined || between[0] <= between[1],
    'between: the lower end comes first',
  );
export type Check = z.infer<typeof checkSchema>;

/** What an experiment must show; every check must hold. */
const behaviourSchema = z.strictObject({
  kind: z.literal('behaviour'),
  ...common,
  stated,
  experiment: z.enum(experimentNames),
  checks: z.array(checkSchema).min(1),
  scenarios,
});

const untestableSchema = z.strictObject({
  kind: z.literal('untestable'),
  ...common,
  about: subjectKey.optional(),
  stated,
  why: z.string().min(1).describe('why it cannot be tested, one plain sentence'),
});

export const claimSchemas = [
  rangeSchema,
  ratioSchema,
  orderingSchema,
  questionSchema,
  contradictionSchema,
  sweepSchema,
  behaviourSchema,
  untestableSchema,
] as const;
export const claimSchema = z.discriminatedUnion('kind', claimSchemas);
export type FileClaim = z.infer<typeof claimSchema>;

export const documentSchema = nameSchema;

/** The whole file; read piece by piece (`parse-claims.ts`), so that every problem is found at once. */
export const claimFileSchema = z.strictObject({
  document: documentSchema.describe('short name of the document, for --document'),
  title: z.string().min(1),
  subjects: z.record(nameSchema, subjectSchema).default({}),
  claims: z.array(claimSchema).min(1),
});

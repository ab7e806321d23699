import { z } from 'zod';
import { intervalSchema } from '../model/estimate.ts';

// The forms of curves and laws in what report-schema.ts describes.

export const figure = z.object({
  point: z.number(),
  low: z.number().nullable().describe('null where there are too few rounds for an interval'),
  high: z.number().nullable(),
});
const range = z.object({
  point: z.number(),
  low: z.number(),
  high: z.number().nullable().describe('null where nothing bounds it'),
});
const levels = z.array(z.number());
const bound = z.number().describe('what is allowed');
const refusal = z.discriminatedUnion('code', [
  z.object({ code: z.literal('few-levels'), levels: z.number(), needed: z.number() }),
  z.object({ code: z.literal('few-rounds'), rounds: z.number(), needed: z.number() }),
  z.object({ code: z.literal('invalid-cells'), levels }),
  z.object({ code: z.literal('generator-bound'), levels }),
  z.object({ code: z.literal('superlinear'), level: z.number(), efficiency: z.number() }),
  z.object({ code: z.literal('bound-hit'), contention: z.union([z.literal(0), z.literal(1)]) }),
  z.object({ code: z.literal('poor-fit'), level: z.number(), error: z.number(), bound }),
  z.object({ code: z.literal('last-left-out'), level: z.number(), error: z.number(), bound }),
  z.object({ code: z.literal('crosses-cores'), cores: z.number() }),
  z.object({ code: z.literal('too-far'), n: z.number(), most: z.number() }),
  z.object({ code: z.literal('wide-interval'), n: z.number(), halfWidth: z.number(), bound }),
  z.object({ code: z.literal('models-differ'), n: z.number(), difference: z.number(), bound }),
]);

const predicted = z.object({
  n: z.number(),
  throughput: range,
  beyond: z.number().describe('of the largest measured load; above 1 it is extrapolated'),
});

const peak = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('within'), n: range, throughput: range }),
  z
    .object({ kind: z.literal('beyond'), reach: z.number() })
    .describe('further off than can be told, or nowhere'),
  z.object({ kind: z.literal('none') }).describe('it never falls'),
]);

const fitted = z
  .object({
    kind: z.enum(['usl', 'amdahl']).describe('amdahl: no coherence was found'),
    lambda: range.describe('requests per second of one in flight, or one worker, alone'),
    contention: range.describe('σ'),
    coherence: range.describe('κ'),
    peak,
    reach: z.number().describe('the largest load that it may be asked for'),
    band: z.array(predicted),
    asked: z.array(predicted),
    errors: z
      .object({ fit: z.number(), lastLeftOut: z.number() })
      .describe('largest miss of a measured level, and of the last one by a fit without it; shares'),
  })
  .describe('X(N) = λN / (1 + σ(N−1) + κN(N−1))');

export const model = z.object({
  over: z.enum(['concurrency', 'workers', 'threads']),
  levels: z.array(
    z.object({
      level: z.number().describe('connections, workers or threads'),
      n: z.number().describe('mean in flight, or the same'),
      throughput: intervalSchema,
      usable: z.boolean(),
    }),
  ),
  rounds: z.number().describe('of the level with the fewest'),
  fitted: fitted.nullable().describe('null where it was refused'),
  refusals: z.array(refusal),
});

export const law = z.object({
  predicted: z.number().describe('by the law'),
  measured: z.number(),
  bound: z.number().describe('how far they may lie apart, as a share of what was measured'),
  holds: z.boolean(),
});

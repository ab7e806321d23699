import { z } from 'zod';
import { levelSchema } from '../model/level.ts';
import { comparisonSigns, objectiveMetricNames } from '../model/objective.ts';
import { figure, law, model } from './model-schema.ts';
import { type CapacityReport, capacitySchemaVersion } from './report.ts';

// The form of what `bench capacity <record> --json` prints. The types of the planner are written apart from it, for the
// report's page has them without zod; the last line holds the two to each other.

const boundedFigure = figure.extend({
  bound: z.enum(['at-least', 'at-most']).nullable().describe('null where it is no bound'),
});
const option = z
  .enum(['workers', 'threads'])
  .nullable()
  .describe('what sizes of the mode differ in; null where it has neither');
const count = z.number().nullable().describe('workers or threads on a machine; null where there are neither');

const limit = z.object({
  text: z.string().describe('as it may be typed: p99<250ms'),
  metric: z.enum(objectiveMetricNames),
  comparison: z.enum(comparisonSigns),
  limit: z.number().describe('ms, bytes or a share'),
});

const binding = z
  .enum(['cpu', 'memory', 'objective', 'workers', 'load', 'other-work'])
  .describe(
    'what keeps a machine from more; workers: all of them wait; load: no more was asked of it; other-work: what ran beside it',
  );
const basis = z
  .enum(['search', 'unconfirmed-search', 'arrivals', 'connections'])
  .describe(
    'what the rate rests on: a search for it, confirmed by fresh runs or not yet, arrivals at rates, or connections that wait for their answers',
  );

const unsustained = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('no-cells') }).describe('no level can be used'),
  z
    .object({
      kind: z.literal('not-met'),
      limit,
      best: z.object({
        level: z.object({ kind: z.enum(['closed', 'open']), value: z.number() }),
        figure: boundedFigure,
      }),
    })
    .describe('no level meets the limit; `best` came nearest'),
  z
    .object({
      kind: z.literal('cannot-tell'),
      limit,
      best: z
        .object({
          level: z.object({ kind: z.enum(['closed', 'open']), value: z.number() }),
          figure: boundedFigure,
        })
        .nullable(),
    })
    .describe('whether the lowest level meets it: too few requests or rounds'),
  z
    .object({
      kind: z.literal('not-served'),
      offered: z.number().describe('arrivals per second at the lowest level'),
      served: figure.describe('requests per second'),
    })
    .describe('fewer were served than came, even at the lowest rate'),
]);

const sustained = z
  .object({
    kind: z.literal('sustained'),
    rate: figure.describe('requests per second'),
    basis,
    under: z.array(z.string()).describe('objectives that hold there'),
    binding,
    atLeast: z.boolean().describe('it may be more in truth'),
    footprint: figure.nullable().describe('bytes'),
    cpuMs: figure.nullable().describe('CPU time of the server per request'),
  })
  .describe('the most that one machine was seen to serve');

const instance = z.object({
  name: z.string().nullable(),
  cores: z.number(),
  memoryBytes: z.number().nullable().describe('null: it does not limit'),
  price: z.number().nullable().describe('of one machine'),
  priceUnit: z.string().nullable().optional().describe('what the price is counted in'),
});

const extrapolation = z.object({
  by: z
    .enum(['modelled', 'proportional'])
    .describe('modelled: by the curve over sizes; proportional: as if all grew with the cores'),
  of: z.enum(['cores', 'workers', 'threads']),
  from: z.number(),
  to: z.number(),
  factor: z.number(),
});

const unfit = z.discriminatedUnion('code', [
  z.object({ code: z.literal('unsustained'), variant: z.string(), why: unsustained }),
  z.object({ code: z.literal('across-cores'), measured: z.number(), asked: z.number() }),
  z.object({ code: z.literal('too-far'), of: z.literal('cores'), factor: z.number(), most: z.number() }),
  z.object({
    code: z.literal('memory'),
    count,
    needs: z.number().describe('bytes'),
    has: z.number().describe('bytes that servers may take'),
    machines: z.number().describe('so many would have done'),
  }),
]);

const subject = { mode: z.string(), scenario: z.string() };
const planned = z.object({
  kind: z.literal('plan'),
  ...subject,
  instance,
  option,
  count,
  rate: figure.describe('requests per second that one machine carries, without head-room'),
  machines: z.number().describe('that carry target, growth and head-room'),
  fewest: z.number().nullable().describe('by the upper end of the rate; null without an interval'),
  most: z.number().nullable().describe('by the lower end of the rate'),
  withSpare: z.number().describe('one more, so that one may be lost'),
  load: z
    .object({ needed: z.number(), withSpare: z.number() })
    .describe('share of what the machines carry that target and growth take; with the spare one'),
  cpu: z.number().nullable().describe('share of all cores, without the spare machine; null where unknown'),
  footprint: z
    .object({ each: z.number(), all: z.number() })
    .nullable()
    .describe('bytes on one machine, and on all with the spare one'),
  cost: z
    .object({ needed: z.number(), withSpare: z.number() })
    .nullable()
    .describe('in the unit of the price'),
  binding,
  basis,
  atLeast: z.boolean(),
  extrapolated: z
    .array(extrapolation)
    .describe('how far it goes beyond what was measured; empty: not at all'),
});

const answer = z.discriminatedUnion('kind', [
  planned,
  z.object({ kind: z.literal('refused'), ...subject, instance, reasons: z.array(unfit) }),
]);

export const capacitySchema = z.object({
  schemaVersion: z.literal(capacitySchemaVersion),
  record: z.object({ id: z.string(), startedAt: z.string() }),
  machine: z.object({ cores: z.number(), memoryBytes: z.number() }).describe('what was measured on'),
  confidence: z.number().describe('of all intervals: 0.95'),
  limits: z.array(limit).describe('objectives that were asked for'),
  sizes: z
    .array(
      z.object({
        mode: z.string(),
        variant: z.string(),
        scenario: z.string(),
        option,
        count,
        found: z.union([sustained, unsustained]),
      }),
    )
    .describe('what one machine, as measured, carries'),
  plan: z
    .object({
      question: z.object({
        targetRps: z.number(),
        headroom: z.number().describe('share of the capacity that is kept free'),
        growth: z.number().describe('what the target is multiplied by'),
        limits: z.array(limit),
        instances: z.array(instance).describe('empty: the machine measured on'),
        extrapolate: z.boolean(),
      }),
      answers: z.array(answer).describe('of each mode and scenario on each kind of machine'),
    })
    .nullable()
    .describe('null where no target was given'),
  models: z.array(z.object({ name: z.string(), scenario: z.string(), model })),
  checks: z
    .array(
      z.object({
        variant: z.string(),
        scenario: z.string(),
        level: levelSchema,
        little: law
          .nullable()
          .describe('requests in flight = throughput × response time; null: cannot be asked'),
        utilisation: law
          .nullable()
          .describe('busy share of all cores = throughput × CPU per request ÷ cores; null: cannot be asked'),
      }),
    )
    .describe('laws that figures of one cell, measured apart, fulfil together'),
});

type Frozen<T> = T extends readonly (infer One)[]
  ? readonly Frozen<One>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;
type Told = Frozen<z.infer<typeof capacitySchema>>;
type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : never) : never;
/** Does not compile where one has a field, or a value of it, that the other has not. */
true satisfies Same<Frozen<CapacityReport>, Told>;

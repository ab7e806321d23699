import { z } from 'zod';
import { calibrationSchema } from './calibration.ts';
import { gateMetricNames, gatePairSchema } from './gate.ts';

/** A size of change that a gate is to find, as a share of the baseline. */
export const noiseTargetSchema = z.object({
  metric: z.enum(gateMetricNames),
  share: z.number().positive().max(0.99).describe('0.05: worse by 5 %; of failures a difference of shares'),
});
export type NoiseTarget = z.infer<typeof noiseTargetSchema>;

/** What a run's plan says of the noise that it measures; the gate beside it is the one that is drawn. */
export const plannedNoiseSchema = z.object({
  targets: z.array(noiseTargetSchema).describe('one for each metric whose needs are told'),
});
export type PlannedNoise = z.infer<typeof plannedNoiseSchema>;

/** Recorded rounds of the same code on both sides: what gates are drawn from. */
export const gateNoiseSchema = z
  .object({
    pairs: z.array(gatePairSchema),
    tests: z
      .array(z.object({ pair: z.int().nonnegative(), metric: z.enum(gateMetricNames) }))
      .describe(
        'what rounds tell; pair: place of the pair (of failures and CPU, which are of all levels, the first of its scenario)',
      ),
    passes: z
      .array(z.int().positive())
      .min(1)
      .describe('in rising order; 2: figures are taken from the first two passes of each round'),
    worsening: z
      .array(z.array(z.array(z.number().nullable())))
      .describe(
        'by kept round, then by passes, then by test: as a series has it; null where the round does not tell. Figures of ' +
          'one round stay together, so that what they share stays',
      ),
    startSeconds: z.number().nonnegative().describe('of a round, beside its visits'),
    visits: z
      .array(z.object({ overheadSeconds: z.number().nonnegative(), passSeconds: z.number().nonnegative() }))
      .describe('by pair: what a visit takes beside its slices, and each of its passes'),
    discardedShare: z.number().min(0).max(1).describe('of the rounds, left out for what the machine did'),
    findsRates: z.boolean().describe('open levels come with the second round: the first finds their rates'),
  })
  .readonly();
export type GateNoise = z.infer<typeof gateNoiseSchema>;

/** Noise of one metric of a pair. Spreads are of what a gate looks at: of failures shares of requests. */
export const noiseSpreadSchema = z.object({
  test: z.int().nonnegative().describe('its place among the tests of the noise'),
  rounds: z.int().nonnegative(),
  robustSd: z.number().nonnegative().describe('1.4826 times the median distance from 0: that of most rounds'),
  sd: z.number().nonnegative().describe('root mean square: wild rounds count in full'),
  lean: z.number().describe('middle of the rounds, Hodges–Lehmann; 0 where both sides are treated alike'),
  leanP: z.number().describe('exact, two-sided: of a lean like this by chance'),
});
export type NoiseSpread = z.infer<typeof noiseSpreadSchema>;

const shareSchema = z.object({
  share: z.number().min(0).max(1),
  high: z.number().min(0).max(1).describe('upper end of the exact 95 % interval (Clopper & Pearson)'),
});

/** How gates without any change came out that were drawn. */
export const noiseAlarmsSchema = z.object({
  gates: z.int().positive(),
  fail: shareSchema,
  warn: shareSchema.describe('warned, and did not fail'),
  invalid: shareSchema,
  meanSeconds: z.number(),
});
export type NoiseAlarms = z.infer<typeof noiseAlarmsSchema>;

/** What a gate finds of one metric of a pair, when that alone gets worse. */
export const noisePowerSchema = z.object({
  test: z.int().nonnegative(),
  gates: z.int().positive().describe('drawn for each size'),
  found: z.array(z.object({ worse: z.number().describe('as a threshold'), share: z.number().min(0).max(1) })),
  detectable: z
    .number()
    .nullable()
    .describe('least worsening found with the power of the plan; null: none up to 80 %'),
});
export type NoisePower = z.infer<typeof noisePowerSchema>;

/** What it takes to find a change of the size of a target. */
export const noiseNeedSchema = z.object({
  test: z.int().nonnegative(),
  worse: z.number(),
  threshold: z.number().describe('half of the target, where the gate has a greater one'),
  seconds: z
    .number()
    .nullable()
    .describe('shortest budget tried that finds it with the power of the plan; null: none'),
  rounds: z.number().nullable().describe('mean, of the test, in gates of that budget'),
});
export type NoiseNeed = z.infer<typeof noiseNeedSchema>;

/** What a record says of the noise that was measured: all follows from the plan, the rounds and the slices. */
export const noiseRecordSchema = z.object({
  rounds: z.object({ kept: z.int().nonnegative(), discarded: z.int().nonnegative() }),
  needed: z.int().positive().describe('kept rounds below which nothing is drawn'),
  noise: gateNoiseSchema,
  spreads: z.array(noiseSpreadSchema),
  alarms: noiseAlarmsSchema.nullable().describe('null: too few rounds to draw from'),
  power: z.array(noisePowerSchema),
  needs: z.array(noiseNeedSchema),
});
export type NoiseRecord = z.infer<typeof noiseRecordSchema>;

/** Noise of one machine, as it is stored for the gates that are measured on it. */
export const noiseProfileSchema = calibrationSchema
  .pick({
    ...{ takenAt: true, modebench: true, node: true, kernel: true, cpuModel: true, cores: true },
    ...{ affinity: true, serverCpus: true, loadCpus: true, loaders: true },
  })
  .extend({
    run: z.string().describe('id of the run that measured it'),
    cells: z
      .array(z.string())
      .describe('by pair of the noise: a digest of how its servers are started, what is requested, and how'),
    noise: gateNoiseSchema,
  })
  .refine(isWhole, 'rounds, pairs and tests do not fit together');
export type NoiseProfile = z.infer<typeof noiseProfileSchema>;

function isWhole({ cells, noise }: { cells: readonly string[]; noise: GateNoise }): boolean {
  const { pairs, tests, passes, visits, worsening } = noise;
  return (
    [cells, visits].every(({ length }) => length === pairs.length) &&
    tests.every(({ pair }) => pair < pairs.length) &&
    worsening.every(
      (round) => round.length === passes.length && round.every((figures) => figures.length === tests.length),
    )
  );
}

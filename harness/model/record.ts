import { z } from 'zod';
import { claimVerdictSchema } from './claim.ts';
import { cellSummarySchema, comparisonSchema } from './estimate.ts';
import { experimentResultSchema } from './experiment.ts';
import { gateRecordSchema } from './gate.ts';
import { environmentSchema } from './machine.ts';
import { noiseRecordSchema } from './noise.ts';
import { objectiveVerdictSchema } from './objective-verdict.ts';
import { planSchema } from './plan.ts';
import { searchRecordSchema } from './search.ts';
import { roundResultSchema, sliceResultSchema } from './slice.ts';

/**
 * Version of the record's form. History:
 * 1 — first form.
 */
export const schemaVersion = 1;

export const stopReasons = ['precision', 'rounds', 'budget', 'done', 'interrupted', 'failed'] as const;
export type StopReason = (typeof stopReasons)[number];

/** A server that a claim would have needed and this machine does not have. */
export const absentServerSchema = z.object({
  stack: z.string(),
  mode: z.string(),
  layers: z.array(z.string()),
  missing: z.string().describe('what is not installed: "Apache, mod_wsgi"'),
  install: z.string().describe('the line that installs it'),
});
export type AbsentServer = z.infer<typeof absentServerSchema>;

/** One execution of a plan: self-contained, versioned; every report is a pure function of it. */
export const recordSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  id: z.string().describe('folder name of the run: <started>-<name>'),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().describe('of the last session of a resumed run'),
  measuredSeconds: z.number().describe('time spent measuring, over all sessions of a resumed run'),
  command: z.array(z.string()).describe('arguments as given'),
  environment: environmentSchema.describe('the machine, and the versions of what ran on it'),
  plan: planSchema.describe('what was to be measured, with every default applied'),
  stop: z.enum(stopReasons).describe('why measuring ended'),
  rounds: z
    .array(roundResultSchema)
    .describe('fresh starts of all servers, in the order in which they were made'),
  slices: z
    .array(sliceResultSchema)
    .describe('the raw data: each short time in which exactly one variant was loaded'),
  summaries: z.array(cellSummarySchema).describe('a cell each: variant × scenario × level'),
  comparisons: z.array(comparisonSchema).describe('a ratio each, paired within rounds'),
  objectives: z.array(objectiveVerdictSchema).default([]).describe('in the order of the plan'),
  gate: gateRecordSchema.optional().describe('what the gate of the plan came to; absent where it has none'),
  noise: noiseRecordSchema
    .optional()
    .describe('what equal sides showed; absent where the plan is not of that'),
  search: searchRecordSchema
    .optional()
    .describe('the rates that meet the objectives of the plan’s search; absent where it has none'),
  experiments: z
    .array(experimentResultSchema)
    .default([])
    .describe('what was done to servers once, and seen'),
  absent: z.array(absentServerSchema).default([]).describe('left out of the plan, for it is not installed'),
  claims: z.array(claimVerdictSchema).describe('what became of each statement; of bench claims'),
});
export type RunRecord = z.infer<typeof recordSchema>;

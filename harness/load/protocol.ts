import { z } from 'zod';
import { failureSchema } from '../model/failure.ts';
import { loadOrderSchema, loadTargetSchema, preparations } from '../model/load.ts';

/** What the harness asks of a loader process: plain data, so that it may one day run elsewhere. */
const id = z.int().nonnegative();
export const askSchema = z.discriminatedUnion('type', [
  z.object({
    id,
    type: z.literal('open'),
    target: loadTargetSchema,
    connections: z.int().nonnegative(),
    ahead: loadOrderSchema.optional(),
  }),
  z.object({
    id,
    type: z.literal('prepare'),
    session: id,
    order: loadOrderSchema,
    step: z.enum(preparations),
  }),
  z.object({
    id,
    type: z.literal('drive'),
    session: id,
    order: loadOrderSchema,
    peers: z.int().positive().optional().describe('loaders that drive the slice together'),
  }),
  z.object({ id, type: z.literal('enough'), drive: id, last: z.boolean() }),
  z.object({ id, type: z.literal('close'), session: id }),
  z.object({ id, type: z.literal('cpu') }),
  z.object({ id, type: z.literal('shutdown') }),
]);
export type Ask = z.infer<typeof askSchema>;

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
/** An {@link Ask} that has not got its number yet. */
export type Question = WithoutId<Ask>;

/**
 * What a loader says: once that it is ready, then one answer per {@link Ask}, in any order; and while it drives a slice
 * with others how many answers it has.
 */
export const saySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), minimumWindowMs: z.number().positive() }),
  z.object({ type: z.literal('done'), id, value: z.unknown().optional() }),
  z.object({ type: z.literal('answers'), id, count: z.int().nonnegative() }),
  z.object({ type: z.literal('failed'), id, failure: failureSchema }),
]);
export type Say = z.infer<typeof saySchema>;

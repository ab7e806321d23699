import { z } from 'zod';

const text = z.string().optional();
const flag = z.boolean().optional();

/** What planning from a record has a use for. */
export const capacityFlagsSchema = z.object({
  targetRps: text,
  headroom: text,
  growth: text,
  instance: z.array(z.string()).optional(),
  extrapolate: flag,
  slo: z.array(z.string()).optional(),
  modes: text,
  scenarios: text,
  out: text,
  format: text,
  full: flag,
  quiet: flag,
  json: flag,
});
export type CapacityFlags = z.infer<typeof capacityFlagsSchema>;

/** Of these, what measuring has no use for. */
const planningFlags = ['targetRps', 'headroom', 'growth', 'instance', 'extrapolate'] as const;

/** Flags given with a record that only a measurement has a use for. */
export function uselessFlags(options: Record<string, unknown>): readonly string[] {
  const useful = Object.keys(capacityFlagsSchema.shape);
  return Object.keys(options).filter((name) => options[name] !== undefined && !useful.includes(name));
}

/** Flags given without a record that only a plan has a use for. */
export function recordlessFlags(options: Record<string, unknown>): readonly string[] {
  return planningFlags.filter((name) => options[name] !== undefined);
}

import { z } from 'zod';
import type { CapacityReport } from '../capacity/report.ts';
import { faultsOf } from '../config/issue-words.ts';
import { pathText } from '../config/path.ts';
import { UsageError } from '../model/failure.ts';
import { type CapacityRequest, capacityOfRun } from '../runs/plan-capacity.ts';
import type { RecordSource } from './compare.ts';

/** One, or several. */
type Several = string | readonly string[];

/** A kind of machine. */
export interface InstanceOption {
  readonly cores: number;
  /** With its unit: `8GB`. Without it memory does not limit. */
  readonly memory?: string | undefined;
  /** Of one machine: a number, or one with what it is counted in, `0.17USD/h`. */
  readonly price?: number | string | undefined;
  readonly name?: string | undefined;
}

/**
 * What is asked of the capacity in a record. Each setting has the name of the flag of `bench capacity` that says the same,
 * and means the same.
 */
export interface CapacityOptions {
  /** Requests per second that all machines together are to serve; without it nothing is planned. */
  readonly targetRps?: number | string | undefined;
  /** Part of the capacity that is kept free, 0 to 0.95: 0.3 or `30%` (0.3). */
  readonly headroom?: number | string | undefined;
  /** What the target is multiplied by: 2, `2x` or `+50%` (1). */
  readonly growth?: number | string | undefined;
  /** `cores=4,memory=8GB,price=0.17`, or the same as data; one or several (the machine measured on). */
  readonly instance?: string | InstanceOption | readonly (string | InstanceOption)[] | undefined;
  /** Plan beyond what was measured too. */
  readonly extrapolate?: boolean | undefined;
  /** Objectives: `p99<250ms`. */
  readonly slo?: Several | undefined;
  /** Of those measured; all without it. */
  readonly modes?: Several | undefined;
  readonly scenarios?: Several | undefined;
  /** Where runs are kept, for names. */
  readonly out?: string | undefined;
}

const several = z.union([z.string(), z.array(z.string())]);
const figure = z.union([z.string(), z.number()]);
const instanceSchema = z.strictObject({
  cores: z.number(),
  memory: z.string().optional(),
  price: figure.optional(),
  name: z.string().optional(),
});
const instances = z.union([z.string(), instanceSchema]);

const optionsSchema = z.strictObject({
  targetRps: figure.optional(),
  headroom: figure.optional(),
  growth: figure.optional(),
  instance: z.union([instances, z.array(instances)]).optional(),
  extrapolate: z.boolean().optional(),
  slo: several.optional(),
  modes: several.optional(),
  scenarios: several.optional(),
  out: z.string().optional(),
});

/**
 * What a record tells of capacity: the most that each mode carries on the machine measured on, how it grows with
 * concurrency and workers, and, for a target, the machines that carry it. Measures nothing. Rates are in requests per
 * second, memory in bytes, times in ms, shares from 0 to 1.
 *
 * What cannot be told is no exception: it is an answer of the kind `refused`, with the reasons.
 * @throws UsageError with everything that is wrong with what was asked for; where a name fits no record, or nothing was
 * measured in it
 */
export async function planCapacity(
  source: RecordSource,
  options: CapacityOptions = {},
): Promise<CapacityReport> {
  const { report } = await capacityOfRun(source, requestOf(options));
  return report;
}

function requestOf(options: CapacityOptions): CapacityRequest {
  const read = optionsSchema.safeParse(options);
  if (!read.success) {
    const faults = faultsOf(read.error.issues, { given: options, schema: optionsSchema });
    throw new UsageError(faults.map(({ path, ...problem }) => ({ where: pathText(path), ...problem })));
  }
  const { targetRps, headroom, growth, instance, extrapolate, slo, modes, scenarios, out } = read.data;
  return {
    targetRps: written(targetRps),
    headroom: written(headroom),
    growth: written(growth),
    instance: instance === undefined ? undefined : [instance].flat().map(instanceWritten),
    // False is as if it were left out, also where there is nothing to plan.
    extrapolate: extrapolate === true ? true : undefined,
    slo: slo === undefined ? undefined : [slo].flat(),
    modes: listed(modes),
    scenarios: listed(scenarios),
    out,
  };
}

/** A number without an exponent, and without the last digits that a sum is off. */
function written(value: number | string | undefined): string | undefined {
  return typeof value === 'number' ? String(Number(value.toFixed(6))) : value;
}

function listed(value: Several | undefined): string | undefined {
  return value === undefined ? undefined : [value].flat().join(',');
}

function instanceWritten(instance: string | z.infer<typeof instanceSchema>): string {
  if (typeof instance === 'string') return instance;
  const { cores, memory, price, name } = instance;
  return [
    `cores=${cores}`,
    ...(memory === undefined ? [] : [`memory=${memory}`]),
    ...(price === undefined ? [] : [`price=${written(price)}`]),
    ...(name === undefined ? [] : [`name="${name.replace(/["\\]/g, '\\$&')}"`]),
  ].join(',');
}

import { z } from 'zod';
import { UsageError } from '../model/failure.ts';
import { workingTree } from '../model/variant.ts';
import type { RunRequest } from '../plan/make-plan.ts';
import type { GateRequest, WrittenText } from '../plan/parse-gate.ts';
import { findRepository } from '../source/repository.ts';
import { ciBase } from './ci-base.ts';
import { type Configured, configure } from './configure.ts';
import { prepareRefs } from './prepare-comparison.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { RunFlags } from './run-flags.ts';

const text = z.string().optional();

/** Flags of `bench gate` beside those that it shares with `bench run`. */
export const gateFlagsSchema = z.object({
  base: text,
  threshold: z.array(z.string()).optional(),
  gating: text,
  onInconclusive: text,
});
export type GateFlags = z.infer<typeof gateFlagsSchema>;

/** A gate that could be measured as it was asked for. */
export interface PreparedGate {
  readonly prepared: PreparedRun;
  /** What to know of the two before they are measured. */
  readonly remarks: readonly string[];
}

/**
 * Finds the base, and checks all that was asked for; starts and writes nothing.
 * @throws UsageError with everything that is wrong
 */
export async function prepareGate(asked: GateFlags, typed: RunFlags): Promise<PreparedGate> {
  const { ref, remark } = await baseOf(asked, typed);
  const named = { ...typed, name: typed.name ?? 'gate' };
  const { prepared, remarks } = await prepareRefs(
    [ref, workingTree],
    named,
    { words: ['gate', ...wordsOf(asked, ref)], beside: (configured) => requestOf(asked, typed, configured) },
    await findRepository(process.cwd()),
  );
  // Of the flags only those that were written: the words say the rest.
  return { prepared: { ...prepared, typed }, remarks: [...remark, ...remarks] };
}

interface Base {
  readonly ref: string;
  readonly remark: readonly string[];
}

/** What was said, or else the configuration, or else the CI. */
async function baseOf({ base }: GateFlags, typed: RunFlags): Promise<Base> {
  if (base !== undefined) return { ref: base, remark: [] };
  const { read } = await configure(typed);
  const { config } = read;
  const configured = config.gate?.base;
  if (configured !== undefined)
    return { ref: configured, remark: [`base: ${configured} (${read.places.name})`] };
  const found = ciBase(process.env);
  if (found !== null) return { ref: found.ref, remark: [`base: ${found.ref} (${found.variable})`] };
  throw new UsageError([
    {
      where: '--base',
      message: 'is needed: no variable of a CI system tells which branch this change is for',
      hint: 'name what to compare with: --base main, --base HEAD~1',
    },
  ]);
}

/** As records keep what was asked for. */
function wordsOf({ threshold = [], gating, onInconclusive }: GateFlags, ref: string): readonly string[] {
  return [
    ...['--base', ref],
    ...threshold.flatMap((one) => ['--threshold', one]),
    ...(gating === undefined ? [] : ['--gating', gating]),
    ...(onInconclusive === undefined ? [] : ['--on-inconclusive', onInconclusive]),
  ];
}

/**
 * What a gate asks for. Levels and budget of `bench run` in the configuration are not for it: they climb a ladder. Those
 * of a workload that was chosen by its name are.
 */
function requestOf(asked: GateFlags, typed: RunFlags, { read, flags }: Configured): Partial<RunRequest> {
  const { gate = {} } = read.config;
  const chosen = typed.workload === undefined ? typed : flags;
  const written = (value: string | number | readonly (string | number)[] | undefined) =>
    value === undefined ? undefined : [value].flat().join(',');
  return {
    concurrency: chosen.concurrency ?? written(gate.concurrency),
    rate: chosen.rate ?? written(gate.rate),
    gate: gateRequestOf(asked, typed, gate, written),
  };
}

function gateRequestOf(
  asked: GateFlags,
  typed: RunFlags,
  configured: NonNullable<Configured['read']['config']['gate']>,
  written: (value: string | number | readonly (string | number)[] | undefined) => string | undefined,
): GateRequest {
  const either = (flag: string | undefined, name: string, other: string | undefined) =>
    flag !== undefined
      ? { text: flag, where: `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}` }
      : other === undefined
        ? undefined
        : { text: other, where: `gate.${name}` };
  const ofFile = Object.entries(configured.thresholds ?? {}).map(
    ([metric, share]): WrittenText => ({
      text: `${metric}=${share}`,
      where: `gate.thresholds.${metric}`,
    }),
  );
  return {
    thresholds: [...ofFile, ...(asked.threshold ?? []).map((one) => ({ text: one, where: '--threshold' }))],
    gating: either(asked.gating, 'gating', written(configured.gating)),
    onInconclusive: either(asked.onInconclusive, 'onInconclusive', configured.onInconclusive),
    budget: typed.budget ?? written(configured.budget),
  };
}

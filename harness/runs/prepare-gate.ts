import { z } from 'zod';
import { environmentDifferences } from '../machine/environment-differences.ts';
import type { GateConfig } from '../model/config.ts';
import { UsageError } from '../model/failure.ts';
import { workingTree } from '../model/variant.ts';
import { makePlan, type RunRequest } from '../plan/make-plan.ts';
import type { WrittenText } from '../plan/parse-gate.ts';
import { flagOf } from '../plan/problems.ts';
import { readRecord } from '../record/record-file.ts';
import { commitOf, commitsBetween, findRepository, type Repository } from '../source/repository.ts';
import { ciBase, type FoundBase } from './ci-base.ts';
import { type Configured, configure, placing } from './configure.ts';
import { environmentOf } from './opened-run.ts';
import { unknownRef } from './operands.ts';
import { prepareRefs } from './prepare-comparison.ts';
import { type PreparedRun, prepareRun } from './prepare-run.ts';
import { resolveRecord } from './resolve-run.ts';
import type { RunFlags } from './run-flags.ts';
import { sizeByNoise } from './size-by-noise.ts';

const text = z.string().optional();
const flag = z.boolean().optional();

/** Flags of `bench gate` beside those that it shares with `bench run`. */
export const gateFlagsSchema = z.object({
  base: text,
  threshold: z.array(z.string()).optional(),
  gating: text,
  onInconclusive: text,
  baseline: text,
  allowDifferentMachine: flag,
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
  if (asked.baseline !== undefined) return prepareAgainst(asked.baseline, asked, typed);
  if (asked.allowDifferentMachine) {
    const message = 'is about the record of --baseline, and there is none';
    throw new UsageError([{ where: '--allow-different-machine', message, hint: 'leave it out' }]);
  }
  const repository = await findRepository(process.cwd());
  const { ref, remark } = await baseOf(asked, typed, repository);
  const named = { ...typed, name: typed.name ?? 'gate' };
  const { prepared, remarks } = await prepareRefs(
    [ref, workingTree],
    named,
    {
      words: ['gate', '--base', ref, ...wordsOf(asked)],
      beside: (configured) => requestOf(asked, typed, configured),
    },
    repository,
  );
  const sized = await placing(prepared.configured, () => sizeByNoise(prepared));
  // Of the flags only those that were written: the words say the rest.
  return {
    prepared: { ...(sized.prepared ?? prepared), typed },
    remarks: [...remark, ...remarks, ...sized.remarks],
  };
}

/** Against a record: only the code here is measured. */
async function prepareAgainst(reference: string, asked: GateFlags, typed: RunFlags): Promise<PreparedGate> {
  const where = '--baseline';
  const useless = (['base', 'install', 'concurrency', 'rate'] as const).filter(
    (name) => ({ ...typed, ...asked })[name] !== undefined,
  );
  if (useless.length > 0) {
    const message = 'cannot go with --baseline: levels, and what is compared with, are those of the record';
    throw new UsageError(useless.map((name) => ({ where: `--${name}`, message, hint: 'leave it out' })));
  }
  const { record: path } = await resolveRecord(reference, typed.out);
  const record = await readRecord(path);
  const kept = record.rounds.filter(({ discarded }) => discarded.length === 0).length;
  const recorded = { where, id: record.id, plan: record.plan, rounds: kept };
  const words = ['gate', ...[where, reference], ...wordsOf(asked)];
  const prepared = await prepareRun(
    { ...typed, name: typed.name ?? 'gate' },
    {
      words: asked.allowDifferentMachine ? [...words, '--allow-different-machine'] : words,
      beside: (configured) => ({ ...requestOf(asked, typed, configured), recorded }),
    },
  );
  const plan = makePlan(prepared.configured.request, prepared.configured.catalogue, 0);
  const differences = environmentDifferences(record.environment, await environmentOf(plan));
  if (differences.length > 0 && !asked.allowDifferentMachine) {
    const message = `${record.id} was measured elsewhere; not alike: ${differences.join(', ')}`;
    const hint =
      'figures of different machines or versions differ by themselves: measure both beside each other (--base), or say --allow-different-machine, and it only warns';
    throw new UsageError([{ where, message, hint }]);
  }
  const { configured } = prepared;
  const request = { ...configured.request, recorded: { ...recorded, differences } };
  const elsewhere =
    differences.length === 0
      ? []
      : [`${record.id} was measured elsewhere (${differences.join(', ')}): this only warns`];
  return {
    prepared: { ...prepared, typed, configured: { ...configured, request }, recorded: record },
    remarks: [
      `against ${record.id}, of ${record.startedAt.slice(0, 10)}: what has changed of the machine since is in the figures`,
      ...elsewhere,
    ],
  };
}

interface Base {
  readonly ref: string;
  readonly remark: readonly string[];
}

/** What was said, or else the configuration, each as it is written; or else what the CI tells. */
async function baseOf({ base }: GateFlags, typed: RunFlags, repository: Repository | null): Promise<Base> {
  if (base !== undefined) return { ref: base, remark: [] };
  const { read } = await configure(typed);
  const { config } = read;
  const configured = config.gate?.base;
  if (configured !== undefined)
    return { ref: configured, remark: [`base: ${configured} (${read.places.name})`] };
  const found = ciBase(process.env);
  if (found !== null) return forkOf(found, repository);
  throw new UsageError([
    {
      where: '--base',
      message: 'is needed: no variable of a CI system tells which branch this change is for',
      hint: 'name what to compare with: --base main, --base HEAD~1',
    },
  ]);
}

/**
 * Of the branch that a change is for: the commit at which the change left it. What the branch gained since is not in the
 * change, so its tip would count for the change or against it what others did.
 * @throws UsageError where the clone does not have it
 */
async function forkOf({ ref, is, variable }: FoundBase, repository: Repository | null): Promise<Base> {
  const tip = repository === null ? null : await commitOf(repository, ref);
  if (repository === null || tip === null) {
    // Nobody has written it: whoever reads that it is unknown has to know where it comes from.
    throw new UsageError([{ ...(await unknownRef(ref, repository)), where: `${ref} (${variable})` }]);
  }
  const asIs = { ref, remark: [`base: ${ref} (${variable})`] };
  if (is === 'commit') return asIs;
  const fork = `${ref}...`;
  const commit = await commitOf(repository, fork);
  if (tip === commit) return asIs;
  if (commit === null) return { ref: fork, remark: [] };
  const further = (await commitsBetween(repository, commit, tip)) ?? 0;
  const gained = `${ref} has gained ${further === 1 ? '1 commit' : `${further} commits`} since`;
  return {
    ref: fork,
    remark: [
      `base: ${commit.slice(0, 7)}, where this change left ${ref} (${variable}); ${gained}: --base ${ref} compares with those too`,
    ],
  };
}

/** As records keep what was asked for. */
export function wordsOf({ threshold = [], gating, onInconclusive }: GateFlags): readonly string[] {
  return [
    ...threshold.flatMap((one) => ['--threshold', one]),
    ...(gating === undefined ? [] : ['--gating', gating]),
    ...(onInconclusive === undefined ? [] : ['--on-inconclusive', onInconclusive]),
  ];
}

/**
 * What a gate asks for. Levels and budget of `bench run` in the configuration are not for it: they climb a ladder. Those
 * of a workload that was chosen by its name are.
 */
export function requestOf(
  asked: GateFlags,
  typed: RunFlags,
  { read, flags }: Configured,
): Partial<RunRequest> {
  const { gate = {} } = read.config;
  const chosen = typed.workload === undefined ? typed : flags;
  return {
    concurrency: chosen.concurrency ?? asFlag(gate.concurrency),
    rate: chosen.rate ?? asFlag(gate.rate),
    gate: {
      thresholds: [...thresholdsOf(gate), ...(asked.threshold ?? []).map(fromFlag('threshold'))],
      gating: written('gating', asked.gating, asFlag(gate.gating)),
      onInconclusive: written('onInconclusive', asked.onInconclusive, gate.onInconclusive),
      budget: typed.budget ?? asFlag(gate.budget),
    },
  };
}

function thresholdsOf({ thresholds = {} }: GateConfig): WrittenText[] {
  return Object.entries(thresholds).map(([metric, share]) => ({
    text: `${metric}=${share}`,
    where: `gate.thresholds.${metric}`,
  }));
}

/** The flag wins. */
function written(
  name: string,
  flag: string | undefined,
  configured: string | undefined,
): WrittenText | undefined {
  if (flag !== undefined) return fromFlag(name)(flag);
  return configured === undefined ? undefined : { text: configured, where: `gate.${name}` };
}

function fromFlag(name: string): (text: string) => WrittenText {
  return (given) => ({ text: given, where: flagOf(name) });
}

/** As a flag would say it. */
function asFlag(value: string | number | readonly (string | number)[] | undefined): string | undefined {
  return value === undefined ? undefined : [value].flat().join(',');
}

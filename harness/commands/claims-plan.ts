import { availableParallelism } from 'node:os';
import type { Claim, Server } from '../claims/claim.ts';
import { type NeededServer, needsOf } from '../claims/needs.ts';
import { UsageError } from '../model/failure.ts';
import { withLayers } from '../model/layered.ts';
import type { Plan } from '../model/plan.ts';
import type { AbsentServer } from '../model/record.ts';
import { makePlan } from '../plan/make-plan.ts';
import { parseStacks } from '../plan/parse-modes.ts';
import { Problems } from '../plan/problems.ts';
import { catalogue } from '../runs/catalogue.ts';
import type { ClaimsFlags } from './claims-flags.ts';

/** What is measured so that claims can be judged. */
export interface ClaimsPlan {
  /** All servers, also those that only experiments need. */
  readonly plan: Plan;
  /** What each variant of the plan is for, by its id. */
  readonly needs: readonly NeededServer[];
  readonly absent: readonly AbsentServer[];
}

/** Twice the workers of the largest server, so that all are busy. A second level would take the rounds twice as long. */
const usualConcurrency = '16';
/** Half of what bench run allows: with some twenty servers warming up would take longer than measuring. A Node cluster is just warm then. */
const warmupCapMs = 1000;
/** As many as the exact interval needs. */
const usualRounds = '6';

/** @throws UsageError where the flags make no plan, or nothing is left that could be measured */
export async function planClaims(
  claims: readonly Claim[],
  flags: ClaimsFlags,
  seed: number,
): Promise<ClaimsPlan> {
  const stacks = chosenStacks(flags.stack);
  const cores = availableParallelism();
  const wanted = needsOf(claims, { cores, stacks, isAbsent: () => false });
  const looked = await Promise.all(wanted.map(({ server }) => lookFor(server)));
  const missing = new Map(
    wanted.flatMap(({ server }, index) => {
      const state = looked[index];
      return state === undefined || state === 'there' ? [] : [[placeOf(server), state] as const];
    }),
  );
  const isAbsent = (server: Server) => missing.has(placeOf(server));
  const needs = developmentFirst(needsOf(claims, { cores, stacks, isAbsent }));
  const absent = [...missing.values()].flatMap((state) => (state === 'unknown' ? [] : state));
  if (needs.length === 0) refuseNothing(claims, absent);
  return { plan: planFor(needs, flags, seed), needs, absent };
}

/** What others are compared with comes first; what no round starts stays last. */
function developmentFirst(needs: readonly NeededServer[]): readonly NeededServer[] {
  const rank = ({ server, started }: NeededServer) => {
    const mode = catalogue.modes.find(({ stack, name }) => stack === server.stack && name === server.mode);
    return started ? Number(!mode?.development) : 2;
  };
  return [...needs].sort((a, b) => rank(a) - rank(b));
}

/** The plan of no claim at all. @throws UsageError for what is wrong with the flags, before anything is looked for */
export function tryPlan(flags: ClaimsFlags): Plan {
  return planFor([], flags, 0);
}

function planFor(needs: readonly NeededServer[], flags: ClaimsFlags, seed: number): Plan {
  const { budget, seed: givenSeed, name = 'claims', concurrency = usualConcurrency } = flags;
  const known = new Set(catalogue.scenarios.map((scenario) => scenario.name));
  const scenarios = new Set(needs.flatMap((need) => need.scenarios).filter((one) => known.has(one)));
  const modes = needs.map(({ spec }) => spec);
  const plan = makePlan(
    {
      ...(modes.length > 0 ? { modes: modes.join(',') } : {}),
      scenarios: scenarios.size > 0 ? [...scenarios].join(',') : 'json',
      rounds: flags.rounds ?? usualRounds,
      ...{ concurrency, budget, name },
      seed: givenSeed,
    },
    catalogue,
    seed,
  );
  return { ...plan, warmupCapMs };
}

/** Null where none is named: all of them. @throws UsageError for unknown ones */
export function chosenStacks(given: string | undefined): readonly string[] | null {
  if (given === undefined) return null;
  const problems = new Problems();
  const stacks = parseStacks(given, catalogue, problems);
  problems.throwIfAny();
  return stacks;
}

/** Whether this machine has a server; `unknown` where this version of Modebench has no such mode. */
async function lookFor({ stack, mode: name, layers }: Server): Promise<'there' | 'unknown' | AbsentServer> {
  const mode = catalogue.modes.find((one) => one.stack === stack && one.name === name);
  const round = layers.flatMap((layer) => catalogue.layers.find((one) => one.name === layer) ?? []);
  if (mode === undefined || round.length < layers.length) return 'unknown';
  const availability = await withLayers(mode, round).availability();
  if (availability.installed) return 'there';
  const { missing, install } = availability;
  return { stack, mode: name, layers: [...layers], missing, install };
}

function placeOf({ stack, mode, layers }: Server): string {
  return `${stack}/${[mode, ...layers].join('+')}`;
}

function refuseNothing(claims: readonly Claim[], absent: readonly AbsentServer[]): never {
  if (absent.length > 0) {
    const problems = absent.map((one) => ({
      where: placeOf({ ...one, options: {}, defaults: {} }),
      message: `${one.missing} is not installed`,
      hint: one.install,
    }));
    throw new UsageError(problems);
  }
  const ids = claims.map(({ id }) => id);
  const shown = ids.length > 3 ? `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more` : ids.join(', ');
  throw new UsageError([
    {
      where: '--claims',
      message: `nothing of this can be measured here: ${shown}`,
      hint: 'name other claims or stacks, or judge a record of servers of your own with --record',
    },
  ]);
}

import { isLaunchMetric } from '../model/claim-metric.ts';
import type { ExperimentName } from '../model/experiment.ts';
import { type Role, rolesOf, serverSpec } from './cast.ts';
import { type Claim, type Server, scenariosOf } from './claim.ts';
import { carriesOver } from './judge.ts';
import { actOf } from './judge-behaviour.ts';

/** One act of an experiment. */
export interface NeededAct {
  readonly experiment: ExperimentName;
  readonly act: string;
}

/** A server that claims need, and what of it. */
export interface NeededServer {
  readonly server: Server;
  /** `flask/prefork+nginx:workers=2`, as `--modes` takes it. */
  readonly spec: string;
  /** In which it is loaded; a server without any may still have to be started in each round. */
  readonly scenarios: readonly string[];
  /** Whether rounds need it: for its cells, or for what its starts show. */
  readonly started: boolean;
  readonly acts: readonly NeededAct[];
}

/** On which machine claims are to be judged, and on what. */
export interface Ground {
  readonly cores: number;
  /** Null: all of them. */
  readonly stacks: readonly string[] | null;
  isAbsent(server: Server): boolean;
}

/**
 * Every server that the claims need, each once, those that rounds start first. A claim with a server that is not there
 * needs none of the others either, but for behaviours, which one of several may refute.
 */
export function needsOf(claims: readonly Claim[], ground: Ground): NeededServer[] {
  const needs = new Needs();
  for (const claim of claims) {
    if (claim.kind === 'untestable') continue;
    const roles = rolesOf(claim, ground.cores);
    addOwn(needs, claim, roles, ground);
    if (carriesOver(claim)) addStandIns(needs, claim, roles, ground);
  }
  return needs.all();
}

function addOwn(needs: Needs, claim: Claim, roles: readonly Role[], ground: Ground): void {
  const servers = roles.flatMap((role) =>
    role.source.kind === 'reference' ? [{ key: role.key, server: role.source.server }] : [],
  );
  const there = servers.filter(({ server }) => isThere(server, ground));
  if (there.length < roles.length && claim.kind !== 'behaviour') return;
  for (const { key, server } of there) needs.add(claim, key, server);
}

function addStandIns(needs: Needs, claim: Claim, roles: readonly Role[], ground: Ground): void {
  const servers = roles.flatMap(({ key, standIn }) =>
    standIn !== null && isThere(standIn, ground) ? [{ key, server: standIn }] : [],
  );
  if (servers.length < roles.length) return;
  for (const { key, server } of servers) needs.add(claim, key, server);
}

function isThere(server: Server, { stacks, isAbsent }: Ground): boolean {
  return (stacks === null || stacks.includes(server.stack)) && !isAbsent(server);
}

interface Need {
  readonly server: Server;
  readonly scenarios: Set<string>;
  started: boolean;
  readonly acts: Map<string, NeededAct>;
}

/** Servers by what they are: two claims that write one in different ways need it once. */
class Needs {
  readonly #byIdentity = new Map<string, Need>();

  /** What a claim needs of the server that plays one of its roles. */
  add(claim: Claim, role: string, server: Server): void {
    const identity = identityOf(server);
    const fresh: Need = { server, scenarios: new Set(), started: false, acts: new Map() };
    const need = this.#byIdentity.get(identity) ?? fresh;
    this.#byIdentity.set(identity, need);
    for (const act of actsOf(claim, role)) need.acts.set(`${act.experiment} ${act.act}`, act);
    if (!('metric' in claim) || claim.metric === undefined) return;
    need.started = true;
    if (isLaunchMetric(claim.metric)) return;
    for (const scenario of scenariosOf(claim)) need.scenarios.add(scenario);
  }

  all(): NeededServer[] {
    const servers = [...this.#byIdentity.values()].map(({ server, scenarios, started, acts }) => ({
      server,
      spec: `${server.stack}/${serverSpec(server)}`,
      scenarios: [...scenarios],
      started,
      acts: [...acts.values()],
    }));
    return servers.sort((a, b) => Number(b.started) - Number(a.started));
  }
}

function identityOf({ stack, mode, layers, options, defaults }: Server): string {
  const all = Object.entries({ ...defaults, ...options }).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([stack, mode, layers, all]);
}

function actsOf(claim: Claim, role: string): NeededAct[] {
  if (claim.kind === 'range' && claim.experiment !== undefined)
    return [{ experiment: claim.experiment, act: actOf(claim.experiment, claim.act) }];
  if (claim.kind !== 'behaviour') return [];
  const { experiment, checks } = claim;
  return checks
    .filter(({ about }) => [about].flat().includes(role))
    .map(({ act }) => ({ experiment, act: actOf(experiment, act) }));
}

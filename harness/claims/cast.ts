import type { AbsentServer } from '../model/record.ts';
import type { Variant } from '../model/variant.ts';
import { type Claim, type ClaimOf, type Server, type Subject, subjectKeys } from './claim.ts';

/** One server that a claim needs: a subject, or a subject with one of the counts of a sweep. */
export interface Role extends Subject {
  readonly key: string;
}

/** Which variants of a run take the parts of a claim's roles. */
export interface Cast {
  /** Variant id by key of role. */
  readonly found: Players;
  /** Roles that nobody in the run plays. */
  readonly missing: readonly Role[];
}
export type Players = Readonly<Record<string, string>>;

export function rolesOf(claim: Claim, cores: number): Role[] {
  const subjects = subjectKeys(claim).flatMap((key) => {
    const subject = claim.subjects[key];
    return subject === undefined ? [] : [{ ...subject, key }];
  });
  if (claim.kind !== 'sweep') return subjects;
  return subjects.flatMap((role) => countsOf(claim, cores).map((count) => withCount(claim, role, count)));
}

/** The counts that a sweep tries on a machine of so many cores, in rising order. */
export function countsOf({ timesCores }: Pick<ClaimOf<'sweep'>, 'timesCores'>, cores: number): number[] {
  const counts = timesCores.map((times) => Math.max(1, Math.round(times * cores)));
  return [...new Set(counts)].sort((a, b) => a - b);
}

/** The key of the role that has so many. */
export function keyOfCount({ about }: Pick<ClaimOf<'sweep'>, 'about'>, count: number): string {
  return `${about}:${count}`;
}

function withCount(claim: ClaimOf<'sweep'>, role: Role, count: number): Role {
  const { source } = role;
  if (source.kind !== 'reference') return role;
  const { [claim.option]: _, ...defaults } = source.server.defaults;
  const options = { ...source.server.options, [claim.option]: count };
  return {
    ...role,
    key: keyOfCount(claim, count),
    name: `${role.name} with ${count} ${claim.option}`,
    source: { kind: 'reference', server: { ...source.server, options, defaults } },
  };
}

/** The servers that the document means. */
export function ownCast(roles: readonly Role[], variants: readonly Variant[]): Cast {
  return cast(roles, (role) => variants.find((variant) => isRole(variant, role))?.id);
}

/** Those of the stand-ins; null where some role has none. */
export function standInCast(roles: readonly Role[], variants: readonly Variant[]): Cast | null {
  if (roles.some(({ standIn }) => standIn === null)) return null;
  return cast(roles, ({ standIn }) =>
    standIn === null ? undefined : variants.find((variant) => isServer(variant, standIn))?.id,
  );
}

function cast(roles: readonly Role[], play: (role: Role) => string | undefined): Cast {
  const found: Record<string, string> = {};
  const missing: Role[] = [];
  for (const role of roles) {
    const id = play(role);
    if (id === undefined) missing.push(role);
    else found[role.key] = id;
  }
  return { found, missing };
}

function isRole(variant: Variant, { source }: Role): boolean {
  return source.kind === 'command'
    ? variant.source.kind !== 'reference' && variant.id === source.name
    : isServer(variant, source.server);
}

/**
 * Options must be as the claim names them, and the others as by default: Gunicorn with preload does not speak for
 * Gunicorn without. What an older record does not know of was as by default.
 */
export function isServer({ source, options }: Variant, server: Server): boolean {
  return (
    source.kind === 'reference' &&
    isAlike(source, server) &&
    Object.entries(server.options).every(([name, value]) => options[name] === value) &&
    Object.entries(server.defaults).every(([name, value]) => (options[name] ?? value) === value)
  );
}

export function absenceOf(server: Server, absent: readonly AbsentServer[]): AbsentServer | undefined {
  return absent.find((one) => isAlike(one, server));
}

interface Kind {
  readonly stack: string;
  readonly mode: string;
  readonly layers: readonly string[];
}

function isAlike(a: Kind, b: Kind): boolean {
  return a.stack === b.stack && a.mode === b.mode && a.layers.join('+') === b.layers.join('+');
}

/** `prefork+nginx:workers=2`, as `--modes` takes it. */
export function serverSpec({ mode, layers, options }: Server): string {
  const sizes = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  return [[mode, ...layers].join('+'), ...sizes].join(':');
}

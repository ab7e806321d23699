import type { Place, Seen } from './folder.ts';

/** What the app answers, as far as its source says so without being run. */
export interface Routes {
  /** Paths without parameters, each once, `/` first, the shortest next. */
  readonly literal: readonly Seen<string>[];
  /** Paths with parameters, as the source writes them. */
  readonly parametrised: readonly Seen<string>[];
}

/** Of what only an administrator or a machine asks for. */
const aside =
  /^\/(?:admin|metrics|favicon\.ico|robots\.txt|static|media|__debug__)(?:\/|$)|logout|log-out|signout|sign-out|delete/i;
const parameter = /[:*{}<>()[\]$?+^|\\]/;

export function sortRoutes(found: readonly Seen<string>[]): Routes {
  const byPath = new Map<string, Place>();
  for (const { value, place } of found) {
    if (!aside.test(value) && !byPath.has(value)) byPath.set(value, place);
  }
  const all = [...byPath].map(([value, place]) => ({ value, place }));
  const depth = (path: string) => path.split('/').filter((part) => part !== '').length;
  const literal = all.filter(({ value }) => !parameter.test(value) && !/\s/.test(value));
  literal.sort((one, other) => depth(one.value) - depth(other.value));
  return { literal, parametrised: all.filter(({ value }) => parameter.test(value)) };
}

/** `/api/` and `users` → `/api/users`; a slash at the end is kept. */
export function joinRoute(...parts: readonly string[]): string {
  const joined = parts.filter((part) => part !== '').join('/');
  return `/${joined}`.replace(/\/{2,}/g, '/');
}

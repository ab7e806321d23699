import { type Folder, languageOf, type Place, type Seen } from './folder.ts';

export interface Route extends Seen<string> {
  /** It seems to answer only those who have logged in. */
  readonly guarded: boolean;
}

/** What the app answers, as far as its source says so without being run. */
export interface Routes {
  /** Paths without parameters, each once: those for everybody first, `/` before all, the shortest next. */
  readonly literal: readonly Route[];
  /** Paths with parameters, as the source writes them. */
  readonly parametrised: readonly Route[];
}

/** Of what only an administrator or a machine asks for, and what ends something. */
const aside =
  /^\/(?:admin|metrics|favicon\.ico|robots\.txt|static|media|__debug__)(?:\/|$)|logout|log-out|signout|sign-out|delete/i;
const parameter = /[:*{}<>()[\]$?+^|\\]/;
/** Paths that mean something only to somebody in particular. */
const personal = /(?:^|\/)(?:user|me|account|profile|settings|dashboard|feed|create|new|add|edit\w*)\/?$/i;
const guard =
  /login_required|jwt_required|requires?_auth|auth_required|IsAuthenticated|current_user|authenti|is_?auth|(?:ensure|require|check)Auth|verify_?token|auth\.required|passport|\bauth\(|,\s*auth\s*,|UseGuards/i;

export function sortRoutes(folder: Folder, found: readonly Seen<string>[]): Routes {
  const byPath = new Map<string, Place>();
  for (const { value, place } of found) {
    if (!aside.test(value) && !byPath.has(value)) byPath.set(value, place);
  }
  const all = [...byPath].map(([value, place]): Route => {
    return { value, place, guarded: personal.test(value) || guard.test(headOf(folder, place)) };
  });
  const depth = (path: string) => path.split('/').filter((part) => part !== '').length;
  const rank = ({ value, guarded }: Route) => depth(value) + (guarded ? 100 : 0);
  const literal = all.filter(({ value }) => !parameter.test(value) && !/\s/.test(value));
  literal.sort((one, other) => rank(one) - rank(other));
  return { literal, parametrised: all.filter(({ value }) => parameter.test(value)) };
}

/** Where a function that answers says who may ask: its line, and in Python its other decorators and its parameters. */
function headOf(folder: Folder, { file, line }: Place): string {
  const lines = (folder.text(file) ?? '').split('\n').slice(line - 1, line + 11);
  if (languageOf(file) !== 'python') return lines[0] ?? '';
  const end = lines.findIndex(
    (text) => /:\s*(?:\.\.\.)?\s*$/.test(text) && !text.trimStart().startsWith('@'),
  );
  return lines.slice(0, end === -1 ? 1 : end + 1).join('\n');
}

/** `/api/` and `users` → `/api/users`; a slash at the end is kept. */
export function joinRoute(...parts: readonly string[]): string {
  const joined = parts.filter((part) => part !== '').join('/');
  return `/${joined}`.replace(/\/{2,}/g, '/');
}

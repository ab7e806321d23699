import { type Folder, folderOf, joinPath, languageOf, type Place, type Seen } from './folder.ts';

export interface Route extends Seen<string> {
  /** It seems to answer only those who have logged in. */
  readonly guarded: boolean;
  /** Its answer only leads to another path. */
  readonly redirects: boolean;
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
    const guarded =
      personal.test(value) || guard.test(headOf(folder, place)) || isGuardedByHooks(folder, place.file);
    return { value, place, guarded, redirects: onlyRedirects(folder, place) };
  });
  const depth = (path: string) => path.split('/').filter((part) => part !== '').length;
  const rank = ({ value, guarded, redirects }: Route) =>
    depth(value) + (guarded ? 100 : 0) + (redirects ? 200 : 0);
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

const refusal = /unauthori[sz]ed|forbidden|jwtVerify|\b40[13]\b|session\.user/i;

/** `autohooks.js` of Fastify: what it does goes before every route of its folder and of those within. */
function isGuardedByHooks(folder: Folder, file: string): boolean {
  const parts = folderOf(file).split('/');
  return parts.some((_, index) => {
    const within = parts.slice(0, index + 1).join('/');
    return ['js', 'ts', 'mjs', 'cjs'].some((extension) =>
      refusal.test(folder.text(joinPath(within, `autohooks.${extension}`)) ?? ''),
    );
  });
}

/** A handler, or a view, that begins with a redirect. */
const redirect =
  /\bRedirectView\b|(?:=>|\bfunction\b[^{]*\{)\s*\{?\s*(?:return\s+)?(?:await\s+)?\w+\.redirect\(|\bdef\b[^\n]*:\s*\n\s*return\s+(?:\w+\.)?(?:redirect|RedirectResponse|HttpResponseRedirect)\(/;

/** As far as the line says it, and the next three; up to where the next route begins. */
function onlyRedirects(folder: Folder, { file, line }: Place): boolean {
  const [first = '', ...rest] = (folder.text(file) ?? '').split('\n').slice(line - 1, line + 3);
  if (/\bpath\(|\burl\(/.test(first)) return redirect.test(first);
  const next = rest.findIndex((text) =>
    /^\s*(?:@\w+\.|\w+\s*\.(?:get|post|put|patch|delete|use|route)\(|\})/.test(text),
  );
  return redirect.test([first, ...(next === -1 ? rest : rest.slice(0, next))].join('\n'));
}

/** `/api/` and `users` → `/api/users`; a slash at the end is kept. */
export function joinRoute(...parts: readonly string[]): string {
  const joined = parts.filter((part) => part !== '').join('/');
  return `/${joined}`.replace(/\/{2,}/g, '/');
}

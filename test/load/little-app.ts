import type { RequestSpec } from '../../harness/model/scenario.ts';
import { get } from './accounts.ts';
import { ok } from './scripted-server.ts';

/** The flow that {@link LittleApp} serves: its form, a log-in, then requests of the session. */
export const littleFlow: readonly RequestSpec[] = [
  get('/form', { once: true, capture: [{ name: 'token', from: 'body', before: '[', after: ']' }] }),
  get('/login', {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'token={{token}}',
    once: true,
    cookies: true,
  }),
  get('/a', { cookies: true }),
  get('/b', { cookies: true }),
];

/** An app with a form, a token for each and sessions, all in memory. */
export class LittleApp {
  #forms = 0;
  readonly #sessions = new Set<string>();
  /** The form, with the token in it; tests put a faulty one in its place. */
  form = (token: string): string => ok(`a form [${token}]`);

  /** What it says to a request, given as text. */
  readonly say = (request: string): string => {
    if (request.startsWith('GET /form ')) {
      this.#forms += 1;
      return this.form(`+${this.#forms}=`);
    }
    if (request.startsWith('POST /login ')) {
      const token = decodeURIComponent(/token=([^&]*)$/.exec(request)?.[1] ?? '');
      if (!/^\+[0-9]+=$/.test(token)) return refusal(403);
      this.#sessions.add(token);
      return ok('welcome', `Set-Cookie: session=s${token}; HttpOnly\r\n`);
    }
    const session = /\r\nCookie: session=s(.*)\r\n/.exec(request)?.[1] ?? '';
    return this.#sessions.has(session) ? ok('yours') : refusal(401);
  };

  /** Every session ends, as with a restart. */
  forget(): void {
    this.#sessions.clear();
  }
}

export function refusal(status: number): string {
  return `HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`;
}

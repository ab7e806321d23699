import type { Answer, Ask, Trouble } from './exchange.ts';

/** The one account of the reference app. */
export const account = { username: 'teacher', password: 'chalk-and-slate' } as const;

export interface LoginForm {
  readonly token: string;
  /** As a browser would send it back. */
  readonly cookie: string;
}

/** A fresh form with the cookie that belongs to its token. */
export async function openLoginForm(ask: Ask): Promise<LoginForm | Trouble> {
  const answer = await ask({ path: '/login' });
  if ('trouble' in answer) return { trouble: `GET /login: ${answer.trouble}` };
  if (answer.status !== 200) return { trouble: `GET /login: status ${answer.status}` };
  const token = tokenIn(answer.body);
  if (token === null) return { trouble: 'GET /login: a form without a token' };
  const cookies = answer.headers['set-cookie'] ?? [];
  return { token, cookie: cookies.map((cookie) => cookie.split(';', 1)[0]).join('; ') };
}

export function tokenIn(html: string): string | null {
  const field = /<input\b[^>]*\bname="csrf_token"[^>]*>/.exec(html)?.[0] ?? '';
  return /\bvalue="([^"]+)"/.exec(field)?.[1] ?? null;
}

export function postLogin(
  ask: Ask,
  fields: Readonly<Record<string, string>>,
  cookie: string,
): Promise<Answer | Trouble> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', cookie };
  return ask({ method: 'POST', path: '/login', headers, body: new URLSearchParams(fields).toString() });
}

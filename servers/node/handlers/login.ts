import { pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { contract } from '../../contract/contract.ts';
import { type AppAnswer, type AppRequest, errorAnswer, jsonAnswer } from '../message.ts';
import type { Store } from '../store.ts';
import type { Templates } from '../templates.ts';

const { errors } = contract;

/** The token stands in the form and in a signed cookie; only a page of ours can send both. */
export function loginForm(_request: AppRequest, templates: Templates): AppAnswer {
  const token = randomBytes(24).toString('base64url');
  return {
    status: 200,
    contentType: 'text/html; charset=utf-8',
    body: templates.render('login', { token }),
    cookies: { csrf: token },
  };
}

export function login(request: AppRequest, store: Store, nowMs: number): AppAnswer {
  const form = parseForm(request);
  if (form === null) return errorAnswer(400, errors.badForm);
  if (!sameText(form.token, request.cookies.csrf ?? '')) return errorAnswer(403, errors.badCsrf);

  const { maxFailures, windowSeconds } = contract.login;
  const windowMs = windowSeconds * 1000;
  const oldest = store.countLoginAttempt(request.client, nowMs, nowMs - windowMs, maxFailures);
  if (oldest !== null) {
    // While we waited to write, others may have written what is later than our `nowMs`.
    const retryAfter = Math.min(Math.max(1, Math.ceil((oldest + windowMs - nowMs) / 1000)), windowSeconds);
    return errorAnswer(429, errors.tooManyLogins, { 'retry-after': String(retryAfter) });
  }
  if (!passwordHolds(form.password, store.passwordOf(form.username))) {
    return errorAnswer(401, errors.badLogin);
  }
  store.forgetLoginFailures(request.client);
  return jsonAnswer(
    303,
    { user: form.username },
    { headers: { location: '/me' }, cookies: { session: form.username } },
  );
}

export function me(request: AppRequest): AppAnswer {
  const user = request.cookies.session;
  return user === undefined ? errorAnswer(401, errors.notLoggedIn) : jsonAnswer(200, { user });
}

interface LoginFields {
  readonly username: string;
  readonly password: string;
  /** Empty when the form holds none: that is a wrong token, not a malformed form. */
  readonly token: string;
}

function parseForm(request: AppRequest): LoginFields | null {
  if (request.contentType !== 'application/x-www-form-urlencoded') return null;
  const fields = new URLSearchParams(new TextDecoder().decode(request.body));
  const username = fields.get('username');
  const password = fields.get('password');
  if (username === null || password === null) return null;
  return { username, password, token: fields.get('csrf_token') ?? '' };
}

/** An account that does not exist costs as much time as a wrong password. */
const noAccount = `pbkdf2_sha256$10000$none$${Buffer.alloc(32).toString('base64')}`;

/** Form of `stored`: see `schema.sql`. */
export function passwordHolds(password: string, stored: string | null): boolean {
  const [, iterations, salt, key] = (stored ?? noAccount).split('$');
  if (iterations === undefined || salt === undefined || key === undefined) return false;
  const expected = Buffer.from(key, 'base64');
  const actual = pbkdf2Sync(password, salt, Number(iterations), expected.length, 'sha256');
  return stored !== null && timingSafeEqual(actual, expected);
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length > 0 && left.length === right.length && timingSafeEqual(left, right);
}

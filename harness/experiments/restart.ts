import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { FailureError } from '../model/failure.ts';
import { type Ask, askerOf } from './exchange.ts';
import {
  type Act,
  type Experiment,
  NotApplicable,
  type ServerUnderTest,
  type StartHow,
} from './experiment.ts';
import { account, postLogin, tokenIn } from './login-form.ts';
import { wellAnswered } from './well-answered.ts';

/** The database is a fresh copy each time; what is left of a session is what the client brings. */
function restarting(how: () => StartHow): Act<'restart'> {
  return async (bench) => {
    const chosen = how();
    const first = await bench.start(chosen);
    const cookie = await logIn(first, askerOf(bench, first));
    const stopBegunMs = bench.now();
    const left = await first.stop();
    if (left !== null) throw new FailureError(left);
    const second = await bench.start(chosen);
    const down = bench.now() - stopBegunMs;
    const status = await statusOfMe(askerOf(bench, second), cookie);
    const { development } = bench.variant;
    return {
      findings: { sessionSurvives: status === null ? null : status === 200, down },
      remarks: [
        `GET /me with the cookie from before: ${status === null ? 'no answer' : `status ${status}`}.`,
        ...(chosen.secret === undefined && development ? ['The app draws the secret itself.'] : []),
      ],
    };
  };
}

/** The cookie of a session that works. */
async function logIn(server: ServerUnderTest, ask: Ask): Promise<string> {
  const form = await wellAnswered(server, ask, { path: '/login' });
  const token = tokenIn(form.body);
  if (token === null) throw new NotApplicable('Its login form has no token.');
  const before = mergedCookies('', form.headers);
  const answer = await postLogin(ask, { ...account, csrf_token: token }, before);
  const cookie = 'trouble' in answer ? '' : mergedCookies(before, answer.headers);
  await wellAnswered(server, ask, { path: '/me', headers: { cookie } });
  return cookie;
}

/** What a browser would send: cookies from before, but for those that were set anew. */
export function mergedCookies(before: string, headers: IncomingHttpHeaders): string {
  const set = (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';', 1)[0] ?? '');
  const jar = new Map<string, string>();
  for (const cookie of [...before.split('; '), ...set]) {
    const [name = ''] = cookie.split('=', 1);
    if (name !== '') jar.set(name, cookie);
  }
  return [...jar.values()].join('; ');
}

async function statusOfMe(ask: Ask, cookie: string): Promise<number | null> {
  const answer = await ask({ path: '/me', headers: { cookie } });
  return 'trouble' in answer ? null : answer.status;
}

export const restart: Experiment<'restart'> = {
  name: 'restart',
  acts: {
    'random-secret': restarting(() => ({})),
    'kept-secret': restarting(() => ({ secret: randomBytes(32).toString('hex') })),
  },
};

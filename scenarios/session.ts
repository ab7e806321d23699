import type { Scenario } from '../harness/model/scenario.ts';
import { get } from './requests.ts';

/**
 * Each connection is a user of its own, who logs in once: the form with its CSRF token, then the password. What is
 * measured are the requests of the session that follow. The app limits failed log-ins, hence `writes`.
 */
export const session: Scenario = {
  name: 'session',
  summary: 'logs in once, then asks who it is',
  writes: true,
  requests: [
    {
      ...get('/login', { kind: 'includes', text: '<form method="post" action="/login">' }),
      once: true,
      cookies: true,
      capture: [{ name: 'token', from: 'body', before: 'name="csrf_token" value="', after: '"' }],
    },
    {
      method: 'POST',
      path: '/login',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'username=teacher&password=chalk-and-slate&csrf_token={{token}}',
      expect: { status: 303, body: { kind: 'exact', text: '{"user":"teacher"}' } },
      once: true,
      cookies: true,
    },
    { ...get('/me', { kind: 'exact', text: '{"user":"teacher"}' }), cookies: true },
  ],
};

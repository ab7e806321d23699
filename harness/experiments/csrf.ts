import { type Ask, askerOf, inWords } from './exchange.ts';
import type { Bench, Experiment, Found } from './experiment.ts';
import { account, openLoginForm, postLogin } from './login-form.ts';

const loggedIn = 303;

async function postWithoutToken(bench: Bench): Promise<Found<'csrf'>> {
  const ask = askerOf(bench, await bench.start());
  const unknown = await whyRefusalSaysNothing(ask);
  if (unknown !== null) return { findings: { refused: null, status: null }, remarks: [unknown] };
  const form = await openLoginForm(ask);
  if ('trouble' in form) return { findings: { refused: null, status: null }, remarks: [form.trouble] };
  const answer = await postLogin(ask, account, form.cookie);
  if ('trouble' in answer) {
    return { findings: { refused: null, status: null }, remarks: [`POST /login: ${answer.trouble}`] };
  }
  const { status } = answer;
  return { findings: { refused: status >= 400 && status < 500, status } };
}

/** Null when the same login succeeds with a token: only then does its refusal without one come from that. */
async function whyRefusalSaysNothing(ask: Ask): Promise<string | null> {
  const form = await openLoginForm(ask);
  if ('trouble' in form) return form.trouble;
  const answer = await postLogin(ask, { ...account, csrf_token: form.token }, form.cookie);
  if ('status' in answer && answer.status === loggedIn) return null;
  return `POST /login with a token: ${inWords(answer)}, so that without one says nothing`;
}

export const csrf: Experiment<'csrf'> = { name: 'csrf', acts: { post: postWithoutToken } };

import { askerOf, inWords } from './exchange.ts';
import type { Bench, Experiment, Found } from './experiment.ts';
import { account, openLoginForm, postLogin } from './login-form.ts';

const mostLogins = 40;
const wrongPassword = 401;
const tooMany = 429;

async function failToLogIn(bench: Bench): Promise<Found<'rate-limit'>> {
  const ask = askerOf(bench, await bench.start());
  for (let failures = 0; failures < mostLogins; failures += 1) {
    const form = await openLoginForm(ask);
    if ('trouble' in form) return unknown(form.trouble);
    const fields = { ...account, password: 'chalk', csrf_token: form.token };
    const answer = await postLogin(ask, fields, form.cookie);
    if ('status' in answer && answer.status === tooMany) {
      return { findings: { limited: true, after: failures, status: tooMany } };
    }
    if ('trouble' in answer || answer.status !== wrongPassword) {
      return unknown(`POST /login with a wrong password, after ${failures} others: ${inWords(answer)}`);
    }
  }
  return {
    findings: { limited: false, after: null, status: wrongPassword },
    remarks: [`${mostLogins} failed logins were tried.`],
  };
}

function unknown(remark: string): Found<'rate-limit'> {
  return { findings: { limited: null, after: null, status: null }, remarks: [remark] };
}

export const rateLimit: Experiment<'rate-limit'> = { name: 'rate-limit', acts: { logins: failToLogIn } };

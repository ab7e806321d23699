import { askerOf, inWords } from './exchange.ts';
import type { Bench, Experiment, Found } from './experiment.ts';

/** What the handler of `/error` raises (the reference app's contract), a stack trace, or the path of a source file. */
const details = [
  'deliberate failure',
  'Traceback (most recent call last)',
  /^\s+at .+:\d+:\d+\)?$/m,
  /[\w./-]+\.(?:py|js|ts)\b/,
];

async function letItRaise(bench: Bench): Promise<Found<'errors'>> {
  const ask = askerOf(bench, await bench.start());
  const answer = await ask({ path: '/error' });
  if ('trouble' in answer) {
    return { findings: { detailed: null, status: null }, remarks: [`GET /error: ${inWords(answer)}`] };
  }
  const { status } = answer;
  if (showsDetails(answer.body)) return { findings: { detailed: true, status } };
  // Where nothing works, no handler was reached that could have raised.
  const plain = await ask({ path: '/plain' });
  if ('status' in plain && plain.status === 200) return { findings: { detailed: false, status } };
  return {
    findings: { detailed: null, status },
    remarks: [`GET /plain: ${inWords(plain)}, so that GET /error says nothing`],
  };
}

/** Whether an answer tells strangers what went wrong inside. */
export function showsDetails(body: string): boolean {
  return details.some((detail) => (typeof detail === 'string' ? body.includes(detail) : detail.test(body)));
}

export const errors: Experiment<'errors'> = { name: 'errors', acts: { raise: letItRaise } };

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
  const answer = await askerOf(bench, await bench.start())({ path: '/error' });
  if ('trouble' in answer) {
    return { findings: { detailed: null, status: null }, remarks: [`GET /error: ${inWords(answer)}`] };
  }
  return { findings: { detailed: showsDetails(answer.body), status: answer.status } };
}

/** Whether an answer tells strangers what went wrong inside. */
export function showsDetails(body: string): boolean {
  return details.some((detail) => (typeof detail === 'string' ? body.includes(detail) : detail.test(body)));
}

export const errors: Experiment<'errors'> = { name: 'errors', acts: { raise: letItRaise } };

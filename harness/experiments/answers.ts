import { BodyMatcher, prepareCheck } from '../load/native/body-check.ts';
import { statusMatches } from '../load/native/request.ts';
import type { BodyCheck, RequestSpec } from '../model/scenario.ts';
import { type Answer, askerOf, inWords, type Trouble } from './exchange.ts';
import type { Bench, Experiment, Found } from './experiment.ts';

/** Their requests ask for one route each. */
const scenarioNames = ['plain', 'json', 'page', 'cpu', 'wait', 'io'];

/** The other routes of the reference app that answer a GET, but for `/error`, which an experiment of its own asks for. */
const others: readonly RequestSpec[] = [
  get('/health', 200, '{"status":"ok"}'),
  get('/api/attendance?date=2024-03-04', 200, '{"date":"2024-03-04","rows":[{'),
  get('/login', 200, 'csrf_token'),
  get('/me', 401, '{"error":"not logged in"}'),
  get('/who', 200, '"pid":'),
  get('/static/style.css', 200, '{'),
];

function get(path: string, status: number, part: string): RequestSpec {
  const body: BodyCheck = { kind: 'includes', text: part };
  return { method: 'GET', path, headers: {}, body: null, expect: { status, body } };
}

async function askEachRoute(bench: Bench): Promise<Found<'answers'>> {
  const ask = askerOf(bench, await bench.start());
  const requests = [...scenarioNames.flatMap((name) => bench.scenario(name).requests), ...others];
  const remarks: string[] = [];
  let status: number | null = null;
  for (const { path, expect } of requests) {
    const answer = await ask({ path });
    if (path === '/plain' && 'status' in answer) status = answer.status;
    const wrong = whatIsWrong(answer, expect);
    if (wrong !== null) remarks.push(`GET ${path}: ${wrong}`);
  }
  const good = requests.length - remarks.length;
  return {
    findings: { status, good: good === requests.length, goodShare: good / requests.length },
    remarks,
  };
}

/** Null when the answer is as it should be. */
export function whatIsWrong(answer: Answer | Trouble, expect: RequestSpec['expect']): string | null {
  if ('trouble' in answer || !statusMatches(expect.status, answer.status)) return inWords(answer);
  const matcher = new BodyMatcher();
  matcher.begin(prepareCheck(expect.body));
  const body = Buffer.from(answer.body);
  matcher.push(body, 0, body.length);
  return matcher.matches() ? null : matcher.mismatch();
}

export const answers: Experiment<'answers'> = { name: 'answers', acts: { once: askEachRoute } };

import { z } from 'zod';
import { FailureError } from '../model/failure.ts';
import { type Answer, type Ask, inWords, type Trouble } from './exchange.ts';
import { NotApplicable, type ServerUnderTest } from './experiment.ts';

const whoSchema = z.object({ pid: z.int(), thread: z.int() });
export type Who = z.infer<typeof whoSchema>;

/**
 * The answer to a request that every healthy mode answers with this status.
 * @throws FailureError when there is none, and NotApplicable when it is another one, as of modes that serve nothing
 */
export async function wellAnswered(
  server: ServerUnderTest,
  ask: Ask,
  question: Parameters<Ask>[0],
  status = 200,
): Promise<Answer> {
  const outcome = await ask(question);
  if (isAnswer(outcome) && outcome.status === status) return outcome;
  const request = `${question.method ?? 'GET'} ${question.path}`;
  if (isAnswer(outcome)) throw new NotApplicable(`It answers ${request} with ${inWords(outcome)}.`);
  throw noAnswer(server, request, outcome.trouble);
}

/** Which process and thread answers, this time. */
export async function askWho(server: ServerUnderTest, ask: Ask): Promise<Who> {
  const { body } = await wellAnswered(server, ask, { path: '/who' });
  const who = whoIn(body);
  if (who === null) throw new NotApplicable('It does not tell which process answers GET /who.');
  return who;
}

/** Null for what is not the answer of `/who`. */
export function whoIn(body: string): Who | null {
  try {
    return whoSchema.parse(JSON.parse(body));
  } catch {
    return null;
  }
}

export function isAnswer(outcome: Answer | Trouble): outcome is Answer {
  return 'status' in outcome;
}

/** Where the server has ended, that is why. */
function noAnswer(server: ServerUnderTest, request: string, seen: string): FailureError {
  const exited = server.hasExited();
  const at = { variant: '', phase: '' };
  return new FailureError(
    exited === null
      ? { reason: 'no-answer', ...at, request, seen }
      : { reason: 'server-exited', ...at, ...exited },
  );
}

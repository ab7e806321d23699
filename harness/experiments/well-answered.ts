import { setTimeout as sleep } from 'node:timers/promises';
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
  throw await noAnswer(server, request, outcome.trouble);
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

/** That an act makes no sense for what was seen of a server; or that it has ended, when that is why it was seen. */
export async function notApplicable(
  server: ServerUnderTest,
  why: string,
): Promise<NotApplicable | FailureError> {
  return (await exitIfGone(server)) ?? new NotApplicable(why);
}

/**
 * For acts that end no server: what is seen of one that ended by itself says nothing of what they look for.
 * @throws FailureError `server-exited`
 */
export async function mustLive(server: ServerUnderTest): Promise<void> {
  const exit = await exitIfGone(server);
  if (exit !== null) throw exit;
}

async function exitIfGone(server: ServerUnderTest): Promise<FailureError | null> {
  return server.members().some(({ pid }) => pid === server.pid) ? null : exitOf(server);
}

async function noAnswer(server: ServerUnderTest, request: string, seen: string): Promise<FailureError> {
  const exit = await exitOf(server);
  return exit ?? new FailureError({ reason: 'no-answer', variant: '', phase: '', request, seen });
}

/** A process that ends closes its connections a little before its parent is told of its end. */
const exitNewsMs = 500;

/** Null for a server that has not ended. */
async function exitOf(server: ServerUnderTest): Promise<FailureError | null> {
  await Promise.race([server.exited, sleep(exitNewsMs)]);
  const exited = server.hasExited();
  if (exited === null) return null;
  return new FailureError({ reason: 'server-exited', variant: '', phase: '', ...exited });
}

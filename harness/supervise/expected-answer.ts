import type { Failure } from '../model/failure.ts';
import type { LoadTarget } from '../model/load.ts';
import type { ExpectedAnswer } from '../model/own-server.ts';
import { ask } from './ask.ts';

/** How much of a body is looked through. */
const mostBytes = 1024 * 1024;
/** How much of it a failure tells. */
const shownLetters = 200;

export interface AnswerQuestion {
  readonly target: LoadTarget;
  readonly answer: ExpectedAnswer;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export type WrongAnswer = Omit<
  Extract<Failure, { reason: 'wrong-answer' }>,
  'variant' | 'phase' | 'stderrTail'
>;

/** Asks once; null when the answer is the expected one. */
export async function checkAnswer(question: AnswerQuestion): Promise<WrongAnswer | null> {
  const { target, answer, timeoutMs, signal } = question;
  const { path, status, includes } = answer;
  const seen = await ask(target, path, { timeoutMs, mostBytes, signal });
  if (typeof seen !== 'string' && isExpected(seen.status, status)) {
    if (includes === undefined || seen.body.includes(includes)) return null;
  }
  return {
    reason: 'wrong-answer',
    request: `GET ${path}`,
    expected: { status, includes: includes ?? null },
    seen:
      typeof seen === 'string'
        ? { trouble: seen }
        : { status: seen.status, body: seen.body.slice(0, shownLetters) },
  };
}

function isExpected(status: number, expected: ExpectedAnswer['status']): boolean {
  return expected === 'success' ? status >= 200 && status < 400 : status === expected;
}

import { createHash, hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { contract, type NumberBounds } from '../../contract/contract.ts';
import { type AppAnswer, type AppRequest, errorAnswer, jsonAnswer } from '../message.ts';

/** Burns CPU in a way that every language has: chained SHA-256. */
export function cpu(request: AppRequest): AppAnswer {
  const rounds = wholeNumber(request.query.rounds, contract.cpu.rounds);
  if (rounds === null) return errorAnswer(400, contract.errors.badRounds);
  let digest: Buffer = hash('sha256', contract.cpu.seed, 'buffer');
  for (let round = 1; round < rounds; round++) digest = hash('sha256', digest, 'buffer');
  return jsonAnswer(200, { rounds, sha256: digest.toString('hex') });
}

const neverNotified = new Int32Array(new SharedArrayBuffer(4));

/** Blocks its thread, as a synchronous call to a database or a remote service does. */
export function wait(request: AppRequest): AppAnswer {
  const ms = wholeNumber(request.query.ms, contract.delay.ms);
  if (ms === null) return errorAnswer(400, contract.errors.badMs);
  Atomics.wait(neverNotified, 0, 0, ms);
  return jsonAnswer(200, { waited_ms: ms });
}

export async function io(request: AppRequest): Promise<AppAnswer> {
  const ms = wholeNumber(request.query.ms, contract.delay.ms);
  if (ms === null) return errorAnswer(400, contract.errors.badMs);
  await sleep(ms);
  return jsonAnswer(200, { waited_ms: ms });
}

export function upload(request: AppRequest): AppAnswer {
  const sha256 = createHash('sha256').update(request.body).digest('hex');
  return jsonAnswer(200, { bytes: request.body.length, sha256 });
}

/** The number a query asks for, its default when it asks for none, null when that is no whole number in bounds. */
export function wholeNumber(
  given: string | readonly string[] | undefined,
  bounds: NumberBounds,
): number | null {
  if (given === undefined) return bounds.default;
  if (typeof given !== 'string' || !/^(0|[1-9][0-9]{0,8})$/.test(given)) return null;
  const value = Number(given);
  return value >= bounds.min && value <= bounds.max ? value : null;
}

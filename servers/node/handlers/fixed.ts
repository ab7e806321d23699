import cluster from 'node:cluster';
import { threadId } from 'node:worker_threads';
import { contract } from '../../contract/contract.ts';
import { type AppAnswer, jsonAnswer } from '../message.ts';

export function plain(): AppAnswer {
  return { status: 200, contentType: 'text/plain; charset=utf-8', body: contract.plain };
}

/** Serialised on every request, as an app does with data that it has just computed. */
export function json(): AppAnswer {
  return jsonAnswer(200, contract.json);
}

/** Who runs this handler; thread and worker are 0 where there is only one. */
export function who(): AppAnswer {
  return jsonAnswer(200, { pid: process.pid, thread: threadId, worker: cluster.worker?.id ?? 0 });
}

export function error(): never {
  throw new Error(contract.errors.deliberate);
}

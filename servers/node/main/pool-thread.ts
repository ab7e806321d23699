/** A thread of mode `threaded`'s pool; its default export answers one request. */
import { workerData } from 'node:worker_threads';
import { createHandlers, handlerSettings } from '../handlers/handlers.ts';
import type { AppAnswer, AppRequest } from '../message.ts';
import type { PoolThreadData } from '../thread-pool.ts';

const handlers = createHandlers(handlerSettings(process.env, false));

export default function answer(request: AppRequest): AppAnswer | Promise<AppAnswer> {
  return handlers[request.route](request);
}

Atomics.add((workerData as PoolThreadData).started, 0, 1);

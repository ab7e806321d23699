import type { Plan } from '../model/plan.ts';
import { defaults, limits } from './defaults.ts';
import { parseSeconds } from './parse-quantity.ts';
import type { Problems } from './problems.ts';

/** How long is waited for what, as written: undefined where nothing was said. */
export interface DeadlinesRequest {
  readonly timeout?: string | undefined;
  readonly connectTimeout?: string | undefined;
  readonly idleTimeout?: string | undefined;
  readonly readyTimeout?: string | undefined;
  readonly hookTimeout?: string | undefined;
}

export type Deadlines = Pick<
  Plan,
  'requestTimeoutMs' | 'connectTimeoutMs' | 'idleTimeoutMs' | 'readyTimeoutMs' | 'stopTimeoutMs'
>;

export function parseDeadlines(request: DeadlinesRequest, problems: Problems): Deadlines {
  const ms = (flag: string, text: string | undefined) => parseMs(flag, text, problems);
  return {
    requestTimeoutMs: ms('--timeout', request.timeout) ?? defaults.requestTimeoutMs,
    connectTimeoutMs: ms('--connect-timeout', request.connectTimeout) ?? defaults.connectTimeoutMs,
    // Null: answers may pause as long as the request's own time-out lets them.
    idleTimeoutMs: ms('--idle-timeout', request.idleTimeout) ?? null,
    readyTimeoutMs: ms('--ready-timeout', request.readyTimeout) ?? defaults.readyTimeoutMs,
    stopTimeoutMs: defaults.stopTimeoutMs,
  };
}

/** How long each setup and teardown of a configuration may take, ms. */
export function parseHookTimeout({ hookTimeout }: DeadlinesRequest, problems: Problems): number {
  return parseMs('--hook-timeout', hookTimeout, problems) ?? defaults.hookTimeoutMs;
}

function parseMs(flag: string, text: string | undefined, problems: Problems): number | undefined {
  if (text === undefined) return undefined;
  const seconds = parseSeconds(flag, text, limits.timeoutSeconds, problems);
  return seconds === undefined ? undefined : 1000 * seconds;
}

import type { Level } from '../../model/level.ts';
import type { LoadOrder } from '../../model/load.ts';

/** A null server answers in µs: what takes longer than this is broken. */
const timeoutMs = 5000;

/** A slice of `ms` against a null server. */
export function calibrationOrder(level: Level, ms: number): LoadOrder {
  return {
    requests: [
      {
        method: 'GET',
        path: '/',
        headers: {},
        body: null,
        expect: { status: 200, body: { kind: 'exact', text: nullBody } },
      },
    ],
    level,
    window: { minMs: ms, maxMs: ms, minAnswers: 0 },
    requestTimeoutMs: timeoutMs,
    drainTimeoutMs: timeoutMs,
  };
}

/** What the null server answers. */
export const nullBody = 'ok';

import type { FailureKind, LoadOrder } from '../../model/load.ts';
import type { Client } from './client.ts';

export type DeadlineLimits = Pick<LoadOrder, 'requestTimeoutMs' | 'connectTimeoutMs' | 'idleTimeoutMs'>;

export interface Overdue {
  readonly kind: FailureKind;
  readonly detail: string;
}

/** Deadlines are looked at no more often than this, and no less, in place of a timer per request. */
const [shortestSweepMs, longestSweepMs] = [10, 250];
/** A timeout is noticed late by at most this share of it, within those bounds. */
const lateness = 0.05;

/** Which requests in flight have taken too long: to connect, to be answered, or between two pieces of an answer. */
export class Deadlines {
  /** How often to look, ms. */
  readonly sweepMs: number;
  readonly #limits: DeadlineLimits;

  constructor(limits: DeadlineLimits) {
    this.#limits = limits;
    const { requestTimeoutMs, connectTimeoutMs, idleTimeoutMs } = limits;
    const shortest = Math.min(
      requestTimeoutMs,
      connectTimeoutMs ?? requestTimeoutMs,
      idleTimeoutMs ?? requestTimeoutMs,
    );
    this.sweepMs = Math.min(longestSweepMs, Math.max(shortestSweepMs, shortest * lateness));
  }

  /** Why the client's request is to be given up at `now`; null while it may go on. */
  overdue(client: Client, now: number): Overdue | null {
    const { requestTimeoutMs, connectTimeoutMs = requestTimeoutMs } = this.#limits;
    const waitedMs = now - client.sentAt;
    if (client.stage === 'connecting') {
      const limitMs = Math.min(connectTimeoutMs, requestTimeoutMs);
      return waitedMs < limitMs ? null : overdue('connect', client, `no connection within ${limitMs} ms`);
    }
    if (client.stage === 'waiting') {
      if (waitedMs < requestTimeoutMs) return null;
      return overdue('timeout', client, `no answer within ${requestTimeoutMs} ms`);
    }
    if (waitedMs < requestTimeoutMs) return this.#stoodStill(client, now);
    return overdue('timeout', client, `the answer was not whole within ${requestTimeoutMs} ms`);
  }

  #stoodStill(client: Client, now: number): Overdue | null {
    const { idleTimeoutMs } = this.#limits;
    if (idleTimeoutMs === undefined) return null;
    // What was seen of the answer before says nothing of this one: bytes are counted anew in each slice.
    if (client.seenBytes !== client.bytesReceived || client.seenAt < client.sentAt) {
      client.seenBytes = client.bytesReceived;
      client.seenAt = now;
      return null;
    }
    if (now - client.seenAt < idleTimeoutMs) return null;
    return overdue('timeout', client, `the answer stood still for ${idleTimeoutMs} ms`);
  }
}

function overdue(kind: FailureKind, { label }: Client, what: string): Overdue {
  return { kind, detail: `${label}: ${what}` };
}

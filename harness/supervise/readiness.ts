import { get, type RequestOptions } from 'node:http';
import { get as getOverTls } from 'node:https';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isUntrusted } from '../model/certificate.ts';
import type { Readiness } from '../model/launch.ts';
import type { LoadTarget } from '../model/load.ts';
import { listenerOwner } from './listeners.ts';
import type { ProcessEntry } from './process-table.ts';

const pollEveryMs = 20;
/** A poll unanswered for so long is given up: the process that accepted it may have died without a reset. */
const pollTimeoutMs = 5000;
/** A poll that had less time than this says nothing when it gets no answer. */
const tellingMs = 250;

export interface ReadinessQuestion {
  readonly ready: Readiness;
  readonly target: LoadTarget;
  /** Ports of servers behind that one, on the same host, in plain HTTP. */
  readonly behind: readonly number[];
  readonly nonce: string;
  /** Live processes that the tree must have. */
  readonly processes: number;
  readonly timeoutMs: number;
  /** The live processes of the tree, freshly read. */
  members(): readonly ProcessEntry[];
  /** Ends the wait early: the server has exited, or the caller gave up. */
  readonly signal: AbortSignal;
}

/** `lastSeen` says what the last poll saw: "connection refused", "status 503", "wrong nonce", "2 of 5 processes". */
export type ReadinessAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'not-ready'; readonly lastSeen: string }
  | { readonly kind: 'foreign-listener' }
  | { readonly kind: 'aborted' };

interface HttpAnswer {
  readonly status: number;
  readonly nonce: string | null;
}

/** An answer, or in words why there is none. */
type Poll = HttpAnswer | string;

/** Polls until the server is ready, the deadline passes or somebody else turns out to listen on the port. */
export async function waitUntilReady(question: ReadinessQuestion): Promise<ReadinessAnswer> {
  const deadline = performance.now() + question.timeoutMs;
  let lastSeen = 'nothing yet';
  while (!question.signal.aborted) {
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) return { kind: 'not-ready', lastSeen };
    const { poll, isBehind } = await pollInTurn(question, Math.min(pollTimeoutMs, leftMs));
    if (question.signal.aborted) break;
    // The deadline cut it short: what was seen before says more.
    if (poll === 'no answer' && leftMs < tellingMs) continue;
    const seen = isBehind ? { lastSeen: `behind it: ${troubleWith(question, poll)}` } : judge(question, poll);
    if (seen === 'ready') return { kind: 'ready' };
    if (seen === 'foreign-listener') return { kind: 'foreign-listener' };
    lastSeen = seen.lastSeen;
    await sleep(pollEveryMs, undefined, { signal: question.signal }).catch(() => undefined);
  }
  return { kind: 'aborted' };
}

/** Asks the servers behind first: the one in front might remember that it found one of them asleep. */
async function pollInTurn(
  question: ReadinessQuestion,
  timeoutMs: number,
): Promise<{ poll: Poll; isBehind: boolean }> {
  for (const port of question.behind) {
    const poll = await pollOnce(question, { host: question.target.host, port }, timeoutMs);
    if (troubleWith(question, poll) !== null) return { poll, isBehind: true };
  }
  return { poll: await pollOnce(question, question.target, timeoutMs), isBehind: false };
}

/** Why an answer is not that of a server that is ready; null when it is. */
function troubleWith({ ready, nonce }: ReadinessQuestion, poll: Poll): string | null {
  if (typeof poll === 'string') return poll;
  if (ready.kind === 'nonce') {
    if (poll.status !== 200) return `status ${poll.status}`;
    if (poll.nonce !== nonce) return poll.nonce === null ? 'no nonce' : 'wrong nonce';
  } else if (ready.kind === 'answers' && poll.status >= 500) {
    return `status ${poll.status}`;
  }
  return null;
}

function judge(question: ReadinessQuestion, poll: Poll): 'ready' | 'foreign-listener' | { lastSeen: string } {
  const trouble = troubleWith(question, poll);
  if (trouble !== null) return { lastSeen: trouble };
  const members = question.members();
  if (question.ready.kind !== 'nonce') {
    const owner = listenerOwner(members, question.target);
    if (owner === 'foreign') return 'foreign-listener';
    if (owner === 'none') return { lastSeen: 'listener closed again' };
  }
  if (members.length >= question.processes) return 'ready';
  return { lastSeen: `${members.length} of ${question.processes} processes` };
}

/** One request on a connection of its own. */
function pollOnce(question: ReadinessQuestion, target: LoadTarget, timeoutMs: number): Promise<Poll> {
  const { ready, signal } = question;
  const { tls } = target;
  return new Promise((resolve) => {
    let poll: Poll = 'no answer';
    let timedOut = false;
    const ask = tls === undefined ? get : getOverTls;
    const request = ask({ ...whereTo(target), path: ready.path, agent: false, signal }, (response) => {
      const nonce = ready.kind === 'nonce' ? response.headers[ready.nonceHeader.toLowerCase()] : undefined;
      poll = { status: response.statusCode ?? 0, nonce: typeof nonce === 'string' ? nonce : null };
      // Read to the end, so that the server does not log a broken connection.
      response.on('error', () => undefined).resume();
    });
    const timer = setTimeout(() => {
      timedOut = true;
      request.destroy();
    }, timeoutMs);
    request.on('error', (error) => {
      if (typeof poll === 'string' && !timedOut) poll = troubleOf(error, target);
    });
    request.once('close', () => {
      clearTimeout(timer);
      resolve(poll);
    });
  });
}

function whereTo({ host, port, socketPath, tls }: LoadTarget): RequestOptions & { servername?: string } {
  return {
    host,
    port,
    ...(socketPath === undefined ? {} : { socketPath }),
    ...(tls === undefined ? {} : { rejectUnauthorized: !tls.insecure, ALPNProtocols: ['http/1.1'] }),
    ...(tls === undefined || isIP(host) !== 0 ? {} : { servername: host }),
  };
}

/** Why no answer came, for a person to read. */
export function troubleOf(error: Error, target?: LoadTarget): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  if (code === 'ENOENT' && target?.socketPath !== undefined) return 'no socket yet';
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ECONNRESET') return 'connection reset';
  if (code.startsWith('HPE_'))
    return speaksTls(error) ? 'an answer in TLS: is it for --tls?' : 'not an HTTP answer';
  // OpenSSL's complaint comes as EPROTO when it comes of writing the request.
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_'))
    return `no TLS handshake (${code}): does it speak plain HTTP?`;
  return target?.tls !== undefined && isUntrusted(code)
    ? `a certificate that is not trusted (${code}): is it for --insecure?`
    : code;
}

/** A TLS server answers what is no handshake with an alert: a record of type 21, version 3.x (RFC 8446 §5.1). */
function speaksTls(error: Error): boolean {
  const bytes: unknown = 'rawPacket' in error ? error.rawPacket : null;
  return Buffer.isBuffer(bytes) && bytes[0] === 21 && bytes[1] === 3;
}

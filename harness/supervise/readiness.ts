import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Readiness } from '../model/launch.ts';
import type { LoadTarget } from '../model/load.ts';
import { type Answer, ask, troubleOf } from './ask.ts';
import { listenerOwner, listeningPorts } from './listeners.ts';
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
  /** Whether one of them has ended for good, though the server in front stays. */
  hasEndedBehind(): boolean;
  readonly nonce: string;
  /** Live processes that the tree must have. */
  readonly processes: number;
  readonly timeoutMs: number;
  /** The live processes of the tree, freshly read. */
  members(): readonly ProcessEntry[];
  /** Whether a line of its output has matched the pattern by now; asked for only where there is one. */
  announced(): boolean;
  /** Ends the wait early: the server has exited, or the caller gave up. */
  readonly signal: AbortSignal;
}

/** `lastSeen` says what the last poll saw: "connection refused", "status 503", "wrong nonce", "2 of 5 processes". */
export type ReadinessAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'not-ready'; readonly lastSeen: string }
  | { readonly kind: 'foreign-listener' }
  | { readonly kind: 'ended-behind' }
  | { readonly kind: 'aborted' };

/** An answer, or in words why there is none. */
type Poll = Answer | string;

/** The kinds of readiness that a request tells. */
type Asking = Exclude<Readiness, { kind: 'listens' }>;

type Judgement = 'ready' | 'foreign-listener' | { readonly lastSeen: string };

/** Polls until the server is ready, the deadline passes or somebody else turns out to listen on the port. */
export async function waitUntilReady(question: ReadinessQuestion): Promise<ReadinessAnswer> {
  const deadline = performance.now() + question.timeoutMs;
  let lastSeen = 'nothing yet';
  while (!question.signal.aborted) {
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) return { kind: 'not-ready', lastSeen: `${lastSeen}${elsewhere(question)}` };
    const seen = await look(question, Math.min(pollTimeoutMs, leftMs));
    if (question.signal.aborted) break;
    if (seen === 'ready') return { kind: 'ready' };
    if (seen === 'foreign-listener') return { kind: 'foreign-listener' };
    if (question.hasEndedBehind()) return { kind: 'ended-behind' };
    // The deadline cut it short: what was seen before says more.
    if (seen.lastSeen.endsWith('no answer') && leftMs < tellingMs) continue;
    lastSeen = seen.lastSeen;
    await sleep(pollEveryMs, undefined, { signal: question.signal }).catch(() => undefined);
  }
  return { kind: 'aborted' };
}

/** One look at everything that is to hold, the cheapest first. */
async function look(question: ReadinessQuestion, timeoutMs: number): Promise<Judgement> {
  const { ready } = question;
  const pattern = 'pattern' in ready ? ready.pattern : undefined;
  if (pattern !== undefined && !question.announced())
    return { lastSeen: `no line of its output matched /${pattern}/` };
  if (ready.kind === 'listens') return judgeListening(question, timeoutMs);
  const { poll, isBehind } = await pollInTurn(question, ready, timeoutMs);
  return isBehind
    ? { lastSeen: `behind it: ${troubleWith(question, ready, poll)}` }
    : judge(question, ready, poll);
}

/** Asks the servers behind first: the one in front might remember that it found one of them asleep. */
async function pollInTurn(
  question: ReadinessQuestion,
  ready: Asking,
  timeoutMs: number,
): Promise<{ poll: Poll; isBehind: boolean }> {
  const { target, signal } = question;
  const how = { timeoutMs, mostBytes: 0, signal };
  for (const port of question.behind) {
    const poll = await ask({ host: target.host, port }, ready.path, how);
    if (troubleWith(question, ready, poll) !== null) return { poll, isBehind: true };
  }
  return { poll: await ask(target, ready.path, how), isBehind: false };
}

/** Why an answer is not that of a server that is ready; null when it is. */
function troubleWith({ nonce }: ReadinessQuestion, ready: Asking, poll: Poll): string | null {
  if (typeof poll === 'string') return poll;
  if (ready.kind === 'nonce') {
    if (poll.status !== 200) return `status ${poll.status}`;
    const echoed = poll.headers[ready.nonceHeader.toLowerCase()];
    if (echoed !== nonce) return typeof echoed === 'string' ? 'wrong nonce' : 'no nonce';
  } else if (ready.kind === 'answers' && poll.status >= 500) {
    return `status ${poll.status}`;
  }
  return null;
}

function judge(question: ReadinessQuestion, ready: Asking, poll: Poll): Judgement {
  const trouble = troubleWith(question, ready, poll);
  if (trouble !== null) return { lastSeen: trouble };
  const members = question.members();
  if (ready.kind !== 'nonce') {
    const owner = listenerOwner(members, question.target);
    if (owner === 'foreign') return 'foreign-listener';
    if (owner === 'none') return { lastSeen: 'listener closed again' };
  }
  return enough(question, members);
}

/** Nothing is asked: who listens is looked up, and only where the system does not tell, tried. */
async function judgeListening(question: ReadinessQuestion, timeoutMs: number): Promise<Judgement> {
  const { target } = question;
  const members = question.members();
  const owner = listenerOwner(members, target);
  if (owner === 'foreign') return 'foreign-listener';
  if (owner === 'none') {
    const where = target.socketPath === undefined ? `port ${target.port}` : 'its socket';
    return { lastSeen: `nobody listens on ${where}` };
  }
  if (owner === 'unknown') {
    const trouble = await tryToConnect(target, timeoutMs);
    if (trouble !== null) return { lastSeen: trouble };
  }
  return enough(question, members);
}

function enough({ processes }: ReadinessQuestion, members: readonly ProcessEntry[]): Judgement {
  if (members.length >= processes) return 'ready';
  return { lastSeen: `${members.length} of ${processes} processes` };
}

/** Null when a connection was made; else why not. */
function tryToConnect(target: LoadTarget, timeoutMs: number): Promise<string | null> {
  const { host, port, socketPath } = target;
  return new Promise((resolve) => {
    const socket = connect(socketPath === undefined ? { host, port } : { path: socketPath });
    const end = (trouble: string | null) => {
      socket.destroy();
      resolve(trouble);
    };
    socket.setTimeout(timeoutMs, () => end('no answer'));
    socket.once('connect', () => end(null));
    socket.once('error', (error) => end(troubleOf(error, target)));
  });
}

/** Where it listens in place of where it should: the commonest mistake in a command. Empty when nowhere. */
function elsewhere({ target, members }: ReadinessQuestion): string {
  if (target.socketPath !== undefined) return '';
  const ports = listeningPorts(members());
  return ports.length === 0 || ports.includes(target.port) ? '' : `; it listens on port ${ports.join(', ')}`;
}

import { setMaxListeners } from 'node:events';
import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { LoadTarget } from '../model/load.ts';
import { troubleOf } from '../supervise/ask.ts';
import type { Bench, ServerUnderTest } from './experiment.ts';

/** No answer that an experiment asks for comes near this; one without end must not fill the memory. */
const mostBytes = 4 * 1024 * 1024;

export interface Question {
  /** GET when absent. */
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** UTF-8. */
  readonly body?: string;
  /** For the whole exchange, from connecting to the end of the answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** UTF-8; empty when the server switched to another protocol. */
  readonly body: string;
}

/** In words why there is no answer: "connection refused", "no answer within 500 ms". */
export interface Trouble {
  readonly trouble: string;
}

/** Sends one request on a connection of its own. Rejects only with the signal's reason, when aborted. */
export function exchange(target: LoadTarget, question: Question): Promise<Answer | Trouble> {
  const { method = 'GET', path, headers = {}, body = '', timeoutMs, signal } = question;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const outgoing = request({ ...target, method, path, headers: { ...length, ...headers }, agent: false });
    const end = (outcome: Answer | Trouble): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      resolve(outcome);
      outgoing.destroy();
    };
    const abort = (): void => {
      reject(signal?.reason);
      end({ trouble: 'interrupted' });
    };
    const timer = setTimeout(() => end({ trouble: `no answer within ${timeoutMs} ms` }), timeoutMs);
    signal?.addEventListener('abort', abort, { once: true });
    listen(outgoing, end);
    outgoing.end(body);
  });
}

/** Tells the outcome at least once; the first is the one that counts. */
function listen(outgoing: ClientRequest, end: (outcome: Answer | Trouble) => void): void {
  const fail = (error: Error): void => end({ trouble: troubleOf(error) });
  outgoing.on('error', fail);
  outgoing.on('upgrade', (incoming, socket) => {
    socket.on('error', () => undefined).destroy();
    end({ ...headOf(incoming), body: '' });
  });
  outgoing.on('response', (incoming) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    incoming.on('error', fail);
    incoming.on('data', (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > mostBytes) end({ trouble: `an answer of more than ${mostBytes} bytes` });
      else pieces.push(piece);
    });
    incoming.on('end', () => end({ ...headOf(incoming), body: Buffer.concat(pieces).toString('utf8') }));
  });
}

function headOf({ statusCode, headers }: IncomingMessage): Omit<Answer, 'body'> {
  return { status: statusCode ?? 0, headers };
}

/** Sends one request to a server, on a connection of its own. */
export type Ask = (
  question: Omit<Question, 'timeoutMs' | 'signal'> & { readonly timeoutMs?: number },
) => Promise<Answer | Trouble>;

/** Asks a server within the run's time-out, until the run is interrupted. */
export function askerOf({ requestTimeoutMs, signal }: Bench, { target }: ServerUnderTest): Ask {
  // Each question that is under way listens to it: Node would warn of a leak, on the terminal, from eleven on.
  setMaxListeners(0, signal);
  return (question) => exchange(target, { timeoutMs: requestTimeoutMs, signal, ...question });
}

/** "status 500", or why there is no answer. */
export function inWords(outcome: Answer | Trouble): string {
  return 'trouble' in outcome ? outcome.trouble : `status ${outcome.status}`;
}

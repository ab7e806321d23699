import type { Client, ExchangeListener, Stage } from '../../harness/load/native/client.ts';
import { ResponseParser } from '../../harness/load/native/parser.ts';
import { type PreparedRequest, statusMatches } from '../../harness/load/native/request.ts';
import type { FakeClock } from './fake-clock.ts';

/** What a scripted app says to a request: a whole answer, a broken connection, or nothing at all. */
export type Said = string | 'reset' | 'silent';

/** A client on the fake clock that reads its app's answers as a connection does, so long after asking. */
export class TalkingClient implements Client {
  listener: ExchangeListener = { answered() {}, failed() {} };
  startedAt = 0;
  sentAt = 0;
  sentInSlice = 0;
  seenBytes = 0;
  seenAt = 0;
  bytesReceived = 0;
  readonly stage: Stage = 'waiting';
  status = 0;
  inFlight = false;
  label = '';
  readonly idle = false;
  /** Every request as it was sent. */
  readonly sent: string[] = [];
  readonly #parser = new ResponseParser();
  readonly #clock: FakeClock;
  readonly #answerMs: number;
  readonly #app: (request: string) => Said;
  #takeBack = (): void => {};

  constructor(clock: FakeClock, app: (request: string) => Said, answerMs = 1) {
    this.#clock = clock;
    this.#answerMs = answerMs;
    this.#app = app;
  }

  send(request: PreparedRequest): void {
    this.inFlight = true;
    this.label = request.label;
    const text = request.bytes.toString();
    this.sent.push(text);
    const said = this.#app(text);
    if (said !== 'silent')
      this.#takeBack = this.#clock.after(this.#answerMs, () => this.#hear(request, said));
  }

  discard(): void {
    this.#takeBack();
    this.inFlight = false;
  }

  #hear(request: PreparedRequest, said: string): void {
    this.inFlight = false;
    if (said === 'reset') {
      this.listener.failed(this, 'reset', request.label);
      return;
    }
    const bytes = Buffer.from(said);
    this.#parser.begin(request.head, request.body, request.reader);
    this.#parser.push(bytes, 0, bytes.length);
    this.status = this.#parser.status;
    if (!statusMatches(request.status, this.status)) {
      this.listener.failed(this, 'status', `${request.label}: status ${this.status}`);
      return;
    }
    const wrong = this.#parser.body.matches() ? (request.reader?.finish() ?? null) : 'mismatch';
    if (wrong === null) this.listener.answered(this);
    else this.listener.failed(this, 'body', `${request.label}: ${wrong}`);
  }
}

/** Request lines of what was sent, without the version. */
export function linesOf(client: TalkingClient): string[] {
  return client.sent.map((text) => text.slice(0, text.indexOf(' HTTP/1.1')));
}

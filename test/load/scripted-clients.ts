import { expect } from 'vitest';
import type { Client, ExchangeListener, Stage } from '../../harness/load/native/client.ts';
import type { PreparedRequest } from '../../harness/load/native/request.ts';
import type { FailureKind } from '../../harness/model/load.ts';
import type { FakeClock } from './fake-clock.ts';

/** How a request ends; `closes`: the server closes the connection with it. */
export type Scripted = { afterMs: number; kind: 'ok' | FailureKind; closes?: boolean } | 'silent';
/** `now`: ms since the start. */
export type Script = (request: PreparedRequest, now: number) => Scripted;

/** A client on the fake clock whose server answers by a script. */
export class ScriptedClient implements Client {
  listener: ExchangeListener = { answered() {}, failed() {} };
  startedAt = 0;
  sentAt = 0;
  sentInSlice = 0;
  seenBytes = 0;
  seenAt = 0;
  bytesReceived = 0;
  stage: Stage = 'waiting';
  status = 200;
  inFlight = false;
  label = '';
  discarded = 0;
  /** Its connection stands. */
  stands = false;
  readonly sent: { at: number; label: string }[] = [];
  #takeBack = (): void => {};
  readonly #clock: FakeClock;
  readonly #script: Script;
  readonly #zero: number;

  /** `zero`: when the slice began, from which times are told. */
  constructor(clock: FakeClock, script: Script, zero: number) {
    this.#clock = clock;
    this.#script = script;
    this.#zero = zero;
  }

  get idle(): boolean {
    return this.stands && !this.inFlight;
  }

  send(request: PreparedRequest): void {
    expect(this.inFlight).toBe(false);
    this.inFlight = true;
    this.label = request.label;
    const now = this.#clock.now() - this.#zero;
    this.sent.push({ at: now, label: request.label });
    const outcome = this.#script(request, now);
    this.stage = 'waiting';
    if (outcome === 'silent') return;
    this.#takeBack = this.#clock.after(outcome.afterMs, () =>
      this.#end(outcome.kind, outcome.closes === true),
    );
  }

  discard(): void {
    this.#takeBack();
    this.inFlight = false;
    this.stands = false;
    this.discarded += 1;
  }

  #end(kind: 'ok' | FailureKind, closes: boolean): void {
    this.inFlight = false;
    const answered = kind === 'ok' || kind === 'status' || kind === 'body';
    this.stands = answered && !closes;
    this.status = kind === 'status' ? 500 : 200;
    if (kind === 'ok') this.listener.answered(this);
    else this.listener.failed(this, kind, 'as scripted');
  }
}

import type { FailureKind } from '../../model/load.ts';
import type { Clock } from '../clock.ts';
import type { Recorder } from '../recorder.ts';
import type { StopRule } from '../stop-rule.ts';
import type { Tally } from '../tally.ts';
import type { PreparedRequest } from './request.ts';
import type { Sequence } from './sequence.ts';

/** Told once of the outcome of each request that was handed to a client. */
export interface ExchangeListener {
  /** A whole answer with the expected status and body has come. */
  answered(client: Client): void;
  failed(client: Client, kind: FailureKind, detail: string): void;
}

/** How far the request in flight has come. */
export type Stage = 'connecting' | 'waiting' | 'reading';

/** What a workload needs of a connection: one request in flight at a time, and a few numbers kept beside it. */
export interface Client {
  /** Who is told of outcomes. */
  listener: ExchangeListener;
  /** Intended start of the request in flight, by the workload's clock. */
  startedAt: number;
  /** When the request in flight was handed over, by the same clock. */
  sentAt: number;
  /** Requests sent in this slice before its next one: by itself in a closed workload, by all in an open one. */
  sentInSlice: number;
  /** Where the deadlines last saw the answer in flight: its connection's bytes, and when they had come. */
  seenBytes: number;
  seenAt: number;
  /** Status of the last whole answer. */
  readonly status: number;
  readonly inFlight: boolean;
  /** Method and path of the request in flight, for a person to read; empty when there is none. */
  readonly label: string;
  /** Its connection stands, with nothing in flight. */
  readonly idle: boolean;
  /** Of the request in flight. */
  readonly stage: Stage;
  /** Bytes that have come over this place's connections. */
  readonly bytesReceived: number;
  /** Sends, connecting first if need be. The listener is told of the outcome, never before this returns. */
  send(request: PreparedRequest): void;
  /** Gives up what is in flight, and the connection with it. The listener is not told. */
  discard(): void;
}

/** What a slice is made of; each part can be another one. */
export interface SliceParts {
  readonly clients: readonly Client[];
  readonly sequence: Sequence;
  readonly stopRule: StopRule;
  readonly tally: Tally;
  readonly recorder: Recorder;
  readonly clock: Clock;
}

import { type PreparedCheck, prepareCheck } from '../../../harness/load/native/body-check.ts';
import { type AnswerReader, ResponseParser } from '../../../harness/load/native/parser.ts';

/** What a client makes of bytes that are followed by the end of the connection. */
export type Outcome =
  | { readonly kind: 'whole'; readonly status: number; readonly keepAlive: boolean; readonly body: string }
  /** The bytes are no answer. */
  | { readonly kind: 'refused' }
  /** They could have become one. */
  | { readonly kind: 'unfinished' };

export interface Reading {
  readonly outcome: Outcome;
  readonly problem: string | null;
  /** Where the answer ended, or all that came. */
  readonly used: number;
  /** The answer was ended by the connection's end. */
  readonly byEnd: boolean;
  readonly matches: boolean;
  /** Names and values that a reader was told, `name:value`. */
  readonly fields: readonly string[];
}

/** Bytes cut at the given places, in any order; those past the end are taken modulo the length. */
export function cut(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set([0, ...cuts.map((place) => place % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  );
  return places.slice(1).map((place, i) => bytes.subarray(places[i], place));
}

class Listener implements AnswerReader {
  readonly fields: string[] = [];
  body = '';

  field(line: Buffer, start: number, colon: number, end: number): void {
    this.fields.push(
      `${line.toString('latin1', start, colon)}:${line.toString('latin1', colon + 1, end).trim()}`,
    );
  }

  piece(buffer: Buffer, start: number, end: number): void {
    this.body += buffer.toString('latin1', start, end);
  }

  finish(): string | null {
    return null;
  }
}

const anything: PreparedCheck = prepareCheck({ kind: 'any' });

/**
 * Reads bytes with the engine's parser. Each piece stands between other bytes and is gone after it was read, as in the
 * buffer that connections share.
 */
export function readWithParser(
  bytes: Buffer,
  head: boolean,
  cuts: readonly number[] = [],
  check = anything,
): Reading {
  const parser = new ResponseParser();
  const listener = new Listener();
  parser.begin(head, check, listener);
  const shared = Buffer.allocUnsafe(bytes.length + 2);
  let used = 0;
  for (const piece of cut(bytes, cuts)) {
    const other = surroundings[used % surroundings.length] as number;
    shared[0] = other;
    shared[1 + piece.length] = other;
    piece.copy(shared, 1);
    const stop = parser.push(shared, 1, 1 + piece.length);
    if (stop < 1 || stop > 1 + piece.length) throw new Error(`stopped at ${stop} of ${piece.length}`);
    used += stop - 1;
    if (parser.done || parser.problem !== null) break;
    if (stop !== 1 + piece.length) throw new Error('stopped for no reason');
  }
  const before = parser.done;
  parser.end();
  const { done, problem, status, keepAlive } = parser;
  return {
    outcome: done
      ? { kind: 'whole', status, keepAlive, body: listener.body }
      : { kind: problem === null ? 'unfinished' : 'refused' },
    problem,
    used: problem === null ? used : 0,
    byEnd: done && !before,
    matches: done && parser.body.matches(),
    fields: done ? listener.fields : [],
  };
}

/** What could be taken for part of an answer, if somebody looked past the end of a piece. */
const surroundings = Buffer.from('\n 0,;:\r\tcF');

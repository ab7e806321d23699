import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareCheck } from '../../harness/load/native/body-check.ts';
import { headLimit, ResponseParser } from '../../harness/load/native/parser.ts';
import type { BodyCheck } from '../../harness/model/scenario.ts';

interface Outcome {
  done: boolean;
  problem: string | null;
  status: number;
  keepAlive: boolean;
  matches: boolean;
  left: number;
}

interface Reading {
  check?: BodyCheck;
  head?: boolean;
  ended?: boolean;
  cuts?: readonly number[];
}

/** Reads `text` cut at the given places, each piece through the same buffer, as a socket's would be. */
function read(
  text: string | Buffer,
  { check = { kind: 'any' }, head = false, ended = true, cuts = [] }: Reading = {},
): Outcome {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
  const parser = new ResponseParser();
  parser.begin(head, prepareCheck(check));
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  );
  const shared = Buffer.alloc(bytes.length + 2, 0x78);
  let used = 0;
  for (let i = 1; i < places.length; i += 1) {
    const piece = bytes.subarray(places[i - 1], places[i]);
    shared.fill(0x78);
    piece.copy(shared, 1);
    const stop = parser.push(shared, 1, 1 + piece.length);
    used += stop - 1;
    if (parser.done || parser.problem !== null) break;
  }
  if (ended) parser.end();
  const { done, problem, status, keepAlive } = parser;
  return {
    done,
    problem,
    status: done ? status : 0,
    keepAlive: done && keepAlive,
    matches: done && parser.body.matches(),
    left: done ? bytes.length - used : 0,
  };
}

const answered = { done: true, problem: null, status: 200, keepAlive: true, matches: true, left: 0 };
const exactly = (text: string): BodyCheck => ({ kind: 'exact', text });

describe('the response parser', () => {
  it.each<[string, string, Reading, Partial<Outcome>]>([
    ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', { check: exactly('hello') }, {}],
    [
      'a field name in any case',
      'HTTP/1.1 200 OK\r\ncOnTeNt-LeNgTh:5\r\n\r\nhello',
      { check: exactly('hello') },
      {},
    ],
    ['the same length twice', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nhi', {}, {}],
    ['no reason phrase', 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n', { check: exactly('') }, {}],
    ['bare line feeds', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nhi', { check: exactly('hi') }, {}],
    [
      'chunks, an extension and trailers',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a="b"\r\nhel\r\n2\r\nlo\r\n0\r\nA: b\r\nC: d\r\n\r\n',
      { check: exactly('hello') },
      {},
    ],
    [
      'chunks of a coded body',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n',
      {},
      {},
    ],
    ['a folded field', 'HTTP/1.1 200 OK\r\nA: b\r\n\tc\r\nContent-Length:\n 2\r\n\r\nhi', {}, {}],
    ['a status that is none', 'HTTP/1.1 999 Huh\r\nContent-Length: 0\r\n\r\n', {}, { status: 999 }],
    ['no body by status 204', 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n', {}, { status: 204 }],
    [
      'no body by status 304',
      'HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n',
      {},
      { status: 304 },
    ],
    ['no body to a HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n', { head: true }, {}],
    [
      'a close announced',
      'HTTP/1.1 200 OK\r\nConnection: Foo, CLOSE\r\nContent-Length: 0\r\n\r\n',
      {},
      { keepAlive: false },
    ],
    [
      'keep-alive announced',
      'HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n',
      {},
      {},
    ],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi', {}, { keepAlive: false }],
    [
      'HTTP/1.0 kept alive',
      'HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nhi',
      {},
      {},
    ],
    [
      'a body up to the end',
      'HTTP/1.1 200 OK\r\n\r\nhello',
      { check: exactly('hello') },
      { keepAlive: false },
    ],
    ['an empty body up to the end', 'HTTP/1.0 200 OK\r\n\r\n', { check: exactly('') }, { keepAlive: false }],
    [
      'interim answers',
      'HTTP/1.1 100 Continue\r\nA: b\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi',
      { check: exactly('hi') },
      {},
    ],
    ['more than its answer', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP', {}, { left: 4 }],
  ])('reads an answer with %s', (_name, text, reading, expected) => {
    expect(read(text, reading)).toEqual({ ...answered, ...expected });
  });

  it.each<[string, string]>([
    ['no HTTP/1.x status line', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['no HTTP/1.x status line', 'HTTP/2.0 200 OK\r\n'],
    ['no HTTP/1.x status line', 'HTTP/1.1 20 OK\r\n'],
    ['no HTTP/1.x status line', 'HTTP/1.! 200 OK\r\n'],
    ['no HTTP/1.x status line', 'HTTP/1.1 099 Huh\r\n'],
    ['no HTTP/1.x status line', 'HTTP/1.1 2000 OK\r\n'],
    ['no HTTP/1.x status line', '\r\nHTTP/1.1 200 OK\r\n'],
    ['a line in the head that is no header field', 'HTTP/1.1 200 OK\r\nno colon here\r\n'],
    ['a line in the head that is no header field', 'HTTP/1.1 200 OK\r\n: empty\r\n'],
    ['a line in the head that is no header field', 'HTTP/1.1 200 OK\r\n folded: b\r\n\r\n'],
    ['a line in the head that is no header field', 'HTTP/1.1 200 OK\r\nContent-Length : 5\r\n'],
    ['a Content-Length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n'],
    ['a Content-Length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: 0x10\r\n'],
    ['a Content-Length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n'],
    ['two different Content-Lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n'],
    [
      'both Content-Length and Transfer-Encoding',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
    ['chunked is not the last transfer encoding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n'],
    ['a chunk without a size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['a chunk without a size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5 bytes\r\n'],
    ['a chunk without a size', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'f'.repeat(14)}\r\n`],
    ['a chunk longer than its size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n'],
    [
      'a trailer that is no header field',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nnonsense\r\n',
    ],
    ['a switch of protocols not asked for', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    ['a line or a head longer than it may be', `HTTP/1.1 200 OK\r\nA: ${'b'.repeat(headLimit)}\r\n`],
    ['a line or a head longer than it may be', `HTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(headLimit / 6)}`],
    ['a line or a head longer than it may be', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(headLimit / 25 + 1)],
    [
      'a line or a head longer than it may be',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(5000)}\r\n`,
    ],
  ])('finds %s in %j', (problem, text) => {
    expect(read(text)).toEqual({
      done: false,
      problem,
      status: 0,
      keepAlive: false,
      matches: false,
      left: 0,
    });
  });

  it.each([
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell',
    'HTTP/1.1 200 OK\r\nContent-Le',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n',
    'HTTP/1.1 100 Continue\r\n\r\n',
    '',
  ])('does not take %j for a whole answer when the connection ends', (text) => {
    expect(read(text)).toMatchObject({ done: false, problem: null });
  });

  it('reads one answer after another', () => {
    const parser = new ResponseParser();
    for (const [text, status, keepAlive] of [
      ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n', 200, true],
      ['HTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\nx', 404, true],
      ['HTTP/1.0 500 Oh\r\nContent-Length: 0\r\n\r\n', 500, false],
    ] as const) {
      parser.begin(false, { kind: 'any' });
      expect(parser.push(Buffer.from(text), 0, text.length)).toBe(text.length);
      expect({ done: parser.done, status: parser.status, keepAlive: parser.keepAlive }).toEqual({
        done: true,
        status,
        keepAlive,
      });
    }
  });
});

// Pieces that answers, and things like answers, are made of.
const fields = fc.array(
  fc.constantFrom(
    'Content-Length: 11',
    'Content-Length: 0',
    'Content-Length: 12, 12',
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: gzip',
    'Connection: close',
    'Connection: keep-alive',
    'Date: Thu, 01 Jan 1970 00:00:00 GMT',
    'X: ä',
    'broken',
  ),
  { maxLength: 4 },
);
const bodies = fc.constantFrom(
  'hello wörld',
  'hello world',
  '',
  '5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n',
  'b\r\nhello world\r\n0\r\nT: u\r\n\r\n',
  '5\nhello\n0\n\n',
  'zz\r\n',
);
const answers = fc
  .tuple(
    fc.constantFrom('', 'HTTP/1.1 100 Continue\r\n\r\n'),
    fc.constantFrom(
      'HTTP/1.1 200 OK',
      'HTTP/1.0 404 Not Found',
      'HTTP/1.1 204 No Content',
      'HTTP/1.1 2x0 No',
    ),
    fields,
    bodies,
    fc.constantFrom('\r\n', '\n'),
  )
  .map(([interim, line, some, body, end]) =>
    Buffer.from(`${interim}${[line, ...some, '', ''].join(end)}${body}`),
  );
const checks = fc.constantFrom<BodyCheck>(
  { kind: 'any' },
  exactly('hello world'),
  { kind: 'includes', text: 'lo wor' },
  { kind: 'includes', text: '' },
);

describe('the response parser, whatever comes', () => {
  it('gives the same result for any cut of an answer', () => {
    fc.assert(
      fc.property(
        answers,
        checks,
        fc.array(fc.nat(), { maxLength: 12 }),
        fc.boolean(),
        (bytes, check, cuts, ended) => {
          expect(read(bytes, { check, cuts, ended })).toEqual(read(bytes, { check, ended }));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('gives the same result byte by byte, for every single cut and for every pair of cuts', () => {
    const text =
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n' +
      '5;e\r\nhello\r\n6\r\n world\r\n0\r\nA: b\r\n\r\n';
    for (const check of [exactly('hello world'), { kind: 'includes', text: 'lo wor' } as const]) {
      const whole = read(text, { check });
      expect(whole).toEqual({ ...answered, keepAlive: false });
      expect(read(text, { check, cuts: Array.from(text, (_, i) => i) })).toEqual(whole);
      for (let i = 1; i < text.length; i += 1) {
        for (let j = i; j < text.length; j += 7) expect(read(text, { check, cuts: [i, j] })).toEqual(whole);
      }
    }
  });

  it('never throws, and takes in everything or says why not', () => {
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
      fc
        .tuple(answers, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 4 }))
        .map(([bytes, at, wrong]) =>
          Buffer.concat([bytes.subarray(0, at % bytes.length), wrong, bytes.subarray(at % bytes.length)]),
        ),
    );
    fc.assert(
      fc.property(hostile, checks, fc.array(fc.nat(), { maxLength: 6 }), (bytes, check, cuts) => {
        const outcome = read(bytes, { check, cuts });
        expect(outcome).toEqual(read(bytes, { check }));
        if (outcome.problem !== null) expect(outcome.done).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  it('does not grow however long a hostile server goes on', () => {
    const parser = new ResponseParser();
    const megabyte = Buffer.alloc(1 << 20, 0x61);
    parser.begin(false, prepareCheck({ kind: 'includes', text: 'nowhere' }));
    parser.push(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), 0, 19);
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 200; i += 1) expect(parser.push(megabyte, 0, megabyte.length)).toBe(megabyte.length);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 << 20);

    parser.begin(false, { kind: 'any' });
    expect(parser.push(megabyte, 0, megabyte.length)).toBeLessThanOrEqual(megabyte.length);
    expect(parser.problem).toBe('a line or a head longer than it may be');
  });
});

describe('the body check', () => {
  const bodyOf = (text: string) =>
    `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;

  it.each<[BodyCheck, string, boolean]>([
    [exactly('hello'), 'hello', true],
    [exactly('hello'), 'hellO', false],
    [exactly('hello'), 'hello!', false],
    [exactly('hello'), 'hell', false],
    [exactly('wörld'), 'wörld', true],
    [{ kind: 'includes', text: 'ö' }, 'wörld', true],
    [{ kind: 'includes', text: 'aab' }, 'aaab', true],
    [{ kind: 'includes', text: 'abab' }, 'abaabab', true],
    [{ kind: 'includes', text: 'hello' }, 'hell', false],
    [{ kind: 'includes', text: 'x' }, 'yyyy', false],
  ])('holds for %j against %j: %s', (check, body, matches) => {
    for (let cut = 0; cut <= bodyOf(body).length; cut += 1) {
      const cuts = [cut, cut + 1, cut + 2];
      expect(read(bodyOf(body), { check, cuts }).matches).toBe(matches);
    }
  });

  it('finds what String.includes finds, for any cut', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 30 });
    const texts = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 5 });
    fc.assert(
      fc.property(letters, texts, fc.array(fc.nat(), { maxLength: 8 }), (body, text, cuts) => {
        expect(read(bodyOf(body), { check: { kind: 'includes', text }, cuts }).matches).toBe(
          body.includes(text),
        );
      }),
      { numRuns: 3000 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareCheck } from '../../harness/load/native/body-check.ts';
import { bodyLimit, chunkLineLimit, headLimit, ResponseParser } from '../../harness/load/native/parser.ts';

const any = prepareCheck({ kind: 'any' });
const megabyte = 1 << 20;

/** Pushes text, and then one piece so often, until the parser takes no more. Returns how many bytes it took in. */
function feed(parser: ResponseParser, text: string, piece: Buffer, times: number): number {
  const bytes = Buffer.from(text, 'latin1');
  let taken = parser.push(bytes, 0, bytes.length);
  for (let i = 0; i < times && parser.problem === null && !parser.done; i += 1)
    taken += parser.push(piece, 0, piece.length);
  return taken;
}

const ok = 'HTTP/1.1 200 OK\r\n';
const chunked = `${ok}Transfer-Encoding: chunked\r\n\r\n`;
const tooLongLine = 'a line or a head longer than it may be';
const tooLongBody = 'a body longer than 1 GiB';

describe('the response parser and a hostile server', () => {
  it.each<[string, string, string, number, string]>([
    ['a status line without end', 'HTTP/1.1 200 ', 'a', headLimit, tooLongLine],
    ['a field without end', `${ok}X: `, 'a', headLimit, tooLongLine],
    ['a name without end', ok, 'a', headLimit, tooLongLine],
    ['fields without end', ok, 'a:\n', headLimit, tooLongLine],
    ['a field folded without end', `${ok}X: a\r\n`, ' b\r\n', headLimit, tooLongLine],
    ['interim answers without end', '', 'HTTP/1.1 102 Processing\r\n\r\n', headLimit, tooLongLine],
    ['a chunk size without end', chunked, '0', chunkLineLimit, tooLongLine],
    ['an extension without end', `${chunked}5;`, 'a', chunkLineLimit, tooLongLine],
    ['a line after a chunk without end', `${chunked}1\r\nx`, 'x', 3, 'a chunk longer than its size'],
    ['a trailer without end', `${chunked}0\r\nX: `, 'a', headLimit, tooLongLine],
    ['trailers without end', `${chunked}0\r\n`, 'a:\r\n', headLimit, tooLongLine],
  ])('ends %s at its bound, in pieces of any size', (_name, before, repeated, bound, problem) => {
    for (const pieceBytes of [1, 7, 4096, 3 * megabyte]) {
      const parser = new ResponseParser();
      parser.begin(false, any);
      const once = Buffer.from(repeated.repeat(Math.ceil(pieceBytes / repeated.length)));
      const taken = feed(parser, before, once, headLimit);
      expect(parser.problem).toBe(problem);
      expect(parser.done).toBe(false);
      // Not before the bound, and no later than at the end of the piece that reaches it.
      expect(taken).toBeGreaterThan(Math.min(bound, before.length));
      expect(taken).toBeLessThanOrEqual(before.length + bound + once.length);
      expect(parser.keptBytes).toBeLessThanOrEqual(headLimit);
    }
  });

  it.each([
    ['by its length', `${ok}Content-Length: ${bodyLimit + 1}\r\n\r\n`],
    ['by its chunk', `${chunked}${(bodyLimit + 1).toString(16)}\r\n`],
  ])('refuses a body over the bound %s before it has come', (_name, text) => {
    const parser = new ResponseParser();
    parser.begin(false, any);
    feed(parser, text, Buffer.alloc(0), 0);
    expect(parser.problem).toBe(tooLongBody);
  });

  it('reads a body of just as many bytes as it may have', () => {
    const piece = Buffer.alloc(16 * megabyte, 0x61);
    for (const head of [`${ok}\r\n`, `${ok}Content-Length: ${bodyLimit}\r\n\r\n`]) {
      const parser = new ResponseParser();
      parser.begin(false, any);
      feed(parser, head, piece, bodyLimit / piece.length);
      expect(parser.end()).toBe(true);
    }
  });

  it('ends a body without end at the bound, up to the connection’s end and in chunks', () => {
    const piece = Buffer.alloc(16 * megabyte, 0x61);
    const parser = new ResponseParser();
    parser.begin(false, any);
    const taken = feed(parser, `${ok}\r\n`, piece, Number.POSITIVE_INFINITY);
    expect(parser.problem).toBe(tooLongBody);
    expect(taken).toBeLessThanOrEqual(ok.length + 2 + bodyLimit + piece.length);
    expect(parser.end()).toBe(false);

    const chunk = Buffer.concat([Buffer.from('1000000\r\n'), piece, Buffer.from('\r\n')]);
    parser.begin(false, any);
    feed(parser, chunked, chunk, Number.POSITIVE_INFINITY);
    expect(parser.problem).toBe(tooLongBody);
  });

  it('keeps no more than a line and what the check needs of bytes that are anything', () => {
    const starts = fc.constantFrom(
      '',
      'HTTP/1.1 200 ',
      ok,
      `${ok}X: a\r\n`,
      `${ok}\r\n`,
      chunked,
      `${chunked}0\r\n`,
      `${chunked}fffff\r\n`,
    );
    const units = fc.constantFrom(
      'a',
      ' ',
      '\r',
      ' \r\n',
      'a: b\r\n',
      '\0',
      '1\r\na\r\n',
      `${ok}\r\n`,
      'needle',
      'needl',
    );
    const text = 'needle'.repeat(100);
    fc.assert(
      fc.property(starts, units, fc.integer({ min: 50, max: 100_000 }), (start, unit, pieceBytes) => {
        const parser = new ResponseParser();
        parser.begin(false, prepareCheck({ kind: 'includes', text }));
        const piece = Buffer.from(unit.repeat(Math.ceil(pieceBytes / unit.length)));
        feed(parser, start, piece, Math.ceil(megabyte / 2 / piece.length));
        expect(parser.keptBytes).toBeLessThanOrEqual(headLimit + 2 * (text.length - 1));
      }),
      { numRuns: 60 },
    );
  });

  it.each<[string, number, string, string]>([
    ['a body', 64, `${ok}\r\n`, 'a'],
    ['a chunk', 64, `${chunked}3fffffff\r\n`, 'a'],
    ['lines of chunks', 4, chunked, '1\r\na\r\n'],
    ['a line', 64, `${ok}X: `, 'a'],
    ['lines', 64, ok, 'X: a\r\n'],
  ])('does not grow with %s of %d MiB', (_name, megabytes, start, unit) => {
    const piece = Buffer.from(unit.repeat(Math.floor(65_536 / unit.length)));
    const check = prepareCheck({ kind: 'includes', text: 'nowhere' });
    const parser = new ResponseParser();
    parser.begin(false, check);
    feed(parser, start, piece, 4);
    const before = process.memoryUsage().arrayBuffers;
    parser.begin(false, check);
    feed(parser, start, piece, megabytes * 16);
    // Views and copies that are garbage and not collected yet count too.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(megabyte);
  });
});

describe('where an answer ends', () => {
  const answers = fc.constantFrom(
    `${ok}Content-Length: 5\r\n\r\nhello`,
    `${ok}Content-Length: 0\r\n\r\n`,
    `${chunked}5\r\nhello\r\n0\r\n\r\n`,
    `${chunked}5\r\nhello\r\n0\r\nX: y\r\n\r\n`,
    'HTTP/1.1 204 No Content\r\n\r\n',
    'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n',
    `HTTP/1.1 103 Early Hints\r\n\r\n${ok}Content-Length: 2\n\nhi`,
  );
  const following = fc.oneof(
    answers,
    fc.constantFrom('\r\n', '\n', ' ', ' folded\r\n', '0\r\n\r\n', 'x'),
    fc.string({ unit: 'binary-ascii', maxLength: 20 }),
  );

  it('is where push returns, whatever follows and however it is cut', () => {
    fc.assert(
      fc.property(answers, following, fc.nat(), (answer, more, place) => {
        const bytes = Buffer.from(answer + more, 'latin1');
        const cut = place % (bytes.length + 1);
        const parser = new ResponseParser();
        parser.begin(false, any);
        const first = parser.push(bytes, 0, cut);
        expect(first).toBe(Math.min(cut, answer.length));
        const second = parser.push(bytes, first, bytes.length);
        expect(second).toBe(answer.length);
        expect(parser.done).toBe(true);
        // What follows is left to whoever asks next.
        expect(parser.push(bytes, second, bytes.length)).toBe(second);
      }),
      { numRuns: 1000 },
    );
  });

  it('is told for one answer after another out of the same bytes', () => {
    fc.assert(
      fc.property(fc.array(answers, { minLength: 1, maxLength: 6 }), (some) => {
        const bytes = Buffer.from(some.join(''), 'latin1');
        const parser = new ResponseParser();
        let at = 0;
        for (const answer of some) {
          parser.begin(false, any);
          const end = parser.push(bytes, at, bytes.length);
          expect(bytes.toString('latin1', at, end)).toBe(answer);
          expect(parser.done).toBe(true);
          at = end;
        }
      }),
      { numRuns: 300 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Captor, type Carried, prepareCapture } from '../../harness/load/native/captor.ts';
import { CookieJar } from '../../harness/load/native/cookie-jar.ts';
import { ResponseParser } from '../../harness/load/native/parser.ts';
import type { Capture } from '../../harness/model/scenario.ts';

const token: Capture = { name: 'token', from: 'body', before: 'value="', after: '"' };

interface Read {
  readonly carried: Carried;
  readonly missing: string | null;
}

/** Reads an answer in pieces of `size` bytes, as the engine does. */
function read(answer: string, captures: readonly Capture[], size = answer.length, cookies = false): Read {
  const carried: Carried = { jar: new CookieJar(), values: new Map(), changes: 0 };
  const captor = new Captor(captures.map(prepareCapture), cookies, carried);
  const parser = new ResponseParser();
  captor.begin();
  parser.begin(false, { kind: 'any' }, captor);
  const bytes = Buffer.from(answer);
  for (let at = 0; at < bytes.length; at += size) {
    // One buffer is used for every piece, so whoever keeps a view of it keeps the wrong bytes.
    const piece = Buffer.alloc(size, 0x21);
    bytes.copy(piece, 0, at, at + size);
    parser.push(piece, 0, Math.min(size, bytes.length - at));
    piece.fill(0x3f);
  }
  expect(parser.problem).toBeNull();
  expect(parser.done).toBe(true);
  return { carried, missing: captor.finish() };
}

function answer(body: string, fields = ''): string {
  return `HTTP/1.1 200 OK\r\n${fields}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

describe('the captor', () => {
  it('takes a value out of a body, however the answer is cut', () => {
    const page = answer('<input name="x"><input value="äb-1"> value="second"');
    for (let size = 1; size <= Buffer.byteLength(page); size += 1) {
      const { carried, missing } = read(page, [token], size);
      expect(missing).toBeNull();
      expect(carried.values.get('token')).toBe('äb-1');
    }
  });

  it('takes it out of a chunked body too', () => {
    const chunked =
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n' +
      '5\r\nvalue\r\n4\r\n="ab\r\n2\r\nc"\r\n0\r\nX-Token: no\r\n\r\n';
    for (let size = 1; size <= chunked.length; size += 1) {
      expect(read(chunked, [token], size).carried.values.get('token')).toBe('abc');
    }
  });

  it('takes a value out of a header, the first that has it, and not out of an interim answer', () => {
    const location: Capture = { name: 'id', from: 'header:Location', before: '/items/', after: '' };
    const csrf: Capture = { name: 'csrf', from: 'header:set-cookie', before: 'csrf=', after: ';' };
    const fields =
      'LOCATION:  /items/17 \r\nSet-Cookie: a=b; Path=/\r\nSet-Cookie: csrf=x1; Path=/\r\nSet-Cookie: csrf=x2;\r\n';
    const hinted = `HTTP/1.1 103 Early Hints\r\nLocation: /items/1\r\n\r\n${answer('', fields)}`;
    for (let size = 1; size <= hinted.length; size += 1) {
      const { carried, missing } = read(hinted, [location, csrf], size);
      expect(missing).toBeNull();
      expect(Object.fromEntries(carried.values)).toEqual({ id: '17', csrf: 'x1' });
    }
  });

  it('takes a value out of a header as its bytes are: underscores in its name, folds and last letters of two bytes', () => {
    // The second byte of à is a no-break space where each byte is taken for a letter.
    const capture: Capture = { name: 'place', from: 'header:X_Place', before: 'at ', after: '' };
    for (const [value, place] of [
      ['at voilà', 'voilà'],
      ['at  home \t', ' home'],
      ['\r\n at home', 'home'],
      ['at home\r\n\tand abroad', 'home and abroad'],
    ] as const) {
      const text = answer('', `X-Place: at no\r\nx_place: ${value}\r\n`);
      for (let size = 1; size <= Buffer.byteLength(text); size += 1) {
        const { carried, missing } = read(text, [capture], size);
        if (/[\t]/.test(place))
          expect(missing).toBe('place with characters that cannot be sent in header x_place');
        else expect(Object.fromEntries(carried.values)).toEqual({ place });
      }
    }
  });

  it('takes nothing out of interim answers, whatever they hold and however they are cut', () => {
    const fields = fc.constantFrom(
      'Location: /items/0',
      'Set-Cookie: session=early',
      'Set-Cookie: csrf=x0;',
      'Link: </a>',
    );
    const interims = fc.array(
      fc.tuple(
        fc.constantFrom('100 Continue', '102 Processing', '103 Early Hints', '199 Odd'),
        fc.array(fields),
      ),
      { maxLength: 4 },
    );
    const captures: Capture[] = [
      { name: 'id', from: 'header:location', before: '/items/', after: '' },
      { name: 'csrf', from: 'header:set-cookie', before: 'csrf=', after: ';' },
      token,
    ];
    const final = answer('value="t1"', 'Location: /items/17\r\nSet-Cookie: csrf=x1; Path=/\r\n');
    fc.assert(
      fc.property(interims, fc.integer({ min: 1, max: 60 }), (some, size) => {
        const early = some.map(([line, its]) => [`HTTP/1.1 ${line}`, ...its, '', ''].join('\r\n')).join('');
        const { carried, missing } = read(early + final, captures, size, true);
        expect(missing).toBeNull();
        expect(Object.fromEntries(carried.values)).toEqual({ id: '17', csrf: 'x1', token: 't1' });
        expect(carried.jar.header()).toBe('csrf=x1');
      }),
      { numRuns: 300 },
    );
  });

  it('keeps cookies only where it is told to', () => {
    const setting = answer('', 'Set-Cookie: session=s3cr3t; HttpOnly\r\nset-cookie: b=2\r\n');
    expect(read(setting, [], 7, true).carried.jar.header()).toBe('session=s3cr3t; b=2');
    expect(read(setting, [], 7, false).carried.jar.header()).toBe('');
  });

  it('takes everything before or after a text where the other one is empty', () => {
    const whole: Capture = { name: 'all', from: 'body', before: '', after: '' };
    const head: Capture = { name: 'head', from: 'body', before: '', after: ',' };
    const { carried } = read(answer('a,b'), [whole, head]);
    expect(Object.fromEntries(carried.values)).toEqual({ all: 'a,b', head: 'a' });
  });

  it.each<[string, string, Capture]>([
    ['token not found in the body', answer('nothing here'), token],
    ['token not found in the body', answer(''), token],
    ['token begun but not ended in the body', answer('value="abc'), token],
    ['token empty in the body', answer('value=""'), token],
    ['token longer than 4096 bytes in the body', answer(`value="${'x'.repeat(4097)}"`), token],
    ['token with characters that cannot be sent in the body', answer('value="a\r\nX: y"'), token],
    ['token not found in the body', answer(`${'x'.repeat(256 * 1024)}value="late"`), token],
    [
      'id not found in header location',
      answer('', 'Location: /elsewhere\r\n'),
      { name: 'id', from: 'header:location', before: '/items/', after: '' },
    ],
  ])('says: %s', (missing, text, capture) => {
    const result = read(text, [capture], 1000);
    expect(result.missing).toBe(missing);
    expect(result.carried.values.size).toBe(0);
  });

  it('counts a change only where there is one', () => {
    const carried: Carried = { jar: new CookieJar(), values: new Map(), changes: 0 };
    const captor = new Captor([prepareCapture(token)], false, carried);
    const parser = new ResponseParser();
    const seen = ['a', 'a', 'b'].map((value) => {
      captor.begin();
      parser.begin(false, { kind: 'any' }, captor);
      const bytes = Buffer.from(answer(`value="${value}"`));
      parser.push(bytes, 0, bytes.length);
      expect(captor.finish()).toBeNull();
      return carried.changes;
    });
    expect(seen).toEqual([1, 1, 2]);
  });
});

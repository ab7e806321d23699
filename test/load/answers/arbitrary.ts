import fc from 'fast-check';

/** An answer, or what claims to be one, and whether HEAD asked for it. */
export interface Asked {
  readonly head: boolean;
  readonly bytes: Buffer;
}

const often = <T>(arbitrary: fc.Arbitrary<T>, weight = 8) => ({ arbitrary, weight });
const one = (...texts: readonly string[]) => fc.constantFrom(...texts);

const blank = one('', ' ', ' ', ' ', '\t', '  ', ' \t');
const lineEnd = fc.oneof(often(fc.constant('\r\n'), 150), one('\n', '\r\n', '\r', '\r\r\n', '\n\r'));
/** What stands at the end of a value: mostly nothing. */
const afterValue = fc.oneof(often(fc.constant(''), 40), one(' ', '\t', ' \t ', '\r', '\x0b', '\xa0', '\0'));

const versions = fc.oneof(
  often(fc.constant('HTTP/1.1'), 60),
  often(fc.constant('HTTP/1.0'), 15),
  one('HTTP/0.9', 'HTTP/1.2', 'HTTP/2.0', 'http/1.1', 'HTTP/11', 'RTSP/1.0', 'ICE/1.0', 'HTTP/1.1 '),
);
const statuses = fc.oneof(
  often(fc.constant('200'), 24),
  often(one('204', '304', '205', '404', '500', '301'), 12),
  often(fc.integer({ min: 100, max: 599 }).map(String), 8),
  one('101', '100', '103', '099', '000', '600', '999', '20', '2000', '+20', '2 0'),
);
const reasons = one(
  ' OK',
  ' OK',
  ' OK',
  '',
  ' ',
  ' Gr\xf6\xdfe',
  ' a\tb',
  '  two  ',
  ' \x01',
  ' a\rb',
  '\tOK',
  `${' '.repeat(300)}`,
);

const letterCase = (text: string) =>
  fc.constantFrom(
    text,
    text,
    text.toLowerCase(),
    text.toUpperCase(),
    text.slice(0, 1) + text.slice(1).toLowerCase(),
  );

function field(name: string, values: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(
      letterCase(name),
      fc.oneof(often(fc.constant(''), 150), one(' ', '\t', '\0', '\r')),
      blank,
      values,
      afterValue,
    )
    .map(
      ([spelled, beforeColon, before, value, after]) => `${spelled}${beforeColon}:${before}${value}${after}`,
    );
}

const lengths = (length: number) =>
  field(
    'Content-Length',
    fc.oneof(
      often(fc.constant(`${length}`), 40),
      one(
        `${length}, ${length}`,
        `${length},${length},${length}`,
        `${length},`,
        `, ${length}`,
        `${length}, ${length + 1}`,
        `${length + 1}`,
        `0${length}`,
        `${'0'.repeat(30)}${length}`,
        `+${length}`,
        `-${length}`,
        `${length} ${length}`,
        `${length}.0`,
        `0x${length}`,
        '',
        ',',
        '0',
        '9007199254740991',
        '9007199254740993',
        '99999999999999999999',
        '1073741825',
        `${length}\r\n `,
        `\r\n ${length}`,
      ),
    ),
  );
const codings = fc.oneof(
  often(fc.constant('chunked'), 40),
  one(
    'Chunked',
    'CHUNKED',
    'gzip',
    'gzip, chunked',
    'gzip,chunked',
    'chunked, gzip',
    'chunked, chunked',
    'chunked,',
    ', chunked',
    ',',
    '',
    'identity',
    'chunked;a=b',
    'gzip;q=1, chunked',
    'chunked gzip',
    'gzip chunked',
    'xchunked',
    'chunkedx',
    '"chunked"',
    'gzip\r\n , chunked',
    'chunked\r\n , gzip',
  ),
);
const options = one(
  'close',
  'close',
  'Close',
  'CLOSE',
  'keep-alive',
  'keep-alive',
  'Keep-Alive',
  'close, keep-alive',
  'keep-alive, close',
  'keep-alive,close',
  'Upgrade, close',
  'foo, keep-alive , bar',
  'close\t,\tfoo',
  'foo close',
  'closed',
  'close;a',
  'keep-alive-not',
  'keep\ralive',
  ',',
  ',close',
  '',
  'foo,\r\n close',
);
const others = fc.oneof(
  one(
    'X(y): no token',
    'X Y: blank',
    ' X: first',
    ': no name',
    'no colon',
    'X\xe4: obs-text',
    'X: a\0b',
    'X: a\x01\x7fb',
    'X: a\rb',
  ),
  often(
    one(
      'Date: Thu, 01 Jan 1970 00:00:00 GMT',
      'Content-Type: text/html; charset=utf-8',
      'Set-Cookie: a=b; Path=/',
      'X: \xe4\xff\x80',
      'X:',
      'X: a\tb  ',
      'X: a\r\n\tfolded',
      'X:\r\n \r\n ',
      'x_y: underscore',
      'Keep-Alive: timeout=5',
      'Upgrade: websocket',
      'Proxy-Connection: close',
      'Proxy-Connection: keep-alive',
      'Trailer: X',
      'Connection-Length: 5',
      'Content-Lengt: 5',
    ),
    25,
  ),
  fc.constantFrom(1, 10, 100, 250, 300, 1000, 9000).map((size) => `X: ${'v'.repeat(size)}`),
);

const fieldsFor = (length: number, chunked: boolean) =>
  fc
    .tuple(
      fc.array(fc.oneof(often(others, 4), often(field('Connection', options), 2)), { maxLength: 4 }),
      chunked
        ? fc.array(fc.oneof(often(field('Transfer-Encoding', codings), 40), lengths(length)), {
            minLength: 1,
            maxLength: 2,
          })
        : fc.array(fc.oneof(often(lengths(length), 40), field('Transfer-Encoding', codings)), {
            maxLength: 2,
          }),
      fc.boolean(),
    )
    .map(([some, framing, first]) => (first ? [...framing, ...some] : [...some, ...framing]));

const contents = fc.oneof(
  one('', 'hello', 'hi', 'HTTP/1.1 200 OK\r\n\r\n', '\r\n', '0\r\n\r\n'),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
);
const extensions = fc.oneof(
  often(fc.constant(''), 20),
  one(
    ';a',
    ';a=b',
    ';a="b;c"',
    ';a="\\""',
    ' ;a',
    '; a = b',
    ';',
    ';;',
    ' ',
    '\t ',
    ';a="',
    ';\x01',
    ';\r',
    'x',
    ',a',
    `;${'a'.repeat(5000)}`,
  ),
);
const trailers = fc.oneof(
  often(fc.constant([]), 8),
  fc.array(fc.oneof(others, lengths(5), field('Transfer-Encoding', codings), field('Connection', options)), {
    maxLength: 3,
  }),
);

/** Text in chunks of any sizes, mostly without fault. */
const inChunks = (content: string) =>
  fc
    .tuple(
      fc.array(
        fc.tuple(
          fc.nat(content.length),
          extensions,
          lineEnd,
          fc.oneof(often(lineEnd, 80), one('', 'x', 'x\r\n')),
        ),
        {
          minLength: 1,
          maxLength: 4,
        },
      ),
      fc.oneof(often(fc.constant('0'), 40), one('00', '000', '-0', '')),
      extensions,
      trailers,
      lineEnd,
      fc.boolean(),
      fc.oneof(often(fc.constant(''), 8), one('0', '00000000000000000')),
    )
    .map(([pieces, zero, extension, after, end, upper, padding]) => {
      let at = 0;
      let text = '';
      pieces.forEach(([share, ext, afterSize, afterData], i) => {
        const data = content.slice(at, i === pieces.length - 1 ? undefined : at + share);
        at += data.length;
        if (data === '') return;
        const size = data.length.toString(16);
        text += `${padding}${upper ? size.toUpperCase() : size}${ext}${afterSize}${data}${afterData}`;
      });
      return `${text}${zero}${extension}${end}${after.map((line) => line + end).join('')}${end}`;
    });

const head = (length: number, chunked: boolean, status: fc.Arbitrary<string>) =>
  fc
    .tuple(
      versions,
      status,
      reasons,
      fieldsFor(length, chunked),
      fc.array(lineEnd, { minLength: 8, maxLength: 8 }),
    )
    .map(([version, code, reason, fields, ends]) =>
      [`${version} ${code}${reason}`, ...fields, ''].map((line, i) => line + ends[i % 8]).join(''),
    );

const interims = fc.oneof(
  often(fc.constant(''), 8),
  fc
    .array(head(0, false, one('100', '102', '103', '150', '199', '101')), { minLength: 1, maxLength: 2 })
    .map((heads) => heads.join('')),
);
const before = fc.oneof(often(fc.constant(''), 150), one('\r\n', '\n', '\r\n\r\n', ' ', '\r'));
const after = fc.oneof(often(fc.constant(''), 12), one('HTTP/1.1 200 OK\r\n\r\n', '\r\n', 'x', '\n'));

/** Answers built by the grammar of RFC 9112, with what servers get wrong here and there. */
export const grammatical: fc.Arbitrary<Asked> = fc.tuple(contents, fc.boolean()).chain(([content, chunked]) =>
  fc.record({
    head: fc.oneof(often(fc.constant(false), 6), fc.constant(true)),
    bytes: fc
      .tuple(
        before,
        interims,
        head(content.length, chunked, statuses),
        chunked ? inChunks(content) : fc.constant(content),
        after,
      )
      .map((parts) => Buffer.from(parts.join(''), 'latin1')),
  }),
);

const insertions = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 3 }).map((bytes) => Buffer.from(bytes)),
  one('\r\n', '\n', '\r', ' ', '\t', ':', ',', ';', '0', '\0', '\r\n ', '\r\n\r\n').map((text) =>
    Buffer.from(text),
  ),
);

/** One change to some bytes. */
function changed(bytes: Buffer, kind: string, at: number, length: number, inserted: Buffer): Buffer {
  const from = at % (bytes.length + 1);
  const to = Math.min(bytes.length, from + length);
  const left = bytes.subarray(0, from);
  if (kind === 'truncate') return left;
  if (kind === 'insert') return Buffer.concat([left, inserted, bytes.subarray(from)]);
  if (kind === 'delete') return Buffer.concat([left, bytes.subarray(to)]);
  if (kind === 'duplicate') return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  const flipped = Buffer.from(bytes);
  if (from < flipped.length) flipped[from] = (flipped[from] as number) ^ (1 << (length % 8));
  return flipped;
}

export const mutated: fc.Arbitrary<Asked> = fc
  .tuple(
    grammatical,
    fc.array(
      fc.tuple(
        one('flip', 'insert', 'delete', 'duplicate', 'truncate', 'flip', 'insert'),
        fc.nat(),
        fc.integer({ min: 1, max: 20 }),
        insertions,
      ),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([asked, changes]) => ({
    ...asked,
    bytes: changes.reduce(
      (bytes, [kind, at, length, inserted]) => changed(bytes, kind, at, length, inserted),
      asked.bytes,
    ),
  }));

/** Words of answers in any order, and bytes that are anything. */
const words = one(
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.0 ',
  '204',
  '\r\n',
  '\r\n',
  '\r\n\r\n',
  '\n',
  '\r',
  'Content-Length: ',
  'Transfer-Encoding: ',
  'Connection: ',
  'chunked',
  'close',
  'keep-alive',
  '5',
  '0',
  'a',
  ':',
  ' ',
  ';',
  ',',
  'hello',
  '\0',
  '\xff',
);
export const random: fc.Arbitrary<Asked> = fc.record({
  head: fc.boolean(),
  bytes: fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    often(
      fc.array(words, { maxLength: 24 }).map((some) => Buffer.from(some.join(''), 'latin1')),
      3,
    ),
    often(
      fc
        .array(words, { maxLength: 24 })
        .map((some) => Buffer.from(`HTTP/1.1 200 OK\r\n${some.join('')}`, 'latin1')),
      3,
    ),
  ),
});

/** Where to cut: everywhere, or at some places. */
export const someCuts = fc.array(fc.nat(), { maxLength: 6 });

import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Loader, startLoader } from '#built/harness/load/loader.js';
import type { FailureKind, LoadOrder, LoadSession } from '../../harness/model/load.ts';
import { expectAccounted, get, noFailures, orderFor } from './accounts.ts';
import { flood, type HostileServer, memoryOf, startHostile, wellServed } from './hostile-server.ts';
import { until } from './until.ts';

/** One loader bears it all. */
let loader: Loader;
let startedWith = 0;
let server: HostileServer;
let session: LoadSession;

beforeAll(async () => {
  loader = await startLoader({ engine: 'native' });
  if (process.platform === 'linux') startedWith = memoryOf(loader.pid, 'VmRSS');
});
afterEach(async () => {
  await session.close();
  await until(() => server.open.size === 0);
  await server.close();
});
afterAll(async () => {
  await loader.stop();
  expect(existsSync(`/proc/${loader.pid}`)).toBe(false);
});

async function besiege(assault: (socket: Socket) => void): Promise<void> {
  server = await startHostile(assault);
  session = await loader.open({ host: server.host, port: server.port }, connections);
}

const connections = wellServed + 2;
const order = (change: Partial<LoadOrder> = {}): LoadOrder =>
  orderFor(connections, {
    requests: [get('/x', { expect: { status: 200, body: { kind: 'any' } } })],
    window: { minMs: 400, maxMs: 400, minAnswers: 0 },
    requestTimeoutMs: 20_000,
    drainTimeoutMs: 20_000,
    ...change,
  });

/**
 * Drives slices until requests have failed and others were answered, and so many bytes were sent by the server. All
 * failures must be of that kind, told in these words.
 */
async function expectOnly(
  kind: FailureKind,
  detail: RegExp,
  change: Partial<LoadOrder> = {},
  bytes = 0,
): Promise<void> {
  let [failures, answers] = [0, 0];
  // Of the answers more than each connection's first: one slice of a machine out of breath may have none.
  while (failures === 0 || answers <= connections || server.fed < bytes) {
    const report = await session.drive(order(change));
    expectAccounted(report);
    const { failed, samples, unfinished, ok } = report;
    expect({ failed, unfinished, samples }).toEqual({
      failed: { ...noFailures, [kind]: failed[kind] },
      unfinished: 0,
      samples: samples.map(() => ({ kind, detail: expect.stringMatching(detail) })),
    });
    failures += failed[kind];
    answers += ok;
  }
}

const head = 'HTTP/1.1 200 OK\r\n';
const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`;
const write = (answer: string) => (socket: Socket) => void socket.write(answer, 'latin1');

describe('a server that breaks an answer off', () => {
  it.each<[string, FailureKind, RegExp, (socket: Socket) => void]>([
    [
      'with a reset',
      'reset',
      // To a loader that reads the last bytes and the reset at once, libuv tells the end of the connection.
      /^GET \/x: (reset|closed) by the server (within the|before an) answer( \(ECONNRESET\))?$/,
      (socket) => socket.write(`${head}Content-Length: 9\r\n\r\nhel`, () => socket.resetAndDestroy()),
    ],
    [
      'before its Content-Length',
      'reset',
      /^GET \/x: closed by the server within the answer$/,
      (socket) => socket.end(`${head}Content-Length: 9\r\n\r\nhello`),
    ],
    [
      'before the last chunk',
      'reset',
      /^GET \/x: closed by the server within the answer$/,
      (socket) => socket.end(`${chunked}5\r\nhello\r\n`),
    ],
    ['with nothing', 'reset', /^GET \/x: closed by the server before an answer$/, (socket) => socket.end()],
  ])('%s is counted as %s, and others go on', async (_how, kind, detail, assault) => {
    await besiege(assault);
    await expectOnly(kind, detail);
  });
});

describe('a server that says other than it means', () => {
  const tooLong = /^GET \/x: bytes after the end of the answer$/;

  it.each<[string, RegExp, string]>([
    ['a body longer than its Content-Length', tooLong, `${head}Content-Length: 4\r\n\r\nhello`],
    ['two answers for one', tooLong, `${head}Content-Length: 0\r\n\r\n`.repeat(2)],
    [
      'two different Content-Lengths',
      /two different Content-Lengths/,
      `${head}Content-Length: 4\r\nContent-Length: 5\r\n\r\nhello`,
    ],
    [
      'a length and chunks',
      /both Content-Length and Transfer-Encoding/,
      `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['a chunk larger than it says', /a chunk longer than its size/, `${chunked}4\r\nhello\r\n0\r\n\r\n`],
    ['a chunk of more than a number holds', /a chunk without a size/, `${chunked}ffffffffffffffff\r\nhello`],
    ['a switch to another protocol', /a switch of protocols not asked for/, 'HTTP/1.1 101 Go\r\n\r\n'],
    ['mail', /no HTTP\/1\.x status line/, '220 mail.example ESMTP\r\n'],
    ['HTTP/2', /no HTTP\/1\.x status line/, '\0\0\x12\x04\0\0\0\0\0'.padEnd(64, '\0\n')],
  ])('%s: is counted as protocol, and others go on', async (_what, detail, answer) => {
    await besiege(write(answer));
    await expectOnly('protocol', detail);
  });
});

const impatient = { requestTimeoutMs: 200 };
/** On a machine that is out of breath some have not even begun. */
const notWhole = /^GET \/x: (the answer was not whole|no answer) within 200 ms$/;

describe('a server that keeps the client waiting', () => {
  it('for an answer: is a timeout', async () => {
    await besiege(() => {});
    await expectOnly('timeout', /^GET \/x: no answer within 200 ms$/, impatient);
  });

  it('within an answer: is a timeout as soon as it stands still', async () => {
    await besiege(write(`${head}Content-Length: 9\r\n\r\nhello`));
    await expectOnly('timeout', /^GET \/x: the answer stood still for 100 ms$/, { idleTimeoutMs: 100 });
  });

  it('from byte to byte: never stands still, and is a timeout when the answer is not whole', async () => {
    await besiege((socket) => {
      socket.write(`${head}Content-Length: 100000\r\n\r\n`);
      const drip = setInterval(() => socket.write('x'), 10);
      socket.once('close', () => clearInterval(drip));
    });
    await expectOnly('timeout', notWhole, { ...impatient, idleTimeoutMs: 10_000 });
  });
});

/** Of each flood at least so many bytes are sent; by all of them together the loader may grow by no more than that. */
const [floodBytes, growthBytes] = [200 * 2 ** 20, 64 * 2 ** 20];

describe.skipIf(process.platform !== 'linux')('a server that sends without end', () => {
  const noStatusLine = /^GET \/x: no HTTP\/1\.x status line$/;
  const overlong = /^GET \/x: a line or a head longer than it may be$/;
  const tooLong = /^GET \/x: a body longer than 1 GiB$/;
  const garbage = String.fromCharCode(...Array.from({ length: 4096 }, (_, n) => (n * 167 + 13) % 256));

  it.each<[string, FailureKind, RegExp, (socket: Socket) => void]>([
    ['garbage', 'protocol', noStatusLine, flood('', garbage)],
    ['a status line', 'protocol', overlong, flood('HTTP/1.1 200 ', 'O')],
    ['one header field', 'protocol', overlong, flood(`${head}A: `, 'b')],
    ['header fields', 'protocol', overlong, flood(head, 'X-Padding: aaaaaaaaaaaaaaaaaaaaaa\r\n')],
    ['interim answers', 'protocol', overlong, flood('', 'HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n')],
    ['a chunk extension', 'protocol', overlong, flood(`${chunked}5;a=`, 'b')],
    ['a chunk size', 'protocol', overlong, flood(chunked, '0')],
    ['trailers', 'protocol', overlong, flood(`${chunked}0\r\n`, 'A: b\r\n')],
    ['chunks', 'timeout', notWhole, flood(chunked, '5\r\nhello\r\n')],
    ['large chunks', 'timeout', notWhole, flood(chunked, `4000\r\n${'x'.repeat(0x4000)}\r\n`)],
    ['a chunk of 4 PB', 'protocol', tooLong, flood(`${chunked}fffffffffffff\r\n`, 'x')],
    ['a body of 900 TB', 'protocol', tooLong, flood(`${head}Content-Length: 900000000000000\r\n\r\n`, 'x')],
    ['a body until it closes', 'timeout', notWhole, flood(`${head}\r\n`, 'x')],
  ])('%s: is counted as %s, fills no memory, and others go on', async (_what, kind, detail, assault) => {
    await besiege(assault);
    const change = kind === 'timeout' ? impatient : {};
    await expectOnly(kind, detail, change, floodBytes);
    expect(memoryOf(loader.pid, 'VmHWM') - startedWith).toBeLessThan(growthBytes);
  });
});

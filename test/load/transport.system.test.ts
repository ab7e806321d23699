import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, ListenOptions, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { autocannonEngine } from '../../harness/load/autocannon/engine.ts';
import { nativeEngine } from '../../harness/load/native/engine.ts';
import {
  type LoadOrder,
  type LoadReport,
  type LoadTarget,
  loadReportSchema,
} from '../../harness/model/load.ts';
import { hasIpv6, selfSigned } from '../helpers/reach.ts';
import { expectAccounted, get, noFailures, orderFor } from './accounts.ts';

const folder = mkdtempSync(join(tmpdir(), 'bench-test-'));
const certificate = selfSigned();
const servers: (Server & { closeAllConnections(): void })[] = [];
let paths = 0;

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const big = 'x'.repeat(300_000);
const answerBig: RequestListener = (_, response) => response.end(big);
const wantBig = { status: 200, body: { kind: 'exact', text: big } } as const;

async function listening<T extends (typeof servers)[number]>(server: T, where: ListenOptions): Promise<T> {
  servers.push(server);
  server.listen(where.path === undefined ? { port: 0, ...where } : where);
  await once(server, 'listening');
  return server;
}

async function plain(where: ListenOptions, listener: RequestListener = answerBig) {
  return listening(createServer(listener), where);
}

async function overTls(
  where: ListenOptions,
  listener: RequestListener = answerBig,
  options: ServerOptions = {},
) {
  return listening(createTlsServer({ ...certificate, ...options }, listener), where);
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function freshPath(): string {
  paths += 1;
  return join(folder, `socket-${paths}`);
}

const insecure = { tls: { insecure: true } };
const verified = { tls: { insecure: false } };
const onSocket = (socketPath: string, tls = false): LoadTarget => ({
  host: 'localhost',
  port: tls ? 443 : 80,
  socketPath,
});

async function drive(target: LoadTarget, change: Partial<LoadOrder> = {}): Promise<LoadReport> {
  const session = await nativeEngine.open(target, 3);
  try {
    const report = await session.drive(orderFor(3, change));
    expectAccounted(report);
    return report;
  } finally {
    await session.close();
  }
}

const ways: [string, boolean, () => Promise<LoadTarget>][] = [
  ['IPv4', true, async () => ({ host: '127.0.0.1', port: portOf(await plain({ host: '127.0.0.1' })) })],
  ['IPv6', hasIpv6, async () => ({ host: '::1', port: portOf(await plain({ host: '::1' })) })],
  ['a name', true, async () => ({ host: 'localhost', port: portOf(await plain({ host: 'localhost' })) })],
  [
    'a unix socket',
    true,
    async () => {
      const path = freshPath();
      await plain({ path });
      return onSocket(path);
    },
  ],
  [
    'TLS over IPv4',
    true,
    async () => ({ host: '127.0.0.1', port: portOf(await overTls({ host: '127.0.0.1' })), ...insecure }),
  ],
  [
    'TLS over IPv6',
    hasIpv6,
    async () => ({ host: '::1', port: portOf(await overTls({ host: '::1' })), ...insecure }),
  ],
  [
    'TLS over a unix socket',
    true,
    async () => {
      const path = freshPath();
      await overTls({ path });
      return { ...onSocket(path, true), ...insecure };
    },
  ],
];

describe('the native engine', () => {
  it.for(ways)('loads over %s', async ([, possible, serve], { skip }) => {
    skip(!possible, 'this machine has no IPv6');
    const requests = [get('/', { expect: wantBig })];
    const report = await drive(await serve(), { requests });
    expect(report).toMatchObject({
      failed: noFailures,
      unfinished: 0,
      reconnects: { idle: 0, afterAnswer: 0 },
    });
    expect(report.ok).toBeGreaterThanOrEqual(20);
    expect(report.bytesReceived).toBeGreaterThan(report.ok * big.length);
  });

  it.for(ways)(
    'loads servers that close after each answer, over %s',
    async ([, possible, serve], { skip }) => {
      skip(!possible, 'this machine has no IPv6');
      const requests = [get('/', { expect: wantBig, headers: { connection: 'close' } })];
      const report = await drive(await serve(), { requests });
      expect(report).toMatchObject({ failed: noFailures, unfinished: 0 });
      expect(report.reconnects.afterAnswer).toBe(report.ok);
    },
  );

  it.each([
    ['127.0.0.1', {}, '127.0.0.1:PORT'],
    ['localhost', {}, 'localhost:PORT'],
    ['127.0.0.1', insecure, '127.0.0.1:PORT'],
  ])('names the server at %s %j in the Host field', async (host, tls, expected) => {
    const seen = new Set<string | undefined>();
    const listener: RequestListener = (request, response) => {
      seen.add(request.headers.host);
      response.end();
    };
    const server = 'tls' in tls ? await overTls({ host }, listener) : await plain({ host }, listener);
    expect((await drive({ host, port: portOf(server), ...tls })).failed).toEqual(noFailures);
    expect([...seen]).toEqual([expected.replace('PORT', `${portOf(server)}`)]);
  });

  it('names localhost to a server behind a unix socket, without a port', async () => {
    const seen = new Set<string | undefined>();
    const path = freshPath();
    await plain({ path }, (request, response) => {
      seen.add(request.headers.host);
      response.end();
    });
    expect((await drive(onSocket(path))).failed).toEqual(noFailures);
    expect([...seen]).toEqual(['localhost']);
  });
});

describe('slow clients', () => {
  it.for(ways)('go over %s too', async ([, possible, serve], { skip }) => {
    skip(!possible, 'this machine has no IPv6');
    const slow = {
      clients: 2,
      requests: [get('/', { expect: wantBig })],
      pieceBytes: 16_384,
      pauseMs: 2,
    };
    const session = await nativeEngine.open(await serve(), 1);
    const requests = [get('/', { expect: wantBig })];
    let completed = 0;
    while (completed < 4) {
      const report = await session.drive(orderFor(1, { requests, slow }));
      expect(report.failed).toEqual(noFailures);
      expect(report.slow?.failed).toBe(0);
      completed += report.slow?.completed ?? 0;
    }
    await session.close();
  });
});

describe('over TLS, the native engine', () => {
  /** What the server saw of each connection. */
  async function watched(host: string, options: ServerOptions = {}) {
    const seen: { servername: unknown; protocol: unknown; resumed: boolean }[] = [];
    const server = await overTls({ host }, (_, response) => response.end('hello'), options);
    server.on('secureConnection', (socket: TLSSocket & { servername?: unknown }) => {
      seen.push({
        servername: socket.servername,
        protocol: socket.alpnProtocol,
        resumed: socket.isSessionReused(),
      });
    });
    return { server, seen };
  }

  it('asks for HTTP/1.1 alone, and tells the server the name that it asks for', async () => {
    const { server, seen } = await watched('localhost', { ALPNProtocols: ['h2', 'http/1.1'] });
    await drive({ host: 'localhost', port: portOf(server), ...insecure });
    expect(seen[0]).toMatchObject({ servername: 'localhost', protocol: 'http/1.1' });
  });

  it('tells no name to a server that it knows by its address', async () => {
    const { server, seen } = await watched('127.0.0.1');
    await drive({ host: '127.0.0.1', port: portOf(server), ...insecure });
    expect(seen[0]?.servername).toBe(false);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'resumes its %s session when it connects again',
    async (version) => {
      const { server, seen } = await watched('127.0.0.1', { minVersion: version, maxVersion: version });
      const requests = [get('/', { headers: { connection: 'close' } })];
      const report = await drive({ host: '127.0.0.1', port: portOf(server), ...insecure }, { requests });
      expect(report).toMatchObject({ failed: noFailures, unfinished: 0 });
      // The first few may have connected before the server had told its session.
      expect(seen.length).toBeGreaterThan(20);
      expect(seen.slice(6).every(({ resumed }) => resumed)).toBe(true);
    },
  );

  it('takes an answer whose end is told by the end of the connection', async () => {
    const server = await overTls({ host: '127.0.0.1' }, ({ socket }) => {
      socket.end('HTTP/1.1 200 OK\r\n\r\nhello');
    });
    const expected = { status: 200, body: { kind: 'exact', text: 'hello' } } as const;
    const report = await drive(
      { host: '127.0.0.1', port: portOf(server), ...insecure },
      { requests: [get('/', { expect: expected })] },
    );
    expect(report).toMatchObject({ failed: noFailures, unfinished: 0 });
  });

  it('does not connect to a server whose certificate is not trusted, and says what to try', async () => {
    const server = await overTls({ host: '127.0.0.1' });
    const target = { host: '127.0.0.1', port: portOf(server), ...verified };
    const report = await drive(target, { window: { minMs: 60, maxMs: 200, minAnswers: 20 } });
    expect(report).toMatchObject({ ok: 0, failed: { ...noFailures, connect: report.sent } });
    expect(report.samples[0]).toEqual({
      kind: 'connect',
      detail: 'GET /: the certificate is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT); --insecure takes any',
    });
  });
});

describe('an answer on the way', () => {
  it('is not lost when the buffer is shared by many connections', async () => {
    const server = await overTls({ host: '127.0.0.1' });
    const session = await nativeEngine.open({ host: '127.0.0.1', port: portOf(server), ...insecure }, 20);
    const order = orderFor(20, {
      requests: [get('/', { expect: wantBig })],
      window: { minMs: 60, maxMs: 20_000, minAnswers: 100 },
    });
    const report = await session.drive(order);
    await session.close();
    expectAccounted(report);
    expect(report).toMatchObject({ failed: noFailures, unfinished: 0 });
  });
});

describe('a unix socket that leads nowhere', () => {
  const short = { window: { minMs: 60, maxMs: 200, minAnswers: 20 } };

  it.each<[string, string, (path: string) => void]>([
    ['there is none', 'there is no socket PATH (ENOENT)', () => {}],
    ['it is another file', 'nobody listens on socket PATH (ECONNREFUSED)', (path) => writeFileSync(path, '')],
    [
      'its folder is a file',
      'there is no socket PATH (ENOTDIR)',
      (path) => writeFileSync(join(path, '..'), ''),
    ],
  ])('is a failure to connect, with the path: %s', async (what, detail, prepare) => {
    const path = what === 'its folder is a file' ? join(freshPath(), 'socket') : freshPath();
    prepare(path);
    const report = await drive(onSocket(path), short);
    expect(report).toMatchObject({ ok: 0, unfinished: 0, failed: { ...noFailures, connect: report.sent } });
    expect(report.samples[0]).toEqual({ kind: 'connect', detail: `GET /: ${detail.replace('PATH', path)}` });
  });

  it('is a failure to connect where it may not be written to', async () => {
    const path = freshPath();
    await plain({ path });
    chmodSync(path, 0o400);
    // Root may write anywhere, unless it gives that right away.
    const asAnyone = ['setpriv', '--bounding-set=-dac_override', '--inh-caps=-dac_override'];
    const script = fileURLToPath(new URL('drive-and-tell.mjs', import.meta.url));
    const command = [...(process.getuid?.() === 0 ? asAnyone : []), process.execPath, script, '3', path];
    const { stdout } = await promisify(execFile)(command[0]!, command.slice(1));
    const { samples } = loadReportSchema.parse(JSON.parse(stdout));
    expect(samples[0]?.detail).toBe(`GET /: no permission to write to socket ${path} (EACCES)`);
  });
});

describe('the autocannon engine', () => {
  it.for(ways)('loads over %s', async ([, possible, serve], { skip }) => {
    skip(!possible, 'this machine has no IPv6');
    const session = await autocannonEngine.open(await serve(), 2);
    const report = await session.drive(orderFor(2, { window: { minMs: 250, maxMs: 2000, minAnswers: 4 } }));
    await session.close();
    expectAccounted(report);
    expect(report.failed).toEqual(noFailures);
    expect(report.ok).toBeGreaterThanOrEqual(4);
  });

  it('is refused where a certificate is to be checked, which it does not do', async () => {
    const server = await overTls({ host: '127.0.0.1' });
    await expect(
      autocannonEngine.open({ host: '127.0.0.1', port: portOf(server), ...verified }, 1),
    ).rejects.toMatchObject({
      failure: {
        reason: 'engine-refused',
        detail: 'it checks no certificate; say --insecure to go without',
      },
    });
  });
});

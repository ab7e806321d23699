import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type Loader, startLoader } from '#built/harness/load/loader.js';
import type { LoadOrder, LoadReport, LoadTarget } from '../../harness/model/load.ts';
import { loadReportSchema } from '../../harness/model/load.ts';
import { selfSigned } from '../helpers/reach.ts';
import { freePort } from '../helpers/serving.ts';
import { expectAccounted, noFailures, orderFor } from './accounts.ts';
import { ok } from './scripted-server.ts';

const loaders: Loader[] = [];
const servers: Server[] = [];
const children: ChildProcess[] = [];
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const loader of loaders.splice(0)) await loader.stop();
  for (const child of children.splice(0)) await end(child);
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) {
    server.close();
    await once(server, 'close');
  }
});

async function load(): Promise<Loader> {
  const loader = await startLoader({ engine: 'native' });
  loaders.push(loader);
  return loader;
}

async function listening(server: Server): Promise<LoadTarget> {
  servers.push(server);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** A server in a process of its own; resolves when it listens. It says so when it has answered a hundred times. */
async function serverProcess(port: number, backlog = 511): Promise<ChildProcess> {
  const code = `let answers = 0;
    require('node:http').createServer((_, response) => {
      response.end('hello');
      if (++answers === 100) console.log('has answered');
    }).listen({ port: ${port}, host: '127.0.0.1', backlog: ${backlog} }, () => console.log('listens'))`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout!, 'data');
  return child;
}

async function drive(
  loader: Loader,
  target: LoadTarget,
  connections: number,
  change: Partial<LoadOrder> = {},
): Promise<LoadReport> {
  const session = await loader.open(target, connections);
  const report = await session.drive(orderFor(connections, change));
  await session.close();
  expectAccounted(report);
  return report;
}

const short = { window: { minMs: 200, maxMs: 200, minAnswers: 0 } };
const details = (report: LoadReport) => [...new Set(report.samples.map(({ detail }) => detail))];

describe('a server that cannot be reached', () => {
  it('because nobody listens: is a failure to connect', async () => {
    const report = await drive(await load(), { host: '127.0.0.1', port: await freePort() }, 3, short);
    expect(report).toMatchObject({ ok: 0, unfinished: 0, failed: { ...noFailures, connect: report.sent } });
    expect(details(report)).toEqual(['GET /: connection refused (ECONNREFUSED)']);
  });

  it.skipIf(process.platform !== 'linux')(
    'because its queue is full: is a failure to connect after the time that connecting may take',
    async () => {
      const port = await freePort();
      const child = await serverProcess(port, 1);
      child.kill('SIGSTOP');
      const report = await drive(await load(), { host: '127.0.0.1', port }, 4, {
        window: { minMs: 100, maxMs: 100, minAnswers: 0 },
        connectTimeoutMs: 300,
        requestTimeoutMs: 600,
      });
      child.kill('SIGCONT');
      // Two stand in the queue of one, and wait for an answer; the kernel does not answer the others.
      expect(report).toMatchObject({ sent: 4, ok: 0, unfinished: 0 });
      expect(report.failed).toEqual({ ...noFailures, connect: 2, timeout: 2 });
      expect(details(report).sort()).toEqual([
        'GET /: no answer within 600 ms',
        'GET /: no connection within 300 ms',
      ]);
    },
  );
});

describe('a server that is killed and started again within a slice', () => {
  it('costs what was in flight and what could not connect, and then answers on', async () => {
    const port = await freePort();
    const first = await serverProcess(port);
    const session = await (await load()).open({ host: '127.0.0.1', port }, 4);
    const slice = session.drive(
      orderFor(4, { window: { minMs: 1, maxMs: 100_000, minAnswers: 1e9 }, timelineMs: 20 }),
    );
    await once(first.stdout!, 'data');
    await end(first);
    const second = await serverProcess(port);
    await once(second.stdout!, 'data');
    await session.close();
    const report = await slice;
    expectAccounted(report);
    expect(report.failed.reset).toBeGreaterThan(0);
    expect(report.failed.reset).toBeLessThanOrEqual(4);
    expect(report.failed.connect).toBeGreaterThan(0);
    expect(report.failed).toEqual({
      ...noFailures,
      reset: report.failed.reset,
      connect: report.failed.connect,
    });
    const { ok: answers, failed } = report.timeline!;
    const dead = failed.findIndex((count) => count > 0);
    expect(answers.slice(0, dead).some((count) => count > 0)).toBe(true);
    expect(answers.slice(failed.findLastIndex((count) => count > 0)).some((count) => count > 0)).toBe(true);
  });
});

/**
 * Why a command does not work here, null when it does. In CI root must be able to do it; without its rights a network
 * of one's own is not allowed everywhere.
 */
function missing(command: string, ...args: string[]): string | null {
  try {
    execFileSync(command, args, { stdio: 'pipe' });
    return null;
  } catch (error) {
    if (process.env.CI !== undefined && process.getuid?.() === 0) throw error;
    return `${command} ${args.join(' ')}: ${(error as Error).message.split('\n')[0]}`;
  }
}

describe('a machine at its limits', () => {
  it('counts connections for which the loader has no file descriptor left, and goes on with the others', async ({
    skip,
  }) => {
    const lacking = missing('prlimit', '--version');
    skip(lacking !== null, lacking ?? '');
    const target = await listening(
      createServer((socket) => void socket.on('data', () => socket.write(ok()))),
    );
    const loader = await load();
    execFileSync('prlimit', ['--pid', `${loader.pid}`, '--nofile=64:64']);
    const report = await drive(loader, target, 100, {
      window: { minMs: 300, maxMs: 20_000, minAnswers: 500 },
    });
    expect(report.failed).toEqual({ ...noFailures, exhausted: report.failed.exhausted });
    expect(report.failed.exhausted).toBeGreaterThanOrEqual(100 - 64);
    expect(details(report)).toEqual([
      'GET /: no file descriptor left in the loader; raise ulimit -n (EMFILE)',
    ]);
    expect(report.ok).toBeGreaterThanOrEqual(500);
    // What was taken is given back: fewer connections than descriptors do.
    expect((await drive(loader, target, 10)).failed).toEqual(noFailures);
  });

  it('counts connections for which no port is left, and goes on with the others', ({ skip }) => {
    // A network of its own with ten ports, which takes none of anybody else's.
    const network = 'ip link set lo up && echo "40000 40009" > /proc/sys/net/ipv4/ip_local_port_range';
    const lacking = missing('unshare', '-rn', 'sh', '-c', network);
    skip(lacking !== null, lacking ?? '');
    const script = fileURLToPath(new URL('drive-and-tell.mjs', import.meta.url));
    const command = `${network} && exec "$0" "$@"`;
    const told = execFileSync('unshare', ['-rn', 'sh', '-c', command, process.execPath, script, '20'], {
      encoding: 'utf8',
    });
    const report = loadReportSchema.parse(JSON.parse(told));
    expectAccounted(report);
    expect(report.failed).toEqual({ ...noFailures, exhausted: report.failed.exhausted });
    expect(report.failed.exhausted).toBeGreaterThanOrEqual(10);
    expect(details(report)).toEqual(['GET /: no ephemeral port left on this machine (EADDRNOTAVAIL)']);
    expect(report.ok).toBeGreaterThanOrEqual(20);
  });
});

describe('TLS that is none', () => {
  const insecure = { tls: { insecure: true } };
  const noTls =
    'GET /: no TLS handshake: the server does not speak TLS; plain HTTP? (ERR_SSL_WRONG_VERSION_NUMBER)';

  it.each<[string, string[], (socket: Socket) => void]>([
    ['plain HTTP', [noTls], (socket) => void socket.on('data', () => socket.write(ok()))],
    ['garbage', [noTls], (socket) => void socket.write('garbage\r\n'.repeat(10_000))],
    ['silence', ['GET /: no connection within 100 ms'], (socket) => void socket.resume()],
    [
      'a closed door',
      [
        'GET /: connection reset while it was made (ECONNRESET)',
        'GET /: closed by the server while the connection was made',
      ],
      (socket) => void socket.once('data', () => socket.destroy()),
    ],
  ])('but %s is a failure to connect', async (what, expected, serve) => {
    const target = { ...(await listening(createServer(serve))), ...insecure };
    const loader = await load();
    const connectTimeoutMs = what === 'silence' ? 100 : 20_000;
    const report = await drive(loader, target, 2, { ...short, connectTimeoutMs, requestTimeoutMs: 20_000 });
    expect(report).toMatchObject({ ok: 0, unfinished: 0, failed: { ...noFailures, connect: report.sent } });
    expect(report.sent).toBeGreaterThan(0);
    for (const detail of details(report)) expect(expected).toContain(detail);
  });

  it('asked of a server that speaks it, in plain HTTP, is no answer', async () => {
    const target = await listening(createTlsServer(selfSigned(), (_, response) => response.end()));
    const report = await drive(await load(), target, 2, short);
    const { reset, protocol } = report.failed;
    expect(report).toMatchObject({ ok: 0, unfinished: 0, failed: { ...noFailures, reset, protocol } });
    expect(reset + protocol).toBe(report.sent);
    expect(details(report)[0]).toMatch(/^GET \/: (no HTTP\/1\.x status line|(closed|reset) by the server)/);
  });
});

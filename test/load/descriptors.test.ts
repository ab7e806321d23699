import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { matched, ownDescriptors, portsKey } from '../../harness/load/native/descriptors.ts';
import { nativeEngine } from '../../harness/load/native/engine.ts';
import { expectAccounted, get, noFailures, orderFor } from './accounts.ts';

const header =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const line = (ports: string, state: string, inode: number) =>
  `   7: 0100007F:${ports.replace(' ', ' 0100007F:')} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0000000000000000 20 4 30 10 -1`;

describe('the table of connections', () => {
  const table = [
    header,
    line('A001 1F90', '01', 11),
    line('1F90 A001', '01', 12),
    line('A002 1F90', '06', 0),
    line('A003 1F90', '08', 13),
  ].join('\n');

  it('gives the descriptors of connections that stand and are ours', () => {
    const ours = new Map([
      ['11', 21],
      ['13', 23],
      ['99', 29],
    ]);
    expect([...matched(ours, [table])]).toEqual([[portsKey(0xa001, 0x1f90), 21]]);
  });

  it('gives none for two connections of the same ports, which only their addresses tell apart', () => {
    const other = [header, line('A001 1F90', '01', 14), line('A004 1F90', '01', 15)].join('\n');
    const ours = new Map([
      ['11', 21],
      ['14', 24],
      ['15', 25],
    ]);
    expect([...matched(ours, [table, other])]).toEqual([[portsKey(0xa004, 0x1f90), 25]]);
  });

  it('says nothing where it reads as something else', () => {
    expect(matched(new Map([['11', 21]]), ['', 'nonsense', header]).size).toBe(0);
  });
});

describe('what the system tells of this process', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'descriptors-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is enough without IPv6', () => {
    mkdirSync(join(folder, 'net'));
    mkdirSync(join(folder, 'fd'));
    writeFileSync(join(folder, 'net', 'tcp'), [header, line('A001 1F90', '01', 11)].join('\n'));
    symlinkSync('socket:[11]', join(folder, 'fd', '21'));
    symlinkSync('/dev/null', join(folder, 'fd', '22'));
    expect([...ownDescriptors(folder)]).toEqual([[portsKey(0xa001, 0x1f90), 21]]);
  });

  it('may be nothing', () => {
    expect(ownDescriptors(folder).size).toBe(0);
  });
});

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

async function listening(onSocket: (socket: Socket) => void, host = '127.0.0.1'): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  servers.push(server);
  server.listen(0, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe.skipIf(!existsSync('/proc/self/net/tcp'))('descriptors of this process', () => {
  it('lead to the very connection: what is written to one is read at its other end', async () => {
    const read = new Map<number, string>();
    const port = await listening((socket) => {
      socket.on('data', (bytes: Buffer) =>
        read.set(socket.remotePort ?? 0, `${read.get(socket.remotePort ?? 0) ?? ''}${bytes}`),
      );
    });
    for (let count = 0; count < 20; count += 1) {
      const socket = connect(port, '127.0.0.1');
      sockets.push(socket);
      await once(socket, 'connect');
    }
    const clients = sockets.filter((socket) => socket.remotePort === port);
    const descriptors = ownDescriptors();
    for (const { localPort = 0 } of clients) {
      writeSync(descriptors.get(portsKey(localPort, port)) ?? -1, `to ${localPort}`);
    }
    await expect
      .poll(() => [...read].sort())
      .toEqual(clients.map(({ localPort }) => [localPort, `to ${localPort}`]).sort());
  });
});

describe('requests that go straight to the descriptor', () => {
  it('arrive whole and once where the kernel takes only a part at a time', async () => {
    const body = Buffer.alloc(12_000_000, 'modebench ').toString('latin1');
    const whole = createHash('sha256').update(body).digest('hex');
    const hashes: string[] = [];
    const port = await listening((socket) => {
      let [left, hash] = [-1, createHash('sha256')];
      socket.on('data', (bytes: Buffer) => {
        let piece = bytes;
        if (left < 0) {
          const head = bytes.indexOf('\r\n\r\n');
          left = Number(/content-length: (\d+)/i.exec(bytes.toString('latin1', 0, head))?.[1]);
          piece = bytes.subarray(head + 4);
        }
        hash.update(piece);
        left -= piece.length;
        // A slow reader, so that the buffers fill up.
        socket.pause();
        setImmediate(() => socket.resume());
        if (left > 0) return;
        hashes.push(hash.digest('hex'));
        [left, hash] = [-1, createHash('sha256')];
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      });
    });
    const session = await nativeEngine.open({ host: '127.0.0.1', port }, 2);
    const requests = [{ ...get('/'), method: 'POST' as const, body }];
    const report = await session.drive(
      orderFor(2, { requests, window: { minMs: 50, maxMs: 20_000, minAnswers: 6 } }),
    );
    await session.close();
    expectAccounted(report);
    expect(report.failed).toEqual(noFailures);
    expect(report.ok).toBeGreaterThanOrEqual(6);
    expect(hashes).toEqual(hashes.map(() => whole));
    expect(hashes).toHaveLength(report.sent);
  });
});

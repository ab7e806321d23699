import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer, type ListenOptions, type Server } from 'node:net';
import { endianness, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listenerOwner, parseUnixListeners, reachableListeners } from '../../harness/supervise/listeners.ts';
import { findFreePort, isPortFree } from '../../harness/supervise/ports.ts';
import { hasProc, readProcess } from '../../harness/supervise/process-table.ts';
import { processEntry } from '../helpers/process-entry.ts';
import { hasIpv6 } from '../helpers/reach.ts';

describe('parseUnixListeners', () => {
  const unix = `Num       RefCount Protocol Flags    Type St Inode Path
0000000024f7c659: 00000003 00000000 00000000 0001 03 242366
00000000a1b2c3d4: 00000002 00000000 00010000 0001 01   815 /run/a server.sock
00000000a1b2c3d5: 00000002 00000000 00000000 0002 01 816 /run/datagrams.sock
00000000a1b2c3d6: 00000002 00000000 00010000 0001 01 817 @abstract
`;

  it('gives sockets that listen, with their paths', () => {
    expect(parseUnixListeners(unix)).toEqual([
      { path: '/run/a server.sock', inode: '815' },
      { path: '@abstract', inode: '817' },
    ]);
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseUnixListeners(text)).toEqual([]);
      }),
    );
  });
});

describe.skipIf(endianness() !== 'LE')('who a connection reaches', () => {
  const on = (address: string, inode: string, port = 80) => ({ address, port, inode });
  const loopback = on('0100007F', 'loopback');
  const mapped = on('0000000000000000FFFF00000100007F', 'mapped');
  const all4 = on('00000000', 'all4');
  const all6 = on('0'.repeat(32), 'all6');
  const other = on('0200007F', 'other');
  const otherPort = on('0100007F', 'port', 81);
  const loopback6 = on('00000000000000000000000001000000', 'loopback6');

  it.each([
    ['127.0.0.1', [all6, all4, loopback, mapped, loopback6], ['loopback', 'mapped']],
    ['127.0.0.1', [all6, all4, other, loopback6], ['all4']],
    ['127.0.0.1', [all6, otherPort], ['all6']],
    ['127.0.0.1', [other, otherPort, loopback6], []],
    ['127.0.0.2', [loopback, other], ['other']],
    ['::1', [all6, all4, loopback, loopback6], ['loopback6']],
    ['::1', [all6, all4, loopback], ['all6']],
    ['::1', [all4, loopback, mapped], []],
    ['localhost', [loopback, loopback6], ['loopback', 'loopback6']],
    ['localhost', [loopback, otherPort], ['loopback']],
    ['localhost', [all4, loopback6], ['all4', 'loopback6']],
  ])('at %s of %j: %j', (host, listeners, reached) => {
    expect(reachableListeners(listeners, host, 80).map(({ inode }) => inode)).toEqual(reached);
  });
});

describe('a real listener', () => {
  it('takes the port, and belongs to the process that holds it', async () => {
    const port = await findFreePort('127.0.0.1');
    const target = { host: '127.0.0.1', port };
    const self = readProcess(process.pid)!;
    expect(await isPortFree('127.0.0.1', port)).toBe(true);
    expect(listenerOwner([self], target)).toBe(hasProc ? 'none' : 'unknown');
    for (const host of ['127.0.0.1', '0.0.0.0']) {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(port, host, resolve));
      expect(await isPortFree('127.0.0.1', port)).toBe(false);
      expect(listenerOwner([self], target)).toBe(hasProc ? 'tree' : 'unknown');
      const parent = readProcess(process.ppid)!;
      expect(listenerOwner([parent], target)).toBe(hasProc ? 'foreign' : 'unknown');
      expect(listenerOwner([processEntry({ pid: 2 ** 30 })], target)).toBe(hasProc ? 'foreign' : 'unknown');
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

describe.skipIf(!hasIpv6)('a real listener over IPv6', () => {
  it.each([
    ['::1', '::1'],
    ['::1', '::'],
    ['localhost', '::1'],
    ['localhost', '::'],
    ['127.0.0.1', '::'],
  ])('is reached at %s when it listens on %s, and belongs to who holds it', async (asked, host) => {
    const port = await findFreePort('::1');
    const target = { host: asked, port };
    const server = await listen({ port, host });
    const [self, parent] = [readProcess(process.pid)!, readProcess(process.ppid)!];
    expect(listenerOwner([self], target)).toBe(hasProc ? 'tree' : 'unknown');
    expect(listenerOwner([parent], target)).toBe(hasProc ? 'foreign' : 'unknown');
    expect(listenerOwner([self], { host: '127.0.0.2', port })).toBe(
      !hasProc ? 'unknown' : host === '::' ? 'tree' : 'none',
    );
    await closed(server);
    expect(listenerOwner([self], target)).toBe(hasProc ? 'none' : 'unknown');
  });

  it('is no port of this machine where the machine has no such address', async () => {
    await expect(findFreePort('2001:db8::1')).rejects.toMatchObject({
      problems: [
        { where: '--host', message: expect.stringContaining('2001:db8::1 is no address of this machine') },
      ],
    });
  });
});

describe.skipIf(!hasProc)('a real listener on a unix socket', () => {
  it('belongs to who holds it, also when the socket was moved to its place', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bench-test-'));
    const target = { host: 'localhost', port: 80, socketPath: join(folder, 'socket') };
    const [self, parent] = [readProcess(process.pid)!, readProcess(process.ppid)!];
    expect(listenerOwner([parent], target)).toBe('none');
    const server = await listen({ path: target.socketPath });
    expect(listenerOwner([self], target)).toBe('tree');
    expect(listenerOwner([parent], target)).toBe('foreign');
    await closed(server);
    expect(listenerOwner([parent], target)).toBe('none');

    const moved = await listen({ path: join(folder, 'first') });
    renameSync(join(folder, 'first'), target.socketPath);
    expect(listenerOwner([self], target)).toBe('tree');
    await closed(moved);
    rmSync(folder, { recursive: true });
  });
});

function listen(options: ListenOptions): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(options, () => resolve(server));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => void server.close(() => resolve()));
}

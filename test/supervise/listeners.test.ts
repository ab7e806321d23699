import { createServer } from 'node:net';
import { endianness } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listenerOwner, parseListeners, reachableListeners } from '../../harness/supervise/listeners.ts';
import { findFreePort, isPortFree } from '../../harness/supervise/ports.ts';
import { hasProc, readProcess } from '../../harness/supervise/process-table.ts';
import { processEntry } from '../helpers/process-entry.ts';

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0000000000000000 20 4 30 10 -1
   2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 815 1 0000000000000000 100 0 0 10 0
`;

describe('parseListeners', () => {
  it('gives sockets that listen, not connections', () => {
    expect(parseListeners(table)).toEqual([
      { address: '0100007F', port: 8080, inode: '4711' },
      { address: '00000000', port: 22, inode: '815' },
    ]);
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseListeners(`\n${text}`)).toBeInstanceOf(Array);
      }),
    );
    expect(parseListeners('')).toEqual([]);
  });
});

describe.skipIf(endianness() !== 'LE')('who a connection to 127.0.0.1 reaches', () => {
  const on = (address: string, inode: string, port = 80) => ({ address, port, inode });
  const loopback = on('0100007F', 'loopback');
  const mapped = on('0000000000000000FFFF00000100007F', 'mapped');
  const all4 = on('00000000', 'all4');
  const all6 = on('0'.repeat(32), 'all6');
  const other = on('0200007F', 'other');
  const otherPort = on('0100007F', 'port', 81);

  it.each([
    [
      [all6, all4, loopback, mapped],
      ['loopback', 'mapped'],
    ],
    [[all6, all4, other], ['all4']],
    [[all6, otherPort], ['all6']],
    [[other, otherPort], []],
  ])('%j: %j', (listeners, reached) => {
    expect(reachableListeners(listeners, '127.0.0.1', 80).map(({ inode }) => inode)).toEqual(reached);
  });
});

describe('a real listener', () => {
  it('takes the port, and belongs to the process that holds it', async () => {
    const port = await findFreePort('127.0.0.1');
    const self = readProcess(process.pid)!;
    expect(await isPortFree('127.0.0.1', port)).toBe(true);
    expect(listenerOwner([self], '127.0.0.1', port)).toBe(hasProc ? 'none' : 'unknown');
    for (const host of ['127.0.0.1', '0.0.0.0']) {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(port, host, resolve));
      expect(await isPortFree('127.0.0.1', port)).toBe(false);
      expect(listenerOwner([self], '127.0.0.1', port)).toBe(hasProc ? 'tree' : 'unknown');
      const parent = readProcess(process.ppid)!;
      expect(listenerOwner([parent], '127.0.0.1', port)).toBe(hasProc ? 'foreign' : 'unknown');
      expect(listenerOwner([processEntry({ pid: 2 ** 30 })], '127.0.0.1', port)).toBe(
        hasProc ? 'foreign' : 'unknown',
      );
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

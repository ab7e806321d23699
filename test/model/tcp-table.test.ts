import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tcpSockets } from '../../harness/model/tcp-table.ts';

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0000000000000000 20 4 30 10 -1
   2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 815 1 0000000000000000 100 0 0 10 0
   3: 00000000000000000000000001000000:1F91 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 816 1
   4: 0100007F:1F90 0100007F:C351 06 00000000:00000000 03:00001770 00000000     0        0 0 3 0000000000000000
`;

describe('a table of TCP sockets', () => {
  it('tells those that listen, of both versions of IP', () => {
    expect(tcpSockets(table, 'listening')).toEqual([
      { address: '0100007F', port: 8080, remotePort: 0, inode: '4711' },
      { address: '00000000', port: 22, remotePort: 0, inode: '815' },
      { address: '00000000000000000000000001000000', port: 8081, remotePort: 0, inode: '816' },
    ]);
  });

  it('tells connections, without those that have ended', () => {
    expect(tcpSockets(table, 'established')).toEqual([
      { address: '0100007F', port: 8080, remotePort: 50_000, inode: '4712' },
    ]);
  });

  it('may be any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(tcpSockets(`\n${text}`, 'listening')).toEqual([]);
      }),
    );
    expect(tcpSockets('', 'established')).toEqual([]);
  });
});

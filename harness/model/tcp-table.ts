/** A line of the kernel's tables of TCP sockets, /proc/net/tcp and tcp6. */
export interface TcpSocket {
  /** Local address as the kernel writes it: hexadecimal, each 32-bit word in the machine's byte order. */
  readonly address: string;
  readonly port: number;
  /** Of the other end; 0 while it listens. */
  readonly remotePort: number;
  readonly inode: string;
}

/**
 * Lines of proc_net_tcp in one state: number, local and remote address, state, queues, timers, retransmissions, user,
 * time-out, inode. One pattern for each state, since most lines of a busy machine are of connections that have ended.
 */
const lines = { established: linesOf('01'), listening: linesOf('0A') };

function linesOf(state: string): RegExp {
  return new RegExp(
    String.raw`^ *\d+: ([0-9A-F]+):([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) ${state} \S+ \S+ \S+ +\d+ +\d+ (\d+)\b`,
    'gm',
  );
}

/** The sockets of a table that are in this state; lines of any other form are passed over. */
export function tcpSockets(table: string, state: keyof typeof lines): TcpSocket[] {
  return Array.from(
    table.matchAll(lines[state]),
    ([, address = '', local = '', remote = '', inode = '']) => ({
      address,
      port: Number.parseInt(local, 16),
      remotePort: Number.parseInt(remote, 16),
      inode,
    }),
  );
}

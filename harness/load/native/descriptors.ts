import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { tcpSockets } from '../../model/tcp-table.ts';

/** File descriptors of TCP connections by {@link portsKey}. */
export type Descriptors = ReadonlyMap<string, number>;

/** Names a connection to the loopback by its two ports. */
export function portsKey(local: number, remote: number): string {
  return `${local} ${remote}`;
}

/**
 * The descriptors of this process's TCP connections, as Linux tells them: /proc/self/fd says which sockets are whose, the
 * kernel's tables of connections, one for each version of IP that it has, which ports they have. Elsewhere, and where
 * they may not be read, none. The tables hold all connections of the machine, those that ended in the last minute included.
 */
export function ownDescriptors(folder = '/proc/self'): Descriptors {
  const tables = ['tcp', 'tcp6'].map((name) =>
    readOr('', () => readFileSync(`${folder}/net/${name}`, 'latin1')),
  );
  return matched(socketsOf(`${folder}/fd`), tables);
}

/** The connections of these tables that belong to the sockets; two of the same ports (to two addresses) are left out. */
export function matched(byInode: ReadonlyMap<string, number>, tables: readonly string[]): Descriptors {
  const found = new Map<string, number>();
  const twice = new Set<string>();
  for (const table of tables) {
    for (const { port, remotePort, inode } of tcpSockets(table, 'established')) {
      const descriptor = byInode.get(inode);
      if (descriptor === undefined) continue;
      const key = portsKey(port, remotePort);
      if (found.has(key)) twice.add(key);
      found.set(key, descriptor);
    }
  }
  for (const key of twice) found.delete(key);
  return found;
}

function socketsOf(folder: string): Map<string, number> {
  const byInode = new Map<string, number>();
  for (const name of readOr([], () => readdirSync(folder))) {
    // The descriptor that this folder was listed with is gone again.
    const link = readOr('', () => readlinkSync(`${folder}/${name}`));
    const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
    if (inode !== undefined) byInode.set(inode, Number(name));
  }
  return byInode;
}

function readOr<T>(otherwise: T, read: () => T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

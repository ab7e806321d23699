import { readdirSync, readlinkSync } from 'node:fs';
import { endianness } from 'node:os';
import { hasProc, type ProcessEntry, readProcFile } from './process-table.ts';

export interface Listener {
  /** Local address as the kernel writes it: hexadecimal, each 32-bit word in the machine's byte order. */
  readonly address: string;
  readonly port: number;
  readonly inode: string;
}

/** `unknown` where the system does not tell, `none` when nobody listens. */
export type ListenerOwner = 'tree' | 'foreign' | 'none' | 'unknown';

/** Listening sockets of /proc/net/tcp or tcp6 (proc_net_tcp: state 0A is LISTEN, the tenth field the inode). */
export function parseListeners(text: string): Listener[] {
  const listeners: Listener[] = [];
  for (const line of text.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    const [address = '', port = ''] = (fields[1] ?? '').split(':');
    const inode = fields[9];
    if (fields[3] !== '0A' || inode === undefined || !/^[0-9A-F]+$/.test(port)) continue;
    listeners.push({ address, port: Number.parseInt(port, 16), inode });
  }
  return listeners;
}

/** ::ffff:0:0/96, by which an IPv6 socket stands for an IPv4 address. */
const mappedPrefix = endianness() === 'LE' ? '0000000000000000FFFF0000' : '00000000000000000000FFFF';

/**
 * The listeners that a connection to an IPv4 `host` can reach: those on the address itself win over those on all
 * IPv4 addresses, and these over those on all addresses of both families.
 */
export function reachableListeners(listeners: readonly Listener[], host: string, port: number): Listener[] {
  const bytes = host.split('.').map((part) => Number(part).toString(16).padStart(2, '0').toUpperCase());
  const exact = (endianness() === 'LE' ? bytes.reverse() : bytes).join('');
  const ranks = [[exact, `${mappedPrefix}${exact}`], ['0'.repeat(8)], ['0'.repeat(32)]];
  const onPort = listeners.filter((listener) => listener.port === port);
  for (const addresses of ranks) {
    const reached = onPort.filter((listener) => addresses.includes(listener.address));
    if (reached.length > 0) return reached;
  }
  return [];
}

/** Whether every socket that may accept a connection to `host:port` is held by one of these processes. */
export function listenerOwner(members: readonly ProcessEntry[], host: string, port: number): ListenerOwner {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map(readProcFile);
  if (!hasProc || tables[0] === null) return 'unknown';
  const listeners = reachableListeners(
    tables.flatMap((text) => parseListeners(text ?? '')),
    host,
    port,
  );
  if (listeners.length === 0) return 'none';
  const held = new Set<string>();
  let refused = false;
  for (const member of members) {
    const sockets = socketInodes(member.pid);
    if (sockets === null) refused = true;
    else for (const inode of sockets) held.add(inode);
  }
  if (listeners.every((listener) => held.has(listener.inode))) return 'tree';
  return refused ? 'unknown' : 'foreign';
}

/** Inodes of a process's open sockets; null when we may not look. An ended process has none. */
function socketInodes(pid: number): string[] | null {
  const inodes: string[] = [];
  let names: string[];
  try {
    names = readdirSync(`/proc/${pid}/fd`);
  } catch (error) {
    return isPermission(error) ? null : [];
  }
  for (const name of names) {
    try {
      const match = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${name}`));
      if (match?.[1] !== undefined) inodes.push(match[1]);
    } catch (error) {
      if (isPermission(error)) return null;
    }
  }
  return inodes;
}

function isPermission(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'EACCES' || code === 'EPERM';
}

import { readdirSync, readlinkSync } from 'node:fs';
import { endianness } from 'node:os';
import type { LoadTarget } from '../model/load.ts';
import { type TcpSocket, tcpSockets } from '../model/tcp-table.ts';
import { hasProc, type ProcessEntry, readProcFile } from './process-table.ts';

export type Listener = Pick<TcpSocket, 'address' | 'port' | 'inode'>;

/** `unknown` where the system does not tell, `none` when nobody listens. */
export type ListenerOwner = 'tree' | 'foreign' | 'none' | 'unknown';

/**
 * Paths of listening unix sockets, as they were bound, with their inodes: /proc/net/unix, whose lines are
 * `Num RefCount Protocol Flags Type St Inode Path`. Flag 0x10000 is set while a socket listens (__SO_ACCEPTCON).
 */
export function parseUnixListeners(text: string): { readonly path: string; readonly inode: string }[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\S+: \S+ \S+ ([0-9A-F]{8}) \S+ \S+ +(\d+)(?: (.+))?$/.exec(line);
    if (match === null || (Number.parseInt(match[1] ?? '0', 16) & 0x10000) === 0) return [];
    return [{ path: match[3] ?? '', inode: match[2] ?? '' }];
  });
}

/** An address's bytes as the kernel writes them. */
function kernelHex(bytes: readonly number[]): string {
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0').toUpperCase());
  if (endianness() === 'BE') return hex.join('');
  const words = Array.from({ length: hex.length / 4 }, (_, index) => hex.slice(4 * index, 4 * index + 4));
  return words.map((word) => word.reverse().join('')).join('');
}

/** ::1, the one IPv6 address that servers of ours are asked at. */
const loopback6 = kernelHex([...Array<number>(15).fill(0), 1]);
const mappedPrefix = kernelHex([...Array<number>(10).fill(0), 255, 255]);
const all4 = '0'.repeat(8);
const all6 = '0'.repeat(32);

/** Where a listener may stand that a connection to the address reaches, those that win first. */
function ranksOf(address: string): readonly (readonly string[])[] {
  if (address.includes(':')) return [[loopback6], [all6]];
  const exact = kernelHex(address.split('.').map(Number));
  // ::ffff:0:0/96: by it an IPv6 socket stands for an IPv4 address.
  return [[exact, `${mappedPrefix}${exact}`], [all4], [all6]];
}

/**
 * The listeners that a connection to `host` can reach, which is an IPv4 address, ::1, or localhost for both: those on
 * the address itself win over those on all addresses of its family, and these over those on all of both families.
 */
export function reachableListeners(listeners: readonly Listener[], host: string, port: number): Listener[] {
  const onPort = listeners.filter((listener) => listener.port === port);
  const addresses = host === 'localhost' ? ['127.0.0.1', '::1'] : [host];
  return addresses.flatMap((address) => {
    const [reached = []] = ranksOf(address)
      .map((places) => onPort.filter((listener) => places.includes(listener.address)))
      .filter((found) => found.length > 0);
    return reached;
  });
}

/** Whether every socket that may accept a connection to the target is held by one of these processes. */
export function listenerOwner(members: readonly ProcessEntry[], target: LoadTarget): ListenerOwner {
  if (target.socketPath !== undefined) return socketOwner(members, target.socketPath);
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map(readProcFile);
  if (!hasProc || tables[0] === null) return 'unknown';
  const listeners = tables.flatMap((text) => tcpSockets(text ?? '', 'listening'));
  const reachable = reachableListeners(listeners, target.host, target.port);
  return ownerOf(
    reachable.map(({ inode }) => inode),
    members,
  );
}

/** Ports on which these processes listen, in rising order; empty where the system does not tell. */
export function listeningPorts(members: readonly ProcessEntry[]): number[] {
  const { inodes } = heldBy(members);
  const own = tcpListeners().filter(({ inode }) => inodes.has(inode));
  return [...new Set(own.map(({ port }) => port))].sort((a, b) => a - b);
}

/**
 * Who of these processes holds a socket that a connection to the target reaches; null where the system does not tell of
 * all of them and none was found.
 */
export function listenersOf(
  table: readonly ProcessEntry[],
  target: LoadTarget,
): readonly ProcessEntry[] | null {
  const reachable = reachableListeners(tcpListeners(), target.host, target.port);
  const inodes = new Set(reachable.map(({ inode }) => inode));
  if (inodes.size === 0) return [];
  const held = table.map((entry) => ({ entry, own: socketInodes(entry.pid) }));
  const holders = held.filter(({ own }) => own?.some((inode) => inodes.has(inode)));
  if (holders.length === 0 && held.some(({ own }) => own === null)) return null;
  return holders.map(({ entry }) => entry);
}

function tcpListeners(): readonly Listener[] {
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) =>
    tcpSockets(readProcFile(path) ?? '', 'listening'),
  );
}

function socketOwner(members: readonly ProcessEntry[], path: string): ListenerOwner {
  const table = readProcFile('/proc/net/unix');
  if (!hasProc || table === null) return 'unknown';
  const listeners = parseUnixListeners(table);
  const bound = listeners.filter((listener) => listener.path === path).map(({ inode }) => inode);
  if (bound.length > 0) return ownerOf(bound, members);
  // Bound by a relative path, or under another name and moved there: the table keeps what bind was told.
  const held = heldBy(members).inodes;
  return listeners.some(({ inode }) => held.has(inode)) ? 'tree' : 'none';
}

function ownerOf(inodes: readonly string[], members: readonly ProcessEntry[]): ListenerOwner {
  if (inodes.length === 0) return 'none';
  const held = heldBy(members);
  if (inodes.every((inode) => held.inodes.has(inode))) return 'tree';
  return held.complete ? 'foreign' : 'unknown';
}

/** Inodes of the open sockets of these processes; not complete where we may not look. */
function heldBy(members: readonly ProcessEntry[]): { inodes: ReadonlySet<string>; complete: boolean } {
  const sockets = members.map((member) => socketInodes(member.pid));
  return { inodes: new Set(sockets.flatMap((own) => own ?? [])), complete: !sockets.includes(null) };
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

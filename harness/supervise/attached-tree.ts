import { networkInterfaces } from 'node:os';
import type { LoadTarget } from '../model/load.ts';
import type { Unsampled } from '../model/slice.ts';
import { listenersOf } from './listeners.ts';
import { hasProc, identityKey, type ProcessEntry } from './process-table.ts';
import { ProcessTree } from './process-tree.ts';

/** The process tree of a server that we did not start, or why it is not known. */
export type AttachedTree =
  | { readonly kind: 'found'; readonly roots: readonly ProcessEntry[]; readonly tree: Trees }
  | { readonly kind: 'unknown'; readonly why: Unsampled };

/** Several trees as one: workers may have been started side by side, with nothing of the server above them. */
export class Trees {
  readonly #trees: readonly ProcessTree[];

  constructor(roots: readonly ProcessEntry[]) {
    this.#trees = roots.map((root) => new ProcessTree(root));
  }

  /** The members that are in this snapshot, each once. */
  update(table: readonly ProcessEntry[]): readonly ProcessEntry[] {
    const found = new Map<string, ProcessEntry>();
    for (const tree of this.#trees) {
      for (const entry of tree.update(table)) found.set(identityKey(entry), entry);
    }
    return [...found.values()];
  }
}

/** The tree under a process that the user named; null when there is no such process. */
export function treeOfPid(pid: number, table: readonly ProcessEntry[]): AttachedTree | null {
  const root = table.find((entry) => entry.pid === pid && !entry.zombie);
  return root === undefined ? null : treeUnder([root], table);
}

/** The tree under those who listen at the target. */
export function treeOfListener(target: LoadTarget, table: readonly ProcessEntry[]): AttachedTree {
  if (!isHere(target.host)) return { kind: 'unknown', why: 'other-machine' };
  if (!hasProc) return { kind: 'unknown', why: 'not-told' };
  const holders = listenersOf(table, target);
  if (holders === null) return { kind: 'unknown', why: 'not-permitted' };
  if (holders.length === 0) return { kind: 'unknown', why: 'no-listener' };
  if (holders.every(({ command }) => forwarders.has(command))) return { kind: 'unknown', why: 'forwarded' };
  return treeUnder(topmost(holders, table), table);
}

/** Programs that listen for a server elsewhere: in a container, a virtual machine or behind a tunnel. */
const forwarders = new Set([
  'docker-proxy',
  'rootlessport',
  'slirp4netns',
  'pasta',
  'ssh',
  'socat',
  'kubectl',
]);

function treeUnder(roots: readonly ProcessEntry[], table: readonly ProcessEntry[]): AttachedTree {
  const tree = new Trees(roots);
  // What loads it would be counted as the server's own.
  const isOurs = tree.update(table).some(({ pid }) => pid === process.pid);
  return isOurs ? { kind: 'unknown', why: 'own-ancestor' } : { kind: 'found', roots, tree };
}

/**
 * Of processes that share listening sockets, those that no other of them has started: workers inherit what their master
 * listens on. Where workers listen each for themselves (SO_REUSEPORT), the one that started them all is the master. The
 * first process of the system, which listens on behalf of servers that it starts when they are asked (systemd.socket),
 * is the server only where nobody else is.
 */
export function topmost(
  listening: readonly ProcessEntry[],
  table: readonly ProcessEntry[],
): readonly ProcessEntry[] {
  const besides = listening.filter(({ pid }) => pid !== 1);
  const holders = besides.length === 0 ? listening : besides;
  const byPid = new Map(table.map((entry) => [entry.pid, entry]));
  const pids = new Set(holders.map(({ pid }) => pid));
  const tops = holders.filter((holder) => !ancestorsOf(holder, byPid).some(({ pid }) => pids.has(pid)));
  const [first] = tops;
  const master = first && byPid.get(first.parent);
  const shareIt = tops.length > 1 && tops.every(({ parent }) => parent === first?.parent);
  // Whoever has lost its parent belongs to the first process of the system.
  return shareIt && master !== undefined && master.pid > 1 ? [master] : tops;
}

function ancestorsOf(entry: ProcessEntry, byPid: ReadonlyMap<number, ProcessEntry>): readonly ProcessEntry[] {
  const found: ProcessEntry[] = [];
  for (let above = byPid.get(entry.parent); above !== undefined; above = byPid.get(above.parent)) {
    if (found.includes(above)) break;
    found.push(above);
  }
  return found;
}

/** Whether the host is this machine: loopback, or an address of one of its interfaces. */
function isHere(host: string): boolean {
  if (host === 'localhost') return true;
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return host.startsWith('127.') || own.some(({ address }) => address === host);
}

import type { Variant } from '../model/variant.ts';
import { identityKey, type ProcessEntry } from '../supervise/process-table.ts';

/** Programs that stand round an app and are none of its processes, by the names that the system knows them by. */
const layerPrograms: Readonly<Record<string, string>> = {
  nginx: 'nginx',
  caddy: 'caddy',
  supervisor: 'supervisord',
};

/** Who started a process that took the place of one that was killed. */
export type Restarter = 'master' | 'supervisor' | 'the server itself' | 'nobody';

/** Which of a tree's processes are the app's, and what they are to each other. */
export class AppProcesses {
  readonly #layers: ReadonlySet<string>;
  readonly #ownCode: boolean;

  constructor({ source }: Variant) {
    const layers = source.kind === 'reference' ? source.layers : [];
    this.#layers = new Set(layers.map((name) => layerPrograms[name] ?? name));
    // The primary process of a Node cluster is code of the app: no master that came with a server.
    this.#ownCode = source.kind === 'reference' && source.stack === 'node';
  }

  /** The tree without proxies and process managers. */
  of(members: readonly ProcessEntry[]): readonly ProcessEntry[] {
    return members.filter((member) => !this.#layers.has(member.command));
  }

  isSupervised(members: readonly ProcessEntry[]): boolean {
    return members.some((member) => this.#layers.has(member.command) && isSupervisor(member));
  }

  /** The app's process that a worker was started by; null when nobody is above the worker but layers. */
  masterOf(worker: ProcessEntry, members: readonly ProcessEntry[]): ProcessEntry | null {
    return this.of(members).find((member) => member.pid === worker.parent) ?? null;
  }

  /** Who started the app's processes that are there now and were not before. */
  restartedBy(before: readonly ProcessEntry[], now: readonly ProcessEntry[]): Restarter {
    const known = new Set(before.map(identityKey));
    const isNew = (entry: ProcessEntry) => !known.has(identityKey(entry));
    // The parent of the topmost new one: those below it are its own affair.
    const restarters = this.of(now)
      .filter(isNew)
      .flatMap((entry) => now.find((other) => other.pid === entry.parent) ?? [])
      .filter((parent) => !isNew(parent));
    if (restarters.some((parent) => this.#layers.has(parent.command) && isSupervisor(parent)))
      return 'supervisor';
    if (this.of(restarters).length === 0) return 'nobody';
    return this.#ownCode ? 'the server itself' : 'master';
  }
}

function isSupervisor({ command }: ProcessEntry): boolean {
  return command === layerPrograms.supervisor;
}

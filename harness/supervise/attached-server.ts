import { type Failure, FailureError } from '../model/failure.ts';
import type { LoadTarget } from '../model/load.ts';
import type { MemorySample } from '../model/memory.ts';
import type { Unsampled } from '../model/slice.ts';
import { ask } from './ask.ts';
import { type AttachedTree, treeOfListener, treeOfPid } from './attached-tree.ts';
import { CpuMeter } from './cpu.ts';
import { MemoryReader } from './memory.ts';
import { type ProcessEntry, readProcess, readProcessTable } from './process-table.ts';

export interface AttachOptions {
  /** Id of the variant, for failures. */
  readonly variant: string;
  readonly target: LoadTarget;
  /** Whose tree is sampled; null: of whoever listens there. */
  readonly pid: number | null;
  /** Asked for once, to see that it answers. */
  readonly path: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** How an attached server ended, of which nothing is known but that it did. */
export interface AttachedExit {
  readonly exitCode: null;
  readonly signal: null;
  readonly stderrTail: '';
  readonly attached: true;
}

/** A server that ran before us and goes on after us. */
export interface AttachedServer {
  readonly target: LoadTarget;
  /** It was not seen to start. */
  readonly readyMs: null;
  /** Why memory and CPU are not known; absent where they are. */
  readonly unsampled?: Unsampled;
  hasExited(): AttachedExit | null;
  /** CPU time of the tree since it was first read, ms; null where it is not known. */
  cpuMs(): Promise<number | null>;
  memory(): Promise<MemorySample | null>;
  /** Its data are its owner's, and left alone. */
  reset(): Promise<void>;
  /** Leaves it alone. */
  stop(): Promise<null>;
}

/** Rejects with FailureError `no-process` or `no-answer`, and with the signal's reason when aborted. */
export async function attachServer(options: AttachOptions): Promise<AttachedServer> {
  const { variant, target, pid, path, timeoutMs, signal } = options;
  const at = { variant, phase: 'start' };
  signal.throwIfAborted();
  const answer = await ask(target, path, { timeoutMs, mostBytes: 0, signal });
  signal.throwIfAborted();
  const seen = typeof answer === 'string' ? answer : answer.status >= 500 ? `status ${answer.status}` : null;
  if (seen !== null) {
    throw new FailureError({ reason: 'no-answer', ...at, request: `GET ${path}`, seen, attached: true });
  }
  const table = readProcessTable();
  const tree = pid === null ? treeOfListener(target, table) : treeOfPid(pid, table);
  if (tree === null) throw new FailureError({ reason: 'no-process', ...at, pid: pid ?? 0 });
  const common = { target, readyMs: null, reset: async () => {}, stop: async () => null };
  return tree.kind === 'unknown'
    ? {
        ...common,
        unsampled: tree.why,
        hasExited: () => null,
        cpuMs: async () => null,
        memory: async () => null,
      }
    : { ...common, ...sampling(tree, at) };
}

function sampling(
  { roots, tree }: Extract<AttachedTree, { kind: 'found' }>,
  at: { readonly variant: string; readonly phase: string },
): Pick<AttachedServer, 'hasExited' | 'cpuMs' | 'memory'> {
  const cpu = new CpuMeter();
  const reader = new MemoryReader();
  const exit: AttachedExit = { exitCode: null, signal: null, stderrTail: '', attached: true };
  return {
    hasExited: () => (roots.some(isAlive) ? null : exit),
    cpuMs: async () => cpu.read(tree.update(readProcessTable())),
    async memory() {
      const sample = reader.read(tree.update(readProcessTable()).filter((entry) => !entry.zombie));
      if (sample.processes.length > 0) return sample;
      const gone: Failure = { reason: 'server-exited', ...at, ...exit };
      throw new FailureError(gone);
    },
  };
}

function isAlive({ pid, startTime }: ProcessEntry): boolean {
  const now = readProcess(pid);
  return now !== null && now.startTime === startTime && !now.zombie;
}

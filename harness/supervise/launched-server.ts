import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Failure, FailureError } from '../model/failure.ts';
import type { LaunchSpec } from '../model/launch.ts';
import type { LoadTarget } from '../model/load.ts';
import type { MemorySample } from '../model/memory.ts';
import { CpuMeter } from './cpu.ts';
import { MemoryReader } from './memory.ts';
import { OutputTail } from './output-tail.ts';
import { type ProcessEntry, readProcess, readProcessTable, readProcFile } from './process-table.ts';
import { ProcessTree } from './process-tree.ts';
import { tearDown } from './teardown.ts';
import type { Warden } from './warden.ts';

export interface LaunchOrder {
  readonly variant: string;
  readonly spec: LaunchSpec;
  readonly host: string;
  readonly port: number;
  readonly nonce: string;
  readonly workDir: string;
}

interface LeaderExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** How the leader of a server's process tree ended. */
export interface ServerExit extends LeaderExit {
  readonly stderrTail: string;
}

/** A spawned server, ready or not: its process tree, its output and its folder. */
export class LaunchedServer {
  readonly spec: LaunchSpec;
  /** Where it is asked. */
  readonly target: LoadTarget;
  readonly pid: number;
  /** On the clock of `performance.now()`, ms. */
  readonly spawnedAt: number;
  /** Resolves when the leader ends. */
  readonly exited: Promise<ServerExit>;
  readonly #order: LaunchOrder;
  readonly #tree: ProcessTree;
  readonly #outputs: Outputs;
  readonly #unwatch: () => void;
  readonly #cpu = new CpuMeter();
  readonly #memory = new MemoryReader();
  #exit: ServerExit | null = null;
  #stopping: Promise<Failure | null> | null = null;

  /** Rejects with FailureError `spawn-failed`. */
  static async spawn(order: LaunchOrder, warden: Warden): Promise<LaunchedServer> {
    const outputs = {
      stdout: new OutputTail(order.workDir, 'stdout'),
      stderr: new OutputTail(order.workDir, 'stderr'),
    };
    try {
      const spawnedAt = performance.now();
      const child = spawnLeader(order, outputs);
      const exited = new Promise<LeaderExit>((resolve) => {
        child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
      });
      if (child.pid === undefined) throw await new Promise((resolve) => child.once('error', resolve));
      return new LaunchedServer(order, child.pid, spawnedAt, outputs, exited, warden);
    } catch (error) {
      outputs.stdout.close();
      outputs.stderr.close();
      throw spawnFailure(order, error);
    }
  }

  private constructor(
    order: LaunchOrder,
    pid: number,
    spawnedAt: number,
    outputs: Outputs,
    exited: Promise<LeaderExit>,
    warden: Warden,
  ) {
    const marker = markerOf(order.nonce);
    const root = readProcess(pid);
    this.#unwatch = warden.watch({ pid, startTime: root?.startTime, dir: order.workDir, marker });
    this.spec = order.spec;
    this.target = targetOf(order);
    this.pid = pid;
    this.spawnedAt = spawnedAt;
    this.#order = order;
    this.#tree = new ProcessTree(root, marker);
    this.#outputs = outputs;
    this.exited = exited.then((how) => {
      this.#exit = { ...how, stderrTail: this.stderrTail() };
      return this.#exit;
    });
  }

  hasExited(): ServerExit | null {
    return this.#exit;
  }

  /** That the server has ended, in this phase. */
  exitFailure(phase: string): Failure {
    const exit = this.#exit ?? { exitCode: null, signal: null, stderrTail: this.stderrTail() };
    return { reason: 'server-exited', variant: this.#order.variant, phase, ...exit };
  }

  /** Whether a server behind a proxy has ended; of those that something starts again, none has. */
  hasEndedBehind(): boolean {
    // Read before the table is: whoever is named there was started before.
    const pids = (this.spec.behindPids ?? []).flatMap(pidsIn);
    if (pids.length === 0) return false;
    const alive = new Set(this.members().map(({ pid }) => pid));
    return alive.size > 0 && pids.some((pid) => !alive.has(pid));
  }

  /** That one behind a proxy has ended, in this phase. */
  endedBehind(phase: string): Failure {
    const unknown = { exitCode: null, signal: null, stderrTail: this.stderrTail() };
    return { reason: 'server-exited', variant: this.#order.variant, phase, behind: true, ...unknown };
  }

  /** The last lines of stderr, or of stdout where nothing was written to stderr. */
  stderrTail(): string {
    return this.#outputs.stderr.text() || this.#outputs.stdout.text();
  }

  outputs(): { stdout: string; stderr: string } {
    return { stdout: this.#outputs.stdout.text(), stderr: this.#outputs.stderr.text() };
  }

  /** From now on, asks whether a line that it ever wrote matches. */
  watchFor(pattern: RegExp): () => boolean {
    const watches = [this.#outputs.stdout, this.#outputs.stderr].map((output) => output.watchFor(pattern));
    return () => watches.some((matched) => matched());
  }

  /** The live processes of the tree, freshly read. */
  members(): readonly ProcessEntry[] {
    return this.#snapshot().filter((entry) => !entry.zombie);
  }

  cpuMs(): number {
    return this.#cpu.read(this.#snapshot());
  }

  memory(): MemorySample {
    const sample = this.#memory.read(this.members());
    if (sample.processes.length > 0) return sample;
    throw new FailureError(this.exitFailure('memory'));
  }

  /** Rejects with FailureError `not-reset`. */
  async reset(): Promise<void> {
    try {
      await this.spec.reset?.();
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      const at = { variant: this.#order.variant, phase: '' };
      throw new FailureError({ reason: 'not-reset', ...at, detail }, { cause: error });
    }
  }

  stop(stopTimeoutMs: number): Promise<Failure | null> {
    this.#stopping ??= this.#stop(stopTimeoutMs);
    return this.#stopping;
  }

  async #stop(stopTimeoutMs: number): Promise<Failure | null> {
    const { variant, spec, workDir } = this.#order;
    const left = await tearDown({
      members: () => this.members(),
      pid: this.pid,
      stopSignal: spec.stopSignal,
      stopTimeoutMs,
      target: this.target,
      workDir,
    });
    this.#outputs.stdout.close();
    this.#outputs.stderr.close();
    if (left.length > 0) return { reason: 'not-stopped', variant, phase: 'stop', left };
    this.#unwatch();
    // It has ended, but may not be collected yet.
    await this.exited;
    return null;
  }

  #snapshot(): readonly ProcessEntry[] {
    return this.#tree.update(readProcessTable());
  }
}

/** Pids of whole lines; none where the file is not there yet. */
function pidsIn(file: string): number[] {
  const lines = (readProcFile(file) ?? '').split('\n');
  return lines.slice(0, -1).map(Number);
}

interface Outputs {
  readonly stdout: OutputTail;
  readonly stderr: OutputTail;
}

function targetOf({ spec, host, port }: LaunchOrder): LoadTarget {
  return spec.target ?? { host, port };
}

/** By this each process of a launch is known, wherever it went. */
export function markerOf(nonce: string): string {
  return `BENCH_NONCE=${nonce}`;
}

function spawnLeader({ spec, port, nonce, workDir }: LaunchOrder, outputs: Outputs): ChildProcess {
  const [program, ...args] = spec.argv;
  return spawn(program, args, {
    cwd: spec.cwd,
    // Temporary files of the server go where they are removed even if it is killed.
    env: { ...process.env, TMPDIR: workDir, PORT: String(port), ...spec.env, BENCH_NONCE: nonce },
    // A session and group of its own, led by the child: what it starts can be found and signalled together.
    detached: true,
    stdio: ['ignore', outputs.stdout.fd, outputs.stderr.fd],
  });
}

function spawnFailure({ variant, spec }: LaunchOrder, error: unknown): FailureError {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  // The system says the same of a folder that is missing as of a program.
  const cwd = code === 'ENOENT' && !existsSync(spec.cwd) ? { cwd: spec.cwd } : {};
  return new FailureError(
    { reason: 'spawn-failed', variant, phase: 'start', program: spec.argv[0], code, ...cwd },
    { cause: error },
  );
}

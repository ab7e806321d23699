import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';

/** What `bench` is. */
export const entry = resolve(import.meta.dirname, '../../dist/harness/cli.js');

/** A command under way. */
export interface Running extends PromiseLike<Finished> {
  /** What it writes to stderr, as it comes. */
  readonly stderr: NodeJS.ReadableStream;
  kill(signal: NodeJS.Signals): boolean;
}

export interface Finished {
  readonly exitCode?: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

interface Surroundings {
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The built command, in a folder of its own, as a user would call it; never rejects for its exit code. */
export class Workplace {
  readonly folder: string;
  /** Marks every process that descends from this test, wherever it went. */
  readonly #mark: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.#mark = `MODEBENCH_TEST=${folder}`;
  }

  static async create(): Promise<Workplace> {
    const place = new Workplace(await mkdtemp(join(tmpdir(), 'e2e-')));
    // Servers that change their user, as Apache does when root starts it, must get at their files.
    await chmod(place.folder, 0o711);
    await mkdir(place.temp, { mode: 0o711 });
    return place;
  }

  /** Where the command's temporary files go, so that what it leaves can be told from what others do. */
  get temp(): string {
    return join(this.folder, 'tmp');
  }

  /** Where the command keeps what it may forget: empty, so that no calibration of this machine gets into a test. */
  get cache(): string {
    return join(this.folder, 'cache');
  }

  bench(...args: string[]): Running {
    return this.benchIn({}, ...args);
  }

  /** With these variables in its environment; undefined takes one away. */
  benchIn(env: Readonly<Record<string, string | undefined>>, ...args: string[]): Running {
    return this.run(process.execPath, [entry, ...args], { env });
  }

  /** In another folder, from this one. */
  benchAt(folder: string, ...args: string[]): Running {
    return this.run(process.execPath, [entry, ...args], { cwd: resolve(this.folder, folder), env: {} });
  }

  /** Another program, in the same environment. */
  run(program: string, args: readonly string[], { cwd = this.folder, env }: Surroundings): Running {
    const [name = '', value = ''] = this.#mark.split('=');
    return execa(program, args, {
      cwd,
      reject: false,
      timeout: 230_000,
      env: { [name]: value, NO_COLOR: '1', TMPDIR: this.temp, XDG_CACHE_HOME: this.cache, ...env },
    });
  }

  /** Folders of the runs made here. */
  runs(): string[] {
    const parent = join(this.folder, '.bench/runs');
    return readdirSync(parent).map((name) => join(parent, name));
  }

  /** The record of the first run made here. */
  record(): RunRecord {
    const [folder = ''] = this.runs();
    return recordSchema.parse(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')));
  }

  /** How many lines of a type (`slice`, `round`) the journal of the run under way has by now. */
  journalLines(type: string): number {
    try {
      const [folder = ''] = this.runs();
      const lines = readFileSync(join(folder, 'journal.jsonl'), 'utf8').split('\n');
      return lines.filter((line) => line.startsWith(`{"type":"${type}"`)).length;
    } catch {
      return 0;
    }
  }

  /** Pids of those of which the command line holds a word. */
  alivePids(word: string): number[] {
    return this.alive().filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word);
      } catch {
        return false;
      }
    });
  }

  /** Pids of everything that was started from here and is alive. */
  alive(): number[] {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => Number.isInteger(pid) && pid !== process.pid && this.#isOurs(pid));
  }

  #isOurs(pid: number): boolean {
    try {
      if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return false;
      const marked = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(this.#mark);
      // nginx writes its title over its environment, but works in a folder of ours.
      return marked || readlinkSync(`/proc/${pid}/cwd`).startsWith(this.temp);
    } catch {
      return false;
    }
  }

  /** Asserts that no process and no temporary file is left, and removes the folder. */
  async leave(): Promise<void> {
    const left = this.alive();
    const files = readdirSync(this.temp);
    for (const pid of left) process.kill(pid, 'SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
    expect(left, 'processes that outlived the command').toEqual([]);
    expect(files, 'temporary files that were left').toEqual([]);
  }
}

/** Waits until a condition holds. */
export async function until(condition: () => boolean, what: string, timeoutMs = 60_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((wait) => setTimeout(wait, 50));
  }
}

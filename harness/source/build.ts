import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Failure, FailureError } from '../model/failure.ts';
import type { BuildStep } from '../model/own-server.ts';
import type { Variant } from '../model/variant.ts';
import { argvOf } from './argv.ts';
import { withoutRepository } from './git.ts';

/** One build step, and the variants that need it. */
export interface Build {
  readonly step: BuildStep;
  readonly variants: readonly string[];
}

/** What a step is for, and the name of its log. */
type Phase = 'install' | 'build';

export interface BuildSurroundings {
  /** Of the run; the output of each build is kept there. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Has whatever bears the marker killed should it outlive the run; to be called off when all went well. */
  watch(watched: { readonly pid?: number; readonly marker: string }): () => void;
  /** A build begins. */
  announce(variants: readonly string[], command: string): void;
}

/** How long a build may take to end itself when it is interrupted. */
const graceMs = 2000;
const tailBytes = 4096;

/** Build steps in the order of their variants, each once: the same command in the same folder and environment. */
export function buildsOf(variants: readonly Variant[]): readonly Build[] {
  const builds = new Map<string, { step: BuildStep; variants: string[] }>();
  for (const { id, source } of variants) {
    const step = source.kind === 'command' ? source.build : undefined;
    if (step === undefined) continue;
    const { timeoutMs, env, ...rest } = step;
    const key = JSON.stringify([rest, Object.entries(env).sort()]);
    const known = builds.get(key);
    if (known === undefined) builds.set(key, { step, variants: [id] });
    else {
      known.variants.push(id);
      known.step = { ...known.step, timeoutMs: Math.max(known.step.timeoutMs, timeoutMs) };
    }
  }
  return [...builds.values()];
}

/** Carries out all builds, one after the other. Rejects with FailureError `build-failed`; resolves early when aborted. */
export async function buildAll(variants: readonly Variant[], around: BuildSurroundings): Promise<void> {
  for (const [index, build] of buildsOf(variants).entries()) {
    if (around.signal.aborted) return;
    around.announce(build.variants, build.step.command);
    await buildOne(build, 'build', index + 1, around);
  }
}

/** Carries out one of them. Rejects with FailureError `build-failed`; resolves early when aborted. */
export async function buildOne(
  build: Build,
  phase: Phase,
  number: number,
  around: Pick<BuildSurroundings, 'folder' | 'signal' | 'watch'>,
): Promise<void> {
  const failure = await carryOut(build, phase, join(around.folder, `${phase}-${number}.log`), around);
  if (failure !== null && !around.signal.aborted) throw new FailureError(failure);
}

/** Everything goes into the log; null when the command ended well. */
async function carryOut(
  { step, variants }: Build,
  phase: Phase,
  log: string,
  { signal, watch }: Pick<BuildSurroundings, 'signal' | 'watch'>,
): Promise<Failure | null> {
  const startedAt = performance.now();
  const fd = openSync(log, 'w+');
  try {
    const nonce = randomUUID();
    const { pid, ended } = start(step, fd, nonce);
    const unwatch = watch({ ...(pid === undefined ? {} : { pid }), marker: `BENCH_NONCE=${nonce}` });
    const timedOut = await overran(ended, step.timeoutMs, signal);
    if (timedOut || signal.aborted) await endGroup(pid, ended);
    const ending = await ended;
    if (ending.exitCode === 0 && !timedOut) {
      unwatch();
      return null;
    }
    const { code, ...how } = ending;
    return {
      reason: 'build-failed',
      variant: variants.join(', '),
      phase,
      command: step.command,
      how: timedOut ? 'timed-out' : code === null ? 'ended' : 'not-started',
      ...how,
      code: code === null ? null : await whyNotStarted(code, step.cwd),
      afterMs: performance.now() - startedAt,
      outputTail: tailOf(fd),
      log,
    };
  } finally {
    closeSync(fd);
  }
}

interface Ending {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Of the system, where it could not be started. */
  readonly code: string | null;
}

/**
 * In a group of its own, so that what it starts is ended with it. It writes to the file itself: a process that it leaves
 * running could hold a pipe open for ever.
 */
function start(
  step: BuildStep,
  fd: number,
  nonce: string,
): { readonly pid: number | undefined; readonly ended: Promise<Ending> } {
  const [program, ...args] = argvOf(step);
  const child = spawn(program, args, {
    cwd: step.cwd,
    env: { ...withoutRepository(process.env), ...step.env, BENCH_NONCE: nonce },
    detached: true,
    stdio: ['ignore', fd, fd],
  });
  const ended = new Promise<Ending>((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal, code: null }));
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ exitCode: null, signal: null, code: error.code ?? error.message }),
    );
  });
  return { pid: child.pid, ended };
}

/** Waits for the end, the deadline or the interrupt; whether it was the deadline. */
async function overran(ended: Promise<unknown>, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
  const over = new AbortController();
  const deadline = sleep(timeoutMs, true, { signal: AbortSignal.any([over.signal, signal]) }).catch(
    () => false,
  );
  try {
    return await Promise.race([ended.then(() => false), deadline]);
  } finally {
    over.abort();
  }
}

/** Asks the whole group to end, and kills it when it does not. */
async function endGroup(group: number | undefined, ended: Promise<unknown>): Promise<void> {
  if (group === undefined) return;
  signalGroup(group, 'SIGTERM');
  await Promise.race([ended, sleep(graceMs, undefined, { ref: false })]);
  signalGroup(group, 'SIGKILL');
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // Nobody is left in it.
  }
}

/** The system says the same of a folder that is missing as of a program. */
async function whyNotStarted(code: string, cwd: string): Promise<string> {
  const folder = await stat(cwd).catch(() => null);
  return folder?.isDirectory() ? code : `there is no folder ${cwd}`;
}

/** The last lines, at most 4 kB; the first may be cut, and is then left out. */
function tailOf(fd: number): string {
  const { size } = fstatSync(fd);
  const buffer = Buffer.alloc(Math.min(size, tailBytes));
  const length = readSync(fd, buffer, 0, buffer.length, Math.max(0, size - buffer.length));
  const text = buffer.toString('utf8', 0, length);
  const newline = text.indexOf('\n');
  return size > tailBytes && newline !== -1 && newline < text.length - 1 ? text.slice(newline + 1) : text;
}

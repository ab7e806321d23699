import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { FailureError } from '../model/failure.ts';
import type { LaunchSpec } from '../model/launch.ts';
import type { RequestSpec } from '../model/scenario.ts';
import type { InProcess } from './in-process.ts';

const answerSchema = z.object({ status: z.int(), body: z.string() });
const costSchema = z.object({ cpu_ms: z.number().nonnegative() });

const stderrKept = 4096;

/** A process that calls the app of another language, asked by lines of JSON. It ends when its input does. */
export function startHelper(
  { argv: [program, ...args], env, cwd }: Pick<LaunchSpec, 'argv' | 'env' | 'cwd'>,
  frameworkLabel: string,
  watch: (pid: number) => () => void,
): InProcess {
  // A group of its own: Ctrl-C is for the harness, which ends it.
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const unwatch = child.pid === undefined ? () => {} : watch(child.pid);
  const lines = new Lines(child);
  const ask = (request: RequestSpec, forMs: number | null) =>
    lines.ask(JSON.stringify({ request, for_ms: forMs }));
  return {
    frameworkLabel,
    answer: async (request) => answerSchema.parse(await ask(request, null)),
    // A view of a WSGI framework asks for its request by a context that only the framework makes.
    handlerMs: async () => null,
    frameworkMs: async (request, forMs) => costSchema.parse(await ask(request, forMs)).cpu_ms,
    async close() {
      await lines.close();
      unwatch();
    },
  };
}

/** One line out, one line back, in order. */
class Lines {
  readonly #child: ChildProcess;
  readonly #waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  #stderr = '';
  #ended: FailureError | null = null;

  constructor(child: ChildProcess) {
    this.#child = child;
    if (child.stdout !== null) {
      createInterface({ input: child.stdout }).on('line', (line) => this.#waiting.shift()?.resolve(line));
    }
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-stderrKept);
    });
    // Should it have ended, that is told by its exit.
    child.stdin?.on('error', () => {});
    child.once('error', (error: NodeJS.ErrnoException) => this.#end(null, error.code ?? error.message));
    child.once('close', (exitCode, signal) => this.#end(exitCode, signal));
  }

  ask(line: string): Promise<unknown> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    return new Promise<string>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.stdin?.write(`${line}\n`);
    }).then((answer): unknown => JSON.parse(answer));
  }

  /** It is in no state that is worth an orderly end: what it was asked takes as long as it takes. */
  async close(): Promise<void> {
    if (this.#ended !== null) return;
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await closed;
  }

  #end(exitCode: number | null, signal: string | null): void {
    const stderrTail = this.#stderr;
    this.#ended ??= new FailureError({
      reason: 'server-exited',
      variant: 'the app in process',
      phase: 'start',
      exitCode,
      signal,
      stderrTail,
    });
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended);
  }
}

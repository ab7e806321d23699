import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';

const span = z.tuple([z.number(), z.number()]);
const toldSchema = z.object({
  /** When it stood still on schedule, ms from when it was told to begin. */
  stalls: z.array(span),
  /** When it did not run although it could have: the machine was busy. */
  otherGaps: z.array(span),
  /** When it answered, and how long after it heard of the request. */
  answers: z.array(span),
});
export type Told = z.infer<typeof toldSchema>;

/** `stalling-server.mjs` in a process of its own. */
export class StallingServer {
  readonly target: { readonly host: string; readonly port: number };
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.target = { host: '127.0.0.1', port };
  }

  static async start(delayMs = 0): Promise<StallingServer> {
    const child = fork(join(import.meta.dirname, 'stalling-server.mjs'), [`${delayMs}`], { execArgv: [] });
    const [said] = await once(child, 'message');
    return new StallingServer(child, z.object({ port: z.int() }).parse(said).port);
  }

  begin(stallMs: number, periodMs: number): void {
    this.#child.send({ type: 'begin', stallMs, periodMs });
  }

  async tell(): Promise<Told> {
    const said = once(this.#child, 'message');
    this.#child.send({ type: 'tell' });
    return toldSchema.parse((await said)[0]);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.disconnect();
    await exited;
  }
}

export interface Stalled {
  readonly ratePerSecond: number;
  readonly windowMs: number;
  /** Time that the server needs for one request when others wait. */
  readonly serviceMs: number;
  /** When it does not serve. */
  readonly gaps: readonly (readonly [number, number])[];
}

/**
 * Response times, in rising order, of evenly spaced arrivals at one server that serves them in order and stands still
 * now and then: method.md §1, for stalls of any length at any time.
 */
export function responsesOf({ ratePerSecond, windowMs, serviceMs, gaps }: Stalled): number[] {
  const inOrder = gaps.toSorted((a, b) => a[0] - b[0]);
  const responses: number[] = [];
  let freeAt = 0;
  let gap = 0;
  for (let due = 500 / ratePerSecond; due < windowMs; due += 1000 / ratePerSecond) {
    let doneAt = Math.max(due, freeAt) + serviceMs;
    for (let next = inOrder[gap]; next !== undefined && next[0] < doneAt; next = inOrder[gap]) {
      doneAt += Math.max(0, next[1] - Math.max(next[0], doneAt - serviceMs));
      gap += 1;
    }
    freeAt = doneAt;
    responses.push(doneAt - due);
  }
  return responses.sort((a, b) => a - b);
}

export function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

/** How long the server took for each request when it worked off what had come in the stalls, ms: the median of stalls. */
export function catchUpMs({ stalls, answers }: Told, waiting: number): number {
  const paces = stalls.flatMap(([, end]) => {
    const after = answers.filter(([at]) => at >= end).slice(0, waiting);
    const [first, last] = [after[0], after.at(-1)];
    return first === undefined || last === undefined || after.length < 2
      ? []
      : [(last[0] - first[0]) / (after.length - 1)];
  });
  return quantile(
    paces.toSorted((a, b) => a - b),
    0.5,
  );
}

import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Answer, type Ask, askerOf, inWords, type Trouble } from './exchange.ts';
import type { Bench, Experiment, Found } from './experiment.ts';

const whoSchema = z.object({ pid: z.int(), thread: z.int() });

/** Asked at least so often, and on while the last batches showed somebody new. */
const leastAsked = 200;
const quietBatches = 12;
const mostBatches = 120;
/** How long requests hold workers and threads, so that others have to answer; and how long they get to arrive. */
const holdMs = 100;
const arriveMs = 20;
/** What is held of a server without a bound of its own, and at most of any. */
const unboundedWidth = 8;
const mostHeld = 64;

async function lookAtTree(bench: Bench): Promise<Found<'shape'>> {
  const server = await bench.start();
  const { parallelism } = bench.variant;
  const seen = await whoAnswers(askerOf(bench, server), parallelism ?? unboundedWidth);
  const { pids, threads, atOnce } = seen;
  // No pool has more threads than requests were in the server.
  const threadEach = threads.size > atOnce;
  return {
    findings: {
      processes: server.members().length,
      workers: pids.size === 0 ? null : pids.size,
      threads: threadEach || threads.size === 0 ? null : threads.size,
    },
    remarks: [...seen.remarks, ...(threadEach ? ['Each connection gets a thread of its own.'] : [])],
  };
}

interface Seen {
  readonly pids: ReadonlySet<number>;
  readonly threads: ReadonlySet<string>;
  /** Most requests that were in the server at one time. */
  readonly atOnce: number;
  readonly remarks: readonly string[];
}

/** Asks `/who` on fresh connections, while none, some or all but one of what serves is held by `/wait`. */
export async function whoAnswers(ask: Ask, parallelism: number): Promise<Seen> {
  const width = Math.min(parallelism, mostHeld);
  const burst = Math.min(Math.max(4, Math.ceil(width / 2)), 16);
  const atOnce = width - 1 + burst;
  const pids = new Set<number>();
  const threads = new Set<string>();
  const failed: string[] = [];
  let asked = 0;
  let quiet = 0;
  for (let batch = 0; batch < mostBatches && (asked < leastAsked || quiet < quietBatches); batch += 1) {
    const held = Math.round(((batch % 4) / 3) * (width - 1));
    const known = threads.size;
    const answers = await askWhileHeld(ask, held, burst);
    for (const answer of answers) {
      const who = whoIn(answer);
      if (who === null) failed.push(inWords(answer));
      else threads.add(`${who.pid} ${who.thread}`);
      if (who !== null) pids.add(who.pid);
    }
    asked += burst;
    // More threads than could be at work are those of connections: there is no end to them.
    quiet = threads.size > known && threads.size <= atOnce ? 0 : quiet + 1;
    // Each batch may take a time-out.
    if (failed.length === asked) break;
  }
  const [first] = failed;
  const trouble = first === undefined ? [] : [`${failed.length} of them failed: ${first}`];
  return { pids, threads, atOnce, remarks: [`GET /who was asked ${asked} times.`, ...trouble] };
}

async function askWhileHeld(ask: Ask, held: number, burst: number): Promise<readonly (Answer | Trouble)[]> {
  const holding = Array.from({ length: held }, () => ask({ path: `/wait?ms=${holdMs}` }));
  const arrived = held === 0 ? Promise.resolve() : sleep(arriveMs);
  const asked = arrived.then(() => Promise.all(Array.from({ length: burst }, () => ask({ path: '/who' }))));
  const [answers] = await Promise.all([asked, ...holding]);
  return answers;
}

function whoIn(answer: Answer | Trouble): z.infer<typeof whoSchema> | null {
  if ('trouble' in answer || answer.status !== 200) return null;
  try {
    return whoSchema.parse(JSON.parse(answer.body));
  } catch {
    return null;
  }
}

export const shape: Experiment<'shape'> = { name: 'shape', acts: { serving: lookAtTree } };

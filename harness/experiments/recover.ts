import type { LoadSession } from '../model/load.ts';
import { identityKey, type ProcessEntry, signalProcess } from '../supervise/process-table.ts';
import { AppProcesses } from './app-processes.ts';
import { askerOf } from './exchange.ts';
import type { Act, Bench, Experiment, ServerUnderTest } from './experiment.ts';
import { failedOf, loadOrder } from './load-order.ts';
import { pause } from './pause.ts';
import { answersCourse, recoveryOf, type Timeline, timelineMs } from './recovery.ts';
import { askWho, isAnswer, notApplicable } from './well-answered.ts';

const connections = 16;
/** A runtime that compiles as it goes is warm when a look is hardly better than the best before; all take so long. */
const warmUpMs = 500;
const warmUpLooks = 8;
const hardlyBetter = 1.1;
const beforeMs = 2000;
const watchMs = 10_000;
/** A request that hangs for so long has failed: answers take milliseconds here. */
const patienceMs = 2000;
/** Once every process is back, how long throughput may take to follow. */
const settleMs = 3000;
/** Where nobody is left who could start anything, how long is looked all the same. */
const aloneMs = 1000;
const pollMs = 100;

type Victims = 'worker' | 'master' | 'all';

const words: Readonly<Record<Victims, string>> = {
  worker: 'a worker is killed',
  master: 'the master is killed',
  all: 'every process is killed',
};

const absent: Readonly<Record<Victims, string>> = {
  worker: 'The process that serves is its only one: see all.',
  master: 'It has no master.',
  all: 'It has no processes.',
};

function killing(what: Victims): Act<'recover'> {
  return async (bench) => {
    const server = await bench.start();
    const app = new AppProcesses(bench.variant);
    const ask = askerOf(bench, server);
    const { pid } = await askWho(server, ask);
    const before = server.members();
    const victims = victimsOf(what, pid, before, app);
    if (victims === null) throw await notApplicable(server, absent[what]);
    const load = await bench.openLoad(server.target, connections);
    await warmUp(bench, load);

    const { report, killedMs } = await killUnderLoad(bench, server, load, { app, before, victims });
    const after = server.members();
    const last = await ask({ path: '/json', timeoutMs: patienceMs });
    const timeline = timelineOf(report.timeline);
    const recovery = recoveryOf(timeline, killedMs);
    const servesAgain = isAnswer(last) && last.status === 200;
    const left = app.of(after).length;
    const had = app.of(before).length;
    return {
      findings: {
        failed: failedOf(report),
        // What was on its way may still come after a kill that nothing survives.
        gap: servesAgain ? recovery.gapMs : null,
        recovered: recovery.recoveredMs,
        servesAgain,
        restartedBy: app.restartedBy(before, after),
        before: recovery.before,
        after: recovery.after,
      },
      scenario: 'json',
      remarks: [
        ...(recovery.gapMs === 0 ? [`A gap shorter than ${timelineMs} ms is told as 0.`] : []),
        ...(left === 0 ? ['None of its processes was left at the end.'] : []),
        ...(left > 0 && left < had ? [`${left} of its ${had} processes were there at the end.`] : []),
      ],
      courses: [answersCourse(timeline, [{ atMs: killedMs, what: words[what] }])],
    };
  };
}

/** Or else throughput would grow for reasons of its own, and a slow recovery would look like a quick one. */
async function warmUp(bench: Bench, load: LoadSession): Promise<void> {
  let best = 0;
  for (let look = 0; look < warmUpLooks; look += 1) {
    const { ok } = await load.drive(loadOrder(bench, 'json', connections, warmUpMs));
    if (look > 0 && ok < hardlyBetter * best) return;
    best = Math.max(best, ok);
  }
}

interface Killing {
  readonly app: AppProcesses;
  readonly before: readonly ProcessEntry[];
  readonly victims: readonly ProcessEntry[];
}

/** Null where there is no such process. */
function victimsOf(
  what: Victims,
  workerPid: number,
  members: readonly ProcessEntry[],
  app: AppProcesses,
): readonly ProcessEntry[] | null {
  const own = app.of(members);
  if (what === 'all') return own.length === 0 ? null : parentsFirst(own);
  const worker = members.find((member) => member.pid === workerPid);
  const master = worker === undefined ? null : app.masterOf(worker, members);
  if (worker === undefined || master === null) return null;
  return [what === 'master' ? master : worker];
}

/** Or else a master would replace its workers while they are being killed. */
function parentsFirst(members: readonly ProcessEntry[]): readonly ProcessEntry[] {
  const isChild = (entry: ProcessEntry) => members.some((other) => other.pid === entry.parent);
  return [...members].sort((a, b) => Number(isChild(a)) - Number(isChild(b)));
}

async function killUnderLoad(bench: Bench, server: ServerUnderTest, load: LoadSession, killing: Killing) {
  const order = loadOrder(bench, 'json', connections, beforeMs + watchMs);
  const startedMs = bench.now();
  const driving = load.drive({
    ...order,
    timelineMs,
    requestTimeoutMs: Math.min(patienceMs, bench.requestTimeoutMs),
    drainTimeoutMs: patienceMs,
  });
  const watched = (async () => {
    await pause(beforeMs, bench.signal);
    const killedMs = bench.now() - startedMs;
    for (const victim of killing.victims) signalProcess(victim, 'SIGKILL');
    await watch(bench, server, killing);
    return killedMs;
  })();
  // A loader that dies ends the watch too; the bench ends what is left of it.
  const killedMs = await Promise.race([watched, driving.then(() => watched)]);
  await load.close();
  return { report: await driving, killedMs };
}

/** Until the app was whole again for a while, nobody is left to bring it back, or time is up. */
async function watch(
  bench: Bench,
  server: ServerUnderTest,
  { app, before, victims }: Killing,
): Promise<void> {
  const killedAt = bench.now();
  const killed = new Set(victims.map(identityKey));
  const had = app.of(before).length;
  // A process that took long to start in the first place takes as long again.
  const settledAfterMs = Math.max(settleMs, 2 * server.readyMs);
  let wholeSince: number | null = null;
  while (bench.now() - killedAt < watchMs) {
    await pause(pollMs, bench.signal);
    const members = server.members();
    const alive = app.of(members).filter((member) => !killed.has(identityKey(member)));
    const now = bench.now();
    wholeSince = alive.length >= had ? (wholeSince ?? now) : null;
    if (wholeSince !== null && now - wholeSince > settledAfterMs) return;
    if (alive.length === 0 && !app.isSupervised(members) && now - killedAt > aloneMs) return;
  }
}

function timelineOf(timeline: Timeline | undefined): Timeline {
  if (timeline === undefined) throw new Error('Internal error: a slice without the timeline asked for');
  return timeline;
}

export const recover: Experiment<'recover'> = {
  name: 'recover',
  acts: { worker: killing('worker'), master: killing('master'), all: killing('all') },
};

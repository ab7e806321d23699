import type { WorkerShare } from '../model/experiment.ts';
import { jainIndex } from '../stats/jain-index.ts';
import { askerOf } from './exchange.ts';
import type { Bench, Experiment, Found, ServerUnderTest } from './experiment.ts';
import { pause } from './pause.ts';
import { Visitors } from './visitors.ts';
import { askWho, mustLive, notApplicable, whoIn } from './well-answered.ts';

/** As many are kept, where the server keeps them, as are opened anew for each request. */
const connections = 64;
const loadMs = 3000;
/** Below so many answers the shares say little; then it goes on for as long again, but no longer. */
const fewestAnswers = 1000;

async function countPerWorker(bench: Bench): Promise<Found<'fairness'>> {
  const server = await bench.start();
  await askWho(server, askerOf(bench, server));
  if (server.members().length === 1) throw await notApplicable(server, oneWorker);
  const cpuBefore = cpuByPid(server);
  const loads = (['kept', 'fresh'] as const).map(
    (kind) => new Visitors(bench, server.target, '/who', connections / 2, kind),
  );
  await pause(loadMs, bench.signal);
  if (loads.flatMap(({ visits }) => visits).length < fewestAnswers) await pause(loadMs, bench.signal);
  const cpuAfter = cpuByPid(server);
  const visits = (await Promise.all(loads.map((load) => load.stop()))).flat();

  await mustLive(server);
  const answers = new Map<number, number>();
  for (const { body } of visits) {
    const who = whoIn(body);
    if (who !== null) answers.set(who.pid, (answers.get(who.pid) ?? 0) + 1);
  }
  const started = workersOf(bench);
  if (answers.size <= 1 && started <= 1) throw await notApplicable(server, oneWorker);
  const perWorker = withSilent(
    [...answers].map(([pid, requests]) => ({
      requests,
      cpuMs: Math.max(0, (cpuAfter.get(pid) ?? 0) - (cpuBefore.get(pid) ?? 0)),
    })),
    started,
  );
  const counts = perWorker.map(({ requests }) => requests);
  const cpu = perWorker.map(({ cpuMs }) => cpuMs);
  const all = counts.reduce((sum, count) => sum + count, 0);
  return {
    findings: {
      workers: answers.size,
      requestsIndex: orNull(jainIndex(counts)),
      cpuIndex: orNull(jainIndex(cpu)),
      leastShare: orNull(Math.min(...counts) / all),
      mostShare: orNull(Math.max(...counts) / all),
    },
    remarks: [
      `${all} answers to GET /who over ${connections} connections, half of them kept where the server keeps them.`,
      `Requests by worker: ${counts.join(', ')}.`,
    ],
    perWorker,
  };
}

const oneWorker = 'It has one worker.';

/** As asked for, over all copies behind a proxy. */
function workersOf({ variant }: Bench): number {
  return (variant.options.workers ?? 1) * (variant.options.backends ?? 1);
}

/** The busiest first; workers that were started and got nothing count too. */
function withSilent(shares: readonly WorkerShare[], workers: number): readonly WorkerShare[] {
  const silent = Array.from({ length: Math.max(0, workers - shares.length) }, () => ({
    requests: 0,
    cpuMs: 0,
  }));
  return [...shares, ...silent].sort((a, b) => b.requests - a.requests);
}

function cpuByPid(server: ServerUnderTest): ReadonlyMap<number, number> {
  return new Map(server.members().map(({ pid, ownCpuMs }) => [pid, ownCpuMs]));
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

export const fairness: Experiment<'fairness'> = { name: 'fairness', acts: { load: countPerWorker } };

import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadReport, LoadSession } from '../model/load.ts';
import { identityKey, type ProcessEntry } from '../supervise/process-table.ts';
import { AppProcesses } from './app-processes.ts';
import { askerOf } from './exchange.ts';
import {
  type Bench,
  type Experiment,
  type Found,
  NotApplicable,
  type ServerUnderTest,
} from './experiment.ts';
import { watchFootprint } from './footprint.ts';
import { loadOrder, lostOf } from './load-order.ts';
import { askWho, mustLive, notApplicable } from './well-answered.ts';

const connections = 16;
const sliceMs = 1000;
/** Long enough for a course of memory, also where workers are replaced at once. */
const leastMs = 4000;
const mostMs = 20_000;
const lookEveryMs = 100;
const footprintEveryMs = 500;
/** Where the variant does not say how often: so few that each worker gets there within seconds. */
const usual = { 'max-requests': 300, 'max-requests-jitter': 50 };

async function loadWhileReplaced(bench: Bench): Promise<Found<'recycle'>> {
  const options = recyclingOptions(bench);
  const server = await bench.start({ options });
  const workers = await findWorkers(bench, server);
  const load = await bench.openLoad(server.target, connections);
  const watchMemory = watchFootprint(bench, server, footprintEveryMs);
  const watchWorkers = watchEnded(bench, server, workers);
  const reports = await loadUntil(bench, load, () => watchWorkers.allReplaced());
  const memory = await watchMemory();
  const { ended, allReplaced } = await watchWorkers.stop();
  await mustLive(server);
  const sum = (of: (report: LoadReport) => number) => reports.reduce((total, one) => total + of(one), 0);
  const { 'max-requests': most, 'max-requests-jitter': jitter } = options;
  return {
    findings: {
      recycled: ended,
      sent: sum((report) => report.sent),
      failed: sum(lostOf),
      footprintStart: memory[0]?.bytes ?? null,
      footprintEnd: memory.at(-1)?.bytes ?? null,
    },
    scenario: 'json',
    remarks: [
      `Workers are replaced after ${most} to ${most + jitter} requests.`,
      ...(allReplaced ? [] : ['Not every worker of the beginning was replaced.']),
    ],
    courses: [
      {
        name: 'footprint',
        unit: 'B',
        points: memory.map(({ atMs, bytes }) => ({ atMs, value: bytes })),
        marks: [],
      },
    ],
  };
}

function recyclingOptions({ variant }: Bench): typeof usual {
  const { 'max-requests': most, 'max-requests-jitter': jitter } = variant.options;
  if (most === undefined) throw new NotApplicable('It has no option to replace workers.');
  return most === 0 ? usual : { 'max-requests': most, 'max-requests-jitter': jitter ?? 0 };
}

/** Those that were started by the one that started whoever answered. */
interface Workers {
  readonly master: ProcessEntry;
  of(members: readonly ProcessEntry[]): readonly ProcessEntry[];
}

async function findWorkers(bench: Bench, server: ServerUnderTest): Promise<Workers> {
  const app = new AppProcesses(bench.variant);
  const { pid } = await askWho(server, askerOf(bench, server));
  const members = server.members();
  const worker = members.find((member) => member.pid === pid);
  const master = worker === undefined ? null : app.masterOf(worker, members);
  if (master === null) throw await notApplicable(server, 'It has no master that could replace workers.');
  return { master, of: (entries) => entries.filter((entry) => entry.parent === master.pid) };
}

function watchEnded(bench: Bench, server: ServerUnderTest, workers: Workers) {
  const first = workers.of(server.members()).map(identityKey);
  const seen = new Set(first);
  let there = new Set(first);
  const allReplaced = () => first.every((worker) => !there.has(worker));
  const look = () => {
    there = new Set(workers.of(server.members()).map(identityKey));
    for (const worker of there) seen.add(worker);
  };
  const over = new AbortController();
  const signal = AbortSignal.any([bench.signal, over.signal]);
  const looking = (async () => {
    while (!signal.aborted) {
      await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
      look();
    }
  })();
  return {
    allReplaced,
    async stop() {
      over.abort();
      await looking;
      return { ended: seen.size - there.size, allReplaced: allReplaced() };
    },
  };
}

async function loadUntil(bench: Bench, load: LoadSession, enough: () => boolean): Promise<LoadReport[]> {
  const startedMs = bench.now();
  const reports: LoadReport[] = [];
  const elapsed = () => bench.now() - startedMs;
  while (elapsed() < leastMs || (!enough() && elapsed() < mostMs)) {
    reports.push(await load.drive(loadOrder(bench, 'json', connections, sliceMs)));
  }
  return reports;
}

export const recycle: Experiment<'recycle'> = { name: 'recycle', acts: { load: loadWhileReplaced } };

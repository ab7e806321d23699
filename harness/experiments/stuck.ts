import { setTimeout as sleep } from 'node:timers/promises';
import { medianOf } from '../stats/median.ts';
import { identityKey, type ProcessEntry } from '../supervise/process-table.ts';
import { AppProcesses } from './app-processes.ts';
import { type Answer, askerOf, exchange, inWords, type Trouble } from './exchange.ts';
import type { Bench, Experiment, Found, StartHow } from './experiment.ts';
import { Visitors } from './visitors.ts';
import { isAnswer, wellAnswered } from './well-answered.ts';

const connections = 8;
const beforeMs = 1500;
const afterMs = 500;
/** Three time-outs, and within what `/wait` allows. */
const hangMs = 6000;
const timeoutSeconds = 2;
/** How long after its end the answer may take: longer than any time-out that could cut it off. */
const graceMs = 5000;

async function oneHangs(bench: Bench): Promise<Found<'stuck'>> {
  const how = withTimeout(bench);
  const server = await bench.start(how);
  await wellAnswered(server, askerOf(bench, server), { path: '/wait?ms=1' });
  const app = new AppProcesses(bench.variant);
  const membersBefore = app.of(server.members());
  const others = new Visitors(bench, server.target, '/json', connections);
  await sleep(beforeMs, undefined, { signal: bench.signal });

  const stuckAt = bench.now();
  const outcome = await exchange(server.target, {
    path: `/wait?ms=${hangMs}`,
    timeoutMs: hangMs + graceMs,
    signal: bench.signal,
  });
  const endedAt = bench.now();
  await sleep(afterMs, undefined, { signal: bench.signal });
  const membersAfter = server.members();
  const visits = await others.stop();

  const before = visits.filter((visit) => visit.endedMs < stuckAt);
  // Also those that were under way when it began: they too may have had to wait for it.
  const meanwhile = visits.filter((visit) => visit.endedMs >= stuckAt && visit.startedMs < endedAt);
  const during = meanwhile.map((visit) => visit.endedMs - visit.startedMs);
  return {
    findings: {
      stuckRequest: wordFor(outcome),
      stuckMs: endedAt - stuckAt,
      workerKilled: isAnyGone(membersBefore, membersAfter),
      othersFailed: visits.filter((visit) => visit.endedMs >= stuckAt && !visit.ok).length,
      othersBefore: medianOf(before.map((visit) => visit.endedMs - visit.startedMs)),
      othersDuring: medianOf(during),
    },
    scenario: 'json',
    remarks: [
      `One request blocked for ${hangMs / 1000} s beside ${connections} connections.`,
      ...(how.options === undefined ? [] : [`Started with a time-out of ${how.options.timeout} s.`]),
      ...(during.length === 0
        ? []
        : [`The slowest of the others took ${Math.round(Math.max(...during))} ms.`]),
      ...(isAnswer(outcome) && outcome.status === 200 ? [] : [`The stuck request: ${inWords(outcome)}.`]),
    ],
  };
}

/** A time-out short enough to be seen at work, where the mode has one. */
function withTimeout({ variant }: Bench): StartHow {
  const { timeout } = variant.options;
  if (timeout === undefined || timeout === 0) return {};
  return { options: { timeout: Math.min(timeout, timeoutSeconds) } };
}

function wordFor(outcome: Answer | Trouble): string {
  if (isAnswer(outcome)) return outcome.status === 200 ? 'answered' : 'cut off';
  return outcome.trouble.startsWith('no answer') ? 'unanswered' : 'cut off';
}

function isAnyGone(before: readonly ProcessEntry[], after: readonly ProcessEntry[]): boolean {
  const there = new Set(after.map(identityKey));
  return before.some((entry) => !there.has(identityKey(entry)));
}

export const stuck: Experiment<'stuck'> = { name: 'stuck', acts: { hang: oneHangs } };

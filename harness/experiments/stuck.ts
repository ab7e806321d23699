import { medianOf } from '../stats/median.ts';
import { identityKey, type ProcessEntry } from '../supervise/process-table.ts';
import { AppProcesses } from './app-processes.ts';
import { type Answer, askerOf, exchange, inWords, type Trouble } from './exchange.ts';
import type { Bench, Experiment, Found, ServerUnderTest, StartHow } from './experiment.ts';
import { pause } from './pause.ts';
import { Visitors } from './visitors.ts';
import { isAnswer, wellAnswered } from './well-answered.ts';

const connections = 8;
const beforeMs = 1500;
const afterMs = 500;
/** A worker that was told to end may take so long, or be killed for good at the master's next look. */
const dyingMs = 3000;
const pollMs = 50;
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
  const before = app.of(server.members());
  const others = new Visitors(bench, server.target, '/json', connections);
  await pause(beforeMs, bench.signal);

  const stuckAt = bench.now();
  const outcome = await exchange(server.target, {
    path: `/wait?ms=${hangMs}`,
    timeoutMs: hangMs + graceMs,
    signal: bench.signal,
  });
  const endedAt = bench.now();
  const workerKilled = isWell(outcome) ? isAnyGone(before, server) : await goes(bench, before, server);
  await pause(afterMs, bench.signal);
  const visits = await others.stop();

  const earlier = visits.filter((visit) => visit.endedMs < stuckAt);
  const meanwhile = visits.filter((visit) => visit.startedMs >= stuckAt && visit.startedMs < endedAt);
  const during = meanwhile.map((visit) => visit.endedMs - visit.startedMs);
  return {
    findings: {
      stuckRequest: wordFor(outcome),
      stuckMs: endedAt - stuckAt,
      workerKilled,
      othersFailed: visits.filter((visit) => visit.endedMs >= stuckAt && !visit.ok).length,
      othersBefore: medianOf(earlier.map((visit) => visit.endedMs - visit.startedMs)),
      othersDuring: medianOf(during),
    },
    scenario: 'json',
    remarks: [
      `One request blocked for ${hangMs / 1000} s beside ${connections} connections.`,
      ...(how.options === undefined ? [] : [`Started with a time-out of ${how.options.timeout} s.`]),
      ...(during.length === 0
        ? []
        : [`The slowest of the others took ${Math.round(Math.max(...during))} ms.`]),
      ...(isWell(outcome) ? [] : [`The stuck request: ${inWords(outcome)}.`]),
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
  if (isAnswer(outcome)) return isWell(outcome) ? 'answered' : 'cut off';
  return outcome.trouble.startsWith('no answer') ? 'unanswered' : 'cut off';
}

function isWell(outcome: Answer | Trouble): boolean {
  return isAnswer(outcome) && outcome.status === 200;
}

function isAnyGone(before: readonly ProcessEntry[], server: ServerUnderTest): boolean {
  const there = new Set(server.members().map(identityKey));
  return before.some((entry) => !there.has(identityKey(entry)));
}

async function goes(
  bench: Bench,
  before: readonly ProcessEntry[],
  server: ServerUnderTest,
): Promise<boolean> {
  const deadline = bench.now() + dyingMs;
  while (!isAnyGone(before, server) && bench.now() < deadline) {
    await pause(pollMs, bench.signal);
  }
  return isAnyGone(before, server);
}

export const stuck: Experiment<'stuck'> = { name: 'stuck', acts: { hang: oneHangs } };

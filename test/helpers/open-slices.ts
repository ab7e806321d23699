// Fabricates slices of open workloads from the lives of their requests, so that every figure agrees with the others.
import { BusyTimes } from '../../harness/load/busy.ts';
import type { CellSummary } from '../../harness/model/estimate.ts';
import type { OpenLevel } from '../../harness/model/level.ts';
import type { LoadReport } from '../../harness/model/load.ts';
import type { Plan } from '../../harness/model/plan.ts';
import type { SliceResult } from '../../harness/model/slice.ts';
import { encodeHistogram, newHistogram } from '../../harness/stats/histogram.ts';
import type { Random } from '../../harness/stats/random.ts';
import { summarise } from '../../harness/stats/summarise.ts';
import { type SyntheticRun, syntheticPlan, syntheticRound } from './slices.ts';

/** When a request was due and when it was answered, in ms since the slice began. */
export interface Life {
  readonly dueMs: number;
  readonly doneMs: number;
}

export function openLevel(rate: number, arrivals: OpenLevel['arrivals'] = 'constant'): OpenLevel {
  return { kind: 'open', rate, arrivals, connections: 1000, overflow: 'queue', queueLimit: 10_000 };
}

/** Arrivals at the level's rate for so long, as a queue of some equal servers answers them, first come first served. */
export function queueLives(given: {
  level: OpenLevel;
  windowMs: number;
  servers: number;
  /** Arrival rate over what the servers can serve. */
  load: number;
  service: 'constant' | 'exponential';
  random: Random;
}): Life[] {
  const { level, random } = given;
  const gapMs = 1000 / level.rate;
  const serviceMs = given.load * given.servers * gapMs;
  const exponential = () => -Math.log(1 - random.next());
  const free = Array.from({ length: given.servers }, () => 0);
  const lives: Life[] = [];
  let dueMs = level.arrivals === 'poisson' ? gapMs * exponential() : 0;
  while (dueMs < given.windowMs) {
    const next = free.indexOf(Math.min(...free));
    const doneMs =
      Math.max(dueMs, free[next]!) + serviceMs * (given.service === 'constant' ? 1 : exponential());
    free[next] = doneMs;
    lives.push({ dueMs, doneMs });
    dueMs += gapMs * (level.arrivals === 'poisson' ? exponential() : 1);
  }
  return lives;
}

/** Evenly spaced arrivals that take the given times, one after another and from the first again. */
export function steadyLives(level: OpenLevel, windowMs: number, responsesMs: readonly number[]): Life[] {
  return Array.from({ length: Math.round((level.rate * windowMs) / 1000) }, (_, index) => {
    const dueMs = (index * 1000) / level.rate;
    return { dueMs, doneMs: dueMs + responsesMs[index % responsesMs.length]! };
  });
}

/** The report of a slice. What is not done `drainMs` after the window is unfinished. */
export function openLoad(
  lives: readonly Life[],
  { windowMs, drainMs = 10_000, lagMs = 0.1 }: { windowMs: number; drainMs?: number; lagMs?: number },
  encoded: (times: readonly number[]) => string = encodedMs,
): LoadReport {
  const ended = lives.filter(({ doneMs }) => doneMs <= windowMs + drainMs);
  const left = lives.filter(({ doneMs }) => doneMs > windowMs + drainMs);
  const totalMs =
    left.length > 0 ? windowMs + drainMs : Math.max(windowMs, ...ended.map((life) => life.doneMs));
  const busy = new BusyTimes();
  for (const time of ended.map(({ doneMs }) => doneMs).sort((a, b) => a - b)) busy.add(time);
  const responses = ended.map(({ dueMs, doneMs }) => doneMs - dueMs);
  const ages = left.map(({ dueMs }) => totalMs - dueMs);
  const dueMs = [...responses, ...ages].reduce((sum, ms) => sum + ms, 0);
  const lags = lives.map(() => lagMs);
  return {
    sent: lives.length,
    ok: ended.length,
    failed: { connect: 0, reset: 0, timeout: 0, status: 0, protocol: 0, body: 0, exhausted: 0, dropped: 0 },
    unfinished: left.length,
    samples: [],
    statuses: { '200': ended.length },
    reconnects: { idle: 0, afterAnswer: 0, afterFailure: 0 },
    windowMs,
    totalMs,
    busy: busy.pair({ atMs: windowMs, byCount: false }),
    opening: 0,
    responseTime: encoded(responses),
    responses: responses.length,
    open: {
      offered: lives.length,
      unsent: 0,
      serviceTime: encoded(responses.map((ms) => Math.max(0.001, ms - lagMs))),
      sendLag: encoded(lags),
      wakeLag: encoded(lags),
      censored: encoded(ages),
      meanInFlight: dueMs / totalMs,
    },
    bytesReceived: 200 * ended.length,
    generator: { cpuMs: 0.1 * totalMs, eventLoopUtilization: 0.1 },
  };
}

/** In place of histograms, where only counts matter: encoding takes most of the time that fabricating does. */
export const untimed = () => emptyHistogram;
const emptyHistogram = encodeHistogram(newHistogram());

export function encodedMs(times: readonly number[]): string {
  const histogram = newHistogram();
  for (const ms of times) histogram.recordValue(Math.round(ms * 1000));
  return encodeHistogram(histogram);
}

export interface OpenRun {
  readonly levels?: readonly OpenLevel[];
  readonly variants?: readonly string[];
  readonly rounds?: number;
  readonly plan?: Partial<Plan>;
  readonly load: (slice: SliceResult, level: OpenLevel) => LoadReport;
}

/** A run of open levels with the given load in each slice. */
export function openRun({
  levels = [openLevel(400)],
  variants = ['dev'],
  rounds = 6,
  ...given
}: OpenRun): SyntheticRun {
  const plan = syntheticPlan({ variants, overrides: { levels: [...levels], ...given.plan } });
  const numbers = Array.from({ length: rounds }, (_, index) => index + 1);
  const slices = numbers.flatMap((round) =>
    levels.flatMap((level) =>
      variants.map((variant): SliceResult => {
        const slice = openSlice({ round, variant, scenario: 'json', level });
        const load = given.load(slice, level);
        return { ...slice, load, serverCpuMs: 0.3 * load.ok };
      }),
    ),
  );
  return { plan, slices, rounds: numbers.map((round) => syntheticRound(plan, round)) };
}

function openSlice(visit: Pick<SliceResult, 'round' | 'variant' | 'scenario' | 'level'>): SliceResult {
  const unknown = { load: null, serverCpuMs: null, memory: null, machine: null, failure: null };
  return { ...visit, ...unknown, pass: 1, startedMs: visit.round * 10_000 };
}

export function summariesOf({ plan, rounds, slices }: SyntheticRun): CellSummary[] {
  return summarise(plan, rounds, slices);
}

/** The one cell of a run of 400 arrivals per second in slices of `windowMs`, each answered in `responsesMs`. */
export function openSummary(given: {
  responsesMs?: readonly number[];
  windowMs?: number;
  drainMs?: number;
  lagMs?: number;
  level?: OpenLevel;
  rounds?: number;
  plan?: Partial<Plan>;
  edit?: (load: LoadReport, slice: SliceResult) => Partial<LoadReport>;
}): CellSummary {
  const { responsesMs = [4, 5, 6], windowMs = 500, edit = () => ({}), rounds = 6 } = given;
  const run = openRun({
    levels: [given.level ?? openLevel(400)],
    rounds,
    ...(given.plan === undefined ? {} : { plan: given.plan }),
    load: (slice, level) => {
      const load = openLoad(steadyLives(level, windowMs, responsesMs), { ...given, windowMs });
      return { ...load, ...edit(load, slice) };
    },
  });
  return summariesOf(run)[0]!;
}

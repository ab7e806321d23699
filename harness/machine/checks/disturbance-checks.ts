import { disturbedBounds } from '../../model/calibration.ts';
import { type Check, type CheckOf, type Facts, known, unknown } from '../../model/doctor.ts';
import type { MachineDelta } from '../../model/machine.ts';
import type { MachineCounters } from '../machine-delta.ts';
import { rankedAt } from '../noise-probe.ts';

/** The same work taking so much longer one time in ten is what makes rounds differ by as much. */
const quiet = 0.05;
/** A timer that is later than this one time in a hundred blurs an arrival schedule (method §6: lag within 2 ms). */
const lateMs = 2;

/** What was seen while the machine was watched. */
export interface Look {
  /** Since boot, at the end of the look. */
  readonly counters: MachineCounters;
  /** Seconds since boot; null where the system does not tell. */
  readonly uptimeSeconds: number | null;
  /** Over the whole look, the harness's own CPU time left out. */
  readonly delta: MachineDelta;
  readonly busiest: Facts<'foreign'>['busiest'];
  /** ms. */
  readonly workTimes: readonly number[];
  /** ms. */
  readonly timerLags: readonly number[];
}

export function disturbanceChecks(look: Look, linux: boolean): readonly Check[] {
  return [
    foreignCheck(look),
    noiseCheck(look.workTimes),
    linux ? stealCheck(look) : unknown('steal', 'needs-linux'),
    timerCheck(look.timerLags),
  ];
}

export function foreignCheck({ delta, busiest }: Pick<Look, 'delta' | 'busiest'>): CheckOf<'foreign'> {
  const status = delta.foreignCores > disturbedBounds.foreignCores ? 'warn' : 'ok';
  return known('foreign', status, {
    cores: delta.foreignCores,
    of: delta.cores,
    seconds: delta.elapsedMs / 1000,
    waiting: delta.pressure?.cpuShare ?? null,
    busiest: [...busiest],
  });
}

/** Against the fastest: interference only ever adds time. */
export function noiseCheck(times: readonly number[]): CheckOf<'noise'> {
  const sorted = [...times].sort((a, b) => a - b);
  const [fastestMs] = sorted;
  if (fastestMs === undefined || fastestMs <= 0) return unknown('noise', 'not-visible');
  const over = (q: number) => rankedAt(sorted, q) / fastestMs - 1;
  const slow = over(0.9);
  return known('noise', slow > quiet ? 'warn' : 'ok', {
    runs: sorted.length,
    fastestMs,
    typical: over(0.5),
    slow,
    slowest: over(1),
  });
}

export function stealCheck({
  counters,
  uptimeSeconds,
  delta,
}: Pick<Look, 'counters' | 'uptimeSeconds' | 'delta'>): CheckOf<'steal'> {
  if (uptimeSeconds === null || uptimeSeconds <= 0) return unknown('steal', 'not-visible');
  const sinceBoot = counters.stealMs / (uptimeSeconds * 1000 * counters.cores);
  const status = delta.stealShare > disturbedBounds.stealShare ? 'warn' : 'ok';
  const seconds = delta.elapsedMs / 1000;
  return known('steal', status, { sinceBoot, now: delta.stealShare, seconds });
}

export function timerCheck(lags: readonly number[]): CheckOf<'timer'> {
  if (lags.length === 0) return unknown('timer', 'not-visible');
  const sorted = [...lags].sort((a, b) => a - b);
  const facts = { samples: sorted.length, p50Ms: rankedAt(sorted, 0.5), p99Ms: rankedAt(sorted, 0.99) };
  return known('timer', facts.p99Ms > lateMs ? 'warn' : 'ok', facts);
}

import type { NamedModel } from '../../harness/capacity/capacity-of.ts';
import type { ModelRefusal } from '../../harness/capacity/refusal.ts';
import type { Range } from '../../harness/capacity/resample.ts';
import type { FittedCurve, ScalabilityModel } from '../../harness/capacity/scalability.ts';
import { list, NBSP, number, percent, plural, tick, times, withUnit } from './numbers.ts';

type Over = ScalabilityModel['over'];

/** What the load is counted in. */
export const loadWords: Readonly<Record<Over, string>> = {
  concurrency: 'in flight',
  workers: 'workers',
  threads: 'threads',
};

/** What the levels of a curve are. */
const levelWords: Readonly<Record<Over, string>> = {
  concurrency: 'connections',
  workers: 'workers',
  threads: 'threads',
};

/** `prefork/json`, as a trend is named. */
export function modelName({ name, scenario }: NamedModel): string {
  return `${name}/${scenario}`;
}

/** What a curve that may be trusted says, in sentences. */
export function curveSentences({ over }: ScalabilityModel, curve: FittedCurve): readonly string[] {
  return [
    contentionText(over, curve),
    coherenceText(over, curve),
    peakText(over, curve),
    `It may be asked for up to ${load(curve.reach, over)}; of the measured levels it misses none by more than ` +
      `${percent(curve.errors.fit)}, and without the last one it would have missed that by ${percent(curve.errors.lastLeftOut)}.`,
  ];
}

function contentionText(over: Over, { contention, lambda }: FittedCurve): string {
  const alone = `One ${one(over)} serves ${withUnit(lambda, 'req/s')} alone.`;
  const found = `Contention σ = ${rangeText(contention)}`;
  if (contention.point === 0) return `${alone} ${found}: no waiting in line was found.`;
  const most = times(1 / contention.point);
  return `${alone} ${found}: ${percent(contention.point)} of the work waits its turn, so that however many there are, they serve no more than ${most} what one does.`;
}

function coherenceText(over: Over, { coherence }: FittedCurve): string {
  const found = `Coherence κ = ${rangeText(coherence)}`;
  if (coherence.point === 0) {
    return `${found}: no cost of keeping each other consistent was found, so throughput flattens and does not fall (Amdahl's law).`;
  }
  return `${found}: each ${one(over)} costs every other ${percent(coherence.point)} of what one does, so that throughput falls in the end.`;
}

function peakText(over: Over, { peak }: FittedCurve): string {
  switch (peak.kind) {
    case 'within': {
      const { n, throughput } = peak;
      return `Throughput is highest at ${load(n.point, over)} (${tick3(n.low)} to ${n.high === null ? 'any' : tick3(n.high)}): ${withUnit(throughput, 'req/s')}.`;
    }
    case 'beyond':
      return `No peak up to ${load(peak.reach, over)}; beyond that nothing can be told.`;
    case 'none':
      return 'No peak: more load serves ever less more, but not less.';
  }
}

function one(over: Over): string {
  return { concurrency: 'request in flight', workers: 'worker', threads: 'thread' }[over];
}

function load(n: number, over: Over): string {
  return `${tick3(n)} ${loadWords[over]}`;
}

function tick3(n: number): string {
  return tick(Number(n.toPrecision(3)));
}

/** `0.120 (0.101–0.142)` */
function rangeText({ point, low, high }: Range): string {
  return `${number(point)} (${number(low)}–${high === null ? '…' : number(high)})`;
}

/** Why there is no curve, as the rest of a sentence: "no curve: …". */
export function refusalText(refusal: ModelRefusal, over: Over): string {
  const levels = (all: readonly number[]) => `${list(all.map(tick))} ${levelWords[over]}`;
  switch (refusal.code) {
    case 'few-levels':
      return `${plural(refusal.levels, 'level')} can be used, ${refusal.needed} are needed`;
    case 'few-rounds':
      return `${plural(refusal.rounds, 'round')} at some level, ${refusal.needed} are needed`;
    case 'invalid-cells':
      return `what was measured at ${levels(refusal.levels)} is invalid`;
    case 'generator-bound':
      return `at ${levels(refusal.levels)} the load generator was near its limit, which would look like the server's`;
    case 'superlinear':
      return `at ${levels([refusal.level])} each serves ${times(refusal.efficiency)} what it does at the lowest level, which no such curve allows; something slowed the lowest level down`;
    case 'bound-hit':
      return refusal.contention === 0
        ? 'all that slows it down was put down to coherence and nothing to contention: the levels do not tell the two apart'
        : 'throughput does not grow with load at all, so that there is nothing to fit';
    case 'poor-fit':
      return `the curve misses what was measured at ${levels([refusal.level])} by ${percent(refusal.error)} (${percent(refusal.bound)} is allowed): it has another shape`;
    case 'last-left-out':
      return `fitted without ${levels([refusal.level])} it misses that by ${percent(refusal.error)} (${percent(refusal.bound)} is allowed)`;
    case 'crosses-cores':
      return `sizes below and above the ${refusal.cores} cores were measured and the cores are busy: that is a kink, not a curve`;
    case 'too-far':
      return `${load(refusal.n, over)} is beyond twice what was measured`;
    case 'wide-interval':
      return `at ${load(refusal.n, over)} its interval is ±${NBSP}${percent(refusal.halfWidth)} (${percent(refusal.bound)} is allowed): more rounds would narrow it`;
    case 'models-differ':
      return `at ${load(refusal.n, over)} it lies ${percent(refusal.difference)} from Amdahl's law (${percent(refusal.bound)} is allowed)`;
  }
}

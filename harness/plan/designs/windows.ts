import type { LevelVisit } from '../../model/design.ts';
import { type Level, levelValue } from '../../model/level.ts';
import type { SliceWindow } from '../../model/load.ts';
import { coversLevel, isPercentile, objectiveQuantiles } from '../../model/objective.ts';
import type { Plan } from '../../model/plan.ts';
import { type Scenario, slowRequestMs } from '../../model/scenario.ts';
import { requestsNeededPerRound } from '../../stats/quantile-support.ts';
import { defaults } from '../defaults.ts';

/** The shortest closed window worth measuring, ms. */
const shortestClosedMs = 200;

/** The shortest open window, ms: the queue of a server that can do 200 a second settles within it at 80 %. */
const shortestOpenMs = 500;

/** A slow server answers so many connections within a second. */
const fewConnections = 8;

/** Slow requests of a client that a window must hold. */
const slowRequestsSeen = 3;

/** Arrivals at a low rate: p95 is told from 40 in each round, and chance may bring some fewer. */
const arrivalsSeen = 50;

/** Of a percentile that an objective asks for: as many standard deviations more than are needed, so that hardly a round lacks some. */
const spareDeviations = 3;

/** The same in a hurry: a median is told from 4 in each round and 20 in all. */
const fewestArrivals = 10;

/** Of connections with think time, in a hurry: after the first thought, which spreads them, each is answered once. */
const fewestThoughts = 2;

/** Rounds beyond the needed ones measure in slices this much longer. */
const lengthening = 2;

/** A visit in its usual window, and the shortest that is of use. */
export interface PlannedVisit {
  readonly visit: LevelVisit;
  readonly leastMs: number;
}

/** What a level of a scenario is measured in when there is time, and the least that still says something. */
export interface Windows {
  readonly usual: SliceWindow;
  readonly leastMs: number;
}

export function windowsOf(plan: Plan, scenario: Scenario, level: Level): Windows {
  const { usualMs, leastMs } =
    level.kind === 'open'
      ? openLengths(plan, level.rate, quantilesAsked(plan, scenario, level))
      : closedLengths(plan, scenario.thinkMs ?? plan.thinkMs);
  const slowMs = slowWindowMs(scenario);
  const minMs = Math.max(usualMs, slowMs);
  return {
    usual: {
      minMs,
      maxMs: Math.max(plan.window.maxMs, minMs),
      minAnswers: level.kind === 'open' ? plan.window.minAnswers : answersFor(plan, scenario, level),
    },
    leastMs: Math.min(minMs, Math.max(leastMs, slowMs)),
  };
}

interface Lengths {
  readonly usualMs: number;
  readonly leastMs: number;
}

function openLengths({ window }: Plan, rate: number, asked: readonly number[]): Lengths {
  const seen = Math.max(arrivalsSeen, ...asked.map(arrivalsTelling));
  const holding = (arrivals: number, leastMs: number) =>
    Math.min(window.maxMs, Math.max(leastMs, (1000 * arrivals) / rate));
  return {
    usualMs: holding(seen, window.minMs),
    leastMs: holding(fewestArrivals, shortestOpenMs),
  };
}

/** Poisson arrivals of so many on average are hardly ever too few for quantile `q` in a round. */
function arrivalsTelling(q: number): number {
  const needed = requestsNeededPerRound(q);
  return needed + spareDeviations * Math.sqrt(needed);
}

function closedLengths({ window }: Plan, thinkMs: number): Lengths {
  return {
    usualMs: Math.max(window.minMs, defaults.thoughtsSeen * thinkMs),
    leastMs: Math.max(shortestClosedMs, fewestThoughts * thinkMs),
  };
}

/**
 * Response times can be told when each connection was answered about once more; where that takes long, only few
 * connections are waited for, and the level goes without percentiles until a lengthened round has them; unless an
 * objective asks for one.
 */
function answersFor(plan: Plan, scenario: Scenario, level: Level): number {
  const asked = quantilesAsked(plan, scenario, level).length > 0;
  const waitedFor = asked
    ? levelValue(level) + answeredAtOnce(plan, level) - 1
    : Math.min(levelValue(level), fewConnections);
  return Math.max(plan.window.minAnswers, waitedFor);
}

/** Of the response times that objectives limit. */
function quantilesAsked({ objectives }: Plan, { name }: Scenario, level: Level): readonly number[] {
  return objectives
    .filter(({ scenario }) => scenario === null || scenario === name)
    .filter((objective) => coversLevel(objective, level))
    .flatMap(({ metric }) => (isPercentile(metric) ? [objectiveQuantiles[metric]] : []));
}

/** Answers that may come together with the last of a window: their connections do not send once more. */
function answeredAtOnce({ variants }: Plan, level: Level): number {
  const most = Math.max(...variants.map(({ parallelism }) => parallelism ?? fewConnections));
  return Math.min(most, levelValue(level));
}

/** Beside slow clients normal requests come through in bursts, one for each slow request: several must be seen. */
function slowWindowMs({ slow }: Scenario): number {
  return slow === undefined ? 0 : slowRequestsSeen * slowRequestMs(slow);
}

/** Longer, and every connection of a closed level is waited for. */
export function lengthened({ level, window }: LevelVisit): SliceWindow {
  const { minMs, maxMs, minAnswers } = window;
  return {
    minMs: Math.min(maxMs, minMs * lengthening),
    maxMs,
    minAnswers: level.kind === 'open' ? minAnswers : levelValue(level),
  };
}

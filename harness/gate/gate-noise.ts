import type { GatePair } from '../model/gate.ts';
import { levelKey } from '../model/level.ts';
import type { GateNoise } from '../model/noise.ts';
import type { RoundResult, SliceResult } from '../model/slice.ts';
import { collectCells } from '../stats/collect.ts';
import { fewestPasses, isOf } from '../stats/gate-course.ts';
import { gateSeriesByRound, type SeriesByRound } from '../stats/gate-series.ts';
import { medianOf } from '../stats/median.ts';
import type { Gated } from './gate-of.ts';

/**
 * What recorded rounds of the same code on both sides are worth as noise. Rounds of fewer passes are taken from the first
 * ones of those that were measured.
 */
export function gateNoise(
  { plan, gate, pairs }: Gated,
  rounds: readonly RoundResult[],
  slices: readonly SliceResult[],
): GateNoise {
  const most = slices.reduce((most, { pass }) => Math.max(most, pass), 0);
  const passes = Array.from({ length: Math.max(1, most - fewestPasses + 1) }, (_, i) => fewestPasses + i);
  const byPasses = passes.map((some) => {
    const taken = slices.filter(({ pass }) => pass <= some);
    return gateSeriesByRound(plan, gate, pairs, collectCells(plan, rounds, taken));
  });
  // Of what no round can tell, nothing can be drawn.
  const told = (byPasses.at(-1) ?? []).flatMap((series, place) => (series.byRound.size > 0 ? place : []));
  const kept = rounds.filter(({ discarded }) => discarded.length === 0);
  return {
    pairs: [...pairs],
    tests: told.flatMap((place) => testsOf(byPasses.at(-1)?.[place], pairs)),
    passes,
    worsening: kept.map(({ round }) =>
      byPasses.map((series) => told.map((place) => series[place]?.byRound.get(round) ?? null)),
    ),
    ...costOf(pairs, kept, slices),
    discardedShare: rounds.length === 0 ? 0 : 1 - kept.length / rounds.length,
    findsRates: plan.gate !== undefined && plan.gate.findRate !== null,
  };
}

function testsOf(series: SeriesByRound | undefined, pairs: readonly GatePair[]): GateNoise['tests'] {
  if (series === undefined) return [];
  return [{ pair: pairs.findIndex((pair) => isOf(series, pair)), metric: series.metric }];
}

/**
 * As the middle round had it. The first is unlike the others, for it finds steady states and rates. Half of what is no
 * slice belongs to the starts and half to the visits, as a gate foresees it.
 */
function costOf(
  pairs: readonly GatePair[],
  kept: readonly RoundResult[],
  slices: readonly SliceResult[],
): Pick<GateNoise, 'startSeconds' | 'visits'> {
  const usual = kept.length > 1 ? kept.slice(1) : kept;
  const numbers = new Set(usual.map(({ round }) => round));
  const own = slices.filter(({ round }) => numbers.has(round));
  const windowsOf = (some: readonly SliceResult[]) =>
    some.reduce((sum, { load }) => sum + (load?.windowMs ?? 0), 0) / 1000;
  const overheads = usual.map(
    (round) =>
      (round.endedMs - round.startedMs) / 1000 -
      windowsOf(own.filter((slice) => slice.round === round.round)),
  );
  const overhead = Math.max(0, medianOf(overheads) ?? 0);
  return {
    startSeconds: overhead / 2,
    visits: pairs.map((pair) => {
      const visited = own.filter((slice) => isSliceOf(slice, pair));
      const passes = new Set(visited.map(({ round, pass }) => `${round}|${pass}`)).size;
      return {
        overheadSeconds: overhead / 2 / pairs.length,
        passSeconds: passes === 0 ? 0 : windowsOf(visited) / passes,
      };
    }),
  };
}

function isSliceOf(slice: SliceResult, pair: GatePair): boolean {
  return (
    slice.scenario === pair.scenario &&
    (slice.variant === pair.baseline || slice.variant === pair.candidate) &&
    levelKey(slice.level) === levelKey(pair.level)
  );
}

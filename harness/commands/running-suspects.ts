import { gateMetricWords, type PlannedGate } from '../model/gate.ts';
import type { Plan } from '../model/plan.ts';
import type { RoundResult, SliceResult } from '../model/slice.ts';
import { codeOf } from '../model/variant.ts';
import { findPairs } from '../plan/gate-pairs.ts';
import { collectCells } from '../stats/collect.ts';
import { gateSeries } from '../stats/gate-series.ts';
import { type GateTestState, shareOf, testGate } from '../stats/gate-tests.ts';
import { hodgesLehmann } from '../stats/signed-rank.ts';

/** Figures that a line names; the others are counted. */
const mostNamed = 6;

/**
 * What a gate has found so far, once all was screened: `confirmed to be worse: cpu of web in home (12 %)`, `looks worse: …`;
 * one line of each, and that nothing does where that is so. Of a gate against a record nothing: its rounds are not here.
 */
export function runningSuspects(
  plan: Plan,
  gate: PlannedGate,
  rounds: readonly RoundResult[],
  slices: readonly SliceResult[],
): readonly string[] {
  const kept = rounds.filter(({ discarded }) => discarded.length === 0).length;
  if (gate.against !== undefined || kept < (gate.looks[0]?.rounds ?? 1)) return [];
  const { plan: found, pairs } = findPairs(plan, gate, slices);
  const states = testGate(gate, gateSeries(found, gate, pairs, collectCells(found, rounds, slices)), false);
  const confirmed = states.filter((state) => state.confirmed);
  const suspect = states.filter((state) => state.open && hodgesLehmann(state.series.worsening) > 0);
  if (confirmed.length + suspect.length === 0) return ['nothing looks worse'];
  return [...lineOf('confirmed to be worse', confirmed, plan), ...lineOf('looks worse', suspect, plan)];
}

function lineOf(title: string, states: readonly GateTestState[], plan: Plan): readonly string[] {
  if (states.length === 0) return [];
  const named = states.slice(0, mostNamed).map((state) => figureText(state, plan));
  const more = states.length > mostNamed ? [`${states.length - mostNamed} more`] : [];
  return [`${title}: ${[...named, ...more].join(', ')}`];
}

/** `cpu of web in home (12 %)` */
function figureText({ series, metric }: GateTestState, { variants }: Plan): string {
  const variant = variants.find(({ id }) => id === series.candidate);
  const mode = variant === undefined ? series.candidate : (codeOf(variant)?.mode ?? variant.label);
  const share = 100 * shareOf(metric, hodgesLehmann(series.worsening));
  const size = Math.abs(share) >= 10 ? Math.round(share) : Number(share.toPrecision(2));
  const unit = series.metric === 'failures' ? 'points' : '%';
  return `${gateMetricWords[series.metric]} of ${mode} in ${series.scenario} (${size} ${unit})`;
}

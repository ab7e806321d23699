import type { LatencyMetric } from '../../harness/model/metric.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { rateText, servedOf } from '../wording/levels.ts';
import { list, milliseconds, NBSP, plural, ratioBounds, ratioPoint } from '../wording/numbers.ts';
import { showsDifference } from './compare.ts';
import { memoryPrice } from './memory-price.ts';
import { tailOf } from './tail.ts';
import type { CellView, LevelView, ModeView, OverloadView, RatioView, ScenarioView } from './types.ts';

/**
 * What an open workload tells of a scenario: how long each mode takes at the rate that is shown, and from which rate on
 * it no longer keeps up. Without capital letters and full stops.
 */
export function openSentences(
  record: RunRecord,
  modes: readonly ModeView[],
  scenario: ScenarioView,
  best: LevelView,
): readonly string[] {
  const at = (mode: ModeView) =>
    scenario.cells.find((cell) => cell.mode === mode.id && cell.level.key === best.key && cell.usable);
  const baseline = modes.find((mode) => mode.baseline);
  const baseCell = baseline && at(baseline);
  if (baseline === undefined || baseCell === undefined) return [];
  const told = modes.flatMap((mode) => {
    const cell = mode.baseline ? undefined : at(mode);
    return cell === undefined ? [] : (against(record, mode, cell, baseline, baseCell) ?? []);
  });
  const alone = modes.length === 1 ? '; there is nothing to compare it with' : '';
  // Said once, before what the others do.
  const first =
    modes.length === 1 || baseCell.overload !== null ? [`${stateOf(baseline, baseCell)}${alone}`] : [];
  return [...first, ...told, ...keepingUp(modes, scenario, best)];
}

function against(
  record: RunRecord,
  mode: ModeView,
  cell: CellView,
  baseline: ModeView,
  baseCell: CellView,
): string | null {
  const { ratio } = cell;
  const memory = memoryPrice(record, cell, baseCell);
  const price = memory === '' ? '' : `, ${memory}`;
  if (cell.overload !== null) {
    const beside = baseCell.overload === null ? `; ${stateOf(baseline, baseCell)}` : '';
    return stateOf(mode, cell) + beside + ofBoth(cell, baseline, baseCell, ratio);
  }
  if (baseCell.overload !== null) return stateOf(mode, cell) + price;
  if (ratio === null || ratio.verdict === 'inconclusive') return null;
  const metric = ratio.metric as LatencyMetric;
  if (!showsDifference(ratio)) {
    return `no difference in ${metric} between ${mode.label} and ${baseline.label} could be shown${inBrackets(ratio)}`;
  }
  const [own, other] = [cell.metrics[metric], baseCell.metrics[metric]];
  if (own === null || other === null) return null;
  return `${mode.label} answers in ${metric} ${milliseconds(own.point)}, ${baseline.label} in ${milliseconds(other.point)}: ${ratioPoint(ratio)}${NBSP}×${inBrackets(ratio)}${price}`;
}

/** Where neither keeps up each serves what it can, so throughput is what tells them apart. */
function ofBoth(cell: CellView, baseline: ModeView, baseCell: CellView, ratio: RatioView | null): string {
  if (cell.lowerBound || baseCell.lowerBound || !showsDifference(ratio) || ratio === null) return '';
  return `, ${ratioPoint(ratio)}${NBSP}× ${baseline.label}${inBrackets(ratio)}`;
}

/** How a mode does at one rate: in how long it answers, or how little of it it serves. */
function stateOf({ label }: ModeView, cell: CellView): string {
  if (cell.overload !== null) return `${label} ${overloadedWords(cell.overload)}`;
  const tail = tailOf(cell);
  return tail === null
    ? `${label} keeps up`
    : `${label} answers in ${tail.name} ${milliseconds(tail.figure.point)}`;
}

/** "is overloaded: it serves 310 of 400 req/s"; never so where it may be the load generator that is. */
export function overloadedWords({ served, offered, atLeast }: OverloadView): string {
  return atLeast
    ? `serves at least ${servedOf(served, offered)} req/s, with the load generator near its limit`
    : `is overloaded: it serves ${servedOf(served, offered)} req/s`;
}

/** From which rate on modes are overloaded, as far as the sentences before do not say it; and which are at none. */
function keepingUp(modes: readonly ModeView[], scenario: ScenarioView, best: LevelView): readonly string[] {
  const most = scenario.levels.at(-1);
  if (most === undefined) return [];
  const own = (mode: ModeView) => scenario.cells.filter((cell) => cell.mode === mode.id);
  const first = (mode: ModeView) =>
    own(mode).find(({ usable, overload }) => usable && overload !== null && !overload.atLeast);
  const overloaded = modes.flatMap((mode) => {
    const cell = first(mode);
    if (cell?.overload == null || cell.level.key === best.key) return [];
    const { served } = cell.overload;
    return [{ mode: mode.label, from: rateText(cell.level.value), served: rateText(served) }];
  });
  const steady = modes.filter((mode) => {
    const cells = own(mode);
    const all = cells.length === scenario.levels.length;
    return (
      all && cells.every(({ usable, overload, lowerBound }) => usable && overload === null && !lowerBound)
    );
  });
  const from = overloaded.map(({ mode, from, served }, index) => {
    const verb = index === 0 ? 'is overloaded from' : 'from';
    return `${mode} ${verb} ${from}${NBSP}req/s (of which it serves ${served})`;
  });
  return [
    ...(from.length === 0 ? [] : [from.join(', ')]),
    ...(steady.length === 0 || scenario.levels.length < 2
      ? []
      : [
          `${list(steady.map(({ label }) => label))} ${steady.length === 1 ? 'keeps' : 'keep'} up with all that was offered, to ${rateText(most.value)}${NBSP}req/s`,
        ]),
  ];
}

function inBrackets(ratio: RatioView): string {
  const bounds = ratioBounds(ratio);
  return bounds === null ? ` (no interval: ${plural(ratio.rounds, 'round')})` : ` (${bounds})`;
}

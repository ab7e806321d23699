import { showsDifference } from '../view/compare.ts';
import { concernsOf } from '../view/concerns.ts';
import { modesAt } from '../view/lead.ts';
import { serviceApart } from '../view/service.ts';
import type { CellView, Figure, LevelView, ModeView, ScenarioView, View } from '../view/types.ts';
import { ratioOf, servedOf } from '../wording/levels.ts';
import { needTexts } from '../wording/missing.ts';
import {
  forReading,
  interval,
  list,
  NONE,
  number,
  ratioWithInterval,
  withIntervalOrNone,
} from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { withRemedy } from '../wording/validity.ts';
import { md, prose, table } from './text.ts';

/** The table of a scenario at one level, with what its marks mean. */
export function levelTable(view: View, scenario: ScenarioView, level: LevelView): string {
  const cells = modesAt(view, scenario, level).map((mode) => ({
    mode,
    cell: scenario.cells.find((one) => one.mode === mode.id && one.level.key === level.key),
  }));
  const open = level.kind === 'open';
  const apart = open && cells.some(({ cell }) => cell?.usable === true && serviceApart(cell));
  const headers = [
    'mode',
    open ? 'served req/s' : 'req/s',
    `÷ ${md(view.baseline.label)}`,
    'p50 ms',
    'p95 ms',
    'p99 ms',
    ...(apart ? ['service p50 ms'] : []),
    'MB',
    'CPU ms/req',
  ];
  const rows = cells.map(({ mode, cell }) => row(mode, cell, apart));
  return [table(headers, rows), ...notes(cells, concernsEverywhere(view))].join('\n\n');
}

/** `apart`: the median from the send is told beside the one from when a request was due. */
function row(mode: ModeView, cell: CellView | undefined, apart: boolean): readonly string[] {
  const label = md(mode.label);
  const empty = (why: string) => [label, why, ...Array<string>(apart ? 7 : 6).fill(NONE)];
  if (cell === undefined) return empty('not measured');
  if (!cell.usable) return empty(cell.status === 'invalid' ? '× invalid' : 'no figure');
  const { p50, p95, p99, footprint, rss, cpuPerRequest } = cell.metrics;
  const memory = footprint ?? rss;
  const plain = (figure: Figure | null) => (figure === null ? NONE : withIntervalOrNone(figure));
  // Response times of an overloaded cell are as long as the slice; the table of percentiles has them.
  const time = (figure: Figure | null) => (cell.overload === null ? plain(figure) : NONE);
  const service = cell.distribution?.service?.p50 ?? null;
  return [
    label,
    servedText(cell),
    ratioText(mode, cell),
    time(p50),
    time(p95),
    time(p99),
    ...(apart ? [service === null || cell.overload !== null ? NONE : number(service)] : []),
    memory === null
      ? NONE
      : `${footprint === null ? '≤ ' : ''}${withIntervalOrNone(forReading(memory, 'B'))}`,
    plain(cpuPerRequest),
  ];
}

/** Of an open level what was offered too; where less was served, in so many words. */
function servedText({ metrics: { throughput }, lowerBound, level, overload }: CellView): string {
  const atLeast = lowerBound ? '≥ ' : '';
  if (overload !== null) {
    const of = servedOf(overload.served, overload.offered);
    return overload.atLeast ? `${atLeast}${of}` : `**overloaded**: serves ${of}`;
  }
  if (throughput === null) return NONE;
  return level.kind === 'open'
    ? `${atLeast}${servedOf(throughput.point, level.value)} (${interval(throughput) ?? 'no interval'})`
    : `${atLeast}${withIntervalOrNone(throughput)}`;
}

function ratioText(mode: ModeView, cell: CellView): string {
  const { ratio } = cell;
  if (mode.baseline) return cell.overload === null ? '1' : NONE;
  if (ratio === null) return NONE;
  const of = cell.level.kind === 'open' ? `${ratioOf(ratio)} ` : '';
  const text = of + ratioWithInterval(ratio);
  if (showsDifference(ratio)) return `**${text}**`;
  return ratio.verdict === 'inconclusive' ? `${text} ?` : `${text} ≈`;
}

type Placed = { readonly mode: ModeView; readonly cell: CellView | undefined };

/** Marks used, percentiles missing and reasons, as one list; empty when there is nothing to say. */
function notes(cells: readonly Placed[], said: ReadonlySet<string>): readonly string[] {
  const present = cells.flatMap(({ mode, cell }) => (cell === undefined ? [] : [{ mode, cell }]));
  const ratios = present
    .filter(({ mode, cell }) => !mode.baseline && cell.usable)
    .flatMap(({ cell }) => cell.ratio ?? [])
    .filter((ratio) => !showsDifference(ratio));
  const lines = [
    ...(ratios.some((ratio) => ratio.verdict !== 'inconclusive') ? ['≈ no difference could be shown'] : []),
    ...(ratios.some((ratio) => ratio.verdict === 'inconclusive')
      ? ['? cannot be told from this record']
      : []),
    ...(present.some(({ cell }) => cell.lowerBound)
      ? ['≥ at least: the load generator was near its limit']
      : []),
    ...(present.some(({ cell }) => cell.metrics.footprint === null && cell.metrics.rss !== null)
      ? ['≤ at most: the sum of RSS, for this system does not tell the footprint']
      : []),
    ...missing(present),
    ...reasons(present, said),
  ];
  return lines.length === 0 ? [] : [lines.map((line) => `- ${line}`).join('\n')];
}

/** Codes of reasons that every cell of the run has; these are said once, with the answer and with trust. */
function concernsEverywhere(view: View): ReadonlySet<string> {
  const cells = view.scenarios.flatMap((scenario) => scenario.cells);
  const codes = new Set(cells.flatMap((cell) => cell.reasons.map(({ reason }) => reason.code)));
  const has = (cell: CellView, code: string) => cell.reasons.some(({ reason }) => reason.code === code);
  return new Set([...codes].filter((code) => cells.every((cell) => has(cell, code))));
}

/** Each reason once, with the modes that it holds for; without them where it holds for all. */
function reasons(
  cells: readonly { mode: ModeView; cell: CellView }[],
  said: ReadonlySet<string>,
): readonly string[] {
  const label = (id: string) => md(cells.find(({ mode }) => mode.id === id)?.mode.label ?? id);
  const unsaid = cells.map(({ cell }) => ({
    ...cell,
    reasons: cell.reasons.filter(({ reason }) => !said.has(reason.code)),
  }));
  return concernsOf(unsaid).map((concern) => {
    const text = prose(withRemedy(concern));
    const all = cells.length > 1 && concern.cells.length === cells.length;
    return all ? capital(text) : `${list(concern.cells.map(({ mode }) => label(mode)))}: ${text}`;
  });
}

function missing(cells: readonly { mode: ModeView; cell: CellView }[]): readonly string[] {
  const usable = cells.flatMap(({ cell }) => (cell.usable ? [cell] : []));
  const needs = needTexts(usable, ['p50', 'p95', 'p99']);
  return needs.length === 0 ? [] : [`${NONE} ${needs.join('; ')}`];
}

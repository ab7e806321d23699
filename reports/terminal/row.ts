import { favours, showsDifference } from '../view/compare.ts';
import { modesAt } from '../view/lead.ts';
import type { CellView, Figure, LevelView, ModeView, ScenarioView, View } from '../view/types.ts';
import { compact, forReading, NONE, number, plural, ratioBounds, ratioPoint } from '../wording/numbers.ts';
import type { Notes } from './notes.ts';
import type { Paint } from './paint.ts';
import { plain } from './text.ts';

/** A figure whose point is aligned to the right and whose interval follows. */
export interface Aligned {
  readonly point: string;
  readonly interval: string;
}

/** One mode at one level, in words ready for columns. */
export interface Row {
  readonly label: string;
  /** To three digits and, where room is scarce, to two. */
  readonly throughput: { readonly fine: Aligned; readonly coarse: Aligned };
  readonly ratio: Aligned;
  readonly ratioPaint: keyof Paint | null;
  readonly p50: string;
  readonly p95: string;
  readonly memory: string;
  readonly cpu: string;
}

/** The rows of a scenario at one level, one per mode. */
export function rowsAt(view: View, scenario: ScenarioView, level: LevelView, notes: Notes): readonly Row[] {
  return modesAt(view, scenario, level).map((mode) => {
    const cell = scenario.cells.find((one) => one.mode === mode.id && one.level.key === level.key);
    if (cell === undefined) return emptyRow(plain(mode.label), 'not measured');
    const label = `${plain(mode.label)} ${notes.marksOf(cell)}`.trimEnd();
    return cell.usable ? figuresRow(mode, cell, label, notes) : emptyRow(label, unusableText(cell));
  });
}

/** Without a figure a cell is not invalid yet: all its rounds may have been left out. */
export function unusableText({ status }: Pick<CellView, 'status'>): string {
  return status === 'invalid' ? '× invalid' : 'no figure';
}

function emptyRow(label: string, why: string): Row {
  const told = { point: '', interval: why };
  return {
    label,
    throughput: { fine: told, coarse: told },
    ratio: { point: '', interval: '' },
    ratioPaint: null,
    p50: '',
    p95: '',
    memory: '',
    cpu: '',
  };
}

function figuresRow(mode: ModeView, cell: CellView, label: string, notes: Notes): Row {
  const { throughput, p50, p95, cpuPerRequest } = cell.metrics;
  const atLeast = atLeastSign(cell, notes);
  return {
    label,
    throughput: { fine: rate(throughput, 3, atLeast), coarse: rate(throughput, 2, atLeast) },
    ...ratioColumn(mode, cell, notes),
    p50: p50 === null ? NONE : number(p50.point),
    p95: p95 === null ? NONE : number(p95.point),
    memory: memoryText(cell, notes),
    cpu: cpuPerRequest === null ? NONE : number(cpuPerRequest.point),
  };
}

/** Before what a cell served, where the server might have served more. */
export function atLeastSign(cell: CellView, notes: Notes): string {
  return cell.lowerBound ? notes.sign('≥', 'at least: the load generator was near its limit') : '';
}

export function memoryText({ metrics: { footprint, rss } }: CellView, notes: Notes): string {
  const memory = footprint ?? rss;
  const atMost =
    footprint === null && rss !== null
      ? notes.sign('≤', 'at most: the sum of RSS, for this system does not tell the footprint')
      : '';
  return memory === null ? NONE : atMost + number(forReading(memory, 'B').point);
}

function rate(figure: Figure | null, digits: 2 | 3, sign: string): Aligned {
  if (figure === null) return { point: NONE, interval: '' };
  const { point, bounds } = compact(figure, digits);
  return { point: sign + point, interval: bounds === null ? '' : `(${bounds})` };
}

export function ratioColumn(mode: ModeView, cell: CellView, notes: Notes): Pick<Row, 'ratio' | 'ratioPaint'> {
  const { ratio } = cell;
  if (mode.baseline) return { ratio: { point: '1', interval: '' }, ratioPaint: null };
  if (ratio === null) return { ratio: { point: NONE, interval: '' }, ratioPaint: null };
  const bounds = ratioBounds(ratio);
  const told = showsDifference(ratio);
  const sign = told
    ? ''
    : ratio.verdict === 'inconclusive'
      ? notes.sign('?', 'cannot be told from this record')
      : notes.sign('≈', 'no difference could be shown');
  const saidOfRow = cell.reasons.some(({ reason }) => reason.code === 'few-rounds');
  const few =
    ratio.fewRounds && !saidOfRow
      ? notes.mark(`few rounds: an interval from ${plural(ratio.rounds, 'round')} in common`)
      : '';
  return {
    ratio: { point: sign + ratioPoint(ratio), interval: bounds === null ? few : `(${bounds})${few}` },
    ratioPaint: told ? (favours(ratio) ? 'good' : 'bad') : 'doubtful',
  };
}

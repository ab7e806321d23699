import { showsDifference } from '../view/compare.ts';
import type { CellView, Figure, LevelView, ModeView, ScenarioView, View } from '../view/types.ts';
import { hadText, needText } from '../wording/missing.ts';
import { forReading, interval, NONE, number, ratioBounds, ratioPoint } from '../wording/numbers.ts';
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
  readonly throughput: Aligned;
  readonly ratio: Aligned;
  readonly ratioPaint: keyof Paint | null;
  readonly p50: string;
  readonly p95: string;
  readonly memory: string;
  readonly cpu: string;
}

/** Collects what the marks in a table mean, each once, in order of appearance. */
export class Footnotes {
  readonly #texts: string[] = [];
  readonly #signs = new Map<string, string>();
  readonly #needs = new Map<string, string[]>();

  /** A superscript number for the text. */
  mark(text: string): string {
    const known = this.#texts.indexOf(text);
    const index = known >= 0 ? known : this.#texts.push(text) - 1;
    return superscript(index + 1);
  }

  /** A sign that explains itself once, such as `≈`. */
  sign(sign: string, text: string): string {
    this.#signs.set(sign, text);
    return sign;
  }

  /** Stands for a percentile that the answers do not support; what it needs is said once for all modes. */
  missing(need: string, had: string): string {
    this.#needs.set(need, [...(this.#needs.get(need) ?? []), had]);
    return NONE;
  }

  lines(): readonly string[] {
    return [
      ...this.#texts.map((text, index) => `${superscript(index + 1)} ${text}`),
      ...[...this.#signs].map(([sign, text]) => `${sign} ${text}`),
      ...[...this.#needs].map(([need, had]) => `${NONE} ${need}; ${had.join(', ')}`),
    ];
  }
}

function superscript(n: number): string {
  return [...String(n)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? '').join('');
}

/** The rows of a scenario at one level, one per mode. */
export function rowsAt(
  view: View,
  scenario: ScenarioView,
  level: LevelView,
  notes: Footnotes,
): readonly Row[] {
  return view.modes.map((mode) => {
    const cell = scenario.cells.find((one) => one.mode === mode.id && one.level.key === level.key);
    if (cell === undefined) return emptyRow(plain(mode.label), 'not measured');
    const marks = cell.reasons.map((reason) => notes.mark(`${reason.text}. Try: ${reason.remedy}`)).join('·');
    const label = plain(mode.label) + (marks === '' ? '' : ` ${marks}`);
    return cell.usable ? figuresRow(mode, cell, label, notes) : emptyRow(label, '× invalid');
  });
}

function emptyRow(label: string, why: string): Row {
  const none = { point: '', interval: '' };
  return {
    label,
    throughput: { point: '', interval: why },
    ratio: none,
    ratioPaint: null,
    p50: '',
    p95: '',
    memory: '',
    cpu: '',
  };
}

function figuresRow(mode: ModeView, cell: CellView, label: string, notes: Footnotes): Row {
  const { throughput, footprint, rss, cpuPerRequest } = cell.metrics;
  const atLeast = cell.lowerBound ? notes.sign('≥', 'at least: the load generator was near its limit') : '';
  const memory = footprint ?? rss;
  const atMost =
    footprint === null && rss !== null
      ? notes.sign('≤', 'at most: the sum of RSS, for this system does not tell the footprint')
      : '';
  return {
    label,
    throughput: aligned(throughput, atLeast),
    ...ratioColumn(mode, cell, notes),
    p50: latency(mode, cell, 'p50', notes),
    p95: latency(mode, cell, 'p95', notes),
    memory: memory === null ? NONE : atMost + number(forReading(memory, 'B').point),
    cpu: cpuPerRequest === null ? NONE : number(cpuPerRequest.point),
  };
}

function aligned(figure: Figure | null, sign: string): Aligned {
  if (figure === null) return { point: NONE, interval: '' };
  const between = interval(figure);
  return {
    point: sign + number(figure.point),
    interval: between === null ? '' : `(${between})`,
  };
}

function ratioColumn(mode: ModeView, cell: CellView, notes: Footnotes): Pick<Row, 'ratio' | 'ratioPaint'> {
  const { ratio } = cell;
  if (mode.baseline) return { ratio: { point: '1', interval: '' }, ratioPaint: null };
  if (ratio === null) return { ratio: { point: NONE, interval: '' }, ratioPaint: null };
  const bounds = ratioBounds(ratio);
  const few = ratio.fewRounds ? notes.mark(`few rounds: an interval from ${ratio.rounds} only`) : '';
  const between = bounds === null ? '' : `(${bounds})${few}`;
  const told = showsDifference(ratio);
  const sign = told
    ? ''
    : ratio.verdict === 'inconclusive'
      ? notes.sign('?', 'cannot be told from this record')
      : notes.sign('≈', 'no difference could be shown');
  return {
    ratio: { point: sign + ratioPoint(ratio), interval: between },
    ratioPaint: told ? (ratio.point > 1 ? 'good' : 'bad') : 'doubtful',
  };
}

function latency(mode: ModeView, cell: CellView, metric: 'p50' | 'p95', notes: Footnotes): string {
  const figure = cell.metrics[metric];
  if (figure !== null) return number(figure.point);
  const lack = cell.missing[metric];
  return lack === undefined ? NONE : notes.missing(needText(metric, lack), hadText(plain(mode.label), lack));
}

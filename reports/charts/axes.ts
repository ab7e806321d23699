/** Ticks and bounds of axes, so that every chart rounds alike. */

export interface AxisRange {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
}

/** 1, 2, 5 × 10ⁿ from the one at or below `least` to the one at or above `most`. */
export function logRange(least: number, most: number): AxisRange {
  const ticks: number[] = [];
  const first = Math.floor(Math.log10(least));
  for (let decade = first; decade <= Math.ceil(Math.log10(most)) + 1; decade++) {
    for (const step of [1, 2, 5]) ticks.push(Number(`${step}e${decade}`));
  }
  const from = ticks.findLastIndex((tick) => tick <= least);
  const to = ticks.findIndex((tick) => tick >= most);
  const shown = ticks.slice(Math.max(0, from), to + 1);
  const [min = least] = shown;
  return { min, max: Math.max(shown.at(-1) ?? most, min * 2), ticks: shown };
}

/** The same range with fewer ticks, for narrow charts: only powers of ten, or every other tick, until `most` are left. */
export function thinned(range: AxisRange, most: number): AxisRange {
  const isPower = (tick: number) => tick > 0 && Number.isInteger(Number(Math.log10(tick).toFixed(6)));
  let ticks = range.ticks;
  if (ticks.length > most && ticks[0] !== 0 && ticks.filter(isPower).length >= 2)
    ticks = ticks.filter(isPower);
  while (ticks.length > most) ticks = ticks.filter((_, index) => index % 2 === 0);
  return { ...range, ticks };
}

/** From zero to a round number above `most`, in steps of 1, 2 or 5 × 10ⁿ; about five of them. */
export function zeroRange(most: number): AxisRange {
  const rough = (most > 0 ? most : 1) / 5;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((one) => one * decade >= rough) ?? 10) * decade;
  const steps = Math.ceil((most > 0 ? most : 1) / step);
  const ticks = Array.from({ length: steps + 1 }, (_, i) => Number((i * step).toPrecision(12)));
  return { min: 0, max: ticks.at(-1) ?? step, ticks };
}

/** How the steps of an axis are apart: by their ratio, or by their difference. */
export type Spacing = 'log' | 'linear';

/** Measured levels with some air on both sides: half an octave, or where they are evenly spaced half a gap. */
export function levelRange(levels: readonly number[], spacing: Spacing = 'log'): AxisRange {
  const [least, most] = [Math.min(...levels), Math.max(...levels)];
  if (spacing === 'log') return { min: least / Math.SQRT2, max: most * Math.SQRT2, ticks: levels };
  const air = (most - least) / Math.max(2, 2 * (levels.length - 1));
  return { min: Math.max(0, least - air), max: most + air, ticks: levels };
}

/**
 * The spacing that keeps the steps that are nearest to each other furthest apart: rates may double from one to the next
 * or rise by the same amount.
 */
export function spacingOf(levels: readonly number[]): Spacing {
  const sorted = levels.toSorted((a, b) => a - b);
  const closest = (at: (value: number) => number) => {
    const span = at(sorted.at(-1) ?? 1) - at(sorted[0] ?? 1);
    const gaps = sorted.slice(1).map((value, index) => at(value) - at(sorted[index] ?? value));
    return Math.min(...gaps) / span;
  };
  return sorted.length > 2 && closest((value) => value) > closest(Math.log) ? 'linear' : 'log';
}

/** Of an axis about 280 px long, the share that a character of a tick's text takes, and the gap between two texts. */
const characterShare = 7 / 280;
const gapShare = 10 / 280;

/** The ticks whose texts do not run into each other; the last is always among them. */
export function legibleTicks(
  levels: readonly number[],
  text: (level: number) => string,
  spacing: Spacing,
): readonly number[] {
  const { min, max } = levelRange(levels, spacing);
  const scale = (value: number) => (spacing === 'log' ? Math.log(value) : value);
  const at = (value: number) => (scale(value) - scale(min)) / (scale(max) - scale(min));
  const half = (value: number) => (text(value).length * characterShare) / 2;
  const kept: number[] = [];
  for (const level of levels.toSorted((a, b) => b - a)) {
    const right = kept.at(-1);
    if (right === undefined || at(right) - half(right) - gapShare >= at(level) + half(level))
      kept.push(level);
  }
  return kept.reverse();
}

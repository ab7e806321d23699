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

/** Measured levels on a logarithmic axis, with half an octave of air on both sides. */
export function levelRange(levels: readonly number[]): AxisRange {
  const [least, most] = [Math.min(...levels), Math.max(...levels)];
  return { min: least / Math.SQRT2, max: most * Math.SQRT2, ticks: levels };
}

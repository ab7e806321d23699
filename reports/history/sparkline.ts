const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** What stands for a figure that is not joined with the others. */
export const apart = '·';
/** What stands for a figure that does not count. */
export const invalid = '×';

/** A figure of a line, oldest first: drawn as a block, or as a sign in its place. */
export type Spark = { readonly value: number } | { readonly sign: string };

export interface Scale {
  readonly low: number;
  readonly high: number;
}

/** Blocks from `low` to `high`, one column each; what lies beyond gets the block at that end. */
export function sparkline(sparks: readonly Spark[], { low, high }: Scale): string {
  return sparks.map((spark) => ('sign' in spark ? spark.sign : blockOf(spark.value, low, high))).join('');
}

function blockOf(value: number, low: number, high: number): string {
  const share = high > low ? (value - low) / (high - low) : 0.5;
  const step = Math.min(blocks.length - 1, Math.max(0, Math.floor(share * blocks.length)));
  return blocks[step] ?? blocks[0];
}

/**
 * From the lowest end of an interval to the highest: what differs by no more than its intervals reach then looks small.
 * Null without figures.
 */
export function scaleOf(figures: readonly (readonly [number, number | null, number | null])[]): Scale | null {
  const ends = figures.flatMap(([point, low, high]) => [point, low ?? point, high ?? point]);
  return ends.length === 0 ? null : { low: Math.min(...ends), high: Math.max(...ends) };
}

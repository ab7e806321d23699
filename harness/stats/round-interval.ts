import type { Interval } from '../model/estimate.ts';
import { intervalOfLogs } from './interval.ts';

/** A figure by round. */
export type RoundFigures = ReadonlyMap<number, number>;

/** The interval of a figure over rounds; null without rounds, and where some round shows nothing (see summarise.ts). */
export function intervalOfRounds(figures: RoundFigures, confidence: number): Interval | null {
  const values = [...figures.values()];
  if (values.length === 0 || values.some((value) => value <= 0)) return null;
  return intervalOfLogs(values.map(Math.log), confidence);
}

/** One figure divided by another within each round, and then over rounds; null where no round shows both. */
export function ratioOfRounds(top: RoundFigures, bottom: RoundFigures, confidence: number): Interval | null {
  const ratios = new Map<number, number>();
  for (const [round, figure] of top) {
    const divisor = bottom.get(round);
    if (divisor !== undefined && divisor > 0) ratios.set(round, figure / divisor);
  }
  return intervalOfRounds(ratios, confidence);
}

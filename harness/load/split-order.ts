import { type Level, levelConnections } from '../model/level.ts';
import type { LoadOrder } from '../model/load.ts';

/**
 * One order as those of several loaders that act as one: as many as there are connections, and at most `loaders`.
 *
 * - Connections are shared out as evenly as they go, the first loaders having one more.
 * - Closed: every loader sends over its connections as one alone would. With think time its `share` tells which part of
 *   the time between first requests is its own.
 * - Open: all have the whole rate and the same seed, so that they draw the same arrivals, and each sends those of its
 *   `share`. Which arrivals are sent, and when, is then the same for any number of loaders. The queue is shared out too:
 *   an arrival waits for a connection of its own loader, and is dropped when that one's queue is full.
 * - Of the rows of a feed each loader takes those of its `share`.
 * - The window is that of all: `minAnswers` are counted over all loaders while they drive ({@link StopRule}).
 * - Slow clients are one machine each, so they stay together, with the first loader.
 */
export function splitOrder(order: LoadOrder, loaders: number): [LoadOrder, ...LoadOrder[]] {
  const of = Math.min(loaders, levelConnections(order.level));
  if (of <= 1) return [order];
  const { slow, ...common } = order;
  const shared = order.level.kind === 'open' || (order.thinkMs ?? 0) > 0 || order.feed !== undefined;
  const part = (index: number): LoadOrder => ({
    ...common,
    level: splitLevel(order.level, index, of),
    ...(shared ? { share: { index, of } } : {}),
    ...(index === 0 && slow !== undefined ? { slow } : {}),
  });
  return [part(0), ...Array.from({ length: of - 1 }, (_, index) => part(index + 1))];
}

function splitLevel(level: Level, index: number, of: number): Level {
  if (level.kind === 'closed') return { kind: 'closed', concurrency: evenPart(level.concurrency, index, of) };
  return {
    ...level,
    connections: evenPart(level.connections, index, of),
    queueLimit: evenPart(level.queueLimit, index, of),
  };
}

/** Whole parts of a whole number, which add up to it. */
export function evenPart(whole: number, index: number, of: number): number {
  return Math.floor(whole / of) + (index < whole % of ? 1 : 0);
}

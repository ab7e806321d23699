import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitOrder } from '../../harness/load/split-order.ts';
import { levelConnections, type OpenLevel } from '../../harness/model/level.ts';
import { loadOrderSchema } from '../../harness/model/load.ts';
import { orderFor } from './accounts.ts';

const open: OpenLevel = {
  kind: 'open',
  rate: 500,
  arrivals: 'poisson',
  connections: 5,
  overflow: 'queue',
  queueLimit: 7,
};
const slow = {
  connections: 2,
  requests: orderFor(1).requests,
  send: { pieceBytes: 1, pauseMs: 10 },
  read: null,
} as never;

describe('an order for several loaders', () => {
  it('is the order itself for a single one', () => {
    const order = orderFor(8, { thinkMs: 5, timelineMs: 10 });
    expect(splitOrder(order, 1)).toEqual([order]);
    expect(splitOrder(orderFor(1), 4)).toEqual([orderFor(1)]);
  });

  it('shares all connections out, evenly, and leaves out loaders that would get none', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 12 }),
        (connections, loaders) => {
          const parts = splitOrder(orderFor(connections), loaders).map(({ level }) =>
            levelConnections(level),
          );
          expect(parts).toHaveLength(Math.min(connections, loaders));
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(connections);
          expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
          expect(Math.min(...parts)).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('gives an open level whole to each, with a share of its arrivals, its connections and its queue', () => {
    const parts = splitOrder(orderFor(1, { level: open, arrivalSeed: 9 }), 2);
    expect(parts.map(({ share }) => share)).toEqual([
      { index: 0, of: 2 },
      { index: 1, of: 2 },
    ]);
    expect(parts.map(({ level }) => level)).toEqual([
      { ...open, connections: 3, queueLimit: 4 },
      { ...open, connections: 2, queueLimit: 3 },
    ]);
    expect(parts.map(({ arrivalSeed }) => arrivalSeed)).toEqual([9, 9]);
  });

  it('keeps the window whole, for answers are counted over all', () => {
    const parts = splitOrder(orderFor(4), 3);
    expect(parts.map(({ window }) => window)).toEqual(parts.map(() => orderFor(4).window));
  });

  it('keeps slow clients together', () => {
    const parts = splitOrder(orderFor(4, { slow }), 3);
    expect(parts.map((part) => part.slow)).toEqual([slow, undefined, undefined]);
  });

  it('tells loaders of connections that think which part of the think time is theirs', () => {
    expect(splitOrder(orderFor(4, { thinkMs: 100 }), 2).map(({ share }) => share?.index)).toEqual([0, 1]);
    expect(splitOrder(orderFor(4), 2).map(({ share }) => share)).toEqual([undefined, undefined]);
  });

  it('tells those that send which rows of a feed are theirs, so that none is passed over', () => {
    const feed = { file: '/app/rows.csv', order: 'sequential' } as const;
    const shares = (connections: number) =>
      splitOrder(orderFor(connections, { feed }), 3).map(({ share }) => share);
    expect(shares(2)).toEqual([
      { index: 0, of: 2 },
      { index: 1, of: 2 },
    ]);
    expect(shares(1)).toEqual([undefined]);
  });

  it('is one that a loader takes', () => {
    for (const part of splitOrder(orderFor(1, { level: open }), 3))
      expect(loadOrderSchema.safeParse(part).success).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { sustainedBy } from '../../harness/capacity/sustained.ts';
import {
  arrivals,
  bounded,
  busy,
  connections,
  failuresBelow,
  figure,
  level,
  p99Below,
  size,
} from '../helpers/capacity.ts';

const idle = busy({ server: 0.2, generator: 0.1 });

describe('what a mode sustains with busy connections', () => {
  const levels = [
    level(500, { level: connections(1), figures: { p99: bounded(5) } }),
    level(980, { level: connections(4), figures: { p99: bounded(20) } }),
    level(1000, { level: connections(8), figures: { p99: bounded(80) } }),
    level(990, { level: connections(16), figures: { p99: bounded(200) } }),
  ];

  it('is the highest throughput, at the least connections that serve about as much', () => {
    expect(sustainedBy(size(levels), [])).toMatchObject({
      kind: 'sustained',
      rate: { point: 980 },
      basis: 'connections',
      binding: 'cpu',
      atLeast: false,
    });
  });

  it('is that of the levels up to which the objective holds', () => {
    expect(sustainedBy(size(levels), [p99Below(10)])).toMatchObject({
      rate: { point: 500 },
      binding: 'objective',
    });
    expect(sustainedBy(size(levels), [p99Below(100)])).toMatchObject({
      rate: { point: 980 },
      binding: 'cpu',
    });
  });

  it('does not go beyond a level that misses it, though a later one met it', () => {
    const odd = [levels[0]!, { ...levels[1]!, figures: { p99: bounded(300) } }, levels[2]!];
    expect(sustainedBy(size(odd), [p99Below(100)])).toMatchObject({ rate: { point: 500 } });
  });

  it('passes over a lower level that cannot be told, where a higher one meets the objective', () => {
    const few = { ...levels[0]!, figures: {} };
    expect(sustainedBy(size([few, ...levels.slice(1)]), [p99Below(100)])).toMatchObject({
      rate: { point: 980 },
    });
    const none = levels.map((one) => ({ ...one, figures: {} }));
    expect(sustainedBy(size(none), [p99Below(100)]).kind).toBe('cannot-tell');
    const wide = { ...levels[0]!, throughput: figure(2000), figures: {} };
    expect(sustainedBy(size([wide, ...levels.slice(1)]), [p99Below(100)])).toMatchObject({
      rate: { point: 980 },
    });
  });

  it('does not hold where the interval lies on both sides of the limit', () => {
    expect(sustainedBy(size(levels), [p99Below(20.5)])).toMatchObject({ rate: { point: 500 } });
  });

  it('is nothing where no level meets the objective, and names the best', () => {
    const limit = p99Below(2);
    expect(sustainedBy(size(levels), [limit])).toEqual({
      kind: 'not-met',
      limit,
      best: { level: connections(1), figure: bounded(5) },
    });
  });

  it('cannot be told where the requests do not support the figure', () => {
    expect(sustainedBy(size([level(500)]), [p99Below(2)])).toMatchObject({ kind: 'cannot-tell', best: null });
    expect(sustainedBy(size([]), [])).toEqual({ kind: 'no-cells' });
  });

  it('is a lower bound while it still grows and cores are idle', () => {
    const growing = [
      level(20, { level: connections(1), cores: idle }),
      level(40, { level: connections(2), cores: idle }),
    ];
    expect(sustainedBy(size(growing), [])).toMatchObject({
      rate: { point: 40 },
      binding: 'load',
      atLeast: true,
    });
  });

  it('is limited by its workers where it no longer grows and cores are idle', () => {
    const waiting = [20, 80, 80, 80].map((served, at) =>
      level(served, { level: connections(2 ** at), cores: idle }),
    );
    expect(sustainedBy(size(waiting, { count: 4 }), [])).toMatchObject({
      rate: { point: 80 },
      binding: 'workers',
    });
  });

  it('is limited by CPU where a single process keeps its one core busy, of however many', () => {
    const one = [level(90, { cores: busy({ server: 0.97, generator: 0.1, of: 8 }) }), level(90)];
    expect(sustainedBy(size(one), [])).toMatchObject({ binding: 'cpu' });
  });

  it('is not put down to CPU that other work took', () => {
    const shared = [20, 80, 80].map((served) =>
      level(served, { cores: busy({ server: 0.3, generator: 0.1, foreign: 1.5 }) }),
    );
    expect(sustainedBy(size(shared, { count: 4 }), [])).toMatchObject({ binding: 'other-work' });
  });

  it('is a lower bound where the load generator was at its limit', () => {
    expect(sustainedBy(size([level(500), level(900, { generatorBound: true })]), [])).toMatchObject({
      binding: 'load',
      atLeast: true,
    });
  });
});

describe('what a mode sustains of arrivals', () => {
  const levels = [100, 200, 400].map((rate) =>
    level(rate, { level: arrivals(rate), figures: { p99: bounded(rate / 10) } }),
  );

  it('is the highest rate that it keeps up with', () => {
    const overloaded = [...levels, level(500, { level: arrivals(800), keepsUp: false })];
    expect(sustainedBy(size(overloaded), [])).toMatchObject({
      rate: { point: 400 },
      basis: 'arrivals',
      binding: 'cpu',
      atLeast: false,
    });
  });

  it('is a lower bound where it keeps up with all of them', () => {
    expect(sustainedBy(size(levels), [])).toMatchObject({
      rate: { point: 400 },
      binding: 'load',
      atLeast: true,
    });
  });

  it('is the highest rate that meets the objective', () => {
    expect(sustainedBy(size(levels), [p99Below(25)])).toMatchObject({
      rate: { point: 200 },
      binding: 'objective',
    });
  });
});

describe('what a search found', () => {
  const searched = {
    limits: [p99Below(250), failuresBelow(0.001)],
    rate: { point: 180, low: 180, high: 189 },
    atLeast: false,
    confirmed: true,
    footprint: figure(90e6),
    cpuMs: figure(2),
    cores: idle,
  };
  const found = size([level(1000)], { searched: [searched] });

  it('comes before the levels where it is of the same objectives, in whatever order', () => {
    const limits = [
      { ...failuresBelow(0.001), text: 'errors<0.1%' },
      { ...p99Below(250), text: 'p99<0.25s' },
    ];
    expect(sustainedBy(found, limits)).toMatchObject({
      rate: { point: 180 },
      basis: 'search',
      binding: 'objective',
    });
  });

  it('is what is told without an objective', () => {
    expect(sustainedBy(found, [])).toMatchObject({ rate: { point: 180 }, basis: 'search' });
  });

  it('is told apart where fresh runs had no time to confirm it', () => {
    const early = size([level(1000)], { searched: [{ ...searched, confirmed: false }] });
    expect(sustainedBy(early, [])).toMatchObject({ rate: { point: 180 }, basis: 'unconfirmed-search' });
  });

  it('says nothing of stricter objectives', () => {
    expect(sustainedBy(found, [p99Below(100)]).kind).toBe('cannot-tell');
    expect(sustainedBy(found, [p99Below(250), failuresBelow(0.0001)]).kind).toBe('cannot-tell');
  });

  it('is what is carried at least under weaker ones', () => {
    const p95 = { ...p99Below(250), metric: 'p95' as const, text: 'p95<250ms' };
    for (const weaker of [p99Below(500), p95, failuresBelow(0.01)]) {
      expect(sustainedBy(found, [weaker])).toMatchObject({
        rate: { point: 180 },
        basis: 'search',
        binding: 'load',
        atLeast: true,
      });
    }
  });

  it('gives way to levels that show more under weaker objectives', () => {
    const fast = level(300, { level: arrivals(300), figures: { p99: bounded(400) } });
    const both = size([fast], { searched: [searched] });
    expect(sustainedBy(both, [p99Below(500)])).toMatchObject({ rate: { point: 300 }, basis: 'arrivals' });
    expect(sustainedBy(both, [p99Below(250)])).toMatchObject({ rate: { point: 180 }, basis: 'search' });
  });
});

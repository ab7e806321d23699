import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compact,
  count,
  megabytes,
  milliseconds,
  number,
  range,
  ratioWithInterval,
  seconds,
  tick,
  withInterval,
} from '../../reports/wording/numbers.ts';

const thin = '\u202f';

describe('figures in words', () => {
  it('gives three significant digits and groups thousands from five digits on', () => {
    expect(number(0.31)).toBe('0.310');
    expect(number(19.94)).toBe('19.9');
    expect(number(1612)).toBe('1610');
    expect(number(15_325)).toBe(`15${thin}300`);
    expect(number(999.6)).toBe('1000');
    expect(number(0)).toBe('0');
    expect(count(1_240_000)).toBe(`1${thin}240${thin}000`);
  });

  it('rounds the bounds to the place of the figure', () => {
    expect(withInterval({ point: 19.94, low: 19.68, high: 20.02 })).toBe('19.9 (19.7–20.0)');
    expect(withInterval({ point: 15_325, low: 9_960, high: 15_810 })).toBe(
      `15${thin}300 (10${thin}000–15${thin}800)`,
    );
    expect(withInterval({ point: 5, low: null, high: null })).toBe('5.00');
  });

  it('takes little room where thousands are many', () => {
    const figure = { point: 35_921, low: 9310, high: 38_070 };
    expect(compact(figure, 3)).toEqual({ point: '35.9k', bounds: '9.3k–38.1k' });
    expect(compact(figure, 2)).toEqual({ point: '36k', bounds: '9k–38k' });
    expect(compact({ point: 9870, low: 9520, high: 10_240 }, 3)).toEqual({
      point: '9870',
      bounds: `9520–10${thin}240`,
    });
    expect(compact({ point: 19.94, low: null, high: null }, 3)).toEqual({ point: '19.9', bounds: null });
  });

  it('gives a range where values differ as shown', () => {
    expect(range([4.04, 19, 12], number)).toBe('4.04–19.0');
    expect(range([4.041, 4.0413], number)).toBe('4.04');
  });

  it('puts units beside figures', () => {
    expect(megabytes(96_400_000)).toBe('96.4\u00a0MB');
    expect(milliseconds(402.6)).toBe('403\u00a0ms');
    expect(milliseconds(12_000)).toBe('12.0\u00a0s');
    expect(seconds(78.4)).toBe('78\u00a0s');
    expect(seconds(250)).toBe('4\u00a0min 10\u00a0s');
    expect(seconds(119.7)).toBe('2\u00a0min');
    expect(tick(0.30000000000000004)).toBe('0.3');
  });
});

describe('ratios', () => {
  it('have as many digits as their interval supports', () => {
    expect(ratioWithInterval({ point: 4.03, low: 3.88, high: 4.12 })).toBe('4.0 (3.9–4.1)');
    expect(ratioWithInterval({ point: 3.97, low: 3.94, high: 4.01 })).toBe('3.97 (3.94–4.01)');
    expect(ratioWithInterval({ point: 1.43, low: 1.38, high: 1.49 })).toBe('1.43 (1.38–1.49)');
    expect(ratioWithInterval({ point: 12.2, low: 11, high: 14.4 })).toBe('12 (11–14)');
    expect(ratioWithInterval({ point: 1, low: 0.9973, high: 1.0012 })).toBe('1.000 (0.997–1.001)');
  });

  it('never look as if they held 1 when they do not', () => {
    expect(ratioWithInterval({ point: 1.006, low: 1.002, high: 1.01 })).toBe('1.006 (1.002–1.010)');
    expect(ratioWithInterval({ point: 0.99, low: 0.98, high: 0.9996 })).toBe('0.9900 (0.9800–0.9996)');
    fc.assert(
      fc.property(fc.double({ min: 1.0002, max: 50, noNaN: true }), (low) => {
        const text = ratioWithInterval({ point: low * 1.1, low, high: low * 1.2 });
        expect(Number(/\(([\d.]+)–/.exec(text)?.[1])).toBeGreaterThan(1);
      }),
    );
  });
});

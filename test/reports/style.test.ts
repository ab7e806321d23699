import { describe, expect, it } from 'vitest';
import { levelRange, logRange, thinned, zeroRange } from '../../reports/charts/axes.ts';
import { darkTheme, lightTheme, modeStyle, type Theme } from '../../reports/charts/style.ts';

/** Relative luminance and contrast as WCAG 2 defines them. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [bright, dim] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (bright + 0.05) / (dim + 0.05);
}

describe.each([
  ['light', lightTheme],
  ['dark', darkTheme],
] as const)('modes in the %s scheme', (_, theme: Theme) => {
  it('stand out from the background by 3:1 at least, text by 4.5:1', () => {
    for (let index = 0; index < 12; index++) {
      expect(contrast(modeStyle(index, theme).colour, theme.background)).toBeGreaterThanOrEqual(3);
    }
    expect(contrast(theme.ink, theme.background)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme.muted, theme.background)).toBeGreaterThanOrEqual(4.5);
  });

  it('differ by colour and marker, for thirty modes', () => {
    const looks = Array.from({ length: 30 }, (_, index) => {
      const { colour, marker } = modeStyle(index, theme);
      return `${colour} ${marker}`;
    });
    expect(new Set(looks).size).toBe(30);
  });

  it('have the same marker in both schemes', () => {
    expect(modeStyle(3, theme).marker).toBe(modeStyle(3, lightTheme).marker);
  });
});

describe('axes', () => {
  it('start at zero, or span whole steps of 1, 2 and 5', () => {
    expect(zeroRange(78)).toEqual({ min: 0, max: 80, ticks: [0, 20, 40, 60, 80] });
    expect(zeroRange(0).max).toBeGreaterThan(0);
    expect(logRange(50.2, 1640)).toEqual({ min: 50, max: 2000, ticks: [50, 100, 200, 500, 1000, 2000] });
    expect(logRange(0.31, 0.33)).toEqual({ min: 0.2, max: 0.5, ticks: [0.2, 0.5] });
    expect(logRange(10, 10).max).toBeGreaterThan(10);
  });

  it('have the measured levels as ticks', () => {
    expect(levelRange([1, 8, 32]).ticks).toEqual([1, 8, 32]);
    expect(levelRange([8]).min).toBeLessThan(8);
  });

  it('lose ticks where there is no room for them', () => {
    expect(thinned(logRange(5, 2000), 4).ticks).toEqual([10, 100, 1000]);
    expect(thinned(zeroRange(240), 3).ticks).toEqual([0, 100, 200]);
  });
});

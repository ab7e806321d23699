import { describe, expect, it } from 'vitest';
import { disturbances } from '../../harness/measure/disturbance.ts';
import type { SliceResult } from '../../harness/model/slice.ts';
import { calm } from '../helpers/fake-instruments.ts';
import { gatedPlan } from '../helpers/gating.ts';
import { syntheticRun, truth } from '../helpers/slices.ts';

const [slice] = syntheticRun({ plan: gatedPlan(), truth: () => truth({ throughput: 100 }) }).slices;

/** Two slices of each side, whose machine had so much taken away, by variant. */
function slicesOf(
  taken: Readonly<Record<string, { readonly stealShare?: number; readonly foreignCores?: number }>>,
): SliceResult[] {
  return Object.entries(taken).flatMap(([variant, shares]) => {
    const one = { ...slice!, variant, serverCpuMs: 10, machine: { ...calm, ...shares } };
    return [one, one];
  });
}

describe('what the hypervisor takes', () => {
  it('spoils a round of figures from 5 % of the machine on, however alike it hit', () => {
    const alike = (stealShare: number) => slicesOf({ old: { stealShare }, new: { stealShare } });
    expect(disturbances(alike(0.05), 'figures')).toEqual([]);
    expect(disturbances(alike(0.06), 'figures')).toEqual(['steal 0.060 of the machine']);
  });

  it('spoils a round of ratios only where it hit one side by 10 % of the machine more, whichever it was', () => {
    const sides = (old: number, young: number) =>
      slicesOf({ old: { stealShare: old }, new: { stealShare: young } });
    expect(disturbances(sides(0.3, 0.3), 'ratios')).toEqual([]);
    expect(disturbances(sides(0.2, 0.29), 'ratios')).toEqual([]);
    const told = ['steal between 0.100 and 0.250 of the machine, by variant'];
    expect(disturbances(sides(0.1, 0.25), 'ratios')).toEqual(told);
    expect(disturbances(sides(0.25, 0.1), 'ratios')).toEqual(told);
  });
});

describe('CPU that other programs use', () => {
  it.each(['figures', 'ratios'] as const)(
    'spoils a round of %s where it hit one variant by half a core more than another',
    (counted) => {
      const sides = (old: number, young: number) =>
        slicesOf({ old: { foreignCores: old }, new: { foreignCores: young } });
      expect(disturbances(sides(1, 1.4), counted)).toEqual([]);
      expect(disturbances(sides(1, 1.6), counted)).toEqual([
        'foreign CPU between 1.00 and 1.60 cores, by variant',
      ]);
    },
  );
});

it('nothing disturbs where the system tells nothing of the machine', () => {
  expect(disturbances([{ ...slice!, machine: null }], 'figures')).toEqual([]);
});

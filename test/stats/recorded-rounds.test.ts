import { describe, expect, it } from 'vitest';
import { besideRecorded } from '../../harness/stats/recorded-rounds.ts';
import { gatedPlan } from '../helpers/gating.ts';
import { closed, syntheticRound, syntheticSlice, truth } from '../helpers/slices.ts';

const plan = gatedPlan();
const slice = (variant: string, round: number, throughput = 1000) =>
  syntheticSlice(plan, { variant, scenario: 'json', level: closed(8) }, round, 1, truth({ throughput }));
const round = (number: number, discarded: readonly string[] = []) => ({
  ...syntheticRound(plan, number),
  discarded: [...discarded],
});

describe('besideRecorded', () => {
  it('takes the kept rounds of a record for the other side of those kept here, in their order', () => {
    const recorded = {
      rounds: [round(1), round(2, ['steal']), round(3), round(4)],
      slices: [1, 2, 3, 4].flatMap((number) => [slice('new', number, 1000 * number), slice('old', number)]),
    };
    const measured = {
      rounds: [round(1, ['steal']), round(2), round(5)],
      slices: [slice('web', 1), slice('web', 2), slice('web', 5)],
    };
    const pairs = [{ recorded: 'new', baseline: 'recorded web', candidate: 'web' }];
    const all = besideRecorded({ record: 'r', differences: [], pairs }, recorded, measured);
    const taken = all.filter(({ variant }) => variant === 'recorded web');
    expect(taken.map((one) => one.round)).toEqual([2, 5]);
    expect(taken.map(({ load }) => load?.ok)).toEqual([
      recorded.slices[0]?.load?.ok,
      recorded.slices[4]?.load?.ok,
    ]);
    expect(all.slice(taken.length)).toEqual(measured.slices);
  });
});

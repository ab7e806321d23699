import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choosePruned, type Prunable, type PruneWish } from '../../harness/record/prune-choice.ts';

interface Some extends Prunable {
  readonly id: number;
}

const day = 86_400_000;
const nowMs = Date.parse('2026-03-31T00:00:00.000Z');

/** A run a day, the newest first and today; every third is of the name nightly. */
function runs(count: number, underWay: readonly number[] = []): readonly Some[] {
  return Array.from({ length: count }, (_, id) => ({
    id,
    name: id % 3 === 0 ? 'nightly' : 'run',
    startedAt: new Date(nowMs - id * day).toISOString(),
    isUnderWay: underWay.includes(id),
  }));
}

const any: PruneWish = { keep: null, olderThanMs: null, name: null };
const ids = (found: readonly Some[]) => found.map(({ id }) => id);

describe('of the runs', () => {
  it('none goes when nothing says which', () => {
    expect(choosePruned(runs(9), any)).toEqual({ remove: [], spared: [], kept: 9 });
    expect(choosePruned(runs(9), { ...any, name: 'nightly' }).remove).toEqual([]);
  });

  it('those beyond the newest go, oldest first', () => {
    const { remove, kept } = choosePruned(runs(6), { ...any, keep: 3 });
    expect(ids(remove)).toEqual([5, 4, 3]);
    expect(kept).toBe(3);
  });

  it('of one name only those of that name count and go', () => {
    expect(ids(choosePruned(runs(10), { ...any, keep: 1, name: 'nightly' }).remove)).toEqual([9, 6, 3]);
  });

  it('those older than asked go', () => {
    expect(ids(choosePruned(runs(6), { ...any, olderThanMs: nowMs - 3 * day }).remove)).toEqual([5, 4]);
  });

  it('only those go that are both, where both are asked', () => {
    const wish = { keep: 5, olderThanMs: nowMs - 2 * day, name: null };
    expect(ids(choosePruned(runs(6), wish).remove)).toEqual([5]);
  });

  it('those under way stay, and are named', () => {
    const { remove, spared, kept } = choosePruned(runs(4, [0, 3]), { ...any, keep: 1 });
    expect([ids(remove), ids(spared), kept]).toEqual([[2, 1], [3], 2]);
  });

  it('whatever is asked: nothing that is kept, of another name, young or under way ever goes', () => {
    const wishes = fc.record<PruneWish>({
      keep: fc.option(fc.nat({ max: 30 })),
      olderThanMs: fc.option(fc.nat({ max: 30 }).map((days) => nowMs - days * day)),
      name: fc.option(fc.constantFrom('nightly', 'run', 'other')),
    });
    fc.assert(
      fc.property(fc.nat({ max: 25 }), fc.array(fc.nat({ max: 25 })), wishes, (count, underWay, wish) => {
        const all = runs(count, underWay);
        const { remove, spared, kept } = choosePruned(all, wish);
        const asked = all.filter(({ name }) => wish.name === null || wish.name === name);
        expect(remove.length + kept).toBe(asked.length);
        expect(remove.every((run) => asked.includes(run) && !run.isUnderWay)).toBe(true);
        expect(remove.some((run) => asked.indexOf(run) < (wish.keep ?? 0))).toBe(false);
        const limit = wish.olderThanMs ?? Number.POSITIVE_INFINITY;
        expect(remove.every((run) => Date.parse(run.startedAt) < limit)).toBe(true);
        expect(spared.every((run) => run.isUnderWay)).toBe(true);
        expect([...remove].sort((a, b) => b.id - a.id)).toEqual(remove);
      }),
    );
  });
});

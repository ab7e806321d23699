import { describe, expect, it } from 'vitest';
import { clopperPearson } from '../../../harness/stats/clopper-pearson.ts';
import { type RoundCount, shareInterval } from '../../../harness/stats/objectives/failure-share.ts';
import { createRandom } from '../../../harness/stats/random.ts';

const rounds = (...failed: number[]): RoundCount[] => failed.map((one) => ({ failed: one, due: 1000 }));

describe('the share of failed requests', () => {
  it('is told of all requests together', () => {
    expect(
      shareInterval(
        [
          { failed: 10, due: 100 },
          { failed: 0, due: 900 },
        ],
        0.95,
      ),
    ).toMatchObject({ point: 0.01, rounds: 2, fewRounds: true });
  });

  it('is as uncertain as so many independent requests leave it, at least', () => {
    const none = shareInterval(rounds(0, 0, 0, 0, 0, 0), 0.95)!;
    expect(none).toMatchObject({ point: 0, low: 0, fewRounds: false });
    expect(none.high).toBe(clopperPearson(0, 6000, 0.95).high);
    const even = shareInterval(rounds(10, 10, 10, 10, 10, 10), 0.95)!;
    expect(even).toMatchObject(clopperPearson(60, 6000, 0.95));
  });

  it('is as uncertain as its rounds differ, for failures come in heaps', () => {
    const heap = shareInterval(rounds(60, 0, 0, 0, 0, 0), 0.95)!;
    const independent = clopperPearson(60, 6000, 0.95);
    expect(heap.point).toBe(0.01);
    expect(heap.low).toBe(0);
    expect(heap.high!).toBeGreaterThan(2 * independent.high);
  });

  it('has no interval from one round, and is nothing without requests', () => {
    expect(shareInterval(rounds(5), 0.95)).toMatchObject({ point: 0.005, low: null, high: null });
    expect(shareInterval([], 0.95)).toBeNull();
  });

  it('holds the true share as often as it says, whether rounds are alike or not', () => {
    const random = createRandom(11, 1);
    const covered = (shareOf: () => number, truth: number) => {
      let held = 0;
      for (let trial = 0; trial < 400; trial++) {
        const counts = Array.from({ length: 8 }, (): RoundCount => {
          const share = shareOf();
          let failed = 0;
          for (let request = 0; request < 200; request++) if (random.next() < share) failed += 1;
          return { failed, due: 200 };
        });
        const { low, high } = shareInterval(counts, 0.95)!;
        if (low! <= truth && truth <= high!) held += 1;
      }
      return held / 400;
    };
    expect(covered(() => 0.02, 0.02)).toBeGreaterThan(0.95);
    // Rounds between which the share differs evenly from 0 to twice its mean: taken one by one, requests would cover 80 %.
    expect(covered(() => 0.2 * random.next(), 0.1)).toBeGreaterThan(0.92);
  });
});

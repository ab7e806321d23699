import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { levelKey, levelValue } from '../../harness/model/level.ts';
import { failureKinds } from '../../harness/model/load.ts';
import { recordSchema } from '../../harness/model/record.ts';
import { decodeHistogram } from '../../harness/stats/histogram.ts';
import { Workplace } from '../helpers/cli.ts';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create();
});
afterEach(() => place.leave());

describe('bench run --rate', () => {
  it('offers requests at each rate, and accounts for every one of them', async () => {
    const words = 'run --modes dev --scenarios json --rate 200,400 --rounds 1 --json --quiet'.split(' ');
    const { exitCode, stdout, stderr } = await place.bench(...words);
    expect([0, 3], stderr).toContain(exitCode);
    const record = recordSchema.parse(JSON.parse(stdout));

    const level = { kind: 'open', arrivals: 'constant', connections: 256, overflow: 'queue' };
    expect(record.plan.levels).toMatchObject([
      { ...level, rate: 200 },
      { ...level, rate: 400 },
    ]);
    expect(record.slices.map((slice) => levelKey(slice.level)).slice(0, 2)).toEqual(['r200', 'r400']);
    for (const { load, failure, level: offered } of record.slices) {
      expect(failure).toBeNull();
      expect(load?.open).toBeDefined();
      const failed = failureKinds.reduce((sum, kind) => sum + (load?.failed[kind] ?? 0), 0);
      expect((load?.ok ?? 0) + failed + (load?.unfinished ?? 0)).toBe(load?.open?.offered);
      // What so long a window brings, whatever the machine does meanwhile; its edges may cost or bring a few.
      const due = ((load?.windowMs ?? 0) * levelValue(offered)) / 1000;
      expect(Math.abs((load?.open?.offered ?? 0) - due)).toBeLessThanOrEqual(Math.max(2, 0.05 * due));
      expect(load?.windowMs).toBeGreaterThan(900);
      expect(decodeHistogram(load?.responseTime ?? '').totalCount).toBe(load?.responses);
      expect(load?.responses).toBeGreaterThan(0);
    }
  });
});

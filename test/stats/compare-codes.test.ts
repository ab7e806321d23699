import { describe, expect, it } from 'vitest';
import { pairsOf, type Variant } from '../../harness/model/variant.ts';
import { compare } from '../../harness/stats/compare.ts';
import { measuredPairs } from '../../harness/stats/pair-ratios.ts';
import { fabricateRecord } from '../helpers/record.ts';

/** The fabricated modes, of which the second and third are one mode with two codes. */
const record = fabricateRecord({
  edit: (draft) => {
    const modes = ['alone', 'both', 'both'];
    draft.plan.variants = draft.plan.variants.map((variant, index): Variant => {
      const name = index === 1 ? 'main' : '.';
      const ref = { name, commit: 'a'.repeat(40), label: name, mode: modes[index] ?? '', top: '/app' };
      return { ...variant, source: { kind: 'command', command: 'x {port}', ref } };
    });
    draft.comparisons = compare(draft.plan, draft.rounds, draft.slices);
  },
});

describe('variants that differ in their code alone', () => {
  it('are compared by every metric, each once, beside what is compared with the baseline', () => {
    expect(pairsOf(record.plan)).toEqual([{ baseline: 'prefork', candidate: 'threaded' }]);
    const at = (baseline: string, candidate: string) =>
      record.comparisons
        .filter(
          (one) => one.scenario === 'cpu' && one.level.kind === 'closed' && one.level.concurrency === 32,
        )
        .filter((one) => one.baseline === baseline && one.candidate === candidate)
        .map(({ metric }) => metric);
    const found = at('prefork', 'threaded');
    expect(found).toEqual([...new Set(found)]);
    expect(found).toEqual(expect.arrayContaining(['throughput', 'p50', 'footprint', 'cpuPerRequest']));
    expect(at('dev', 'threaded').length).toBeGreaterThan(4);
  });

  it('are what the run was made to tell, with the cells that cannot be compared', () => {
    const { ratios, unusable } = measuredPairs(record);
    expect(new Set(ratios.map(({ modes }) => `${modes.baseline} ${modes.candidate}`))).toEqual(
      new Set(['prefork threaded']),
    );
    expect(new Set(ratios.map(({ metric }) => metric))).toEqual(
      new Set(['throughput', 'p50', 'p99', 'footprint', 'cpuPerRequest']),
    );
    expect(unusable).toMatchObject([
      { scenario: 'json', level: { concurrency: 8 }, of: 'baseline', modes: { baseline: 'prefork' } },
    ]);
  });
});

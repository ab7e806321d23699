import { describe, expect, it } from 'vitest';
import type { PlanQuestion } from '../../harness/capacity/question.ts';
import { reportOf } from '../../harness/capacity/report.ts';
import { capacitySchema } from '../../harness/capacity/report-schema.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { p99Below, question } from '../helpers/capacity.ts';
import { fabricateRecord } from '../helpers/record.ts';
import { searchedRecord } from '../helpers/record-search.ts';

function printed(record: RunRecord, asked: PlanQuestion | null): unknown {
  const limits = asked?.limits ?? [];
  return JSON.parse(JSON.stringify(reportOf(record, { limits, question: asked, isAsked: () => true })));
}

describe('what bench capacity prints as JSON', () => {
  const record = fabricateRecord({ concurrency: [1, 2, 4, 8, 16, 32] });
  const kinds = [
    { name: 'small', cores: 2, memoryBytes: 90e6, price: 1, priceUnit: null },
    { name: null, cores: 8, memoryBytes: null, price: null },
  ];

  it.each([
    ['without a target', record, null],
    ['for a target', record, question(5000)],
    ['for machines that are too small, or others', record, question(5000, { instances: kinds })],
    ['beyond what was measured', record, question(5000, { instances: kinds, extrapolate: true })],
    ['under an objective that no level meets', record, question(10, { limits: [p99Below(0.001)] })],
    ['of a search', searchedRecord({ variants: ['web'] }), question(100, { limits: [p99Below(100)] })],
  ])('is of the published form, and has nothing beside it: %s', (_, of, asked) => {
    const report = printed(of, asked);
    expect(capacitySchema.parse(report)).toEqual(report);
  });

  it('says that a search was used', () => {
    const searched = searchedRecord({ variants: ['web'] });
    const { plan } = capacitySchema.parse(printed(searched, question(100, { limits: [p99Below(100)] })));
    expect(plan?.answers).toEqual([expect.objectContaining({ kind: 'plan', basis: 'search', machines: 1 })]);
  });
});

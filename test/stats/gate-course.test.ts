import { describe, expect, it } from 'vitest';
import { suspectedPairs } from '../../harness/stats/gate-course.ts';
import { testGate } from '../../harness/stats/gate-tests.ts';
import { gatePair, gatePlan, rounds, series } from '../helpers/gating.ts';

describe('suspectedPairs', () => {
  const [json, page, wait] = [gatePair('json'), gatePair('page'), gatePair('wait')];
  const mixed = [0.05, 0.01, 0.07, -0.02, 0.04, -0.01];

  it('puts what can fail the gate before what can only warn, each by how suspect it is', () => {
    const tests = testGate(
      gatePlan(),
      [
        series('throughput', rounds(6, 0.5), json),
        series('cpuPerRequest', mixed, page),
        series('cpuPerRequest', rounds(6, 0.5), wait),
      ],
      false,
    );
    expect(suspectedPairs(tests, [json, page, wait])).toEqual([wait, page, json]);
  });

  it('leaves out what is not worse', () => {
    const tests = testGate(
      gatePlan(),
      [series('cpuPerRequest', rounds(6, -0.5), json), series('cpuPerRequest', rounds(6, 0.5), page)],
      false,
    );
    expect(suspectedPairs(tests, [json, page])).toEqual([page]);
  });
});

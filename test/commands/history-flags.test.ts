import { describe, expect, it } from 'vitest';
import { parseHistoryFlags } from '../../harness/commands/history-flags.ts';
import { UsageError } from '../../harness/model/failure.ts';

const nowMs = Date.parse('2026-03-31T12:00:00.000Z');

function problems(flags: Record<string, unknown>): readonly string[] {
  try {
    parseHistoryFlags(flags, nowMs);
    return [];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.problems.map(({ where, message, hint }) =>
      [`${where}: ${message}`, hint ?? []].flat().join('; '),
    );
  }
}

describe('what is asked of the history', () => {
  it('is twenty runs of any kind, when nothing is said', () => {
    expect(parseHistoryFlags({}, nowMs)).toEqual({
      out: null,
      filter: { name: null, commit: null, mode: null, scenario: null, sinceMs: null },
      ...{ limit: 20, trend: null, json: false },
    });
  });

  it('is a trend of what suits the cell, unless a metric is named', () => {
    expect(parseHistoryFlags({ trend: 'dev/json' }, nowMs).trend).toEqual({
      cell: 'dev/json',
      metric: null,
    });
    expect(parseHistoryFlags({ trend: 'dev/json', metric: 'p99' }, nowMs).trend?.metric).toBe('p99');
  });

  it('is refused with everything that is wrong', () => {
    expect(problems({ limit: '0', since: 'soon', commit: 'main', metric: 'p95' })).toEqual([
      '--limit: "0" is not a whole number from 1 to 100000',
      '--since: "soon" is neither an age nor a date; write 30d, 12h, 2026-11-21 or 2026-11-21T14:30',
      '--commit: "main" is not the beginning of a commit; write at least 4 hexadecimal digits, as git log --oneline shows them',
      '--metric: says what --trend shows; add --trend <mode>/<scenario>',
    ]);
    expect(problems({ trend: 'dev/json', metric: 'p95' })).toEqual([
      '--metric: unknown metric "p95"; did you mean p99? Allowed: throughput, p50, p99, footprint, cpuPerRequest',
    ]);
    expect(problems({ trend: 'dev/json', mode: 'dev', scenario: 'json' })).toEqual([
      '--mode: cannot go with --trend, which names the mode and the scenario itself; leave one of them out',
      '--scenario: cannot go with --trend, which names the mode and the scenario itself; leave one of them out',
    ]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trendOf } from '../../harness/commands/trend.ts';
import { parseCell } from '../../harness/commands/trend-cell.ts';
import { UsageError } from '../../harness/model/failure.ts';
import type { HistoryRow, Trend } from '../../harness/model/history.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import type { TrendMetric } from '../../harness/model/run-summary.ts';
import { summaryOf } from '../../harness/stats/run-summary.ts';
import { fabricateRecord } from '../helpers/record.ts';
import { fabricateOpenRecord } from '../helpers/record-open.ts';

const some = fabricateRecord();

/** The rows of runs, newest first, each a changed copy of one record. */
function rows(...edits: readonly ((record: RunRecord) => void)[]): readonly HistoryRow[] {
  return edits.map((edit, back) => {
    const record = structuredClone(some);
    edit(record);
    return {
      back,
      folder: `run-${back}`,
      reference: `run-${back}`,
      ending: 'complete',
      recorded: true,
      summary: summaryOf(record),
    };
  });
}

const same = () => {};

function trend(
  from: readonly HistoryRow[],
  cell: string,
  metric: TrendMetric = 'throughput',
  limit = 20,
): Trend {
  return trendOf(from, { runsFolder: '.bench/runs', cell, metric, limit });
}

function refusal(from: readonly HistoryRow[], cell: string): string {
  try {
    trend(from, cell);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.problems.map(({ where, message, hint }) => `${where}: ${message}; ${hint}`).join();
  }
}

describe('a cell of a trend', () => {
  it.each([
    ['prefork/json', { place: 'prefork/json', level: null }],
    ['prefork/json@c8', { place: 'prefork/json', level: { kind: 'closed', value: 8 } }],
    ['prefork/json@c=8', { place: 'prefork/json', level: { kind: 'closed', value: 8 } }],
    ['prefork/json@8', { place: 'prefork/json', level: { kind: null, value: 8 } }],
    ['prefork/json@r2.5k', { place: 'prefork/json', level: { kind: 'open', value: 2500 } }],
    ['a/b@c/d', { place: 'a/b@c/d', level: null }],
  ])('%s is understood', (text, expected) => {
    expect(parseCell(text)).toEqual(expected);
  });

  it('of any mode and scenario keeps them', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^\S+$/),
        fc.stringMatching(/^\S+$/),
        fc.integer({ min: 1, max: 9999 }),
        (a, b, level) => {
          expect(parseCell(`${a}/${b}@c${level}`)).toEqual({
            place: `${a}/${b}`,
            level: { kind: 'closed', value: level },
          });
        },
      ),
    );
  });
});

describe('a trend', () => {
  it('has the figure of each run, newest first, at the level where the newest shows the scenario', () => {
    const found = trend(rows(same, same, same), 'prefork/json');
    expect(found.points.map(({ row }) => row.back)).toEqual([0, 1, 2]);
    expect(found).toMatchObject({
      ...{
        mode: { id: 'prefork', label: 'prefork ×4' },
        scenario: 'json',
        level: { kind: 'closed', value: 32 },
      },
      ...{ levelChosen: true, unit: 'req/s', more: false },
    });
    expect(found.points[0]?.differences).toEqual([]);
    expect(found.points[0]?.figure[0]).toBeGreaterThan(6000);
  });

  it('is at the level asked for', () => {
    for (const cell of ['dev/cpu@c8', 'dev/cpu@8']) {
      expect(trend(rows(same), cell)).toMatchObject({
        level: { kind: 'closed', value: 8 },
        levelChosen: false,
      });
    }
  });

  it('says of how the others differ from the newest, and the newest never does', () => {
    const found = trend(
      rows(
        same,
        (record) => {
          record.environment.cpuModel = 'Another CPU';
          record.environment.kernel = '5.4';
        },
        (record) => {
          record.plan.engine = 'autocannon';
          record.plan.thinkMs = 100;
        },
        (record) => {
          const [, prefork] = record.plan.variants;
          if (prefork) prefork.label = 'prefork ×8';
        },
        (record) => {
          record.environment.git = { commit: 'f'.repeat(40), dirty: true, branch: null };
        },
      ),
      'prefork/wait',
    );
    expect(found.points.map(({ differences }) => differences)).toEqual([
      [],
      ['kernel', 'cpuModel'],
      ['engine', 'thinkMs'],
      ['mode (prefork ×8)'],
      [],
    ]);
  });

  it('is of throughput where nothing is said, and at an arrival rate of the response time', () => {
    const asked = { runsFolder: 'runs', metric: null, limit: 9 };
    expect(trendOf(rows(same), { ...asked, cell: 'dev/json' }).metric).toBe('throughput');
    const summary = summaryOf(fabricateOpenRecord());
    const [row] = rows(same);
    const open = [{ ...row!, summary }];
    const { mode, scenario } = summary.headlines[0]!;
    expect(['p50', 'p99']).toContain(trendOf(open, { ...asked, cell: `${mode}/${scenario}` }).metric);
  });

  it('leaves out runs without the cell, and figures that were not supported', () => {
    const without = (record: RunRecord) => {
      record.summaries = record.summaries.filter(({ scenario }) => scenario !== 'json');
    };
    expect(trend(rows(without, same, without, same), 'dev/json').points.map(({ row }) => row.back)).toEqual([
      1, 3,
    ]);
    expect(trend(rows(same), 'dev/wait', 'p99').points).toEqual([]);
  });

  it('reads no more runs than are asked for, and says whether there are more', () => {
    let read = 0;
    const counted = function* () {
      for (const row of rows(same, same, same, same, same)) {
        read += 1;
        yield row;
      }
    };
    const found = trendOf(counted(), { runsFolder: 'runs', cell: 'dev/json', metric: 'p50', limit: 2 });
    expect(found.points).toHaveLength(2);
    expect(found.more).toBe(true);
    expect(read).toBe(3);
    expect(trend(rows(same, same), 'dev/json', 'p50', 2).more).toBe(false);
  });

  it('takes modes and scenarios that have slashes', () => {
    const slashed = (record: RunRecord) => {
      const [dev] = record.plan.variants;
      const [json] = record.plan.scenarios;
      if (dev) dev.id = 'flask/dev';
      if (json) json.name = '/x';
      for (const cell of record.summaries) {
        if (cell.variant === 'dev') cell.variant = 'flask/dev';
        if (cell.scenario === 'json') cell.scenario = '/x';
      }
    };
    expect(trend(rows(slashed), 'flask/dev//x')).toMatchObject({ mode: { id: 'flask/dev' }, scenario: '/x' });
  });

  it('is refused for a cell that no run has, with those that come near', () => {
    expect(refusal(rows(same), 'prefrk/json')).toBe(
      '--trend: no run in .bench/runs has a cell "prefrk/json"; did you mean prefork/json? Allowed: dev/json, prefork/json, threaded/json, dev/cpu, prefork/cpu, threaded/cpu, dev/wait, prefork/wait, threaded/wait',
    );
    expect(refusal(rows(same), 'dev/json@c9')).toContain('did you mean dev/json@c1? Allowed: dev/json@c1, ');
    expect(refusal([], 'dev/json')).toBe(
      '--trend: no run in .bench/runs has a cell "dev/json"; they hold no cells: bench run measures some',
    );
  });

  it('is refused where a bare name is of several modes', () => {
    const swept = (record: RunRecord) => {
      for (const [index, variant] of record.plan.variants.entries()) {
        variant.id = `prefork:workers=${index + 1}`;
        variant.label = `prefork ×${index + 1}`;
      }
    };
    expect(refusal(rows(swept), 'prefork/json')).toBe(
      '--trend: "prefork/json" is more than one mode; name one of prefork:workers=1/json, prefork:workers=2/json, prefork:workers=3/json',
    );
  });
});

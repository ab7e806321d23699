import { describe, expect, it } from 'vitest';
import { isMode, runSummarySchema, summarySourceSchema } from '../../harness/model/run-summary.ts';
import { summaryOf } from '../../harness/stats/run-summary.ts';
import { fabricateRecord } from '../helpers/record.ts';
import { fabricateOpenRecord } from '../helpers/record-open.ts';

const record = fabricateRecord();
const summary = summaryOf(record);

describe('the summary of a record', () => {
  it('has the form in which it is kept', () => {
    expect(runSummarySchema.parse(JSON.parse(JSON.stringify(summary)))).toEqual(summary);
  });

  it('holds the figures of every cell with their intervals, to six digits', () => {
    expect(summary.cells).toHaveLength(record.summaries.length);
    const [cell] = summary.cells;
    const { throughput } = record.summaries[0]?.metrics ?? {};
    expect(cell).toMatchObject({
      mode: 'dev',
      scenario: 'json',
      level: { kind: 'closed', value: 1 },
      status: 'caveat',
    });
    expect(cell?.figures.throughput?.[0]).toBeCloseTo(throughput?.point ?? 0, 1);
    expect(cell?.figures.throughput?.[1]).toBeCloseTo(throughput?.low ?? 0, 1);
    expect(Object.keys(cell?.figures ?? {})).toEqual([
      'throughput',
      'p50',
      'p99',
      'footprint',
      'cpuPerRequest',
    ]);
  });

  it('leaves out figures that the requests do not support', () => {
    const wait = summary.cells.find(({ scenario }) => scenario === 'wait');
    expect(wait?.figures.p99).toBeUndefined();
    expect(wait?.figures.p50).toBeDefined();
  });

  it('has a headline for each scenario: the mode that serves most at the best level, with its ratio', () => {
    expect(summary.headlines.map(({ scenario, mode, metric }) => [scenario, mode, metric])).toEqual([
      ['json', 'prefork', 'throughput'],
      ['cpu', 'prefork', 'throughput'],
      ['wait', 'prefork', 'throughput'],
    ]);
    expect(summary.headlines[2]?.ratio?.[0]).toBeCloseTo(3.99, 1);
  });

  it('has no headline of a scenario without a usable figure', () => {
    const invalid = fabricateRecord({
      edit: (draft) => {
        for (const cell of draft.summaries)
          if (cell.scenario === 'json') cell.validity = { status: 'invalid', reasons: [] };
      },
    });
    expect(summaryOf(invalid).headlines.map(({ scenario }) => scenario)).toEqual(['cpu', 'wait']);
  });

  it('of an open workload leads with the mode that answers fastest', () => {
    const open = summaryOf(fabricateOpenRecord());
    const [headline] = open.headlines;
    expect(headline?.level.kind).toBe('open');
    expect(['p50', 'p99']).toContain(headline?.metric);
    const beside = open.cells.filter(
      (cell) => cell.scenario === headline?.scenario && cell.level.value === headline.level.value,
    );
    const metric = headline?.metric ?? 'p50';
    const points = beside.flatMap((cell) =>
      cell.status === 'invalid' ? [] : (cell.figures[metric]?.[0] ?? []),
    );
    expect(headline?.figure[0]).toBe(Math.min(...points));
    expect(open.load.arrivals).not.toBeNull();
  });

  it('counts verdicts', () => {
    const total = Object.values(summary.verdicts).reduce((sum, n) => sum + n, 0);
    expect(total).toBe(record.claims.length);
  });

  it('can be made from the part of the record that it needs', () => {
    expect(summaryOf(summarySourceSchema.parse(JSON.parse(JSON.stringify(record))))).toEqual(summary);
  });
});

describe('a mode', () => {
  it.each([
    [{ id: 'prefork:workers=8', label: 'prefork ×8' }, ['prefork', 'prefork:workers=8', 'prefork ×8']],
    [
      { id: 'flask/prefork+nginx', label: 'flask prefork ×4 +nginx' },
      ['prefork+nginx', 'flask/prefork+nginx'],
    ],
    [{ id: 'old', label: 'old' }, ['old']],
  ])('%j is meant by its id, its label and its bare name', (mode, names) => {
    for (const name of names) expect(isMode(mode, name), name).toBe(true);
    for (const name of ['dev', 'pre', '', 'workers=8']) expect(isMode(mode, name), name).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { metricNames } from '../../../harness/model/metric.ts';
import type { RunRecord } from '../../../harness/model/record.ts';
import { sliceFigure } from '../../../harness/stats/figures.ts';
import { decodeHistogram } from '../../../harness/stats/histogram.ts';
import { reportFormats } from '../../../reports/index.ts';
import { readTable } from '../../helpers/csv.ts';
import { hostileName, makeHostile } from '../../helpers/hostile.ts';
import { fabricateRecord } from '../../helpers/record.ts';
import { fabricateExperimentsRecord } from '../../helpers/record-documents.ts';
import { fabricateOpenRecord } from '../../helpers/record-open.ts';

async function tables(record: RunRecord): Promise<Record<string, Record<string, string>[]>> {
  const files = await reportFormats.find(({ name }) => name === 'csv')!.render(record);
  return Object.fromEntries(files.map(({ name, content }) => [name, readTable(content as string)]));
}

const told = (value: number | null | undefined) =>
  value === null || value === undefined ? '' : String(value);

describe('data.csv', () => {
  it('says in every row which run, machine state and cell it is of', async () => {
    const { 'data.csv': rows = [] } = await tables(fabricateRecord());
    expect(rows[0]).toEqual({
      ...{ run: '2026-03-04T10-15-00-default', time: '2026-03-04T10:15:00.000Z' },
      ...{ commit: '0123456789abcdef0123456789abcdef01234567', dirty: 'false' },
      ...{ stack: 'node', mode: 'dev', workers: '', threads: '', variant: 'dev' },
      ...{ scenario: 'json', level_kind: 'closed', level: '1', metric: 'throughput', unit: 'req/s' },
      ...{ point: expect.any(String), low: expect.any(String), high: expect.any(String) },
      ...{ confidence: '0.95', rounds: '6', few_rounds: 'false' },
      ...{ validity: 'caveat', reasons: 'near-generator-floor' },
    });
    expect(rows.find(({ variant }) => variant === 'prefork')).toMatchObject({ workers: '4', threads: '' });
  });

  it('holds every metric of every cell, to the last digit, and nothing where it cannot be told', async () => {
    const record = fabricateRecord();
    const { 'data.csv': rows = [] } = await tables(record);
    for (const cell of record.summaries) {
      const own = rows.filter(
        (row) =>
          row.variant === cell.variant &&
          row.scenario === cell.scenario &&
          cell.level.kind === 'closed' &&
          row.level === String(cell.level.concurrency),
      );
      for (const metric of metricNames) {
        const estimate = cell.metrics[metric];
        const { point, low, high, rounds } = own.find((row) => row.metric === metric)!;
        expect([point, low, high, rounds]).toEqual(
          [estimate?.point, estimate?.low, estimate?.high, estimate?.rounds].map(told),
        );
      }
      expect(own.find(({ metric }) => metric === 'requests_failed')?.point).toBe(
        String(cell.requests.failed),
      );
    }
    expect(rows.some(({ metric, point }) => metric === 'p99' && point === '')).toBe(true);
    expect(rows.some(({ validity, reasons }) => validity === 'invalid' && reasons === 'failures')).toBe(true);
  });

  it('holds the percentiles of all rounds together, marked where unfinished requests hide how high they are', async () => {
    const record = fabricateOpenRecord({
      edit: (draft) => {
        draft.summaries[0]!.distribution!.response.lowerBounds = ['p95', 'max'];
      },
    });
    const { 'data.csv': rows = [] } = await tables(record);
    const [cell] = record.summaries;
    const of = (metric: string) => rows.find((row) => row.metric === metric)!;
    const { p50, p95, max } = cell!.distribution!.response;
    expect(of('response_p50')).toMatchObject({ unit: 'ms', point: told(p50), low: '', high: '', rounds: '' });
    expect(of('response_p95')).toMatchObject({ point: told(p95), low: told(p95), high: '' });
    expect(of('response_max').low).toBe(told(max));
    expect(of('send_lag_p99').point).toBe(told(cell!.distribution!.sendLag!.p99));
    expect(of('generator_ceiling').point).toBe('6200');
    expect(of('throughput')).toMatchObject({ level_kind: 'open', level: '100' });
  });

  it('has no commit outside of a repository, and neither stack nor mode for a command', async () => {
    const record = fabricateRecord({
      edit: (draft) => {
        draft.environment.git = null;
        draft.plan.variants[0]!.source = { kind: 'command', command: 'node app.js {port}' };
        draft.plan.variants[1]!.source = {
          kind: 'reference',
          stack: 'node',
          mode: 'prefork',
          layers: ['nginx'],
        };
      },
    });
    const { 'data.csv': rows = [] } = await tables(record);
    expect(rows[0]).toMatchObject({ commit: '', dirty: '', stack: '', mode: '' });
    expect(rows.find(({ variant }) => variant === 'prefork')?.mode).toBe('prefork+nginx');
  });
});

describe('slices.csv', () => {
  it('has one row per slice with its counts, and the figure that the statistics make of it', async () => {
    const record = fabricateRecord();
    const { 'slices.csv': rows = [] } = await tables(record);
    expect(rows).toHaveLength(record.slices.length);
    for (const [index, slice] of record.slices.entries()) {
      const load = slice.load!;
      expect(rows[index]).toMatchObject({
        ...{ round: String(slice.round), pass: '1', variant: slice.variant, scenario: slice.scenario },
        ...{ discarded: 'false', failure: '', sent: String(load.sent), failed: String(load.failed.reset) },
        ...{ failed_reset: String(load.failed.reset), failed_dropped: '0', timed: String(load.responses) },
        throughput_per_second: told(sliceFigure.throughput([{ ...slice, load }])),
        ...{ server_cpu_ms: told(slice.serverCpuMs), footprint_bytes: told(slice.memory?.footprint) },
        machine_steal_share: told(slice.machine?.stealShare),
      });
    }
  });

  it('has the quantiles of its times as the histogram library reads them, as far as there are enough of them', async () => {
    const record = fabricateRecord();
    const { 'slices.csv': rows = [] } = await tables(record);
    for (const [index, { load }] of record.slices.entries()) {
      const library = decodeHistogram(load!.responseTime);
      const expected = (q: number, needed: number) =>
        library.totalCount >= needed ? String(library.getValueAtPercentile(q) / 1000) : '';
      const { p50_ms, p95_ms, p99_ms, max_ms } = rows[index]!;
      expect([p50_ms, p95_ms, p99_ms]).toEqual([expected(50, 4), expected(95, 40), expected(99, 200)]);
      expect(max_ms).toBe(String(library.getValueAtPercentile(100) / 1000));
    }
    expect(new Set(rows.map(({ p99_ms }) => p99_ms === ''))).toEqual(new Set([true, false]));
  });

  it('keeps slices that enter no figure, and says why they do not', async () => {
    const failure = {
      reason: 'no-answer',
      variant: 'dev',
      phase: 'json c1',
      request: 'GET /',
      seen: 'x',
    } as const;
    const record = fabricateRecord({
      rounds: 8,
      edit: (draft) => Object.assign(draft.slices[0]!, { load: null, machine: null, failure }),
    });
    const { 'slices.csv': rows = [] } = await tables(record);
    const [first] = rows;
    expect(first).toMatchObject({ failure: 'no-answer', sent: '', p50_ms: '', machine_cores: '' });
    const left = new Set(rows.filter(({ discarded }) => discarded === 'true').map(({ round }) => round));
    expect([...left]).toEqual(['4']);
  });

  it('counts unfinished requests of an open workload with their age, and what was due', async () => {
    const record = fabricateOpenRecord();
    const { 'slices.csv': rows = [] } = await tables(record);
    const index = record.slices.findIndex(({ load }) => (load?.unfinished ?? 0) > 0);
    const { load } = record.slices[index]!;
    expect(rows[index]).toMatchObject({
      due: String(load?.open?.offered),
      timed: String((load?.ok ?? 0) + (load?.unfinished ?? 0)),
      mean_in_flight: told(load?.open?.meanInFlight),
    });
  });
});

describe('comparisons.csv', () => {
  it('has every ratio with its interval and verdict', async () => {
    const record = fabricateRecord();
    const { 'comparisons.csv': rows = [] } = await tables(record);
    expect(rows).toHaveLength(record.comparisons.length);
    for (const [index, { baseline, candidate, metric, ratio, verdict }] of record.comparisons.entries()) {
      expect(rows[index]).toMatchObject({
        ...{ baseline, candidate, metric, verdict, ratio: String(ratio.point) },
        ...{ low: told(ratio.low), high: told(ratio.high), rounds: String(ratio.rounds) },
      });
    }
    expect(rows[0]?.better).toBe('higher');
    expect(rows.find(({ metric }) => metric === 'p50')?.better).toBe('lower');
  });
});

describe('the tables', () => {
  it('hold names of any kind as they are', async () => {
    const all = await tables(fabricateRecord({ edit: makeHostile }));
    for (const name of ['data.csv', 'slices.csv', 'comparisons.csv']) {
      expect(all[name]?.[0]?.scenario).toBe(`${hostileName} json`);
    }
  });

  it('of a record of experiments are headers, and one of what was found', async () => {
    const record = fabricateExperimentsRecord();
    const all = await tables({ ...record, rounds: [], slices: [], summaries: [], comparisons: [] });
    expect(all['data.csv']).toEqual([]);
    expect(all['slices.csv']).toEqual([]);
    expect(all['findings.csv']?.length).toBeGreaterThan(10);
    expect(Object.keys(await tables(fabricateRecord()))).toEqual([
      'data.csv',
      'slices.csv',
      'comparisons.csv',
    ]);
  });
});

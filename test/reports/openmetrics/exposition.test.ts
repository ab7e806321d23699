import { describe, expect, it } from 'vitest';
import { levelKey } from '../../../harness/model/level.ts';
import type { RunRecord } from '../../../harness/model/record.ts';
import { countAbove, decodeHistogram } from '../../../harness/stats/histogram.ts';
import { reportFormats } from '../../../reports/index.ts';
import { hostileName, makeHostile } from '../../helpers/hostile.ts';
import { readExposition } from '../../helpers/openmetrics.ts';
import { fabricateRecord } from '../../helpers/record.ts';
import { fabricateExperimentsRecord } from '../../helpers/record-documents.ts';
import { fabricateOpenRecord } from '../../helpers/record-open.ts';

async function expose(record: RunRecord) {
  const format = reportFormats.find(({ name }) => name === 'openmetrics')!;
  const [file, ...others] = await format.render(record);
  expect([file?.name, others]).toEqual(['metrics.txt', []]);
  return readExposition(file!.content as string);
}

/** The values of a family by `variant scenario level`. */
async function valuesOf(record: RunRecord, name: string): Promise<Map<string, number>> {
  const samples = (await expose(record)).get(`modebench_${name}`)?.samples ?? [];
  return new Map(samples.map(({ labels, value }) => [place(labels), value]));
}

function place({
  variant,
  scenario,
  level,
}: {
  variant?: string;
  scenario?: string;
  level?: string;
}): string {
  return `${variant} ${scenario} ${level}`;
}

describe('metrics.txt', () => {
  it.each([
    ['a closed workload', fabricateRecord()],
    ['an open workload', fabricateOpenRecord()],
    ['experiments', fabricateExperimentsRecord()],
    ['hostile names', fabricateRecord({ edit: makeHostile })],
    ['few rounds, without intervals', fabricateRecord({ rounds: 1 })],
  ])('of %s is OpenMetrics', async (_what, record) => {
    expect((await expose(record)).size).toBeGreaterThan(5);
  });

  it('tells the run once, and no figure says it again', async () => {
    const families = await expose(fabricateRecord());
    expect(families.get('modebench_run')?.samples).toEqual([
      {
        name: 'modebench_run_info',
        labels: expect.objectContaining({
          ...{ run: '2026-03-04T10-15-00-default', version: '0.1.0', dirty: 'false', baseline: 'dev' },
          commit: '0123456789abcdef0123456789abcdef01234567',
        }),
        value: 1,
      },
    ]);
    expect(families.get('modebench_run_start_timestamp_seconds')?.samples[0]?.value).toBe(1772619300);
    const shared = [...families.values()].flatMap(({ samples }) =>
      samples.map(({ labels }) => 'run' in labels),
    );
    expect(shared.filter(Boolean)).toHaveLength(1);
  });

  it('has each figure in a base unit, its interval in families of their own', async () => {
    const record = fabricateRecord();
    const families = await expose(record);
    const cell = record.summaries.find((one) => one.validity.status === 'valid' && one.metrics.p95 !== null)!;
    const key = place({ ...cell, level: levelKey(cell.level) });
    const of = async (name: string) => (await valuesOf(record, name)).get(key);
    const { throughput, p95, footprint, cpuPerRequest } = cell.metrics;
    expect(await of('throughput_requests_per_second')).toBe(throughput?.point);
    expect(await of('throughput_low_requests_per_second')).toBe(throughput?.low);
    expect(await of('throughput_high_requests_per_second')).toBe(throughput?.high);
    expect(await of('response_time_p95_seconds')).toBe((p95?.point ?? 0) / 1000);
    expect(await of('memory_footprint_bytes')).toBe(footprint?.point);
    expect(await of('server_cpu_per_request_low_seconds')).toBe((cpuPerRequest?.low ?? 0) / 1000);
    expect(families.get('modebench_response_time_p95_seconds')).toMatchObject({
      type: 'gauge',
      unit: 'seconds',
    });
  });

  it('tells of an invalid cell that it is, and none of its figures', async () => {
    const record = fabricateRecord();
    const families = await expose({ ...record, comparisons: [] });
    const invalid = 'prefork json c8';
    const named = [...families].filter(([, { samples }]) =>
      samples.some(({ labels }) => place(labels) === invalid),
    );
    expect(named.map(([name]) => name)).toEqual([
      'modebench_cell',
      ...['due', 'sent', 'ok', 'failed', 'unfinished'].map((outcome) => `modebench_requests_${outcome}`),
    ]);
    const cell = families.get('modebench_cell')?.samples.find(({ labels }) => place(labels) === invalid);
    expect(cell?.labels).toMatchObject({ validity: 'invalid', reasons: 'failures' });
  });

  it('has ratios to the baseline with their verdicts', async () => {
    const record = fabricateRecord();
    const families = await expose(record);
    const [first] = record.comparisons;
    const labels = { variant: 'prefork', baseline: 'dev', scenario: 'json', level: 'c1' };
    const ratio = families.get('modebench_throughput_to_baseline_ratio')?.samples[0];
    expect(ratio).toEqual({
      name: 'modebench_throughput_to_baseline_ratio',
      labels,
      value: first?.ratio.point,
    });
    expect(families.get('modebench_comparison')?.samples[0]?.labels).toEqual({
      ...labels,
      ...{ metric: 'throughput', verdict: first?.verdict },
    });
  });

  it('counts in each bucket exactly the times that are not above its end', async () => {
    const record = fabricateRecord({ rounds: 8 });
    const samples = (await expose(record)).get('modebench_response_time_seconds')!.samples;
    const buckets = samples.filter(
      ({ labels }) => labels.le !== undefined && labels.le !== '+Inf' && labels.scenario === 'cpu',
    );
    expect(new Set(buckets.map(({ labels }) => labels.le)).size).toBe(19);
    const kept = record.slices.filter(({ round }) => round !== 4);
    for (const { labels, value } of buckets) {
      const own = kept.filter((one) => place({ ...one, level: levelKey(one.level) }) === place(labels));
      const endMs = Math.round(Number(labels.le) * 1e6) / 1000;
      const notAbove = own.map(({ load }) => {
        const times = decodeHistogram(load!.responseTime);
        return times.totalCount - countAbove(times, endMs);
      });
      expect(value, `${place(labels)} ≤ ${labels.le} s`).toBe(sum(notAbove));
    }
  });

  it('has the same buckets in every run, each less than 0.1 % above 1, 2 or 5 of a power of ten', async () => {
    const ends = async (record: RunRecord) => {
      const samples = (await expose(record)).get('modebench_response_time_seconds')!.samples;
      return [...new Set(samples.flatMap(({ labels }) => labels.le ?? []))];
    };
    const closed = await ends(fabricateRecord());
    expect(await ends(fabricateOpenRecord())).toEqual(closed);
    expect(closed.slice(0, 9)).toEqual(
      '5e-05 0.0001 0.0002 0.0005 0.001 0.002 0.005003 0.010007 0.020015'.split(' '),
    );
    for (const [index, end] of closed.slice(0, -1).entries()) {
      const round = [5, 10, 20][index % 3]! * 10 ** (Math.floor(index / 3) - 5);
      expect(Number(end) / round).toBeGreaterThanOrEqual(1 - 1e-12);
      expect(Number(end) / round).toBeLessThan(1.001);
    }
  });

  it('counts unfinished requests of an open workload with their age', async () => {
    const record = fabricateOpenRecord();
    const families = await expose(record);
    const { samples } = families.get('modebench_response_time_seconds')!;
    for (const cell of record.summaries) {
      const own = samples.filter(
        ({ labels }) => place(labels) === place({ ...cell, level: levelKey(cell.level) }),
      );
      const count = own.find(({ name }) => name.endsWith('_count'))?.value;
      const slices = record.slices.filter(
        (one) =>
          place({ ...one, level: levelKey(one.level) }) === place({ ...cell, level: levelKey(cell.level) }),
      );
      expect(count).toBe(sum(slices.map(({ load }) => load!.ok + load!.unfinished)));
    }
  });

  it('has no times of a cell in which only the luckiest connections were timed', async () => {
    const record = fabricateRecord({
      edit: (draft) => {
        for (const { load, level } of draft.slices) if (levelKey(level) === 'c32') load!.responses = 20;
      },
    });
    const { samples } = (await expose(record)).get('modebench_response_time_seconds')!;
    expect(new Set(samples.map(({ labels }) => labels.level))).toEqual(new Set(['c1', 'c8']));
  });

  it('carries hostile names as labels, and nothing else', async () => {
    const families = await expose(fabricateRecord({ edit: makeHostile }));
    const scenarios = families.get('modebench_cell')!.samples.map(({ labels }) => labels.scenario);
    expect(scenarios).toContain(`${hostileName} json`);
    for (const name of families.keys()) expect(name).toMatch(/^modebench_[a-z0-9_]+$/);
  });
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

import { build, type Histogram, HistogramLogReader, listTags } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { levelKey } from '../../../harness/model/level.ts';
import type { RunRecord } from '../../../harness/model/record.ts';
import { decodeHistogram, mergeHistograms } from '../../../harness/stats/histogram.ts';
import { reportFormats } from '../../../reports/index.ts';
import { makeHostile } from '../../helpers/hostile.ts';
import { fabricateRecord } from '../../helpers/record.ts';
import { fabricateExperimentsRecord } from '../../helpers/record-documents.ts';
import { fabricateOpenRecord } from '../../helpers/record-open.ts';

async function files(record: RunRecord): Promise<Map<string, string>> {
  const format = reportFormats.find(({ name }) => name === 'hdr')!;
  return new Map((await format.render(record)).map(({ name, content }) => [name, content as string]));
}

function intervals(log: string): Histogram[] {
  const reader = new HistogramLogReader(log);
  const read: Histogram[] = [];
  for (let next = reader.nextIntervalHistogram(); next !== null; next = reader.nextIntervalHistogram())
    read.push(next);
  return read;
}

const slicesOf = (record: RunRecord, variant: string, scenario: string, level: string) =>
  record.slices.filter(
    (one) => one.variant === variant && one.scenario === scenario && levelKey(one.level) === level,
  );

describe('histogram logs', () => {
  it('are one per variant and scenario', async () => {
    const names = [...(await files(fabricateRecord())).keys()].filter((name) => name.endsWith('.hlog'));
    expect(names).toEqual(
      ['json', 'cpu', 'wait'].flatMap((scenario) =>
        ['dev', 'prefork', 'threaded'].map((variant) => `latency/${variant}_${scenario}.hlog`),
      ),
    );
  });

  it('begin as version 1.3 asks, with the time that Java tools understand', async () => {
    const log = (await files(fabricateRecord())).get('latency/prefork_json.hlog')!;
    expect(log.split('\n').slice(0, 7)).toEqual([
      '#[Logged with Modebench 0.1.0]',
      '#[Histogram log format version 1.3]',
      '#[Run 2026-03-04T10-15-00-default, variant prefork, scenario json]',
      '#[Response times in ns; every interval is a slice and has the tag of its level: c1 c8 c32]',
      '#[StartTime: 1772619300.000 (seconds since epoch), Wed Mar 04 10:15:00 UTC 2026]',
      '#[BaseTime: 1772619300.000 (seconds since epoch)]',
      '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    ]);
    expect(log.split('\n')[7]).toMatch(/^Tag=c1,2\.980,0\.300,\d+\.\d{3},HISTFAAA[A-Za-z0-9+/]+=*$/);
    expect(log.endsWith('\n')).toBe(true);
  });

  it('are read by the library: an interval per slice, tagged with its level, at its time, in order', async () => {
    const record = fabricateRecord({ rounds: 8 });
    const log = (await files(record)).get('latency/threaded_cpu.hlog')!;
    expect(listTags(log)).toEqual(['c1', 'c8', 'c32']);
    const read = intervals(log);
    const slices = record.slices.filter(
      ({ variant, scenario, round }) => variant === 'threaded' && scenario === 'cpu' && round !== 4,
    );
    expect(read.map(({ tag }) => tag)).toEqual(slices.map(({ level }) => levelKey(level)));
    for (const [index, { startedMs, load }] of slices.entries()) {
      const { startTimeStampMsec, endTimeStampMsec, totalCount } = read[index]!;
      expect(Math.abs(startTimeStampMsec - Date.parse(record.startedAt) - startedMs)).toBeLessThan(1);
      expect(Math.abs(endTimeStampMsec - startTimeStampMsec - load!.totalMs)).toBeLessThan(1);
      expect(totalCount).toBe(load!.responses);
    }
  });

  it('come, added by their tag, to the percentiles of the record, in ns', async () => {
    const record = fabricateOpenRecord({ rounds: 2 });
    const all = await files(record);
    for (const { variant, scenario, level } of record.summaries) {
      const log = all.get(`latency/${variant}_${scenario}.hlog`)!;
      const own = intervals(log).filter(({ tag }) => tag === levelKey(level));
      const added = build({ highestTrackableValue: 3.6e12, numberOfSignificantValueDigits: 4 });
      for (const one of own) added.add(one);
      const loads = slicesOf(record, variant, scenario, levelKey(level)).map(({ load }) => load!);
      const texts = loads.flatMap(({ responseTime, open }) => [responseTime, open!.censored]);
      const merged = mergeHistograms(texts.map(decodeHistogram));
      expect(added.totalCount).toBe(merged.totalCount);
      for (const q of [50, 90, 99, 100]) {
        const exact = merged.getValueAtPercentile(q) * 1000;
        expect(added.getValueAtPercentile(q) / exact).toBeGreaterThanOrEqual(1);
        expect(added.getValueAtPercentile(q) / exact).toBeLessThan(1.00007);
      }
    }
  });

  it('have an interval for a slice without answers too', async () => {
    const record = fabricateRecord({
      edit: (draft) => {
        Object.assign(draft.slices[0]!.load!, { responseTime: 'none at all', responses: 0 });
      },
    });
    const [first, second] = intervals((await files(record)).get('latency/dev_json.hlog')!);
    expect([first?.totalCount, first?.maxValue]).toEqual([0, 0]);
    expect(second?.totalCount).toBeGreaterThan(0);
  });

  it('have lines and names that no name from outside can break', async () => {
    const all = await files(fabricateRecord({ edit: makeHostile }));
    expect(all.size).toBeGreaterThan(9);
    for (const [name, content] of all) {
      expect(name).toMatch(/^latency\/[A-Za-z0-9][A-Za-z0-9._-]*\.(hlog|hgrm)$/);
      if (!name.endsWith('.hlog')) continue;
      expect(intervals(content).length).toBeGreaterThan(10);
      for (const line of content.trimEnd().split(/[\p{Zl}\p{Zp}\n\r\u0085]/u)) {
        expect(line).toMatch(
          /^(#\[[^[\]]*\]|"StartTimestamp".*|Tag=c\d+,[\d.]+,[\d.]+,[\d.]+,[A-Za-z0-9+/]+=*)$/,
        );
      }
    }
  });

  it('are none where nothing was loaded', async () => {
    const record = fabricateExperimentsRecord();
    expect(await files({ ...record, rounds: [], slices: [], summaries: [], comparisons: [] })).toEqual(
      new Map(),
    );
  });
});

describe('percentile distributions', () => {
  it('are, line for line, what the library prints of all rounds together, in ms', async () => {
    const record = fabricateRecord();
    const all = await files(record);
    for (const [variant, scenario, level] of [
      ['dev', 'json', 'c1'],
      ['threaded', 'cpu', 'c8'],
      ['prefork', 'wait', 'c32'],
    ] as const) {
      const texts = slicesOf(record, variant, scenario, level).map(({ load }) => load!.responseTime);
      const merged = mergeHistograms(texts.map(decodeHistogram));
      expect(all.get(`latency/${variant}_${scenario}_${level}.hgrm`)).toBe(
        merged.outputPercentileDistribution(5, 1000),
      );
    }
  });

  it('are of each cell whose times may be told: not of an invalid one', async () => {
    const names = [...(await files(fabricateRecord())).keys()].filter((name) => name.endsWith('.hgrm'));
    expect(names).toHaveLength(27 - 1);
    expect(names).not.toContain('latency/prefork_json_c8.hgrm');
  });
});

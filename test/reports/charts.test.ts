import { describe, expect, it } from 'vitest';
import { placedCharts } from '../../reports/charts/placed.ts';
import { lightTheme, modeStyle } from '../../reports/charts/style.ts';
import { documentOf } from '../../reports/html/document.ts';
import { viewOf } from '../../reports/view/index.ts';
import type { View } from '../../reports/view/types.ts';
import { hostileName, makeHostile } from '../helpers/hostile.ts';
import { fabricateRecord } from '../helpers/record.ts';
import { fabricateOpenRecord } from '../helpers/record-open.ts';
import { sizedRecord } from '../helpers/record-sized.ts';

/** Without those of growth, which are not of the view. */
const chartsOf = (view: View) => placedCharts({ ...view, growth: [] });
const chart = (view: View, anchor: string) => chartsOf(view).find((one) => one.anchor === anchor)!;
const shown = (view: View, anchor: string, choice?: string) => {
  const placed = chart(view, anchor);
  return placed.at(choice ?? placed.chosen);
};
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('the charts of the page', () => {
  it.each([
    ['of connections', () => fabricateRecord()],
    ['of arrival rates', () => fabricateOpenRecord()],
    ['of worker counts', () => sizedRecord()],
  ])('%s say what is better and in which unit, and have a table and a link of their own', (_, record) => {
    const view = viewOf(record());
    const text = documentOf(view, { script: '', style: '' });
    const charts = chartsOf(view);
    expect(charts.length).toBeGreaterThan(5);
    expect(new Set(charts.map(({ anchor }) => anchor)).size).toBe(charts.length);
    for (const placed of charts) {
      const { better, alt, table, csv } = placed.at(placed.chosen);
      expect(better).toMatch(/(higher|lower|nearer to the line) is better/);
      expect(alt).toMatch(/ in (req\/s|ms|CPU-ms|MB)|multiples of an even share/);
      expect(table().groups.flatMap(({ rows }) => rows).length).toBeGreaterThan(0);
      const [header, ...rows] = csv();
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row).toHaveLength(header!.length);
      expect(text).toContain(`<figure class="chart${placed.wide ? ' wide' : ''}" id="${placed.anchor}">`);
      expect(text).toContain(`data-chart="${placed.anchor}"`);
    }
    expect(text.match(/<canvas /g)).toHaveLength(charts.length);
    expect(text.match(/<summary>Figures<\/summary>/g)).toHaveLength(charts.length);
  });

  it('name the unit on both axes', () => {
    const drawing = { theme: lightTheme, font: { family: 'sans-serif', size: 12 } };
    for (const placed of chartsOf(viewOf(sizedRecord()))) {
      const { scales } = placed.at(placed.chosen).config(drawing).options!;
      const titles = ['x', 'y'].flatMap((name) => {
        const scale = scales![name] as { display?: boolean; title?: { text: string } };
        return scale.display === false ? [] : [scale.title?.text ?? ''];
      });
      for (const title of titles) expect(title).not.toBe('');
    }
  });

  it('tell modes apart by colour, marker and dash', () => {
    const looks = [0, 1, 2, 3].map((index) => modeStyle(index, lightTheme));
    for (const part of ['colour', 'marker', 'dash'] as const) {
      expect(new Set(looks.map((look) => String(look[part]))).size).toBe(4);
    }
    for (let index = 5; index < 10; index++) {
      const [first, again] = [modeStyle(index - 5, lightTheme), modeStyle(index, lightTheme)];
      expect(again.colour).toBe(first.colour);
      expect([again.marker, String(again.dash)]).not.toEqual([first.marker, String(first.dash)]);
      expect(String(again.dash)).not.toBe(String(first.dash));
    }
  });

  it('keep names from outside as text, and as no formula in a file', () => {
    const text = documentOf(viewOf(fabricateRecord({ edit: makeHostile })), { script: '', style: '' });
    expect(text).not.toContain('<img');
    expect(text.match(/<script/g)).toHaveLength(2);
    const [, row] = shown(viewOf(fabricateRecord({ edit: makeHostile })), 'scenario-1-throughput').csv();
    expect(row![0]).toBe(`${hostileName} dev`);
  });

  it('leave out what the record does not hold', () => {
    const anchors = chartsOf(viewOf(fabricateOpenRecord())).map(({ anchor }) => anchor);
    expect(anchors.filter((anchor) => !anchor.startsWith('scenario-'))).toEqual([]);
  });
});

describe('the chart of percentiles', () => {
  it('can be shown at each level, and is shown at the best one', () => {
    const view = viewOf(fabricateRecord());
    const placed = chart(view, 'scenario-1-percentiles');
    expect(placed.choices.map(({ label }) => label)).toEqual([
      '1 connection',
      '8 connections',
      '32 connections',
    ]);
    expect(placed.chosen).toBe('c32');
    expect(placed.at('c1').title).toBe('Percentiles at 1 connection');
    expect(placed.at('c32').csv()).not.toEqual(placed.at('c1').csv());
    expect(placed.at('c999').title).toBe('Percentiles at 32 connections');
  });

  it('stands on an axis on which p90, p99 and p99.9 are equally far apart', () => {
    const placed = chart(viewOf(fabricateRecord()), 'scenario-1-percentiles');
    const drawing = { theme: lightTheme, font: { family: 'sans-serif', size: 12 } };
    const config = placed.at('c32').config(drawing);
    expect(config.options!.scales!.x).toMatchObject({ type: 'logarithmic' });
    expect(config.options!.scales!.y).toMatchObject({ type: 'logarithmic' });
    const prefork = config.data.datasets[1]!.data.map(({ x }) => x);
    expect(prefork[1]! / prefork[0]!).toBeCloseTo(5, 3);
    expect(prefork[3]! / prefork[1]!).toBeCloseTo(10, 3);
    expect(prefork[4]! / prefork[3]!).toBeCloseTo(10, 3);
  });
});

describe('the chart of memory', () => {
  it('by process shows what each holds of its own, and the spread of the sum', () => {
    const memory = shown(viewOf(sizedRecord()), 'memory-by-process');
    const [header, ...rows] = memory.csv();
    expect(header).toEqual([
      'mode',
      'process',
      'pid',
      'depth',
      'threads',
      'PSS (MB)',
      'USS (MB)',
      'RSS (MB)',
    ]);
    expect(rows.filter(([mode]) => mode === 'prefork ×4')).toHaveLength(5);
    const worker = rows.at(-1)!;
    expect(worker.slice(0, 5)).toEqual(['prefork ×4', 'node', 104, 1, 11]);
    expect(worker.slice(5).map((value) => Number(Number(value).toFixed(2)))).toEqual([31.8, 23.32, 47.7]);
    const last = memory.table().groups.at(-1)!;
    expect(last.of?.label).toBe('prefork ×4');
    expect(last.rows.map(({ depth }) => depth)).toEqual([0, 1, 1, 1, 1]);
    expect(last.rows.at(-1)?.cells).toEqual(['11', '31.8', '23.3', '47.7']);
  });

  it('by number of workers rises by what one more costs', () => {
    const memory = shown(viewOf(sizedRecord()), 'memory-by-workers');
    expect(memory.title).toBe('Footprint by number of workers');
    const sizes = memory.csv().slice(1);
    expect(sizes.map(([mode, workers]) => [mode, workers])).toEqual([
      ['prefork', 1],
      ['prefork', 2],
      ['prefork', 4],
    ]);
    expect(sizes.map(([, , mb]) => Math.round(Number(mb)))).toEqual([62, 84, 128]);
    for (const [, , mb, low, high] of sizes) {
      expect(Number(low)).toBeLessThanOrEqual(Number(mb));
      expect(Number(high)).toBeGreaterThanOrEqual(Number(mb));
    }
  });

  it('says of RSS alone that it counts shared pages more than once', () => {
    const record = sizedRecord((draft) => {
      for (const { launches } of draft.rounds) {
        for (const { restMemory } of launches) {
          for (const process of restMemory?.processes ?? []) Object.assign(process, { pss: null, uss: null });
          if (restMemory !== null) Object.assign(restMemory, { pss: null, uss: null, footprint: null });
        }
      }
    });
    const memory = shown(viewOf(record), 'memory-by-process');
    expect(memory.better).toContain('RSS, which counts shared pages in each process');
    expect(memory.table().groups.at(-1)?.rows.at(-1)?.cells).toEqual(['11', '–', '–', '47.7']);
  });

  it('over the run has every reading in its file, and the rounds in its table', () => {
    const run = shown(viewOf(fabricateRecord()), 'memory-over-the-run');
    expect(run.csv()).toHaveLength(1 + 6 * 27);
    expect(run.table().groups[0]?.rows).toHaveLength(6);
  });
});

describe('what one more worker costs', () => {
  it('is told with its spread over rounds', () => {
    const texts = viewOf(sizedRecord()).workerCosts.map(({ text }) => plain(text));
    expect(texts[0]).toMatch(
      /^prefork against prefork ×2: 2[12]\.\d MB \(2[12]\.\d–2[23]\.\d over 6 rounds\) for each of the workers, under load$/,
    );
    // Neither ×1 against ×4, for ×2 lies between.
    expect(texts.filter((text) => text.includes(' against '))).toHaveLength(2);
    expect(texts.at(-1)).toBe(
      'prefork ×4: each of its 4 workers holds 23.3 MB of its own (mean USS; 23.3–23.3), about what one more would cost',
    );
  });
});

describe('the chart of requests per worker', () => {
  it("holds each worker against an even share, with Jain's index", () => {
    const fairness = shown(viewOf(sizedRecord()), 'requests-per-worker');
    expect(fairness.csv()[0]).toEqual(['mode', 'worker', 'requests', 'of an even share', 'CPU time (ms)']);
    expect(fairness.csv()[1]).toEqual(['prefork ×4', 1, 4000, 4000 / 3000, 810]);
    const rows = fairness.table().groups[0]!.rows;
    expect(rows.map(({ head, cells }) => [head, plain(cells[0]!)])).toEqual([
      ['1', '4000'],
      ['2', '3100'],
      ['3', '2900'],
      ['4', '2000'],
      ["Jain's index", '0.947'],
    ]);
  });

  it('is absent where workers were not counted', () => {
    const record = sizedRecord((draft) => {
      for (const { outcome } of draft.experiments) if (outcome.kind === 'done') delete outcome.perWorker;
    });
    expect(chart(viewOf(record), 'requests-per-worker')).toBeUndefined();
  });
});

describe('throughput by number of workers', () => {
  it('stands in the section that tells which count is best', () => {
    const view = viewOf(sizedRecord());
    const throughput = shown(view, 'workers-throughput-1');
    expect(plain(throughput.title)).toMatch(/^Throughput by number of workers: json, \d+ connections$/);
    expect(
      throughput
        .csv()
        .slice(1)
        .map(([mode, workers]) => [mode, workers]),
    ).toEqual([
      ['prefork', 1],
      ['prefork', 2],
      ['prefork', 4],
    ]);
    const text = documentOf(view, { script: '', style: '' });
    const section = /<section id="workers"[\s\S]*?<\/section>/.exec(text)?.[0] ?? '';
    expect(section).toContain('id="workers-throughput-1"');
  });
});

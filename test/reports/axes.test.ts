import { describe, expect, it } from 'vitest';
import { legibleTicks, levelRange, spacingOf } from '../../reports/charts/axes.ts';
import { chartConfig } from '../../reports/charts/config.ts';
import { scenarioCharts } from '../../reports/charts/model.ts';
import { lightTheme } from '../../reports/charts/style.ts';
import { viewOf } from '../../reports/view/index.ts';
import { fabricateRecord } from '../helpers/record.ts';
import { fabricateOpenRecord } from '../helpers/record-open.ts';

describe('the axis of levels', () => {
  it.each([
    [[100, 200, 400, 800], 'log'],
    [[200, 400, 600, 800], 'linear'],
    [[50, 100, 1000, 10_000], 'log'],
    [[400, 500], 'log'],
    [[400], 'log'],
  ] as const)('spaces %j so that the nearest are furthest apart: %s', (levels, spacing) => {
    expect(spacingOf(levels)).toBe(spacing);
  });

  it('leaves air on both sides and never falls below zero', () => {
    expect(levelRange([200, 400, 600], 'linear')).toMatchObject({ min: 100, max: 700 });
    expect(levelRange([10, 400], 'linear')).toMatchObject({ min: 0 });
    expect(levelRange([100, 400])).toMatchObject({ min: 100 / Math.SQRT2, max: 400 * Math.SQRT2 });
  });

  it('names the levels whose names have room, and always the highest', () => {
    const rates = Array.from({ length: 20 }, (_, index) => (index + 1) * 1000);
    const kept = legibleTicks(rates, String, 'linear');
    expect(kept.at(-1)).toBe(20_000);
    expect(kept.length).toBeGreaterThan(3);
    expect(kept.length).toBeLessThan(10);
    expect(legibleTicks([1, 8, 32], String, 'log')).toEqual([1, 8, 32]);
  });
});

describe('charts of levels', () => {
  const drawing = { theme: lightTheme, font: { family: 'sans-serif', size: 12 } };
  const chartsOf = (record: ReturnType<typeof fabricateRecord>) => {
    const [scenario] = viewOf(record).scenarios;
    return scenarioCharts(scenario!, scenario!.modes);
  };

  it('stand against the arrival rate, with overloaded points hollow', () => {
    const charts = chartsOf(fabricateOpenRecord());
    for (const chart of charts.filter(({ key }) => key !== 'percentiles')) {
      expect(chart.along).toBe('arrival rate, req/s offered');
      expect(chart.steps.map(({ tick }) => tick)).toEqual(['100', '200', '400', '800']);
      const dev = chart.series.find(({ mode }) => mode === 'dev');
      expect(dev?.points.map(({ state }) => state)).toEqual(['solid', 'solid', 'solid', 'overloaded']);
    }
  });

  it('hold what is served against the line of what is offered', () => {
    const [served] = chartsOf(fabricateOpenRecord());
    expect(served).toMatchObject({ title: 'Served', spacing: 'linear', diagonal: true });
    expect(served?.note).toBe('Thin grey dashes: all that is offered is served.');
    const { data, plugins } = chartConfig(served!, drawing);
    expect(plugins?.map(({ id }) => id)).toEqual(['diagonal', 'whiskers']);
    for (const set of data.datasets) expect(set.data.map(({ x }) => x)).toEqual([100, 200, 400, 800]);
  });

  it('stay as they were for connections', () => {
    const [throughput] = chartsOf(fabricateRecord({ rounds: 2 }));
    expect(throughput).toMatchObject({
      ...{ title: 'Throughput', along: 'connections', spacing: 'log', diagonal: false, note: null },
    });
    const [first] = chartConfig(throughput!, drawing).data.datasets;
    const [left] = first!.data;
    expect(left!.x).toBeLessThan(1);
    expect(left!.x).toBeGreaterThan(0.8);
  });
});

import { describe, expect, it } from 'vitest';
import { csvOf, percentilesCsvOf } from '../../reports/csv.ts';
import { documentOf } from '../../reports/html/document.ts';
import { markdownOf } from '../../reports/markdown/index.ts';
import { openMetricsFormat } from '../../reports/openmetrics/index.ts';
import { renderTerminal } from '../../reports/terminal/index.ts';
import { capacityViewOf } from '../../reports/view/capacity.ts';
import { concernsOf } from '../../reports/view/concerns.ts';
import { viewOf } from '../../reports/view/index.ts';
import { placesText } from '../../reports/wording/places.ts';
import { mixedRecord } from '../helpers/record-mixed.ts';
import { htmlTables } from '../helpers/report-tables.ts';

const record = mixedRecord();
const view = viewOf(record);
const page = documentOf(view, { script: '', style: '' }, capacityViewOf(record));
const plain = (text: string) => text.replace(/<[^>]*>/g, ' ').replace(/[\s\u00a0\u202f]+/g, ' ');

/** Arrival rates are 100, 300 and 600; connections 1, 8 and 32. */
const wrong = /\b(100|300|600)( connections?\b|( and|,) \d+ connections)|\b(1|8|32) req\/s offered/;

describe('a record with connections and rates', () => {
  it.each([
    ['HTML', () => page],
    ['Markdown', () => markdownOf(view)],
    ['the terminal', () => renderTerminal(record, { columns: 100, colour: false, full: true, tty: false })],
  ])('calls neither by the name of the other in %s', (_format, text) => {
    expect(wrong.exec(plain(text()))?.[0]).toBeUndefined();
    expect(plain(text())).toContain('300 req/s offered');
    expect(plain(text())).toContain('32 connections');
  });

  it('names the kind of each level where cells of both stand in one table', () => {
    const table = htmlTables(page).find(({ under }) => under === 'All cells')!;
    const levels = table.columns.find(({ header }) => header === 'Level')!;
    expect(new Set(levels.cells.map(({ text }) => text))).toEqual(
      new Set([
        '1 connection',
        '8 connections',
        '32 connections',
        ...[100, 300, 600].map((rate) => `${rate} req/s offered`),
      ]),
    );
  });

  it('tells where something is to be said of both, each in its own words', () => {
    const cells = view.scenarios.flatMap((scenario) => scenario.cells);
    const some = cells.filter(({ mode, level }) => mode === 'dev' && level.value > 8);
    expect(placesText(some, view.modes, cells.length)).toBe(
      'json, 32 connections, dev; json, 100, 300 and 600 req/s offered, dev',
    );
  });

  it('says by itself what connections and what rates came to', () => {
    const reason = { code: 'saturated', since: 8 } as const;
    const cells = view.scenarios.flatMap((scenario) => scenario.cells);
    const doubtful = cells
      .filter(({ mode }) => mode === 'dev')
      .map((cell) => ({
        ...cell,
        reasons: [
          { reason: { ...reason, since: cell.level.kind === 'open' ? 300 : 8 }, text: '', remedy: '' },
        ],
      }));
    expect(concernsOf(doubtful as Parameters<typeof concernsOf>[0]).map(({ text }) => text)).toEqual([
      'saturated since 8 connections: it climbed no further',
      'saturated since 300 req/s offered: it climbed no further',
    ]);
  });

  it('tells the two parts of a scenario apart at the top of the page and above each', () => {
    const [, links = ''] = /<nav[^>]*>(.*?)<\/nav>/s.exec(page) ?? [];
    for (const title of ['json with busy connections', 'json at given rates']) {
      expect(plain(links).split(title)).toHaveLength(2);
      expect(page).toContain(`>${title} <span`);
    }
  });

  it('says how it was loaded, both ways', () => {
    const facts = Object.fromEntries(view.trust.method.map(({ name, value }) => [name, value]));
    expect(Object.values(facts).join('; ')).toMatch(/closed workload and open workload \(constant arrivals/);
  });

  it('has a column for connections and one for rates in CSV', () => {
    const [header = '', ...rows] = csvOf(view).trim().split('\r\n');
    expect(header.split(',').slice(0, 5)).toEqual([
      ...['scenario', 'variant', 'connections', 'offered (req/s)', 'state'],
    ]);
    expect(rows.map((row) => row.split(',').slice(0, 4).join(','))).toEqual(
      expect.arrayContaining(['json,dev,8,', 'json,dev,,300']),
    );
    expect(percentilesCsvOf(view).split('\r\n')[0]).toMatch(
      /^scenario,variant,connections,offered \(req\/s\),state,/,
    );
  });

  it('names both kinds to a program', async () => {
    const [file] = await openMetricsFormat.render(record);
    expect(String(file!.content)).toContain('level_kind="closed open"');
  });
});

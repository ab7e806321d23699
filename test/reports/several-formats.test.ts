import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { severalCsv } from '../../reports/csv/several.ts';
import { severalDocument } from '../../reports/html/several.ts';
import { severalJson } from '../../reports/json/several.ts';
import { severalMarkdown } from '../../reports/markdown/several.ts';
import { renderSeveral } from '../../reports/terminal/several.ts';
import { displayWidth } from '../../reports/terminal/text.ts';
import { severalViewOf } from '../../reports/view/several.ts';
import { hostileName, makeHostile } from '../helpers/hostile.ts';
import { recordOfDay, shownOf, widened } from '../helpers/record-several.ts';

const style = readFileSync(join(import.meta.dirname, '../../dist/reports/html/page.css'), 'utf8');
const page = (view: ReturnType<typeof severalViewOf>) => severalDocument(view, { script: 'void 0', style });
const other = recordOfDay(1, { edit: ({ environment }) => (environment.cpuModel = 'Another CPU') });
const two = severalViewOf(shownOf([recordOfDay(2), recordOfDay(3, { slower: 1.25 })]));
const five = severalViewOf(
  shownOf([
    other,
    recordOfDay(2),
    recordOfDay(3),
    recordOfDay(4, { slower: 1.25 }),
    recordOfDay(5, { slower: 1.25 }),
  ]),
);

describe('several records in the terminal', () => {
  it.each([
    ['two', two],
    ['five', five],
  ])('fit 80 columns: %s', (_, view) => {
    for (const full of [false, true]) {
      const text = renderSeveral(view, { columns: 80, colour: false, full });
      expect(Math.max(...text.split('\n').map(displayWidth))).toBeLessThanOrEqual(80);
      expect(text.endsWith('\n')).toBe(true);
    }
  });

  it('tell two with both intervals, the ratio and its word', () => {
    const text = renderSeveral(two, { columns: 80, colour: false, full: false });
    expect(text).toMatch(/^before +2026-11-02 02:00 UTC +270dc05 +nightly +nightly~1\nnow /m);
    expect(text).toMatch(/^wait · \d+ connections? +now ÷ before$/m);
    expect(text).toMatch(
      /^ +req\/s +79\.\d \([\d.–]+\) +63\.\d \([\d.–]+\) +0\.8\d* \(0\.\d+–0\.\d+\) +worse$/m,
    );
    expect(text).not.toContain('cpu · 1 connection\n');
    expect(renderSeveral(two, { columns: 80, colour: false, full: true })).toMatch(/^cpu · 1 connection /m);
  });

  it('tell more with the course between, and which were not measured alike', () => {
    const text = renderSeveral(five, { columns: 80, colour: false, full: false });
    expect(text).toMatch(/^1 +2026-11-01 02:00 UTC +170dc05 +A /m);
    expect(text).toMatch(/^wait · \d+ connections? +record 5 ÷ record 2$/m);
    expect(text).toMatch(/^4 {2}11-04 +/m);
    expect(text).toMatch(/^prefork ×4 +req\/s +·[█▇▆]{2}▁▁ /m);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'Other in record 2 than in record 1: cpuModel (Another CPU → Example CPU @ 2.50GHz) and commit (170dc05170dc → 270dc05270dc).',
    );
  });
});

describe('several records as Markdown', () => {
  it('hold every figure of both with its ratio, and mark only what changed', () => {
    const text = severalMarkdown(two);
    expect(text).toMatch(/^# nightly: before and now\n/);
    expect(text).toMatch(
      /\| prefork ×4 \| throughput, req\/s \| 79\.\d \(.*\) \| 63\.\d \(.*\) \| 0\.8\d* \(.*\) \| \*\*worse\*\* \|/,
    );
    expect(text).toContain('| dev | throughput, req/s |');
    expect(text).toContain('`bench report nightly~1`');
    expect(text).toContain('<summary>cpu, 1 connection</summary>');
  });
});

describe('several records for programs', () => {
  it('are one row for each figure of each record, with its ratio to the one before', () => {
    const [header = '', first = '', ...rest] = severalCsv(five).trimEnd().split('\r\n');
    expect(header).toBe(
      'run,time,commit,dirty,measured_alike,scenario,variant,level_kind,level,state,metric,unit,better,point,low,high,ratio_to_previous,ratio_low,ratio_high,ratio_verdict',
    );
    expect(first).toMatch(
      /^2026-11-01T02-00-00-nightly,.*,A,json,dev,closed,1,caveat,throughput,req\/s,higher,[\d.]+,[\d.]+,[\d.]+,,,,$/,
    );
    const figures = five.scenarios.flatMap(({ cells }) =>
      cells.flatMap(({ visits }) =>
        visits.flatMap((visit) => Object.values(visit?.figures ?? {}).filter((one) => one !== null)),
      ),
    );
    expect(rest).toHaveLength(figures.length - 1);
  });

  it('are JSON in the order of time', () => {
    const json = severalJson(two);
    expect(json.kind).toBe('comparison');
    expect(json.records.map(({ number, id }) => [number, id])).toEqual([
      [1, '2026-11-02T02-00-00-nightly'],
      [2, '2026-11-03T02-00-00-nightly'],
    ]);
    const cell = json.cells.find(
      ({ scenario, mode, level }) => `${scenario} ${mode} ${level}` === 'wait prefork c32',
    )!;
    const [throughput] = cell.figures;
    expect(throughput).toMatchObject({ metric: 'throughput', unit: 'req/s', better: 'higher' });
    expect(throughput!.values.map((value) => value?.state)).toEqual(['valid', 'valid']);
    expect(throughput!.ratioOverAll).toMatchObject({ verdict: 'regressed' });
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });
});

describe('the page of several records', () => {
  it('leads to the own report of each, and to what each was', () => {
    const text = page(five);
    for (const number of [1, 2, 3, 4, 5]) {
      expect(text).toContain(`id="record-${number}"`);
      expect(text).toContain(`href="../run-${number}/report.html"`);
    }
  });

  it('has a table behind each chart', () => {
    const text = page(five);
    expect(text.match(/<canvas /g)).toHaveLength(5 + 4 + 4);
    expect(text.match(/<summary>Figures<\/summary>/g)).toHaveLength(5 + 4 + 4);
  });

  it('escapes whatever names say, in every format', () => {
    const hostile = (day: number) => recordOfDay(day, { rounds: 2, edit: makeHostile });
    const shown = shownOf([hostile(1), hostile(2), hostile(3)]).map((one) => ({
      ...one,
      reference: hostileName,
    }));
    const records = [shown[0]!, shown[1]!];
    for (const view of [severalViewOf(shown), severalViewOf(records)]) {
      const text = page(view);
      expect(text).not.toContain('<script>window.hacked');
      expect(text).not.toContain('<img src=x');
      expect(text.match(/<script/g)).toHaveLength(2);
      const markdown = severalMarkdown(view);
      expect(markdown.replaceAll('\\`', '').replaceAll(/`[^`\n]*`/g, '')).not.toContain('<img');
      expect(markdown).not.toContain('\n# heading');
      const terminal = renderSeveral(view, { columns: 80, colour: false, full: true });
      expect(terminal).not.toContain('\u001b');
      expect(Math.max(...terminal.split('\n').map(displayWidth))).toBeLessThanOrEqual(80);
    }
  });

  it('of 10 records of 4 modes, 4 scenarios and 4 levels takes 3 MB at most', () => {
    const many = Array.from({ length: 10 }, (_, index) =>
      recordOfDay(index + 1, { rounds: 2, concurrency: [1, 8, 32, 64], edit: widened }),
    );
    const view = severalViewOf(shownOf(many));
    expect(view.scenarios.flatMap(({ cells }) => cells)).toHaveLength(4 * 4 * 4);
    // With the page's script, of which this is more than it takes.
    expect(page(view).length + 300_000).toBeLessThan(3_000_000);
  }, 120_000);
});

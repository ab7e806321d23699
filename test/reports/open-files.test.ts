import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../harness/model/record.ts';
import { csvOf, percentilesCsvOf } from '../../reports/csv.ts';
import { documentOf } from '../../reports/html/document.ts';
import { renderTerminal, reportFormats } from '../../reports/index.ts';
import { markdownOf } from '../../reports/markdown/index.ts';
import { viewOf } from '../../reports/view/index.ts';
import { makeHostile } from '../helpers/hostile.ts';
import { fabricateRecord } from '../helpers/record.ts';
import { claims } from '../helpers/record-claims.ts';
import { fabricateOpenRecord } from '../helpers/record-open.ts';

const assets = { script: '', style: '' };
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ').replaceAll('\u2060', '');
const page = (record: RunRecord) => plain(documentOf(viewOf(record), assets));
const markdown = (record: RunRecord) => plain(markdownOf(viewOf(record)));

/** One rate, at which dev is overloaded in page and keeps up in json. */
const at400 = (edit?: (draft: RunRecord) => void) =>
  fabricateOpenRecord({ rates: [400], ...(edit === undefined ? {} : { edit }) });

/** Without tags, each row of the tables with this class as texts of its cells. */
function rowsOf(text: string, table: string): readonly (readonly string[])[] {
  const found = [...text.matchAll(new RegExp(`<table class="${table}"[\\s\\S]*?</table>`, 'g'))].join('');
  return [...found.matchAll(/<tr[\s\S]*?<\/tr>/g)].map(([row]) =>
    [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) =>
      (cell ?? '')
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    ),
  );
}

describe('the page of an open workload', () => {
  it('says "arrival rate" wherever it says "connections" of a closed one', () => {
    const text = page(at400());
    expect(text).toContain('in req/s against arrival rate, req/s offered; the figures');
    expect(text).not.toMatch(/against connections|>Connections</);
    expect(text).toContain('Open workload: constant arrivals, at most 256 connections.');
    expect(text).toContain('hollow: overloaded or inconclusive');
  });

  it('gives every percentile from p50 to p99.99, of response, service and send lag beside each other', () => {
    const rows = rowsOf(page(at400()), 'figures spread');
    expect(rows[0]).toEqual([
      ...['Mode', 'Time'],
      ...['p50', 'p75', 'p90', 'p95', 'p99', 'p99.9', 'p99.99', 'max'].map((name) => `${name} ms`),
      'Requests',
    ]);
    expect(rows[1]!.slice(0, 2)).toEqual(['dev', 'response']);
    expect(rows[1]!.slice(7, 9)).toEqual(['insufficient', 'insufficient']);
    expect(rows[2]![0]).toBe('service');
    expect(rows[3]![0]).toBe('send lag');
    expect(rows[3]!.at(-1)).toBe('4800');
  });

  it('says what an insufficient percentile would need', () => {
    const text = page(at400());
    expect(text).toContain('<td class="insufficient">insufficient<');
    expect(text).toContain(
      'Insufficient: too few requests lie beyond it (p99.9 needs 10 000 and p99.99 needs 100 000).',
    );
  });

  it('says of which percentiles unfinished requests hide how high they are', () => {
    const record = at400((draft) => {
      const response = draft.summaries[0]?.distribution?.response;
      if (response !== undefined)
        Object.assign(response, { p95: 812, p99: 1500, lowerBounds: ['p99', 'max'] });
    });
    const [, first = []] = rowsOf(page(record), 'figures spread');
    expect(first[5]).toBe('812');
    expect(first[6]).toBe('≥ 1500');
    expect(first[9]).toMatch(/^≥ /);
    expect(markdown(record)).toMatch(/\| 812 \| ≥ 1500 \| insufficient \| insufficient \| ≥ /);
    expect(percentilesCsvOf(viewOf(record))).toContain(',p99 max');
  });

  it('folds the percentiles of other levels away', () => {
    const text = page(fabricateOpenRecord());
    expect(text).toMatch(/<details open><summary>At \d+ req\/s offered<\/summary>/);
    expect(text).toContain('<details><summary>At other levels</summary>');
  });

  it('compares response times in the overview, and marks overload there', () => {
    const text = page(at400());
    expect(text).toContain('Response time ÷ dev, lower is better, at the rate that the answer stands on.');
    expect(text).toMatch(
      /<td class="more-4">.*\s*<span class="ratio"><span class="head">p99 0\.2\d ×<\/span>/,
    );
    expect(text).toMatch(
      /<span class="head">overloaded<\/span> <span class="word">serves 3[45]\d of 400 req\/s</,
    );
    expect(text).toMatch(/<span class="head">p99 7\.\d+ ms<\/span>.*<span class="word">no comparison</);
  });

  it('tells the headroom of each cell', () => {
    const rows = rowsOf(page(at400()), 'figures').filter(([cell]) => cell?.startsWith('json, 400'));
    expect(rows).toHaveLength(3);
    expect(rows[0]!.slice(1)).toEqual(['0.084', '400', '6.5 %', '0.231 / 0.857', '0.231 / 0.857']);
  });

  it('tells the response times of a closed record too, where it holds them', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        const response = {
          ...{ requests: 20_000, p50: 1, p75: 2, p90: 3, p95: 4, p99: 5, p999: 6, p9999: null, max: 9 },
        };
        for (const one of draft.summaries) {
          one.distribution = { response, service: null, sendLag: null, wakeLag: null };
        }
      },
    });
    const rows = rowsOf(page(record), 'figures spread');
    expect(rows[0]!.slice(0, 2)).toEqual(['Mode', 'p50 ms']);
    expect(rows[1]).toEqual([
      ...['dev', '1.00', '2.00', '3.00', '4.00', '5.00', '6.00', 'insufficient', '9.00', '20 000'],
    ]);
  });

  it('keeps hostile names as text', () => {
    const text = documentOf(viewOf(at400(makeHostile)), assets);
    expect(text.match(/<script/g)).toHaveLength(2);
    expect(text).not.toContain('<img');
    expect(text).not.toMatch(/<[^>]*\sonerror=/);
  });

  it('links to anchors that exist', () => {
    const text = page(fabricateOpenRecord());
    const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
    for (const [, anchor] of text.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(anchor);
  });
});

describe('the Markdown of an open workload', () => {
  it('gives what was served of what was offered, and names the percentile of each ratio', () => {
    const text = markdown(at400());
    expect(text).toMatch(
      /^## json · serialises a small object · 400 req\/s offered \(constant arrivals, at most 256 connections\)$/m,
    );
    expect(text).toContain(
      '| mode | served req/s | ÷ dev | p50 ms | p95 ms | p99 ms | service p50 ms | MB | CPU ms/req |',
    );
    expect(text).toMatch(
      /^\| prefork ×4 \| 400 of 400 \(\d+–\d+\) \| \*\*p99 0\.2\d \(.*\)\*\* \| 1\.\d+ \(1\.\d+–1\.\d+\) \| /m,
    );
    expect(text).toMatch(
      /^\| dev \| \*\*overloaded\*\*: serves 3[45]\d of 400 \| – \| – \| – \| – \| – \| /m,
    );
  });

  it('holds the table of percentiles, and the headroom of each cell', () => {
    const text = markdown(at400());
    expect(text).toContain(
      '<summary>Percentiles of json, of all rounds together and so without intervals</summary>',
    );
    expect(text).toMatch(
      /^\| dev \| 400 req\/s offered \(overloaded\) \| response \| .* \| insufficient \| insufficient \| /m,
    );
    expect(text).toContain('<summary>Headroom of the load generator in each cell</summary>');
  });

  it('has as many cells in every row as in the header of its table', () => {
    const text = markdownOf(viewOf(fabricateOpenRecord({ edit: makeHostile })));
    for (const block of text.match(/^\|.*(?:\n\|.*)*/gm) ?? []) {
      const widths = block.split('\n').map((line) => line.replace(/\\./g, '').split('|').length);
      expect(new Set(widths).size).toBe(1);
    }
  });
});

describe('CSV of an open workload', () => {
  const table = (csv: string) =>
    csv
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));

  it('names the rate, and tells overload and headroom of each cell', () => {
    const [header = [], ...rows] = table(csvOf(viewOf(at400())));
    expect(header.slice(0, 4)).toEqual(['scenario', 'variant', 'offered (req/s)', 'state']);
    const column = (name: string) => rows.map((row) => row[header.indexOf(name)]);
    expect(column('overloaded')).toEqual(['no', 'no', 'no', 'yes', 'no', 'no']);
    expect(column('ratio of')).toEqual(['', 'p99', 'p99', '', '', '']);
    expect(column('generator ceiling (req/s)')[0]).toBe('6200');
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([header.length]));
  });

  it('gives the percentiles one time of one cell per line', () => {
    const [header = [], ...rows] = table(percentilesCsvOf(viewOf(at400())));
    expect(header).toEqual([
      ...['scenario', 'variant', 'offered (req/s)', 'state', 'time', 'requests'],
      ...[
        'p50 (ms)',
        'p75 (ms)',
        'p90 (ms)',
        'p95 (ms)',
        'p99 (ms)',
        'p99.9 (ms)',
        'p99.99 (ms)',
        'max (ms)',
        'lower bounds',
      ],
    ]);
    expect(rows).toHaveLength(6 * 4);
    expect(rows.slice(0, 4).map((row) => row[4])).toEqual([
      ...['response', 'service', 'send lag', 'send lag of the generator'],
    ]);
    expect(rows[0]!.slice(11, 13)).toEqual(['', '']);
    expect(rows.find((row) => row[0] === 'page')?.[3]).toBe('overloaded');
  });
});

describe('claims and experiments beside open levels', () => {
  const judged = (command: string) =>
    at400((draft) => {
      const text = JSON.stringify(claims()).replaceAll('"c32"', '"r400"').replaceAll('"wait"', '"page"');
      draft.claims = JSON.parse(text) as RunRecord['claims'];
      draft.command = [command];
    });

  it.each(['run', 'claims'])('are told in every format of a record of bench %s', async (command) => {
    const record = judged(command);
    for (const format of reportFormats.filter(
      ({ name, nothing }) => name !== 'html' && nothing === undefined,
    )) {
      expect((await format.render(record)).length).toBeGreaterThan(0);
    }
    const text = page(record);
    expect(text).toContain('page, 400 req/s offered');
    expect(text).not.toContain('400 connections');
    const options = { columns: 80, colour: false, full: true, tty: false };
    expect(renderTerminal(record, options)).toContain('400 req/s offered');
  });
});

describe('the pictures of an open workload', () => {
  it('are drawn for the run and each scenario, at one rate and at many', async () => {
    const png = reportFormats.find(({ name }) => name === 'png')!;
    for (const rates of [[400], [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]]) {
      const files = await png.render(fabricateOpenRecord({ rates, rounds: 2 }));
      expect(files.map(({ name }) => name)).toEqual(['report.png', 'report-json.png', 'report-page.png']);
      for (const { content } of files) {
        const image = await loadImage(Buffer.from(content as Uint8Array));
        expect(createCanvas(image.width, 1).width).toBe(2 * 680);
      }
    }
  });
});

import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { levelValue } from '../../harness/model/level.ts';
import { renderTerminal } from '../../reports/index.ts';
import { displayWidth } from '../../reports/terminal/text.ts';
import { makeHostile } from '../helpers/hostile.ts';
import { type Fabrication, fabricateRecord } from '../helpers/record.ts';

const options = { columns: 80, colour: false, full: false, tty: false };
const render = (given: Partial<typeof options> = {}, fabrication: Fabrication = {}) =>
  renderTerminal(fabricateRecord(fabrication), { ...options, ...given });
const widest = (text: string) => Math.max(...stripVTControlCharacters(text).split('\n').map(displayWidth));

describe('the terminal report', () => {
  it.each([40, 60, 80, 100, 200])('fits %i columns', (columns) => {
    expect(widest(render({ columns }))).toBeLessThanOrEqual(columns);
    expect(widest(render({ columns, full: true, tty: true, colour: true }))).toBeLessThanOrEqual(columns);
  });

  it('fits 80 columns when throughput has five digits and labels are long', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        for (const summary of draft.summaries) {
          const { throughput } = summary.metrics;
          if (throughput === null) continue;
          Object.assign(throughput, { point: 15_325, low: 14_890, high: 15_812 });
        }
      },
    });
    const text = renderTerminal(record, options);
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(text).toMatch(/^prefork ×4 +15\.3k \(14\.9k–15\.8k\) +≈?[\d.]+ +\(.* 10\.4$/m);
    record.plan.variants[1]!.label = 'prefork+nginx ×4×8';
    expect(renderTerminal(record, options)).toMatch(/^prefork\+nginx ×4×8 15k \(15k–16k\) .* 10\.4$/m);
    record.plan.variants[1]!.label = 'prefork-threaded-and-more+nginx ×4×8';
    const long = renderTerminal(record, options);
    expect(widest(long)).toBeLessThanOrEqual(80);
    expect(long).toContain('prefork-threaded-and-more+nginx ×4×8\n  15k (15k–16k) ');
  });

  it('starts with the tables and fits about fifty lines', () => {
    const lines = render().split('\n');
    expect(lines[2]).toBe('json · a fixed JSON body · 32 connections');
    expect(lines.findIndex((line) => line.startsWith('json: prefork ×4 serves'))).toBe(20);
    expect(lines.length).toBeLessThan(57);
  });

  it('gives each scenario a table with throughput, ratio, response times, memory and CPU', () => {
    expect(render()).toMatch(
      new RegExp(
        [
          '^wait · blocks 50 ms per request · 32 connections',
          ' +req/s +vs dev +p50 / p95 ms +MB +CPU ms/req',
          'dev +[\\d.]+ \\([\\d.]+–[\\d.]+\\) +1 +\\d+ / \\d+ +[\\d.]+ +0\\.\\d+',
          'prefork ×4 +[\\d.]+ \\([\\d.]+–[\\d.]+\\) +[\\d.]+ \\([\\d.]+–[\\d.]+\\) +\\d+ / \\d+ +\\d+ +0\\.\\d+',
          'threaded ×4 +[\\d.]+ \\([\\d.]+–[\\d.]+\\) +[\\d.]+ \\([\\d.]+–[\\d.]+\\) +\\d+ / \\d+ +[\\d.]+ +0\\.\\d+$',
        ].join('\n'),
        'm',
      ),
    );
  });

  it('shows the best valid level of each scenario, and every level with --full', () => {
    expect(render().match(/^\w+ · .* · \d+ connections?/gm)).toEqual([
      'json · a fixed JSON body · 32 connections',
      'cpu · hashes in a chain · 32 connections',
      'wait · blocks 50 ms per request · 32 connections',
    ]);
    expect(render({ full: true }).match(/^\w+ · .* · \d+ connections?/gm)).toHaveLength(9);
    expect(render({ full: true })).toMatch(/^wait · .* · 32 connections +best valid level$/m);
  });

  it('draws lines on a terminal only', () => {
    expect(render()).not.toMatch(/[\u2500-\u257f]/);
    expect(render({ tty: true })).toMatch(/^─{80}$/m);
  });

  it('says the same without colour', () => {
    expect(render()).not.toContain('\u001b');
    const coloured = render({ colour: true });
    expect(coloured).toContain('\u001b[32m');
    expect(stripVTControlCharacters(coloured)).toBe(render());
  });

  it('marks what cannot be told, what shows no difference, and what is invalid, each with its meaning', () => {
    const text = render({ full: true });
    expect(text).toMatch(/^threaded ×4 ² .* \?1\.03 \(/m);
    expect(text).toContain('? cannot be told from this record');
    expect(text).toMatch(/^prefork ×4 ³ +\d+ \(\d+–\d+\) +≈0\.97 \(/m);
    expect(text).toContain('≈ no difference could be shown');
    expect(text).toContain('prefork ×4 ¹ × invalid\n');
    expect(text.replace(/\n +/g, ' ')).toMatch(
      /¹ 4\.3 % of 11\u202f226 requests failed \(connection broken: 483\); at most 1\.0 % may\. Start it by hand with `bench serve prefork`/,
    );
    for (const mark of ['¹', '²', '³', '≈', '\\?']) {
      expect(text.match(new RegExp(`^${mark} `, 'gm'))).toHaveLength(1);
    }
  });

  it('says once what holds for every row, and in one note what differs only in figures', () => {
    const text = render(
      {},
      {
        rounds: 5,
        edit: (draft) => {
          for (const summary of draft.summaries) {
            const wide = { code: 'wide-interval', halfWidth: 0.31, bound: 0.25 } as const;
            const wider = { ...wide, halfWidth: 2.1 };
            const few = { code: 'few-rounds', rounds: 5, needed: 6 } as const;
            const { status, reasons } = summary.validity;
            if (status === 'invalid') continue;
            reasons.splice(0, reasons.length, few);
            if (summary.scenario === 'cpu') reasons.push(summary.variant === 'dev' ? wide : wider);
          }
        },
      },
    );
    expect(text.match(/few rounds/g)).toHaveLength(1);
    expect(text).toContain(
      'all rows: few rounds: 5, where an exact interval needs 6. Ask for `--rounds 6`\n',
    );
    expect(text).toContain('\n¹ wide interval: ±31–210 % of the figure (bound ±25 %). Raise `--rounds`');
    expect(text.match(/^(dev|\w+ ×4) ¹ /gm)).toHaveLength(3);
    expect(text).not.toContain('²');
  });

  it('leaves a percentile out when there were too few answers, and says how many it needs', () => {
    const text = render({ full: true });
    expect(text).toMatch(/^dev +19\.8 .* 50\.\d \/ – /m);
    expect(text).toContain('\n– p95 needs 200 answers, 40 in each round\n');
  });

  it('says that slices were too short where not every connection could be timed', () => {
    const text = render(
      {},
      {
        edit: (draft) => {
          for (const summary of draft.summaries) {
            if (summary.scenario === 'wait')
              Object.assign(summary.metrics, { p50: null, p95: null, p99: null });
          }
          for (const { scenario, round, load } of draft.slices) {
            if (scenario === 'wait' && round === 2 && load !== null) load.responses = 30;
          }
        },
      },
    );
    expect(text).toMatch(/^dev +19\.9 .* – \/ – /m);
    expect(text.replace(/\n +/g, ' ')).toContain(
      '\n– p50 and p95 need longer slices: fewer answers than connections\n',
    );
  });

  it('falls back to the sum of RSS, marked as an upper bound', () => {
    const text = render(
      {},
      {
        edit: (draft) => {
          for (const summary of draft.summaries) summary.metrics.footprint = null;
        },
      },
    );
    expect(text).toMatch(/^dev .* ≤\d+/m);
    expect(text).toContain('≤ at most: the sum of RSS');
  });

  it('holds the result against the documents, ratios in a sentence each and the rest counted', () => {
    const text = render().replace(/\n +/g, ' ');
    expect(text.match(/^documents: .*/gm)).toEqual([
      'documents: Gunicorn 4 workers, said to serve 10 × (2–50) of the dev server: wait 3.99 fits the widest reading only; json 1.66 does not fit (Node stand-in)',
      'documents: Waitress 4 threads, said to serve 6–8 × (1.6–30) of the dev server: wait 3.98 fits the widest reading only (Node stand-in)',
      'documents: Gunicorn 4 workers, said to take 4 × the memory of the dev server: sum of RSS json 4.1, wait 4.0 fit; memory footprint json 3.31 does not fit (Node stand-in)',
      'documents: 3 more statements: 1 supported, 1 inconclusive, 1 not tested (--full lists them)',
    ]);
  });

  it('lists every statement with --full, with intervals', () => {
    const text = render({ full: true }).replace(/\n +/g, ' ');
    expect(text.match(/^documents: /gm)).toHaveLength(7);
    expect(text).toContain(
      'documents: Waitress with 4 threads against the development server: throughput: stated 6–8 × (1.6–30); ' +
        'wait 3.98 × (3.91–4.05) fits the widest reading only (Node stand-in)',
    );
    expect(text).toContain(
      'depends: wait 3.99 × (3.92–4.06) fits the widest reading only; json 1.66 × (1.60–1.72) does not fit (Node stand-in)',
    );
    expect(text).toContain('not tested: No mode of this run stands for Uvicorn');
  });

  it('ends with how far it can be trusted', () => {
    const text = render().replace(/\n +/g, ' ');
    expect(text).toContain(
      'trust: 22 of 27 cells valid, 3 with a caveat, 1 inconclusive, 1 invalid; 0 of 6 rounds left out; ended because the budget was spent',
    );
    expect(text).toMatch(/noise: stolen by the hypervisor median [\d.]+ %, at most [\d.]+ % of all cores/);
    expect(text).toMatch(/generator: CPU used median [\d.]+, at most [\d.]+ of one core/);
    expect(text).toMatch(/invalid: json, 8 connections, prefork ×4: /);
  });

  it('breaks a long command so that it can still be pasted', () => {
    const lines = render({ columns: 60 }).split('\n');
    const start = lines.findIndex((line) => line.startsWith('  bench run'));
    expect(lines[start - 1]).toBe('open: whether threaded ×4 (json) serves more than dev:');
    expect(lines[start]).toMatch(/ \\$/);
    expect(lines[start + 1]).toMatch(/^ {4}--\w+ /);
  });

  it('names a variant that was not measured at a level', () => {
    const text = render(
      { full: true },
      {
        edit: (draft) => {
          draft.summaries = draft.summaries.filter(
            (one) => !(one.variant === 'threaded' && one.scenario === 'wait' && levelValue(one.level) === 8),
          );
        },
      },
    );
    expect(text).toMatch(/^threaded ×4 +not measured$/m);
  });

  it('lets no name control the terminal', () => {
    const text = render({ full: true }, { edit: makeHostile });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text).not.toMatch(/^# heading/m);
    // A quoted word of a command is not broken, for then it could not be pasted.
    const prose = text.split('\n').filter((line) => !/^ {2,4}(bench|--)/.test(line));
    expect(widest(prose.join('\n'))).toBeLessThanOrEqual(80);
  });
});

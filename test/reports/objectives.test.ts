import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../harness/model/record.ts';
import { recordSchema } from '../../harness/model/record.ts';
import type { SliceResult } from '../../harness/model/slice.ts';
import { readObjectives } from '../../harness/plan/objective-grammar.ts';
import { analyse } from '../../harness/stats/analyse.ts';
import { documentOf } from '../../reports/html/document.ts';
import { renderTerminal } from '../../reports/index.ts';
import { markdownOf } from '../../reports/markdown/index.ts';
import { displayWidth } from '../../reports/terminal/text.ts';
import { viewOf } from '../../reports/view/index.ts';
import { openLevel, openLoad, openRun, steadyLives } from '../helpers/open-slices.ts';
import { fabricateRecord } from '../helpers/record.ts';
import { type CellTruth, syntheticPlan, syntheticRun, truth } from '../helpers/slices.ts';

interface Given {
  readonly variants?: readonly string[];
  readonly scenarios?: readonly string[];
  readonly concurrency?: readonly number[];
  readonly cell?: (variant: string, concurrency: number) => Partial<CellTruth>;
  readonly slice?: (slice: SliceResult) => SliceResult;
}

const mb = 1e6;

/** dev serves 1000 requests per second and prefork ×4 4000, from 8 connections on; with one half of that. */
function recordWith(slo: string, given: Given = {}): RunRecord {
  const plan = syntheticPlan({
    variants: given.variants ?? ['dev', 'prefork:workers=4'],
    concurrency: given.concurrency ?? [1, 8, 32],
    ...(given.scenarios === undefined ? {} : { scenarios: given.scenarios }),
    overrides: { objectives: readObjectives(slo).written.map(({ objective }) => objective) },
  });
  const run = syntheticRun({
    plan,
    truth: ({ variant, level }) => {
      const concurrency = level.kind === 'closed' ? level.concurrency : 0;
      const most = (variant === 'dev' ? 1000 : 4000) * (concurrency < 8 ? 0.5 : 1);
      return truth({
        ...{ throughput: most, steadiness: 1, footprint: (variant === 'dev' ? 60 : 200) * mb },
        ...given.cell?.(variant, concurrency),
      });
    },
  });
  const slices = run.slices.map((slice) => given.slice?.(slice) ?? slice);
  return recordSchema.parse({
    ...fabricateRecord(),
    ...run,
    slices,
    ...analyse(plan, run.rounds, slices),
    claims: [],
  });
}

const spaced = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const told = (slo: string, given: Given = {}) =>
  viewOf(recordWith(slo, given)).objectives.all.map(({ text, verdict, sentences }) =>
    spaced([`${text} [${verdict}]`, ...sentences].join('\n')),
  );

describe('what an objective came to', () => {
  it('is told by mode: from which level on it is missed, and up to which it holds', () => {
    expect(told('p50<10ms')).toEqual([
      'p50 < 10 ms [missed]\nmissed by dev at 32 connections (32.0 ms, 32.0–32.0); holds for dev up to 8 connections (8.00 ms, 8.00–8.00) and prefork ×4 up to 32 connections (8.00 ms, 8.00–8.00)',
    ]);
    expect(told('p50<5ms of dev')).toEqual([
      'p50 < 5 ms of dev [missed]\nmissed by dev from 8 connections on (8.00 ms, 8.00–8.00); holds for dev at 1 connection (2.00 ms, 2.00–2.00)',
    ]);
  });

  it('is told of all modes at once where they all hold, with the figure nearest to the limit', () => {
    expect(told('p50<1s')).toEqual([
      'p50 < 1 s [met]\nholds for all up to 32 connections (at worst 32.0 ms, 32.0–32.0: dev)',
    ]);
    expect(told('throughput>500req/s')).toEqual([
      'throughput > 500 req/s [met]\nholds for all at 8 connections (at worst 1000 req/s, 1000–1000: dev)',
    ]);
  });

  it('is told for each scenario, where there are several', () => {
    expect(told('footprint<100MB', { scenarios: ['json', 'wait'], concurrency: [8] })).toEqual([
      [
        'footprint < 100 MB [missed]',
        'json: missed by prefork ×4 at 8 connections (200 MB, 200–200); holds for dev at 8 connections (60.0 MB, 60.0–60.0)',
        'wait: missed by prefork ×4 at 8 connections (200 MB, 200–200); holds for dev at 8 connections (60.0 MB, 60.0–60.0)',
      ].join('\n'),
    ]);
  });

  it('names the place of the objective once', () => {
    expect(told('p95<=20ms@c=32 in json of prefork,cpu<800us@c=8')).toEqual([
      'p95 ≤ 20 ms at 32 connections in json of prefork [met]\nholds for prefork ×4 (8.00 ms, 8.00–8.00)',
      'CPU per request < 800 µs at 8 connections [met]\nholds for all (at worst 300 µs, 300–300: dev)',
    ]);
  });

  it('says why it cannot be told', () => {
    const cell = () => ({ throughput: 50 });
    const dev = { variants: ['dev'], concurrency: [1], cell };
    expect(told('p99<1s', dev)).toEqual([
      'p99 < 1 s [cannot-tell]\ncannot be told of dev at 1 connection (at least 20.0 ms, its p90, 20.0–20.0; 174 requests, and p99 needs 1200)',
    ]);
    expect(told('failures<0.1%', dev)).toEqual([
      'failures < 0.1 % [cannot-tell]\ncannot be told of dev at 1 connection (0 %, 0–2.0)',
    ]);
    expect(told('p50<1s', { ...dev, concurrency: [64] })).toEqual([
      'p50 < 1 s [cannot-tell]\ncannot be told of dev at 64 connections (slices gave fewer answers than there are connections)',
    ]);
    const failing = (slice: SliceResult): SliceResult => {
      const load = slice.load!;
      const failed = { ...load.failed, status: Math.round(load.ok / 2) };
      return { ...slice, load: { ...load, ok: load.ok - failed.status, failed } };
    };
    const [p50, failures] = told('p50<1s,failures<1%', { ...dev, slice: failing });
    expect(p50).toMatch(
      /cannot be told of dev at 1 connection \(20\.0 ms, 20\.0–20\.0; invalid: 50 % of \d+ requests failed/,
    );
    expect(failures).toMatch(/missed by dev at 1 connection \(50 %, 4\d–5\d\)$/);
  });

  it('says so of a server that more is offered than it serves', () => {
    const run = openRun({
      plan: { objectives: readObjectives('p99<10s@r=400').written.map(({ objective }) => objective) },
      load: (_, level) => {
        const lives = steadyLives(level, 1000, [5]).map(({ dueMs }, index) => ({ dueMs, doneMs: 4 * index }));
        return openLoad(lives, { windowMs: 1000, drainMs: 2000 });
      },
      levels: [openLevel(400)],
    });
    const record = { ...fabricateRecord(), ...run, ...analyse(run.plan, run.rounds, run.slices), claims: [] };
    const [view] = viewOf(record).objectives.all;
    expect(view?.verdict).toBe('missed');
    expect(spaced(view?.sentences[0] ?? '')).toMatch(
      /^missed by dev \(at least \d+ ms, \d+–\d+; overloaded, 2\d\d of 400 req\/s served: response times grow as long as arrivals go on\)$/,
    );
  });

  it('is that it is not measured, where the run is of something else', () => {
    expect(told('p99<1s in upload')).toEqual([
      'p99 < 1 s in upload [not-measured]\nthis run does not measure it',
    ]);
  });
});

describe('the reports', () => {
  const slo = 'p50<10ms,footprint<1GB,p99.9<1s@c=1';
  const options = { columns: 80, colour: false, full: false, tty: false };

  it('tell them in the terminal, by sign and word, within its columns', () => {
    const text = renderTerminal(recordWith(slo), options);
    expect(text).toContain(
      [
        'objectives: 1 missed, 1 cannot be told, 1 met',
        '  × p50 < 10 ms: missed by dev at 32 connections (32.0 ms, 32.0–32.0); holds for',
        '    dev up to 8 connections (8.00 ms, 8.00–8.00) and prefork ×4 up to 32',
        '    connections (8.00 ms, 8.00–8.00)',
        '  ✓ footprint < 1 GB: holds for all up to 32 connections (at worst 200 MB,',
      ].join('\n'),
    );
    expect(text).toContain('  ? p99.9 < 1 s at 1 connection: cannot be told of dev (at least 2.00 ms, its');
    expect(text).toContain('\n  more rounds (--rounds, --budget) make intervals narrower');
    expect(text.replaceAll('\n ', '')).toContain('unless it names one: @c=8\n');
    for (const columns of [40, 80, 120]) {
      const painted = renderTerminal(recordWith(slo, { scenarios: ['json', 'wait'] }), {
        ...{ columns, colour: true, full: true, tty: true },
      });
      const lines = stripVTControlCharacters(painted).split('\n');
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(columns);
    }
  });

  it('tell each cell with --full', () => {
    const text = renderTerminal(recordWith('p50<10ms'), { ...options, full: true });
    expect(text).toContain('      × json, 32 connections, dev: missed: 32.0 ms (32.0–32.0)');
    expect(text).toContain('      ✓ json, 8 connections, prefork ×4: met: 2.00 ms (2.00–2.00)');
  });

  it('tell them in Markdown', () => {
    const text = markdownOf(viewOf(recordWith(slo)));
    expect(spaced(text)).toContain(
      '## Objectives\n\n1 missed, 1 cannot be told, 1 met.\n\n- × **p50 &lt; 10 ms**: missed by dev',
    );
    expect(spaced(text)).toContain(
      '| p50 &lt; 10 ms | json, 32 connections, dev | × missed | 32.0 ms (32.0–32.0) |',
    );
  });

  it('tell them on the page, with a link to them', () => {
    const page = spaced(documentOf(viewOf(recordWith(slo)), { script: '', style: '' }));
    const [, section = ''] = /<section id="objectives"(.*?)<.section>/s.exec(page) ?? [];
    expect(page.includes('<a href="#objectives">Objectives</a>')).toBe(true);
    expect(section).toContain(
      '<span aria-hidden="true">×</span> <strong>p50 &lt; 10 ms</strong>: missed by dev',
    );
    expect(section).toContain('<td>32 connections</td><td>dev</td>');
  });

  it('say nothing of them where there are none', () => {
    const record = fabricateRecord();
    expect(renderTerminal(record, options)).not.toContain('objectives');
    expect(markdownOf(viewOf(record))).not.toContain('Objectives');
    expect(documentOf(viewOf(record), { script: '', style: '' })).not.toContain('objectives');
  });

  it('show names from outside as text', () => {
    const record = recordWith('p50<1ms of dev');
    const [objective] = record.objectives;
    objective!.objective.mode = '<img src=x>|*';
    const view = viewOf(record);
    expect(documentOf(view, { script: '', style: '' })).not.toContain('<img');
    expect(markdownOf(view)).toContain('&lt;img src=x&gt;\\|\\*');
  });

  it('read records from before there were objectives', () => {
    const { objectives: _, ...old } = fabricateRecord();
    const { objectives: __, ...plan } = old.plan;
    expect(recordSchema.parse({ ...old, plan })).toMatchObject({ objectives: [], plan: { objectives: [] } });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trendOf } from '../../harness/commands/trend.ts';
import type { History, HistoryFilter, HistoryRow, Trend } from '../../harness/model/history.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { summaryOf } from '../../harness/stats/run-summary.ts';
import { historyJson, trendJson } from '../../reports/history/json.ts';
import { renderHistory } from '../../reports/history/list.ts';
import { renderPruning } from '../../reports/history/prune.ts';
import { scaleOf, sparkline } from '../../reports/history/sparkline.ts';
import { renderTrend } from '../../reports/history/trend.ts';
import { troubleText } from '../../reports/history/trouble.ts';
import { displayWidth } from '../../reports/terminal/text.ts';
import { fabricateRecord } from '../helpers/record.ts';
import { fabricateOpenRecord } from '../helpers/record-open.ts';

const some = fabricateRecord();
const none: HistoryFilter = { name: null, commit: null, mode: null, scenario: null, sinceMs: null };

function row(
  back: number,
  edit: (record: RunRecord) => void = () => {},
  change: Partial<HistoryRow> = {},
): HistoryRow {
  const record = structuredClone(some);
  record.startedAt = new Date(Date.parse('2026-03-04T10:15:00Z') - back * 86_400_000).toISOString();
  edit(record);
  const folder = `.bench/runs/${record.id}`;
  const reference = back === 0 ? 'latest' : `latest~${back}`;
  return {
    back,
    folder,
    reference,
    ending: 'complete',
    recorded: true,
    summary: summaryOf(record),
    ...change,
  };
}

function history(rows: readonly HistoryRow[], change: Partial<History> = {}): History {
  return {
    runsFolder: '.bench/runs',
    total: rows.length,
    filter: none,
    rows,
    more: false,
    known: null,
    ...change,
  };
}

const dirty = (record: RunRecord) => {
  if (record.environment.git) record.environment.git.dirty = true;
};
const shown = (text: string) => text.trimEnd().split('\n');
const at = (columns: number, colour = false) => ({ columns, colour });

describe('the list of runs', () => {
  it('says of each when, which, of what commit, how it ended, what was measured and one figure', () => {
    expect(shown(renderHistory(history([row(0), row(1, dirty)]), at(80)))).toEqual([
      'History · 2 runs in .bench/runs',
      '',
      'run     started (UTC)     name     commit    ended',
      'latest  2026-03-04 10:15  default  0123456   complete',
      '        dev, prefork ×4 and threaded ×4 on json, cpu and wait',
      expect.stringMatching(
        /^ {8}json@c32: prefork ×4 \d+ req\/s \(\d+–\d+\), 1\.\d\d × dev \(1\.\d\d–1\.\d\d\)$/,
      ),
      '~1      2026-03-03 10:15  default  0123456+  complete',
      '        dev, prefork ×4 and threaded ×4 on json, cpu and wait',
      expect.stringContaining('        json@c32: '),
      '',
      '+: with uncommitted changes; bench report latest~1 shows one whole',
    ]);
  });

  it('shows the figure of the scenario, and first the mode, that was asked for', () => {
    const filter = { ...none, scenario: 'wait', mode: 'threaded' };
    const text = renderHistory(history([row(0)], { filter }), at(80));
    expect(text).toContain('History · 1 run in .bench/runs');
    expect(text).toContain('--mode threaded --scenario wait');
    expect(text).toContain('        threaded ×4, dev and prefork ×4 on json, cpu and wait');
    expect(text).toMatch(/ {8}wait@c\d+: /);
  });

  it('tells what there is instead of a figure', () => {
    const told = (one: HistoryRow) => shown(renderHistory(history([one]), at(80)))[5];
    const cut = row(0, () => {}, { recorded: false, ending: 'interrupted', reference: '.bench/runs/x' });
    expect(told(cut)).toBe('        6 rounds measured, no record; bench run --resume .bench/runs/x goes on');
    expect(told({ ...cut, ending: 'under way' })).toBe('        6 rounds measured until now');
    const judged = row(0, (record) => (record.command = ['claims']));
    expect(told(judged)).toMatch(/^ {8}claims: \d supported/);
    const nothing = row(0, (record) => (record.summaries = []));
    expect(told(nothing)).toBe('        no figure that can be used');
    const open = { ...row(0), summary: summaryOf(fabricateOpenRecord()) };
    expect(told(open)).toMatch(/^ {8}\w+@r\d+: .* p\d\d [\d.]+ ms/);
  });

  it('says how to see more, and what to do where there is nothing', () => {
    expect(renderHistory(history([row(0)], { total: 1000, more: true }), at(80))).toMatch(
      /^History · the newest 1 run in \.bench\/runs +of 1000\n[\s\S]*--limit 1000 lists all/,
    );
    expect(renderHistory(history([]), at(120))).toBe(
      'There is no run in .bench/runs yet. Make one with bench run, or name another folder with --out.\n',
    );
    const filter = { ...none, name: 'nightly', sinceMs: Date.parse('2026-03-01T00:00:00Z') };
    const known = { name: ['run'], mode: ['dev', 'prefork:workers=8'], scenario: ['json'] };
    expect(renderHistory(history([], { total: 3, filter, known }), at(120))).toBe(
      'None of the 3 runs in .bench/runs fits --name nightly --since 2026-03-01T00:00.\nEach --name there: run.\n',
    );
    const wrong = { ...none, mode: 'prefrk', scenario: 'jsn' };
    expect(shown(renderHistory(history([], { total: 3, filter: wrong, known }), at(120)))).toEqual([
      'None of the 3 runs in .bench/runs fits --mode prefrk --scenario jsn.',
      'Each --mode there: dev and prefork:workers=8.',
      'Each --scenario there: json.',
    ]);
  });

  it('is never wider than it may be, with or without colour, whatever names are in it', () => {
    const long = row(1, (record) => {
      record.plan.name = 'n'.repeat(64);
      for (const variant of record.plan.variants)
        variant.label = `${variant.id} \u001b[31m ${'x'.repeat(60)}`;
      record.environment.git = { commit: '\u001b[31m'.repeat(8), dirty: true, branch: null };
    });
    for (const columns of [40, 60, 80, 120]) {
      const text = renderHistory(history([row(0), long, row(123_456)]), at(columns));
      for (const line of shown(text)) expect(displayWidth(line), line).toBeLessThanOrEqual(columns);
      expect(text).not.toContain('\u001b');
    }
    const failed = row(0, () => {}, { ending: 'failed' });
    expect(renderHistory(history([failed]), at(80, true))).toContain('\u001b[31mfailed\u001b[39m');
  });

  it('is data for programs', () => {
    const data = historyJson(history([row(3, dirty)], { total: 9, more: true }));
    expect(data).toMatchObject({ kind: 'history', folder: '.bench/runs', total: 9, more: true });
    expect(data.runs[0]).toMatchObject({
      ...{ reference: 'latest~3', name: 'default', ending: 'complete', stop: 'budget', rounds: 6 },
      ...{ scenarios: ['json', 'cpu', 'wait'], baseline: 'dev' },
      git: { commit: '0123456789abcdef0123456789abcdef01234567', dirty: true, branch: 'main' },
    });
    expect(data.runs[0]?.headlines[0]).toMatchObject({
      ...{ scenario: 'json', level: 'c32', mode: 'prefork', metric: 'throughput' },
      ratio: { point: expect.any(Number), low: expect.any(Number), high: expect.any(Number) },
    });
  });
});

describe('a sparkline', () => {
  const line = (values: readonly number[]) =>
    sparkline(
      values.map((value) => ({ value })),
      { low: 0, high: 8 },
    );

  it('rises from the lowest to the highest block', () => {
    expect(line([0, 1, 2, 3, 4, 5, 6, 7, 8])).toBe('▁▂▃▄▅▆▇██');
  });

  it('has a sign in the place of what is not joined', () => {
    expect(sparkline([{ value: 0 }, { sign: '·' }, { sign: '×' }, { value: 8 }], { low: 0, high: 8 })).toBe(
      '▁·×█',
    );
  });

  it('of equal figures without intervals lies in the middle', () => {
    expect(sparkline([{ value: 5 }, { value: 5 }], scaleOf([[5, null, null]]) ?? { low: 0, high: 0 })).toBe(
      '▅▅',
    );
  });

  it('has one column for each figure, and a higher figure never a lower block', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 50 }), (values) => {
        const scale = scaleOf(values.map((value) => [value, null, null] as const));
        if (scale === null) throw new Error('no scale');
        const drawn = sparkline(
          values.map((value) => ({ value })),
          scale,
        );
        expect(drawn).toHaveLength(values.length);
        for (const [i, a] of values.entries())
          for (const [j, b] of values.entries()) if (a <= b) expect(drawn[i]! <= drawn[j]!).toBe(true);
      }),
    );
  });

  it('is scaled by the ends of the intervals, so that what they reach over looks small', () => {
    const figures = [
      [100, 80, 120],
      [104, 84, 124],
    ] as const;
    expect(scaleOf(figures)).toEqual({ low: 80, high: 124 });
    expect(sparkline([{ value: 100 }, { value: 104 }], { low: 80, high: 124 })).toBe('▄▅');
    expect(scaleOf([])).toBeNull();
  });
});

describe('the trend of a cell', () => {
  const faster = (factor: number) => (record: RunRecord) => {
    for (const { metrics } of record.summaries) {
      const { throughput } = metrics;
      if (throughput === null) continue;
      throughput.point *= factor;
      throughput.low = (throughput.low ?? 0) * factor;
      throughput.high = (throughput.high ?? 0) * factor;
    }
  };
  const elsewhere = (record: RunRecord) => {
    record.environment.cpuModel = 'Another CPU';
    faster(10)(record);
  };
  const broken = (record: RunRecord) => {
    for (const cell of record.summaries) cell.validity = { status: 'invalid', reasons: [] };
  };
  const rows = [
    row(0, faster(2)),
    row(1, dirty),
    row(2, elsewhere),
    row(3, broken),
    row(4, (record) => {
      record.plan.engine = 'autocannon';
    }),
    row(5),
  ];
  const ask = (cell: string, from = rows): Trend =>
    trendOf(from, { runsFolder: '.bench/runs', cell, metric: 'throughput', limit: 20 });

  it('is a line from the oldest to the newest, and a table of the figures with their intervals', () => {
    const lines = shown(renderTrend(ask('dev/cpu@c8'), at(80)));
    expect(lines.slice(0, 2)).toEqual(['Throughput · dev · cpu · 8 connections', '6 runs in .bench/runs']);
    expect(lines[3]).toMatch(/^▁·×·▁█ {2}[\d.]+–\d+ req\/s$/);
    expect(lines[4]).toBe('oldest to newest; higher is better');
    expect(lines[6]).toBe('        started (UTC)     name     commit    req/s');
    expect(lines[7]).toMatch(/^latest {2}2026-03-04 10:15 {2}default {2}0123456 {3}\d+ \(\d+–\d+\)$/);
    expect(lines[8]).toMatch(/^~1 {6}2026-03-03 10:15 {2}default {2}0123456\+ {2}[\d.]+ \([\d.]+–[\d.]+\)$/);
  });

  it('marks what is not joined, and says why', () => {
    const lines = shown(renderTrend(ask('dev/cpu'), at(80)));
    expect(lines[9]).toMatch(/ ·a$/);
    expect(lines[10]).toMatch(/ ×$/);
    expect(lines[11]).toMatch(/ ·b$/);
    const notes = lines.slice(14).join(' ').replace(/\s+/g, ' ');
    expect(notes).toContain('·a: not joined, for it is not as in the newest run: cpuModel');
    expect(notes).toContain('·b: not joined, for it is not as in the newest run: engine');
    expect(notes).toContain('×: the cell is invalid');
    expect(notes).toContain('+: with uncommitted changes');
    expect(notes).toMatch(/\d+ connections? is where the newest run shows it; @c\d+ names it/);
    expect(notes).toContain('measure them in one run');
  });

  it('is drawn as far as it fits', () => {
    const many = Array.from({ length: 150 }, (_, back) => ({
      ...(rows[back % rows.length] ?? row(0)),
      back,
    }));
    for (const columns of [40, 80, 120]) {
      const found = trendOf(many, {
        runsFolder: 'runs',
        cell: 'dev/json@c1',
        metric: 'throughput',
        limit: 200,
      });
      for (const line of shown(renderTrend(found, at(columns)))) {
        expect(displayWidth(line), line).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('of which nothing is supported says so', () => {
    const empty = trendOf(rows, { runsFolder: 'runs', cell: 'dev/wait', metric: 'p99', limit: 20 });
    expect(renderTrend(empty, at(80)).replace(/\s+/g, ' ')).toContain(
      'No run has a figure for p99 response time there: its requests or its system do not support one.',
    );
  });

  it('of memory is read in MB', () => {
    const memory = trendOf(rows, { runsFolder: 'runs', cell: 'dev/json', metric: 'footprint', limit: 1 });
    expect(renderTrend(memory, at(80))).toMatch(/MB\nlatest .* 6\d\.\d \(6\d\.\d–6\d\.\d\)/);
  });

  it('is data for programs', () => {
    const data = trendJson(ask('dev/cpu@c8'));
    expect(data).toMatchObject({
      ...{ kind: 'trend', mode: 'dev', scenario: 'cpu', level: 'c8', metric: 'throughput', unit: 'req/s' },
      better: 'higher',
    });
    expect(data.points.map(({ joined, differences }) => [joined, differences])).toEqual([
      [true, []],
      [true, []],
      [false, ['cpuModel']],
      [false, []],
      [false, ['engine']],
      [true, []],
    ]);
  });
});

describe('what pruning did', () => {
  const run = {
    folder: '.bench/runs/a',
    startedAt: '2026-03-01T10:00:00.000Z',
    bytes: 1_234_567,
    resumable: false,
  };
  const pruning = { runsFolder: '.bench/runs', dryRun: false, kept: 50, underWay: [], removed: [run] };

  it('is named run by run, with the space that it gave', () => {
    const removed = [
      { ...run, resumable: true },
      { ...run, folder: '.bench/runs/b' },
    ];
    expect(shown(renderPruning({ ...pruning, removed, underWay: ['.bench/runs/c'] }, 80))).toEqual([
      '2026-03-01 10:00 UTC  1.23\u00a0MB  .bench/runs/a  interrupted',
      '2026-03-01 10:00 UTC  1.23\u00a0MB  .bench/runs/b',
      '.bench/runs/c  under way, left alone',
      'Removed 2 runs, 2.47 MB; 50 runs kept.',
      'One of them was interrupted and could have been gone on with by bench run',
      '--resume.',
    ]);
  });

  it('is only said with --dry-run', () => {
    expect(renderPruning({ ...pruning, removed: [{ ...run, bytes: 98_304 }] }, 80)).toContain('98.3\u00a0kB');
    expect(renderPruning({ ...pruning, removed: [{ ...run, bytes: 2.5e9 }] }, 80)).toContain('2.50\u00a0GB');
    expect(renderPruning({ ...pruning, dryRun: true }, 80)).toContain(
      'Would remove 1 run, 1.23 MB, and keep 50. Nothing was removed.',
    );
  });

  it('is plain text, whatever folders are called', () => {
    const odd = { ...run, folder: '.bench/runs/\u001b[2J' };
    expect(renderPruning({ ...pruning, removed: [odd], underWay: [odd.folder] }, 80)).not.toContain('\u001b');
  });

  it('may be nothing', () => {
    expect(renderPruning({ ...pruning, removed: [], kept: 3 }, 80)).toBe(
      'Nothing to remove: 3 runs in .bench/runs, all to be kept.\n',
    );
  });
});

describe('what is wrong with a record', () => {
  it.each([
    [{ kind: 'cut-short' }, 'its record is not whole: it was cut short or is none'],
    [{ kind: 'foreign' }, 'is JSON, but not a record of Modebench'],
    [{ kind: 'newer', version: 99 }, 'is of version 99, which a newer Modebench wrote'],
    [{ kind: 'damaged', at: 'plan.name' }, 'its record is damaged at plan.name'],
    [{ kind: 'unreadable', code: 'EACCES' }, 'cannot be read (EACCES)'],
  ] as const)('%j is put into words', (trouble, words) => {
    expect(troubleText(trouble)).toBe(words);
  });
});

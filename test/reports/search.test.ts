import { describe, expect, it } from 'vitest';
import type { HistoryFilter, HistoryRow } from '../../harness/model/history.ts';
import type { RunRecord, StopReason } from '../../harness/model/record.ts';
import type { SearchResult, SearchRun } from '../../harness/model/search.ts';
import { buildRecord } from '../../harness/runs/build-record.ts';
import { runVerdict } from '../../harness/runs/run-verdict.ts';
import { summaryOf } from '../../harness/stats/run-summary.ts';
import { csvFormat } from '../../reports/csv/index.ts';
import { headlineText } from '../../reports/history/headline.ts';
import { documentOf } from '../../reports/html/document.ts';
import { renderTerminal } from '../../reports/index.ts';
import { junitOf } from '../../reports/junit/index.ts';
import { markdownFormat } from '../../reports/markdown/index.ts';
import { viewOf } from '../../reports/view/index.ts';
import { betweenText, carriesText, limitText, searchSentence } from '../../reports/wording/search.ts';
import { searchedRecord } from '../helpers/record-search.ts';
import { searchPlan } from '../helpers/searching.ts';

const plan = searchPlan('p99<100ms,errors<0.1%');
const run = (rate: number, given: Partial<SearchRun> = {}): SearchRun => ({
  ...{
    round: 1,
    rate,
    outcome: 'held',
    offeredPerSecond: rate,
    servedPerSecond: rate,
    overloaded: false,
    died: false,
    generator: null,
    starved: false,
  },
  figures: [{ objective: 0, verdict: 'met', decided: true, value: 80, beyond: { requests: 0, of: 900 } }],
  ...given,
});
const missed = (rate: number, value: number, given: Partial<SearchRun> = {}) =>
  run(rate, {
    outcome: 'failed',
    figures: [{ objective: 0, verdict: 'missed', decided: true, value, beyond: { requests: 90, of: 900 } }],
    ...given,
  });
const result = (given: Partial<SearchResult>): SearchResult => ({
  ...{ variant: 'web', scenario: 'json', objectives: [0], outcome: 'found', rate: 182, limitedBy: [0] },
  low: { rate: 182, held: 3, failed: 0, generator: 0 },
  high: { rate: 200, held: 0, failed: 2, generator: 0 },
  limit: { point: 189.4, low: 183.6, high: 195.2 },
  ...{ calmMs: 5, servedPerSecond: 240, runs: [run(182), missed(200, 320)] },
  ...given,
});
const told = (given: Partial<SearchResult>, stop: StopReason = 'budget') =>
  searchSentence(plan, result(given), { stop, budgetSeconds: 300 }).replaceAll('\u00a0', ' ');

describe('what is said of a search', () => {
  it('names the rate, where it fails, how often each was seen, and by what', () => {
    expect(told({})).toBe(
      '182 req/s: it held there in 3 of 3 runs; at 200 req/s it failed in 2 of 2 runs: p99 was 320 ms; all 2 runs together see the limit at 189 req/s (184–195)',
    );
    expect(carriesText(result({}))).toBe('182');
    expect(betweenText(result({}))).toBe('184–195');
    expect(betweenText(result({ limit: null }))).toBe('182–200');
  });

  it('says that a server was overloaded, or died', () => {
    expect(
      told({ runs: [run(182), missed(200, 900, { overloaded: true, servedPerSecond: 188.4 })] }),
    ).toMatch(/p99 was 900 ms and only 188 req\/s were served; /);
    expect(told({ runs: [run(182), missed(200, 900, { died: true, figures: [] })] })).toMatch(
      /: the server did not live through it; /,
    );
  });

  it('never takes the limit of the generator for that of the server', () => {
    const generator = { code: 'send-lag', p99Ms: 12, boundMs: 2 } as const;
    const limited: Partial<SearchResult> = {
      outcome: 'generator',
      runs: [run(182), run(200, { outcome: 'generator', generator })],
    };
    expect(told(limited)).toMatch(
      /^at least 182 req\/s: it held there in 3 of 3 runs; beyond that the generator, not the server, was the limit: the load generator sent 1 % of the requests 12.0 ms late or later/,
    );
    expect(carriesText(result(limited))).toBe('≥\u00a0182');
    const starved = run(200, { outcome: 'generator', starved: true });
    expect(told({ ...limited, runs: [run(182), starved] })).toMatch(
      /was the limit: all 256 connections were in use, .* raise --max-connections$/,
    );
    expect(told({ ...limited, rate: null, low: null })).toMatch(
      /^cannot be told: at 182 req\/s and above the generator, not the server, was the limit/,
    );
  });

  it('takes it for no bound of the server where time was too short, either', () => {
    const generator = { code: 'send-lag', p99Ms: 12, boundMs: 2 } as const;
    const limited = run(205, { outcome: 'generator', generator });
    const early: Partial<SearchResult> = {
      ...{ outcome: 'unconfirmed', limit: null, limitedBy: [], runs: [run(182), limited, limited] },
      low: { rate: 182, held: 1, failed: 0, generator: 0 },
      high: { rate: 205, held: 0, failed: 0, generator: 2 },
    };
    expect(told(early)).toMatch(
      /^not confirmed: 182 req\/s: it held there in 1 of 1 run; at 205 req\/s the generator, not the server, was the limit in 2 of 2 runs: the load generator sent 1 % of the requests 12.0 ms late or later.*; missing: /,
    );
    expect(carriesText(result(early))).toBe('≥\u00a0182');
    expect(betweenText(result(early))).toBe('–');
    expect(limitText(plan, result(early))).toBe('generator');
  });

  it('says what was the best where it holds at no rate', () => {
    const none = {
      outcome: 'none',
      rate: null,
      low: null,
      runs: [missed(50, 140), missed(1.56, 120)],
    } as const;
    expect(told({ ...none, runs: [...none.runs] })).toBe(
      'at no rate: the best was at 1.56 req/s, the lowest rate tried: p99 was 120 ms; a single connection is answered in 5.00 ms',
    );
  });

  it('says what would help where time was too short', () => {
    const early = { outcome: 'unconfirmed', low: { rate: 182, held: 1, failed: 0, generator: 0 } } as const;
    expect(told(early)).toBe(
      'not confirmed: 182 req/s: it held there in 1 of 1 run; at 200 req/s it failed in 2 of 2 runs: p99 was 320 ms; all 2 runs together see the limit at 189 req/s (184–195); missing: fresh runs that confirm it: 2 more that hold, and two that fail 10 % above; the budget was spent: raise --budget (`bench run --resume --budget 10m` goes on with it)',
    );
    const wide = { rate: 240, held: 0, failed: 1, generator: 0 };
    expect(told({ ...early, limit: null, high: wide })).toContain('; missing: the rates between the two; ');
    expect(told({ ...early, limit: null, high: null })).toContain('; missing: a rate at which it fails; ');
    expect(told({ outcome: 'unknown', rate: null, low: null, runs: [] })).toMatch(
      /^cannot be told: no run at any rate came to an end; the budget was spent: raise --budget /,
    );
    expect(told(early, 'interrupted')).toMatch(/it was interrupted: `bench run --resume` goes on with it$/);
    expect(told(early, 'rounds')).toMatch(/the machine was too disturbed: close what else runs on it/);
    expect(told(early, 'precision')).toMatch(/its runs contradict each other/);
  });

  it('tells objectives that so few requests cannot show to hold', () => {
    const unsure = {
      objective: 1,
      verdict: 'met',
      decided: false,
      value: 0,
      beyond: { requests: 0, of: 90 },
    } as const;
    const held = run(182, { figures: [...run(182).figures, unsure] });
    expect(told({ objectives: [0, 1], runs: [held, missed(200, 320)] })).toMatch(
      /; too few requests to be sure of failures < 0.1 %$/,
    );
  });
});

describe('reports of a search', () => {
  const record = searchedRecord({ variants: ['web', '<b>hostile</b>'] });
  const text = (of: RunRecord, columns: number) =>
    renderTerminal(of, { columns, colour: false, full: false, tty: false });

  it.each([40, 80, 120])('fit %d columns of a terminal', (columns) => {
    for (const line of text(record, columns).split('\n'))
      expect(line.length, line).toBeLessThanOrEqual(columns);
  });

  it('have a row and a sentence for each mode, and say how it was found', () => {
    const shown = text(record, 80);
    expect(shown).toMatch(/carries\s+limit lies in\s+there\s+runs\s+limited by/);
    expect(shown).toMatch(/web: \d+ req\/s: it held there in \d of \d runs/);
    expect(shown).toContain('how: requests come evenly spaced');
    expect(shown).toContain('ended: when each rate was found and confirmed');
  });

  it('tell the same in Markdown and HTML, with names from outside escaped', async () => {
    const [markdown] = await markdownFormat.render(record);
    expect(markdown?.content).toContain('## Capacity');
    expect(markdown?.content).not.toContain('<b>hostile');
    const page = documentOf(viewOf(record), { script: 'void 0;', style: '' });
    const ids = [...page.matchAll(/<section id="([^"]+)"/g)].map((match) => match[1]);
    expect(ids.slice(0, 2)).toEqual(['search', 'scenario-1-closed']);
    expect(ids).not.toContain('overview');
    expect(page).not.toContain('<b>hostile');
  });

  it('are a suite of JUnit: what has no rate is red, as the exit code is', () => {
    const suite = (of: RunRecord) => junitOf(viewOf(of), of) ?? '';
    expect(suite(record)).toContain(
      '<testsuite name="capacity" tests="2" failures="0" errors="0" skipped="0"',
    );
    expect(suite(record)).toContain('<testcase name="web · json" classname="capacity">');
    expect(suite(searchedRecord({ variants: ['web'], slo: 'p99<1ms' }))).toContain(
      '<failure message="at no rate: the best was at ',
    );
    const results = [result({ rate: null, low: null, outcome: 'unknown', runs: [] })];
    expect(suite({ ...record, search: { results } })).toContain('<error message="cannot be told: ');
    const unconfirmed = { ...record, search: { results: [result({ outcome: 'unconfirmed' })] } };
    expect(suite(unconfirmed)).toContain('<system-out>warn: ');
  });

  it('have a table for spreadsheets, a row for each mode in each scenario', async () => {
    const files = await csvFormat.render(record);
    const table = String(files.find(({ name }) => name === 'searches.csv')?.content);
    const [header, first, second] = table.split('\r\n');
    expect(header).toMatch(
      /,variant,scenario,outcome,rate,held,limit,limit_low,limit_high,failing_rate,failed,runs$/,
    );
    expect(first).toMatch(/,web,json,found,[\d.]+,3,/);
    expect(second).toContain('<b>hostile</b>');
  });

  it('are a line in lists of runs', () => {
    const row = { summary: summaryOf(record), recorded: true, ending: 'ended', reference: 'latest' };
    const line = headlineText(row as unknown as HistoryRow, { scenario: null } as HistoryFilter);
    expect(line.replaceAll('\u00a0', ' ')).toMatch(
      /^json: web carries \d+ req\/s( \(limit [\d.k]+–[\d.k]+\))?, and 1 more$/,
    );
    const none = { ...row, summary: summaryOf(searchedRecord({ variants: ['web'], slo: 'p99<1ms' })) };
    expect(headlineText(none as unknown as HistoryRow, { scenario: null } as HistoryFilter)).toBe(
      'json: web meets its objectives at no rate',
    );
  });

  it('give no advice that a search has no flags for', async () => {
    const [markdown] = await markdownFormat.render(record);
    const page = documentOf(viewOf(record), { script: 'void 0;', style: '' });
    const terminal = renderTerminal(record, { columns: 100, colour: false, full: true, tty: false });
    for (const told of [markdown?.content, page, terminal, text(record, 100)])
      expect(told).not.toMatch(/--rounds|--precision|--concurrency [\d<]|More rounds may tell/);
  });

  it('follow from the record alone', () => {
    const again = buildRecord(
      {
        ...{
          type: 'header',
          schemaVersion: record.schemaVersion,
          id: record.id,
          startedAt: record.startedAt,
        },
        ...{ command: record.command, environment: record.environment, plan: record.plan },
      },
      {
        stop: record.stop,
        rounds: record.rounds,
        slices: record.slices,
        elapsedMs: 1000 * record.measuredSeconds,
      },
      [],
      new Date(record.endedAt),
    );
    expect(again.search).toEqual(record.search);
    expect(again.plan.levels).toEqual(record.plan.levels);
  });

  it('end with the code of what was found', () => {
    expect(runVerdict(record, [])).toBe('pass');
    const none = searchedRecord({ variants: ['web'], slo: 'p99<1ms' });
    expect(runVerdict(none, [])).toBe('missed');
    expect(
      runVerdict(
        { ...record, search: { results: [result({ rate: null, low: null, outcome: 'unknown' })] } },
        [],
      ),
    ).toBe('no-answer');
  });
});

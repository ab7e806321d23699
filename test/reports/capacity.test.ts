import { describe, expect, it } from 'vitest';
import type { PlanQuestion } from '../../harness/capacity/question.ts';
import type { CapacityReport } from '../../harness/capacity/report.ts';
import { reportOf } from '../../harness/capacity/report.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { renderCapacity } from '../../reports/capacity/terminal.ts';
import { unfitText, unsustainedText } from '../../reports/wording/planning.ts';
import { curveSentences, refusalText } from '../../reports/wording/scalability.ts';
import { bounded, connections, p99Below, question } from '../helpers/capacity.ts';
import { makeHostile } from '../helpers/hostile.ts';
import { fabricateRecord } from '../helpers/record.ts';
import { objectivesOf, searchPlan } from '../helpers/searching.ts';

const plainText = (text: string) => text.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ');

function told(record: RunRecord, asked: PlanQuestion | null, columns = 100) {
  const report: CapacityReport = reportOf(record, {
    limits: asked?.limits ?? [],
    question: asked,
    isAsked: () => true,
  });
  return renderCapacity(report, record, { columns, colour: false, full: false });
}

describe('what a record tells of capacity, in the terminal', () => {
  const record = fabricateRecord();

  it('is what one machine carries in each mode, and what limits it', () => {
    const text = told(record, null);
    expect(text).toContain('what one machine carries');
    expect(text).toMatch(/^prefork +6\d\d\d \(\d+–\d+\)/m);
    expect(text).toMatch(/^cpu$/m);
  });

  it('is a plan for a target, with what is to be carried', () => {
    const text = plainText(told(record, question(20_000, { growth: 2 })));
    expect(text).toContain('20 000 req/s × 2 with 30 % kept free: 57 143 req/s to carry');
    expect(text).toMatch(/^prefork +\d+ workers +[\d ]+ \(.*\) +\d+( \(\d+–\d+\))? \+ 1 /m);
    expect(text).toContain('Machines are taken to carry as many times what one does');
  });

  it('says why there is no curve, once for all that lack the same, and the run to make', () => {
    const text = told(record, null, 200).replace(/\n {2}/g, ' ');
    expect(text).toMatch(
      /No curve over concurrency for dev\/.* and \d more: 3 levels can be used, \d are needed\./,
    );
    expect(text).toContain(
      'Curves over concurrency: bench run --modes dev,prefork,threaded --scenarios json,cpu,wait --concurrency 1,2,4,8,16,32 --rounds 6',
    );
  });

  it('names a kind of machine that it was not measured on, and how to plan for it all the same', () => {
    const big = { name: 'big', cores: 8, memoryBytes: null, price: null };
    const text = plainText(told(record, question(100, { instances: [big] }), 200)).replace(/\n {2}/g, ' ');
    expect(text).toContain(
      'No plan for dev, prefork and threaded on big: it was measured on 2 cores, which says nothing of 8: measure there, or add --extrapolate;',
    );
    const labelled = plainText(told(record, question(100, { instances: [big], extrapolate: true }), 200));
    expect(labelled).toContain(
      'Extrapolated for dev, prefork and threaded on big: 8 cores in proportion, 4.0 × those measured (2)',
    );
  });

  it('keeps size, machines with their range, memory and cost of two kinds of machine in 80 columns', () => {
    const kinds = [
      { name: null, cores: 2, memoryBytes: 4e9, price: 0.17, priceUnit: 'USD/h' },
      { name: 'c7g.large', cores: 2, memoryBytes: 8e9, price: 0.2, priceUnit: 'USD/h' },
    ];
    const text = plainText(told(record, question(90_000, { instances: kinds }), 80));
    expect(text).toMatch(/^prefork · 2 cores, 4 GB +4 workers .*\d+ \(\d+–\d+\) \+ 1 .* CPU$/m);
    expect(text).toMatch(/^prefork · c7g.large /m);
    expect(text).toContain('Cost in USD/h is that of all machines, the spare one included.');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('says of which evidence each answer is, where it is of several', () => {
    const p99 = p99Below(60_000);
    const text = plainText(told(mixedEvidence(record), question(100, { limits: [p99] }), 300));
    expect(text).toContain(
      'Of dev/json: what a machine carries was found by a search for the highest rate that meets the objectives.',
    );
    expect(text).toMatch(
      /Of prefork\/json and threaded\/json: what a machine carries was measured with busy connections/,
    );
    expect(text).toContain('; p99<60000ms');
  });

  it('says where a search that it rests on was not confirmed', () => {
    const sought = mixedEvidence(record, 'unconfirmed');
    expect(plainText(told(sought, question(100, { limits: [p99Below(60_000)] }), 300))).toContain(
      'Of dev/json: what a machine carries was found by a search for the highest rate that meets the objectives, which ended before fresh runs confirmed it: it may be more or less.',
    );
  });

  it.each([40, 60, 80, 120])('keeps within %d columns', (columns) => {
    const price = { name: null, cores: 2, memoryBytes: 4e9, price: 0.17 };
    const texts = [
      told(record, null, columns),
      told(record, question(5000, { instances: [price] }), columns),
    ];
    for (const line of texts.join('\n').split('\n'))
      expect([...line].length, line).toBeLessThanOrEqual(columns);
  });

  it('shows names from outside as text alone', () => {
    const spoilt = fabricateRecord({ edit: makeHostile });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(told(spoilt, null)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});

/** As if the highest rate of one mode had been sought in the same run. */
function mixedEvidence(record: RunRecord, outcome: 'found' | 'unconfirmed' = 'found'): RunRecord {
  const objectives = objectivesOf('p99<60s');
  const result = {
    ...{ variant: 'dev', scenario: 'json', objectives: [0], outcome, rate: 500 },
    ...{
      low: { rate: 500, held: 3, failed: 0, generator: 0 },
      high: { rate: 525, held: 0, failed: 2, generator: 0 },
    },
    ...{ limit: null, limitedBy: [0], calmMs: 1, servedPerSecond: 900, runs: [] },
  };
  return {
    ...record,
    plan: { ...record.plan, search: searchPlan('p99<60s') },
    search: { results: [{ ...result, objectives: objectives.map((_, at) => at) }] },
  };
}

describe('wording of capacity', () => {
  const range = (point: number) => ({ point, low: point * 0.9, high: point * 1.1 });
  const fitted = {
    kind: 'usl' as const,
    lambda: range(1000),
    contention: range(0.125),
    coherence: range(0.002),
    peak: { kind: 'within' as const, n: range(20), throughput: range(4500) },
    reach: 64,
    band: [],
    asked: [],
    errors: { fit: 0.021, lastLeftOut: 0.043 },
  };
  const model = { over: 'concurrency' as const, levels: [], rounds: 6, fitted, refusals: [] };

  it('says what contention and coherence mean', () => {
    const [contention, coherence, peak, checks] = curveSentences(model, fitted).map(plainText);
    expect(contention).toBe(
      'One request in flight serves 1000 req/s (900–1100) alone. Contention σ = 0.125 (0.113–0.138): 13 % of the work waits its turn, so that however many there are, they serve no more than 8.0 × what one does.',
    );
    expect(coherence).toBe(
      'Coherence κ = 0.00200 (0.00180–0.00220): each request in flight costs every other 0.20 % of what one does, so that throughput falls in the end.',
    );
    expect(peak).toBe('Throughput is highest at 20 in flight (18 to 22): 4500 req/s (4050–4950).');
    expect(checks).toContain('up to 64 in flight');
  });

  it('says that nothing was found, where nothing was', () => {
    const none = {
      ...fitted,
      contention: { point: 0, low: 0, high: 0.01 },
      coherence: { point: 0, low: 0, high: 0 },
    };
    const text = plainText(curveSentences(model, { ...none, peak: { kind: 'none' } }).join(' '));
    expect(text).toContain('no waiting in line was found');
    expect(text).toContain("throughput flattens and does not fall (Amdahl's law)");
    expect(text).toContain('No peak: more load serves ever less more, but not less.');
  });

  it.each([
    [{ code: 'few-levels' as const, levels: 3, needed: 5 }, '3 levels can be used, 5 are needed'],
    [{ code: 'few-rounds' as const, rounds: 1, needed: 5 }, '1 round at some level, 5 are needed'],
    [
      { code: 'invalid-cells' as const, levels: [8, 32] },
      'what was measured at 8 and 32 connections is invalid',
    ],
    [
      { code: 'poor-fit' as const, level: 4, error: 0.31, bound: 0.1 },
      'the curve misses what was measured at 4 connections by 31 % (10 % is allowed): it has another shape',
    ],
    [{ code: 'too-far' as const, n: 100, most: 64 }, '100 in flight is beyond twice what was measured'],
  ])('says why a curve is refused: %j', (refusal, text) => {
    expect(plainText(refusalText(refusal, 'concurrency'))).toBe(text);
  });

  it('says what was the best, where no level meets an objective', () => {
    const why = {
      kind: 'not-met' as const,
      limit: p99Below(250),
      best: { level: connections(1), figure: bounded(400) },
    };
    expect(plainText(unsustainedText(why))).toBe(
      'no level meets p99<250ms; the best was a p99 of 400 ms (380 ms to 420 ms) at 1 connection',
    );
  });

  it('says where what was measured is a bound, and not the figure itself', () => {
    const best = { level: connections(4), figure: { ...bounded(40), bound: 'at-least' as const } };
    expect(plainText(unsustainedText({ kind: 'cannot-tell', limit: p99Below(250), best }))).toBe(
      'whether p99<250ms holds cannot be told: too few requests were answered to tell more than a p99 of 38.0 ms or more at 4 connections',
    );
    // The load generator's part is in it.
    const most = { level: connections(4), figure: { ...bounded(400), bound: 'at-most' as const } };
    expect(plainText(unsustainedText({ kind: 'cannot-tell', limit: p99Below(250), best: most }))).toBe(
      'whether p99<250ms holds cannot be told: what was measured is a bound, a p99 of 420 ms or less at 4 connections',
    );
    const wide = { level: connections(1), figure: bounded(250) };
    expect(plainText(unsustainedText({ kind: 'cannot-tell', limit: p99Below(250), best: wide }))).toBe(
      'whether p99<250ms holds at the lowest level cannot be told; the best was a p99 of 250 ms (238 ms to 263 ms) at 1 connection',
    );
    expect(unsustainedText({ kind: 'cannot-tell', limit: p99Below(250), best: null })).toBe(
      'whether p99<250ms holds cannot be told: there are too few requests or rounds',
    );
  });

  it('says how much memory is lacking', () => {
    const unfit = { code: 'memory' as const, count: 8, needs: 2e9, has: 0.9e9, machines: 2 };
    expect(plainText(unfitText(unfit))).toBe('8 of them take 2000 MB, and 900 MB may be taken');
  });
});

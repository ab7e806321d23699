import { describe, expect, it } from 'vitest';
import { type Level, levelKey } from '../../harness/model/level.ts';
import { documentOf } from '../../reports/html/document.ts';
import { viewOf } from '../../reports/view/index.ts';
import { makeHostile } from '../helpers/hostile.ts';
import { fabricateRecord } from '../helpers/record.ts';
import { asGate, gateRecord, gateTest, gateTests, quietTests } from '../helpers/record-gate.ts';

const assets = { script: 'void 0;', style: '' };
const page = (record = gateRecord()) =>
  documentOf(viewOf(record), assets)
    .replaceAll(/[\u00a0\u202f]/g, ' ')
    .replaceAll('\u2060', '');
const sectionOf = (text: string) => /<section id="gate"[\s\S]*?<\/section>/.exec(text)?.[0] ?? '';

describe('the gate in the page', () => {
  it('leads, in place of the answer of a run', () => {
    const ids = [...page().matchAll(/<section id="([^"]+)"/g)].map((match) => match[1]);
    expect(ids.slice(0, 2)).toEqual(['gate', 'overview']);
    expect(ids).not.toContain('answer');
    expect(page()).toContain('<a href="#gate">Gate</a>');
    expect(sectionOf(page(fabricateRecord()))).toBe('');
  });

  it('shows what changed or failed, the gravest first, and all figures behind a fold', () => {
    const section = sectionOf(page());
    const [changed, all] = section.split('<details><summary>All 8 figures');
    const verdicts = (text: string) =>
      [...text.matchAll(/<\/span> ([a-z ]+)<\/td>/g)].map((match) => match[1]);
    expect(verdicts(changed!)).toEqual(['fail', 'fail', 'invalid', 'warn', 'warn', 'pass']);
    expect(verdicts(all!)).toHaveLength(8);
    expect(section).toContain('+6.2 % (+3.1 to +9.4)');
    expect(section).toContain(
      '<li>p99 of web in wait cannot be judged: this system does not tell it, or nothing was answered.</li>',
    );
    expect(sectionOf(page(gateRecord(quietTests())))).not.toContain('What changed or failed');
  });

  it('says what the run would have found, and how it decided', () => {
    const section = sectionOf(page(gateRecord(quietTests())));
    expect(section).toContain('No worsening was found; one of 2.9 % of CPU per request');
    expect(section).toContain('working tree, with changes beside commit 89abcde12345 against main, commit');
    expect(section).toContain('<li>Others warn at most: throughput and p99.</li>');
  });

  it('draws each interval on the side that is worse, be more or less of it better', () => {
    const dots = (metric: 'p50' | 'throughput', change: [number, number, number]) => {
      const section = sectionOf(
        page(gateRecord([gateTest({ metric, change, outcome: 'warn', reason: 'worse' })])),
      );
      const [, line] = /class="reference" x1="([\d.]+)"/.exec(section)!;
      const [, dot] = /<circle class="point" cx="([\d.]+)"/.exec(section)!;
      return Number(dot) - Number(line);
    };
    expect(dots('p50', [1.06, 1.03, 1.09])).toBeGreaterThan(0);
    expect(dots('throughput', [0.94, 0.91, 0.97])).toBeGreaterThan(0);
    expect(dots('p50', [0.94, 0.91, 0.97])).toBeLessThan(0);
  });

  it('shows connections and arrival rates of a scenario apart, for they are on no axis together', () => {
    const rate: Level = {
      ...{ kind: 'open', rate: 800, arrivals: 'constant', connections: 64 },
      ...{ overflow: 'queue', queueLimit: 100 },
    };
    const record = fabricateRecord({
      edit: (draft) => {
        asGate(draft, Object.values(gateTests));
        const { plan, summaries, slices, comparisons } = draft;
        const isLast = (level: Level) => levelKey(level) === 'c32';
        plan.levels = plan.levels.map((level) => (isLast(level) ? rate : level));
        for (const one of [...summaries, ...slices, ...comparisons]) if (isLast(one.level)) one.level = rate;
      },
    });
    const { scenarios } = viewOf(record);
    expect(scenarios.map(({ name, anchor, levels }) => [name, anchor, levels.map(({ key }) => key)])).toEqual(
      ['json', 'cpu', 'wait'].flatMap((name, index) => [
        [name, `scenario-${index + 1}-closed`, ['c1', 'c8']],
        [name, `scenario-${index + 1}-open`, ['r800']],
      ]),
    );
    expect(scenarios.map(({ best }) => best?.kind)).toEqual(
      scenarios.map((_, i) => (i % 2 ? 'open' : 'closed')),
    );
    const text = page(record);
    const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
    for (const [, anchor] of text.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(anchor);
  });

  it('takes names as text', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        asGate(draft, Object.values(gateTests));
        makeHostile(draft);
        for (const test of draft.gate!.tests) test.scenario = '</title><script>window.hacked=1</script>';
      },
    });
    expect(documentOf(viewOf(record), assets).match(/<script/g)).toHaveLength(2);
  });
});

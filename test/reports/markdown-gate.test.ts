import { describe, expect, it } from 'vitest';
import type { GateTest } from '../../harness/model/gate.ts';
import { mostInComment } from '../../reports/markdown/gate.ts';
import { markdownOf } from '../../reports/markdown/index.ts';
import { viewOf } from '../../reports/view/index.ts';
import { hostileName, makeHostile } from '../helpers/hostile.ts';
import { fabricateRecord, type RecordDraft } from '../helpers/record.ts';
import { asGate, gateRecord, gateTest, gateTests, quietTests } from '../helpers/record-gate.ts';

const spaced = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const comment = (tests?: readonly GateTest[]) => spaced(markdownOf(viewOf(gateRecord(tests))));
const edited = (edit: (draft: RecordDraft) => void, tests: readonly GateTest[] = Object.values(gateTests)) =>
  fabricateRecord({
    edit: (draft) => {
      asGate(draft, tests);
      edit(draft);
    },
  });

describe('the comment of a gate', () => {
  it('begins with the mark by which it is found again, and with the verdict', () => {
    expect(comment().split('\n\n').slice(0, 3)).toEqual([
      '<!-- modebench-gate gate -->',
      '## × Gate: fail',
      'working tree, with changes beside commit 89abcde12345 against main, commit 70dc05c12345; 6 rounds in 78 s.',
    ]);
    expect(comment(quietTests())).toContain('## ✓ Gate: pass\n');
  });

  it('shows what changed or failed in a short table, the gravest first, and counts the rest', () => {
    const table = comment().split('\n\n')[3]!.split('\n');
    expect(table).toEqual([
      '|  | figure | scenario | change | threshold | would have been found |',
      '| --- | --- | --- | --- | --- | --- |',
      '| × fail | p50 | cpu | +6.2 % (+3.1 to +9.4) | 5 % | 4.1 % |',
      '| × fail | failed requests | json | +0.42 points (+0.20 to +0.61) | 0.1 points | 0.08 points |',
      '| ? invalid | p99 | wait | – | 10 % (warns) | – |',
      '| ! warn | p99 | cpu | +24 % (+12 to +38) | 10 % (warns) | 22 % |',
      '| ! warn | memory | json | +1.2 % (+0.6 to +1.8) | 2 % | 0.9 % |',
      '| ✓ pass | CPU per request | json | −10 % (−12 to −8) | 2 % | 1.5 % |',
    ]);
    expect(comment().split('\n\n')[4]).toMatch(
      /^2 other figures passed\. In the other figures no worsening was found; one of 1\.5 % of CPU/,
    );
  });

  it('has no table where nothing changed, but says what it would have found', () => {
    expect(comment(quietTests()).split('\n\n')[3]).toBe(
      '18 figures passed. No worsening was found; one of 2.9 % of CPU per request, 2.9 % of p50, 2.9 % of memory and 0.04 percentage points of failed requests, or more, would have been (with a probability of 80 %).',
    );
  });

  it('folds all else away', () => {
    const text = comment();
    const summaries = [...text.matchAll(/<summary>(.*)<\/summary>/g)].map((match) => match[1]);
    expect(summaries).toEqual(
      expect.arrayContaining([
        'In words',
        'All 8 figures: 2 failed, 1 cannot be judged, 2 warnings, 3 passed',
        'How it was decided',
        'Figures of both sides',
        'Can it be trusted',
      ]),
    );
    const open = text.replaceAll(/<details>.*?<\/details>/gs, '');
    expect(open.split('<details>')[0]!.length).toBeLessThan(2000);
    expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)!.length);
    expect(text).toContain(
      '- Without any change a gate fails with a probability of 1 % at most, however many figures it is of.',
    );
  });

  it('is never longer than a comment may be, however many figures there are and however long names are', () => {
    const long = 'x'.repeat(3000);
    const many = Array.from({ length: 900 }, (_, i) =>
      gateTest({ scenario: `${long}${i}`, outcome: 'fail', reason: 'worse', change: [1.3, 1.2, 1.4] }),
    );
    const text = comment(many);
    expect(text.length).toBeLessThanOrEqual(mostInComment);
    expect(text).toContain('860 more are in the table below.');
    expect(text).toContain('Left out for its length');
    expect(text).toContain('## × Gate: fail');
  });

  it('takes names as text: they forge no markup, end no mark, and call nobody', () => {
    const record = edited((draft) => {
      makeHostile(draft);
      draft.plan.name = 'x --> <script> @everyone';
      for (const test of draft.gate!.tests) test.scenario = `@octocat ${hostileName}`;
    });
    const text = markdownOf(viewOf(record));
    expect(text.split('\n')[0]).toBe('<!-- modebench-gate x-script-everyone -->');
    const outsideOfCode = text.replaceAll(/^(`{3,}).*?^\1/gms, '').replaceAll(/(`+).*?\1/g, '');
    expect(outsideOfCode).not.toMatch(/<script|<img/);
    expect(text).not.toMatch(/(^|\W)@octocat/);
    expect(text).toContain('@<!-- -->octocat');
  });

  it('has no place in the Markdown of other runs', () => {
    expect(markdownOf(viewOf(fabricateRecord()))).not.toContain('modebench-gate');
  });
});

import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../harness/model/record.ts';
import type { RecordComparison } from '../../harness/model/record-comparison.ts';
import { compareCellsOfRecords, nameOfRecord } from '../../harness/stats/compare-records.ts';
import { renderComparison } from '../../reports/comparison/terminal.ts';
import { hostileName } from '../helpers/hostile.ts';
import { fabricateRecord } from '../helpers/record.ts';

const before = fabricateRecord({ seed: 1 });
const slower = fabricateRecord({
  seed: 2,
  edit: (draft) => {
    draft.id = '2026-03-05T10-15-00-default';
    draft.startedAt = '2026-03-05T10:15:00.000Z';
    for (const { variant, load } of draft.slices) {
      if (variant === 'prefork' && load !== null) load.busy.elapsedMs *= 1.5;
    }
  },
});

function comparisonOf(from: RunRecord, to: RunRecord, differences: readonly string[] = []): RecordComparison {
  return {
    ...{ baseline: nameOfRecord(from), candidate: nameOfRecord(to), differences },
    ...compareCellsOfRecords(from, to, differences.length === 0),
  };
}

const text = (comparison: RecordComparison, columns = 80, full = false) =>
  renderComparison(comparison, { columns, colour: false, full });

describe('two records as text', () => {
  it('name both runs, and show each figure before and now with its ratio and what that says', () => {
    const shown = text(comparisonOf(before, slower));
    expect(shown).toMatch(/^before: 2026-03-04T10-15-00-default.*2026-03-04 10:15 UTC\nnow: /);
    expect(shown).toContain('cpu · 32 connections');
    expect(shown).toMatch(/prefork +req\/s +[\d.k]+ +[\d.k]+ +0\.6\d+ \(0\.\d+–0\.\d+\) +worse/);
    expect(shown).toMatch(/p50 ms .*\n +p99 ms/);
  });

  it('say in a sentence what changed, and how much could not be told', () => {
    const shown = text(comparisonOf(before, slower))
      .replaceAll(/\n {2}/g, ' ')
      .replaceAll(' ', ' ');
    expect(shown).toMatch(/Cpu, 32 connections, prefork: throughput 0\.6\d+ × \(0\.\d+–0\.\d+\), worse/);
    expect(shown).toMatch(/\d+ figures: \d+ changed(, \d+ without a difference that matters)?( and|,)/);
    expect(shown).toContain(
      'Not measured together: what had changed of the machine between the two runs is in these',
    );
  });

  it('conclude nothing where they were measured in different places', () => {
    const shown = text(comparisonOf(before, slower, ['cpuModel', 'cores'])).replaceAll(/\n {2}/g, ' ');
    expect(shown).toContain('Not measured alike, so nothing is concluded; other: cpuModel and cores.');
    expect(shown).not.toContain('worse');
  });

  it('show the highest level of each scenario, and every one when asked', () => {
    const comparison = comparisonOf(before, slower);
    expect(text(comparison)).not.toContain('cpu · 1 connection');
    expect(text(comparison, 80, true)).toContain('cpu · 1 connection');
    // The cell of json c8 that is invalid in both is named with what was wrong.
    expect(text(comparison).replaceAll(/\n {2}/g, ' ')).toMatch(
      /Json c8 of prefork was not compared: invalid before \(.*failed.*\)\./,
    );
  });

  it('say so when they share no cell', () => {
    const other = fabricateRecord({
      edit: (draft) => {
        for (const summary of draft.summaries) summary.scenario = 'upload';
      },
    });
    const shown = text(comparisonOf(before, other)).replaceAll(/\n {2}/g, ' ');
    expect(shown).toContain('Nothing could be compared.');
    expect(shown).toMatch(/Measured before only: .* and \d+ more/);
  });

  it.each([40, 60, 80, 120])('keep within %i columns', (columns) => {
    const lines = text(comparisonOf(before, slower), columns, true).split('\n');
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
  });

  it('let no mode name reach the terminal as a command', () => {
    const name = hostileName;
    const edit = (draft: RunRecord) => {
      for (const summary of draft.summaries) if (summary.variant === 'dev') summary.variant = name;
      for (const slice of draft.slices) if (slice.variant === 'dev') slice.variant = name;
      for (const variant of draft.plan.variants) if (variant.id === 'dev') variant.id = name;
      draft.comparisons = [];
    };
    const one = fabricateRecord({ seed: 1, edit });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    expect(text(comparisonOf(one, one), 120, true)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  });
});

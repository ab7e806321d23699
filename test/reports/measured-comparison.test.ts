import { describe, expect, it } from 'vitest';
import { runVerdict } from '../../harness/runs/run-verdict.ts';
import { renderMeasured } from '../../reports/comparison/measured.ts';
import { renderTerminal } from '../../reports/index.ts';
import { viewOf } from '../../reports/view/index.ts';
import { rerunCommand } from '../../reports/view/rerun.ts';
import { asCodes } from '../helpers/codes.ts';
import { fabricateRecord, type RecordDraft } from '../helpers/record.ts';

const record = (edit: (draft: RecordDraft) => void = () => undefined) =>
  fabricateRecord({
    edit: (draft) => {
      asCodes(draft);
      edit(draft);
    },
  });
const text = (of = record(), columns = 80, full = false) =>
  renderMeasured(of, { columns, colour: false, full });
const oneLine = (shown: string) => shown.replaceAll(/\s+/g, ' ');

describe('two codes that were measured side by side', () => {
  it('are named with their commits, and so that changes which are in none are told', () => {
    expect(text()).toMatch(
      /^A: main, commit 70dc05c12345 .*2026-03-04 10:15 UTC\nB: working tree, with changes beside commit 89abcde12345 .*6 rounds\n/,
    );
  });

  it('are shown with each figure, its ratio and what that says, and a sentence for each scenario', () => {
    const shown = text();
    expect(shown).toContain('cpu · 32 connections');
    expect(shown).toMatch(/ A +B +B ÷ A/);
    expect(shown).toMatch(/web +req\/s +[\d.]+ +[\d.]+ +[\d.]+ \([\d.]+–[\d.]+\) +better/);
    const sentences = oneLine(shown);
    for (const scenario of ['Json', 'Cpu', 'Wait'])
      expect(sentences).toContain(`${scenario}, 32 connections, web: working tree against main@70dc05c: `);
    expect(sentences).toMatch(/against main@70dc05c: throughput [\d.]+ × \([\d.]+–[\d.]+\), better/);
  });

  it('are shown at every level when asked, with what is invalid named', () => {
    expect(text()).not.toContain('cpu · 1 connection\n');
    expect(text(record(), 80, true)).toContain('cpu · 1 connection');
    expect(oneLine(text())).toMatch(/Json c8 of working tree web is invalid and was not compared \(.+\)\./);
  });

  it.each([40, 60, 80, 120])('keep within %i columns', (columns) => {
    const wide = text(record(), columns, true)
      .split('\n')
      .filter((line) => [...line].length > columns);
    expect(wide).toEqual([]);
  });

  it('say so where nothing could be compared, which is no answer', () => {
    const none = record((draft) => {
      draft.comparisons = [];
    });
    expect(text(none)).toContain('Nothing could be compared.');
    expect(runVerdict(none, [])).toBe('no-answer');
    expect(runVerdict(record(), [])).toBe('pass');
  });

  it('tell their commits in the other reports too, and how to measure them again', () => {
    expect(viewOf(record()).modes.map(({ notes }) => notes[0])).toEqual([
      'code: main, commit 70dc05c12345',
      'code: working tree, with changes beside commit 89abcde12345',
    ]);
    expect(renderTerminal(record(), { columns: 80, colour: false, full: true, tty: false })).toContain(
      'main@70dc05c web',
    );
    const again = { variants: ['working tree web'], scenarios: ['json'], levels: [8], rounds: 12 };
    expect(rerunCommand(record(), again).join(' ')).toBe(
      'bench compare ref:main . --modes web --scenarios json --concurrency 8 --install npm ci --omit=dev --rounds 12',
    );
  });
});

describe('two modes that were measured side by side', () => {
  it('are named by themselves', () => {
    const shown = renderMeasured(fabricateRecord(), { columns: 80, colour: false, full: false });
    expect(shown).toMatch(/^A: dev .*\nB: prefork/);
    expect(oneLine(shown)).toMatch(/Cpu, 32 connections: prefork ×4 against dev: throughput/);
  });
});

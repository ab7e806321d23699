import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../harness/model/record.ts';
import { renderSeveral } from '../../reports/terminal/several.ts';
import { severalViewOf } from '../../reports/view/several.ts';
import { fabricateOpenRecord } from '../helpers/record-open.ts';
import { searchedRecord } from '../helpers/record-search.ts';
import { recordOfDay, shownOf } from '../helpers/record-several.ts';

const viewOf = (...records: RunRecord[]) => severalViewOf(shownOf(records));
const answerOf = (view: ReturnType<typeof viewOf>, lead: string) =>
  view.answer.scenarios.find((one) => one.lead.startsWith(lead))?.sentences ?? [];

describe('two records', () => {
  const [before, now] = [recordOfDay(1), recordOfDay(2, { slower: 1.25 })];
  const view = viewOf(before, now);
  const json = view.scenarios.find(({ name }) => name === 'json')!;

  it('are before and now, with the figures of both and the ratio of each cell at the same level', () => {
    expect(view.kind).toBe('comparison');
    expect(view.records.map(({ name }) => name)).toEqual(['before', 'now']);
    const cell = json.cells.find(({ mode, level }) => mode === 'prefork' && level.key === 'c32')!;
    const [from, to] = cell.visits;
    const { point, low, high } = cell.whole.throughput!;
    expect(point).toBeCloseTo(0.8, 1);
    expect(low!).toBeLessThan(point);
    expect(high!).toBeGreaterThan(point);
    expect(to!.figures.throughput!.point / from!.figures.throughput!.point).toBeCloseTo(point, 1);
  });

  it('mark a change only where the interval excludes 1', () => {
    const ratios = view.scenarios.flatMap(({ cells }) => cells.flatMap(({ whole }) => Object.values(whole)));
    const changed = ratios.filter(({ verdict }) => verdict === 'improved' || verdict === 'regressed');
    expect(changed.length).toBeGreaterThan(3);
    for (const { low, high } of changed) expect(low! > 1 || high! < 1).toBe(true);
    expect(answerOf(view, 'wait, ')[0]).toMatch(
      /^prefork ×4: throughput 0\.\d+\u00a0× \(0\.\d+–0\.\d+\), worse/,
    );
    expect(answerOf(view, 'wait, ').at(-1)).toMatch(/^The others: \d+ without a difference that matters/);
  });

  it('say how many ratios would seem to change if nothing had', () => {
    expect(view.answer.counts).toMatch(
      /^A change is shown in \d+ of \d+ ratios, at all levels; of so many about \d+ would seem to change if nothing had\.$/,
    );
  });

  it('tell the rates that they found, where they were searches', () => {
    const [early, late] = ['2025-03-01', '2025-03-02'].map((day) => ({
      ...searchedRecord({ variants: ['web'] }),
      ...{ id: `${day}T10-00-00-capacity`, startedAt: `${day}T10:00:00.000Z` },
    }));
    const searches = viewOf(early!, late!);
    const text = renderSeveral(searches, { columns: 80, colour: false, full: false });
    const plain = text.replace(/\s+/g, ' ');
    expect(plain).toMatch(
      /Before: \w+, web: \d+ req\/s: it held there in .* Now: \w+, web: \d+ req\/s: it held/,
    );
    expect(searches.records[0]!.found[0]).toMatch(/, web: /);
    expect(view.records[0]!.sought).toEqual([]);
  });

  it('say that they were not measured together, and what tells more', () => {
    expect(view.apart).toEqual([
      'Not measured together: what had changed of the machine between the two runs is in these ratios; what one command measures in turns is told apart far more closely: `bench compare REF .` for two versions, `bench run --modes …` for modes.',
      'Machine, versions and load are recorded as the same.',
    ]);
  });

  it('name the cells that only one has, and those that are invalid', () => {
    const less = recordOfDay(3, {
      edit(draft) {
        draft.summaries = draft.summaries.filter(
          ({ level, scenario }) => scenario !== 'cpu' || level.kind !== 'closed' || level.concurrency !== 8,
        );
      },
    });
    expect(viewOf(before, less).missing).toEqual([
      'Measured before only: dev cpu c8, prefork cpu c8 and threaded cpu c8.',
      expect.stringMatching(
        /^Invalid, and not compared there: prefork json c8 before and now \(4\.3\u00a0% of .* requests failed/,
      ),
    ]);
  });

  it('conclude nothing where the machine or a version is another, and say in what', () => {
    const elsewhere = recordOfDay(2, {
      slower: 1.25,
      edit: ({ environment }) => {
        environment.cpuModel = 'Another CPU';
        environment.servers = { ...environment.servers, fastify: '6.0.0' };
      },
    });
    const other = viewOf(before, elsewhere);
    expect(other.apart).toContain(
      'Not measured alike, so nothing is concluded; other: cpuModel and servers.fastify.',
    );
    expect(answerOf(other, 'json, ')).toEqual([
      'nothing is concluded of 15 figures: they were not measured alike.',
    ]);
    expect(other.answer.counts).toBe('No ratio is of records that were measured alike.');
    expect(other.records[1]!.differences).toContainEqual({
      ...{ of: 'versions', name: 'servers.fastify', from: '5.12.8', to: '6.0.0' },
    });
    expect(other.records.map(({ group }) => group)).toEqual(['A', 'B']);
  });

  it('conclude nothing of a scenario that asks for something else, and go on with the others', () => {
    const asking = recordOfDay(2, {
      slower: 1.25,
      edit: ({ plan }) => {
        plan.scenarios[0]!.requests[0]!.path = '/json?more';
      },
    });
    const other = viewOf(before, asking);
    expect(answerOf(other, 'json, ')).toEqual([
      'nothing is concluded of 15 figures: they were not measured alike.',
    ]);
    expect(answerOf(other, 'wait, ')[0]).toMatch(/worse/);
    expect(other.apart).toContain('Machine, versions and load are recorded as the same.');
  });

  it('of one mode each are compared, whatever the modes are called', () => {
    const only = (day: number, variant: string) =>
      recordOfDay(day, {
        edit(draft) {
          draft.plan.variants = draft.plan.variants.filter(({ id }) => id === variant);
          draft.plan.baseline = variant;
          const own = <One extends { variant: string }>(all: One[]) =>
            all.filter((one) => one.variant === variant);
          draft.summaries = own(draft.summaries);
          draft.slices = own(draft.slices);
          draft.comparisons = [];
        },
      });
    const pair = viewOf(only(1, 'dev'), only(2, 'threaded'));
    expect(pair.modes.map(({ label }) => label)).toEqual(['dev → threaded ×4']);
    expect(pair.scenarios[0]!.cells[0]!.whole.throughput).toBeDefined();
    expect(pair.missing.filter((text) => text.startsWith('Measured'))).toEqual([]);
  });

  it('of arrival rates stand at a rate that both have', () => {
    const open = viewOf(fabricateOpenRecord(), {
      ...fabricateOpenRecord(),
      startedAt: '2026-11-02T02:00:00.000Z',
    });
    expect(open.scenarios.every(({ shown }) => shown.kind === 'open')).toBe(true);
    expect(open.answer.scenarios[0]!.lead).toMatch(/req\/s offered$/);
  });
});

describe('three and more records', () => {
  const days = [1, 2, 3, 4, 5].map((day) =>
    recordOfDay(day, {
      slower: day > 3 ? 1.25 : 1,
      edit: ({ environment }) => {
        if (day === 1) environment.node = 'v20.19.0';
      },
    }),
  );
  const view = viewOf(...days);

  it('are a trend, from the oldest that was measured as the newest was', () => {
    expect(view.kind).toBe('trend');
    expect(view.over).toEqual({ from: 2, to: 5 });
    expect(view.answer.of).toBe('record 5 ÷ record 2');
    expect(answerOf(view, 'wait, ')[0]).toMatch(/^prefork ×4: throughput 0\.\d+\u00a0× /);
  });

  it('tell date and commit of each, and letters of those that were measured alike', () => {
    expect(view.records.map(({ ticks }) => ticks).slice(0, 2)).toEqual([
      ['1', '11-01', '170dc05'],
      ['2', '11-02', '270dc05'],
    ]);
    expect(view.records.map(({ group }) => group).join('')).toBe('ABBBB');
    expect(view.scenarios.map(({ breaks }) => breaks)).toEqual([[1], [1], [1]]);
    expect(view.apart).toContain(
      'Record 2 was not measured as record 1 was, and is not joined with it; other: node.',
    );
  });

  it('tell between which records a figure changed', () => {
    const step = view.answer.steps.find(({ to }) => to === 4)!;
    expect(step.from).toBe(3);
    expect(step.sentences.some((text) => /^wait, .*, prefork ×4: throughput 0\.8/.test(text))).toBe(true);
    expect(view.answer.steps.some(({ to }) => to === 2)).toBe(false);
  });

  it('tell times where several are of one day', () => {
    const sameDay = [10, 12, 14].map((hour, index) => ({
      ...recordOfDay(index + 1),
      startedAt: `2026-11-01T${hour}:30:00.000Z`,
    }));
    expect(viewOf(...sameDay).records.map(({ ticks }) => ticks[1])).toEqual(['10:30', '12:30', '14:30']);
  });

  it('keep the colour that a mode has in the report of the newest', () => {
    const fewer = recordOfDay(9, {
      edit(draft) {
        draft.plan.variants.shift();
        draft.plan.baseline = 'prefork';
        draft.summaries = draft.summaries.filter(({ variant }) => variant !== 'dev');
        draft.slices = draft.slices.filter(({ variant }) => variant !== 'dev');
        draft.comparisons = [];
      },
    });
    const mixed = viewOf(days[3]!, days[4]!, fewer);
    expect(mixed.modes.map(({ id, index }) => [id, index])).toEqual([
      ['prefork', 0],
      ['threaded', 1],
      ['dev', 2],
    ]);
    expect(mixed.missing[0]).toMatch(/^Measured only in record 1 and record 2: dev json c1, /);
  });

  it('say of each record what it was and what it came to', () => {
    const [first] = view.records;
    expect(first).toMatchObject({
      command: ['bench', 'run', '--modes', 'dev,prefork,threaded'],
      shownBy: 'bench report nightly~4',
      page: '../run-1/report.html',
    });
    expect(first!.found[0]).toMatch(/^json, 32 connections: prefork ×4 serves /);
    expect(first!.found.at(-1)).toBe('27 cells: 1 invalid, 1 inconclusive.');
  });
});

import { describe, expect, it } from 'vitest';
import { capacityOf } from '../../harness/capacity/capacity-of.ts';
import { planFor } from '../../harness/capacity/plan.ts';
import { growthPlaced } from '../../reports/charts/capacity.ts';
import { capacitySection } from '../../reports/html/capacity.ts';
import { documentOf } from '../../reports/html/document.ts';
import { packedBlock } from '../../reports/html/packed.ts';
import { capacityViewOf, plannedMetrics } from '../../reports/view/capacity.ts';
import { planView } from '../../reports/view/capacity-answer.ts';
import { packModes, unpackModes } from '../../reports/view/capacity-pack.ts';
import { viewOf } from '../../reports/view/index.ts';
import { p99Below, question } from '../helpers/capacity.ts';
import { makeHostile } from '../helpers/hostile.ts';
import { fabricateRecord } from '../helpers/record.ts';
import { growingRecord } from '../helpers/record-capacity.ts';

const plainText = (text: string) => text.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ');

const growing = growingRecord();
const view = capacityViewOf(growing)!;
const drawn = view.growth.flatMap(({ curves }) => curves);
const growthOf = (scenario: string, title: string) =>
  drawn.find((one) => one.drawn.scenario === scenario && one.drawn.title === title)!;

describe('what a page holds of capacity', () => {
  it('answers as the record itself does, though it is packed', () => {
    const { modes } = capacityOf(growing, plannedMetrics);
    const packed = JSON.parse(JSON.stringify(packModes(modes, plannedMetrics)));
    const unpacked = unpackModes(packed, plannedMetrics, modes[0]!.machine);
    expect(unpacked).toEqual(modes);
    for (const asked of [
      question(5000),
      question(50_000, { limits: [p99Below(25)] }),
      question(900, {
        instances: [{ name: null, cores: 32, memoryBytes: 4e9, price: 1 }],
        extrapolate: true,
      }),
    ]) {
      expect(planFor(unpacked, asked)).toEqual(planFor(modes, asked));
    }
  });

  it('takes less than 200 bytes for a cell, with every percentile that an objective may be of', () => {
    const { modes } = view.planner;
    const cells = modes.flatMap(({ sizes }) => sizes.flatMap(({ levels }) => levels));
    expect(packedBlock('planner', modes).text.length / cells.length).toBeLessThan(200);
  });

  it('is a target of a few machines for each scenario', () => {
    expect(view.planner.scenarios).toEqual([
      { name: 'json', target: 50_000 },
      { name: 'cpu', target: 2000 },
    ]);
  });

  it('is nothing of a record without a figure, or of a gate', () => {
    const broken = { ...growing, summaries: [] };
    expect(capacityViewOf(broken)).toBeNull();
  });
});

describe('a plan in the page', () => {
  const asked = (target: number, given = {}) => planView(view.planner, 'json', question(target, given));

  it('is what is asked and what each mode needs, in one sentence', () => {
    const { lead, rows } = asked(50_000);
    expect(plainText(lead)).toMatch(
      /^50 000 req\/s with 30 % kept free: 71 429 req\/s to carry\. Machines: dev \d+( \(\d+–\d+\))? \+ 1; prefork \d/,
    );
    expect(rows.map(({ mode }) => mode)).toEqual(['dev', 'prefork']);
  });

  it('says how far it goes beyond what was measured', () => {
    const [, prefork] = asked(50_000).rows;
    expect(plainText(prefork?.remark ?? '')).toMatch(
      /^Extrapolated: \d+ workers by the curve, [\d.]+ × the most measured \(6\)\.$/,
    );
  });

  it('is refused in the words of the terminal', () => {
    const other = { name: 'big', cores: 64, memoryBytes: null, price: null };
    const [dev] = asked(100, { instances: [other] }).rows;
    expect(dev?.cells).toBeNull();
    expect(plainText(dev?.remark ?? '')).toContain(
      'No plan: it was measured on 16 cores, which says nothing of 64: measure there, or add --extrapolate',
    );
    const [never] = asked(100, { limits: [{ ...p99Below(0.001), text: 'p99<0.001ms' }] }).rows;
    expect(never?.remark).toContain('no level meets p99<0.001ms; the best was a p99 of');
  });

  it('has a column of cost and the names of machines where there are any', () => {
    const priced = { name: 'big', cores: 16, memoryBytes: 32e9, price: 0.5, priceUnit: 'USD/h' };
    const plan = asked(5000, { instances: [priced] });
    expect(plan.headers).toContain('Cost');
    expect(plan.rows[0]?.instance).toBe('big');
    expect(plan.notes.join(' ')).toContain('Cost in USD/h is that of all machines');
    expect(asked(5000).headers).not.toContain('Cost');
  });
});

describe('growth with load', () => {
  it('is a curve over what was in flight, with its band and its peak', () => {
    const { drawn: dev, sentences } = growthOf('json', 'dev');
    expect(dev.fitted?.peak?.n).toBeGreaterThan(16);
    for (const [, point, low, high] of dev.fitted?.band ?? []) {
      expect(low).toBeLessThanOrEqual(point);
      expect(high).toBeGreaterThanOrEqual(point);
    }
    expect(sentences.join(' ')).toMatch(/Contention σ = .* of the work waits its turn.*Coherence κ = /);
  });

  it('is a curve over workers too, whose points keep the marks of their variants', () => {
    const { drawn: workers, sentences } = growthOf('json', 'prefork, by workers');
    expect(workers.levels.map(([level]) => level)).toEqual([1, 2, 3, 4, 6]);
    expect(workers.levels.map(([, , , , , index]) => index)).toEqual([1, 2, 3, 4, 5]);
    expect(sentences.join(' ')).toContain("Amdahl's law");
  });

  it('has no curve where it is refused, and says why', () => {
    const { drawn: dev, sentences } = growthOf('cpu', 'dev');
    expect(dev.fitted).toBeNull();
    expect(sentences).toEqual([expect.stringMatching(/^No curve: .* it has another shape/)]);
  });

  it('is drawn on one scale in a scenario', () => {
    const json = drawn.filter(
      ({ drawn: { scenario, over } }) => scenario === 'json' && over === 'concurrency',
    );
    expect(new Set(json.map((one) => one.drawn.most)).size).toBe(1);
  });

  it('has its figures in a table and a file, beside those of the curve', () => {
    const [placed] = growthPlaced([growthOf('json', 'dev').drawn]);
    const chart = placed!.at(null);
    const { columns, groups } = chart.table();
    expect(columns.map(({ text }) => text)).toEqual([
      'requests in flight on average',
      'throughput',
      'by the curve',
    ]);
    expect(groups[0]?.rows.map(({ head }) => head)).toEqual(['1', '2', '4', '8', '16', '32']);
    const [header, first] = chart.csv();
    expect(header).toHaveLength(first!.length);
    expect(first![6]).toBeCloseTo(Number(first![2]), -2);
  });

  it('of too few levels is told once for all, with the run to make', () => {
    const few = capacityViewOf(fabricateRecord())!;
    expect(few.growth).toEqual([]);
    expect(few.uncharted[0]).toMatch(
      /^No curve over concurrency for dev\/.*: 3 levels can be used, 4 are needed/,
    );
    expect(few.uncharted.at(-1)).toMatch(
      /^Curves over concurrency: `bench run .*--concurrency 1,2,4,8,16,32/,
    );
  });
});

describe('the section on capacity', () => {
  const modes = viewOf(growing).modes;
  const text = plainText(capacitySection(view, modes)!.text);

  it('has the answer to a question that makes sense, without a script', () => {
    expect(text).toContain('<form id="planner" class="planner" hidden');
    expect(text).toMatch(/role="status">json: 50 000 req\/s with 30 % kept free/);
    expect(text).toContain(
      'bench capacity 2026-03-04T10-15-00-growing --scenarios json --target-rps 50000</code>',
    );
    expect(text).toContain('<td data-name="Machines">');
  });

  it('has a label, a hint and a place for what is wrong at every field', () => {
    for (const [, id] of text.matchAll(/<(?:input type="(?:text|checkbox)"|select) id="([^"]+)"/g)) {
      expect(text).toContain(`for="${id}"`);
    }
    for (const [, ids] of text.matchAll(/aria-describedby="([^"]+)"/g)) {
      for (const id of ids!.split(' ')) expect(text).toContain(`id="${id}"`);
    }
  });

  it('tells of the laws in sentences, and of each cell', () => {
    expect(text).toMatch(/Little&#39;s law .* holds within 10 % in \d+ of \d+ cells/);
    expect(text).toMatch(/The utilisation law .* holds within 5\.0 % in 72 of 72 cells/);
    expect(text).toContain('In each cell: by the law · measured');
  });

  it('keeps hostile names as text', () => {
    const hostile = fabricateRecord({
      edit: (draft) => {
        makeHostile(draft);
        for (const one of draft.summaries) one.validity = { status: 'valid', reasons: [] };
      },
    });
    const capacity = capacityViewOf(hostile);
    expect(capacity).not.toBeNull();
    const page = documentOf(viewOf(hostile), { script: '', style: '' }, capacity);
    expect(page).toContain('id="capacity"');
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page).not.toContain('<img');
    expect(page).not.toMatch(/<[^>]*\sonerror=/);
    const unnamed = growthPlaced(drawn.map(({ drawn: one }) => ({ ...one, title: '<b>"x' })));
    expect(unnamed[0]!.at(null).title).toBe('<b>"x');
  });

  it('links to anchors that exist', () => {
    const page = documentOf(viewOf(growing), { script: '', style: '' }, view);
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
    for (const [, anchor] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(anchor);
  });
});

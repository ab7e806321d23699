import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { documentOf } from '../../reports/html/document.ts';
import { html, prose, raw } from '../../reports/html/markup.ts';
import { packedBlock } from '../../reports/html/packed.ts';
import { viewOf } from '../../reports/view/index.ts';
import { makeHostile } from '../helpers/hostile.ts';
import { type Fabrication, fabricateRecord } from '../helpers/record.ts';

const assets = { script: 'void 0; // < ü', style: 'body{color:red}' };
const page = (fabrication: Fabrication = {}) => documentOf(viewOf(fabricateRecord(fabrication)), assets);
const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

describe('markup', () => {
  it('escapes whatever is interpolated, in content and in attributes', () => {
    expect(html`<a title="${'"><b>'}">${"<i>&'"}</a>`.text).toBe(
      '<a title="&quot;&gt;&lt;b&gt;">&lt;i&gt;&amp;&#39;</a>',
    );
    expect(html`${['<', html`<b>`, null, 1]}${raw('<hr>')}`.text).toBe('&lt;<b>1<hr>');
  });

  it('keeps data from ending the script block', () => {
    const { text } = packedBlock('view', { name: '</script><!--', n: 1.23456789 });
    expect(text.match(/<\/script>/g)).toHaveLength(1);
    const packed = Buffer.from(/>(.*)<\/script>/.exec(text)![1]!, 'base64');
    expect(JSON.parse(gunzipSync(packed).toString())).toEqual({ name: '</script><!--', n: 1.23457 });
  });

  it('shows code in backticks and holds intervals together', () => {
    expect(prose('raise `--budget <s>` (3.9–4.1)').text).toBe(
      'raise <code>--budget &lt;s&gt;</code> (3.9\u2060–\u20604.1)',
    );
  });
});

describe('the page', () => {
  it('says why figures of a single round have no interval', () => {
    const why = 'No interval: measured in one round alone.';
    expect(page({ rounds: 1 })).toContain(why);
    expect(page()).not.toContain(why);
  });

  it('allows its own script and style by hash, and nothing else', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page())?.[1];
    expect(policy?.replaceAll('&#39;', "'")).toBe(
      `default-src 'none'; script-src ${hash(assets.script)}; style-src ${hash(assets.style)}; img-src data:; base-uri 'none'; form-action 'none'`,
    );
  });

  it('holds answer, overview, scenarios, resources, documents, trust and cells, in this order', () => {
    const ids = [...page().matchAll(/<section id="([^"]+)"/g)].map((match) => match[1]);
    expect(ids).toEqual([
      'answer',
      'overview',
      'scenario-1',
      'scenario-2',
      'scenario-3',
      'resources',
      'claims',
      'trust',
      'cells',
    ]);
  });

  it('has every figure in its text, charts or not', () => {
    const text = page();
    expect(text).toMatch(/<li>prefork ×4 serves [\d.]+\u00a0× dev \(/);
    expect(text).toMatch(/<td>6340 \(\d+–\d+\), invalid<\/td>/);
    expect(text).toContain('? cannot be told');
    expect(text).toMatch(/<td class="more-4"><a class="square" href="#scenario-3">/);
    expect(text).toContain('Missing points: p95 needs 200 answers, 40 in each round.');
    expect(text).toContain('only by the widest reading');
    expect(text.match(/<canvas /g)?.length).toBe(text.match(/<details><summary>Figures/g)?.length);
    expect(text.match(/<tr id="cell-/g)).toHaveLength(27);
  });

  it('keeps an invalid cell out of the overview', () => {
    const text = page({
      edit: (draft) => {
        for (const summary of draft.summaries) {
          if (summary.variant !== 'prefork' || summary.scenario !== 'wait') continue;
          summary.validity = { status: 'invalid', reasons: [{ code: 'no-answers' }] };
        }
      },
    });
    expect(text).toMatch(
      /<td class="hatched"><a class="square" href="#scenario-3">.*\s*<span class="ratio"><span class="head">× invalid/,
    );
  });

  it('tells what to read with care once for all cells that it concerns, with a link to each', () => {
    const text = page({
      edit: (draft) => {
        for (const { variant, scenario, validity } of draft.summaries) {
          const { reasons } = validity;
          if (validity.status === 'valid') validity.status = 'caveat';
          const halfWidth = variant === 'dev' ? 0.31 : 2.1;
          if (scenario === 'cpu') reasons.push({ code: 'wide-interval', halfWidth, bound: 0.25 });
          reasons.push({ code: 'few-rounds', rounds: 5, needed: 6 });
        }
      },
    });
    const section = /<section id="trust"[\s\S]*?<\/table>/.exec(text)?.[0] ?? '';
    expect(section.match(/wide interval/g)).toHaveLength(1);
    expect(section.match(/few rounds/g)).toHaveLength(1);
    const row = /<tr><th scope="row">wide interval[\s\S]*?<\/tr>/.exec(section)?.[0] ?? '';
    expect(row.replaceAll('\u2060', '')).toContain('wide interval: ±14–210\u00a0% of the figure');
    expect(row.match(/href="#cell-\d+"/g)).toHaveLength(9 + 1);
    expect(section).toContain('<a href="#cells">all 27</a>');
  });

  it('tells where a percentile is missing what it needs', () => {
    expect(page()).toContain('<td title="p95 needs 200 answers, 40 in each round">–</td>');
  });

  it('puts statements that were not tested last, with what they lack', () => {
    expect(page()).toMatch(
      /<h3>Not tested<\/h3><ul class="small"><li>Gunicorn with 4 workers and Uvicorn: throughput: .* No mode of this run stands for Uvicorn\./,
    );
  });

  it('links to anchors that exist', () => {
    const text = page();
    const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
    for (const [, anchor] of text.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(anchor);
  });

  it('names nothing outside itself', () => {
    expect(page()).not.toMatch(/(?:src|href)="(?!#|data:)/);
  });

  it('keeps hostile names as text', () => {
    const text = page({ edit: makeHostile });
    expect(text.match(/<script/g)).toHaveLength(2);
    expect(text).not.toContain('<img');
    expect(text).not.toMatch(/<[^>]*\sonerror=/);
  });

  it('is written of a record without a single cell, and of a single variant', () => {
    const empty = page({
      edit: (draft) => {
        Object.assign(draft, { summaries: [], comparisons: [], slices: [], rounds: [], claims: [] });
      },
    });
    expect(empty).toContain('no mode gave a figure that can be used.');
    const single = page({
      edit: (draft) => {
        draft.plan.variants = draft.plan.variants.slice(0, 1);
        draft.summaries = draft.summaries.filter((one) => one.variant === 'dev');
        draft.slices = draft.slices.filter((one) => one.variant === 'dev');
        draft.comparisons = [];
      },
    });
    expect(single).toContain('there is nothing to compare it with.');
  });
});

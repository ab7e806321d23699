import { describe, expect, it } from 'vitest';
import { reportFormats } from '../../reports/index.ts';
import { makeHostile } from '../helpers/hostile.ts';
import { type Fabrication, fabricateRecord } from '../helpers/record.ts';

async function render(fabrication: Fabrication = {}): Promise<string> {
  const format = reportFormats.find((one) => one.name === 'md')!;
  const [file] = await format.render(fabricateRecord(fabrication));
  expect(file?.name).toBe('report.md');
  return String(file?.content);
}

describe('the Markdown report', () => {
  it('starts with the answer and gives each scenario a table', async () => {
    const text = await render();
    expect(text).toMatch(/^# default\n/);
    expect(text).toMatch(/^- \*\*wait, 32 connections\*\*: prefork ×4 serves [\d.]+ × dev \(/m);
    expect(text).toContain(
      '| mode | req/s | ÷ dev | p50 ms | p95 ms | p99 ms | MB | CPU ms/req |\n| --- | --: | --: | --: | --: | --: | --: | --: |\n| dev |',
    );
    expect(text).toMatch(/^## wait · blocks 50 ms per request · 32 connections$/m);
  });

  it('has as many cells in every row as in the header of its table', async () => {
    const text = await render({ edit: makeHostile });
    for (const block of text.match(/^\|.*(?:\n\|.*)*/gm) ?? []) {
      const widths = block.split('\n').map((line) => line.replace(/\\./g, '').split('|').length);
      expect(new Set(widths).size).toBe(1);
    }
  });

  it('closes every fold and fence', async () => {
    const text = await render();
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    expect((text.match(/^```/gm)?.length ?? 0) % 2).toBe(0);
    expect(text).toMatch(/<summary>[^\n]*<\/summary>\n\n/);
  });

  it('carries claims, doubtful cells and the command to repeat', async () => {
    const text = await render();
    expect(text).toContain('| statement | stated | verdict | measured |');
    expect(text).toContain('only by the widest reading (Node stand-in)');
    expect(text).toMatch(/^- invalid: json, 8 connections, prefork ×4: 4\.3 % of /m);
    expect(text).toMatch(/```sh\nbench run --modes dev,prefork,threaded\n```/);
  });

  it('says once what holds for every cell', async () => {
    const text = await render({
      rounds: 5,
      edit: (draft) => {
        for (const { validity } of draft.summaries) {
          validity.reasons.push({ code: 'few-rounds', rounds: 5, needed: 6 });
        }
      },
    });
    expect(text.match(/few rounds: 5, where an exact interval needs 6/gi)).toHaveLength(1);
    expect(text).toContain('\n\nFew rounds: the intervals are from 5, exact ones need 6.\n');
    expect(text).toMatch(/^- .*: all 27 cells: few rounds/m);
  });

  it('lets no name become markup', async () => {
    const whole = await render({ edit: makeHostile });
    // Code and fences are literal, and so is what stands in a summary, which is HTML.
    const text = whole
      .replace(/<summary>.*<\/summary>/g, '')
      .replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '')
      .replace(/(?<!\\)`[^`\n]*`/g, '');
    expect(whole).not.toMatch(/<summary>.*<script/);
    expect(text).not.toContain('<script');
    expect(text).not.toContain('<img');
    expect(text).not.toMatch(/^# heading/m);
    expect(text.replace(/\\./g, '')).not.toMatch(/\[x\]\(/);
  });
});

import { describe, expect, it } from 'vitest';
import { csvOf } from '../../reports/csv.ts';
import { viewOf } from '../../reports/view/index.ts';
import { fabricateRecord } from '../helpers/record.ts';

describe('cells as CSV', () => {
  it('has a header with units and a line per cell, ends of lines as RFC 4180 has them', () => {
    const lines = csvOf(viewOf(fabricateRecord())).split('\r\n');
    expect(lines).toHaveLength(1 + 27 + 1);
    expect(lines[0]).toMatch(
      /^scenario,variant,connections,state,throughput \(req\/s\),throughput \(req\/s\) low,throughput \(req\/s\) high,/,
    );
    expect(lines[1]).toMatch(/^json,dev,1,caveat,\d+\.\d+,/);
    expect(lines.at(-1)).toBe('');
    const widths = lines.slice(0, -1).map((line) => line.split(',').length);
    expect(new Set(widths).size).toBe(1);
  });

  it('quotes what holds separators, and disarms formulas', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        draft.plan.variants[0]!.id = '=cmd("x"),1';
        draft.plan.baseline = '=cmd("x"),1';
        for (const one of draft.summaries) if (one.variant === 'dev') one.variant = '=cmd("x"),1';
      },
    });
    expect(csvOf(viewOf(record))).toContain(`json,"'=cmd(""x""),1",1,`);
  });
});

import { describe, expect, it } from 'vitest';
import type { PlanQuestion } from '../../harness/capacity/question.ts';
import { reportOf } from '../../harness/capacity/report.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { capacityCsv } from '../../reports/capacity/csv.ts';
import { capacityMarkdown } from '../../reports/capacity/markdown.ts';
import { question } from '../helpers/capacity.ts';
import { makeHostile } from '../helpers/hostile.ts';
import { fabricateRecord } from '../helpers/record.ts';

const reportFor = (record: RunRecord, asked: PlanQuestion | null) =>
  reportOf(record, { limits: asked?.limits ?? [], question: asked, isAsked: () => true });
const plainText = (text: string) => text.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ');

const record = fabricateRecord();
const kinds = [
  { name: 'small, cheap', cores: 2, memoryBytes: 4e9, price: 0.25, priceUnit: 'EUR/h' },
  { name: null, cores: 8, memoryBytes: null, price: 1, priceUnit: 'EUR/h' },
];

describe('capacity in Markdown', () => {
  it('is a table with everything of each plan, and what it rests on', () => {
    const asked = question(20_000, { instances: kinds });
    const text = plainText(capacityMarkdown(reportFor(record, asked), record));
    expect(text).toMatch(/^# Capacity: 20 000 req\/s with 30 % kept free: 28 571 req\/s to carry\n/);
    expect(text).toMatch(
      /^\| prefork \| small, cheap \| 4 workers \| [\d ]+ \(.*\) \| \d+.* \+ 1 \| \d+ % \| \d+ % \| \d+ % \| \d+ MB \| [\d ]+ MB \| [\d.]+ EUR\/h \| other work \| no \|$/m,
    );
    expect(text).toContain('No plan for dev, prefork and threaded on 8 cores: it was measured on 2 cores');
    expect(text).toContain('```sh\nbench run --modes dev,prefork,threaded');
    expect(text).toContain('<summary>How it grows</summary>');
  });

  it('is what each size carries where nothing was asked for', () => {
    const text = plainText(capacityMarkdown(reportFor(record, null), record));
    expect(text).toContain('# Capacity: what one machine carries');
    expect(text).toMatch(
      /^\| prefork \| \d+ \(.*\) \| [\d.]+ \([\d.]+–[\d.]+\) \| \d+ \(\d+–\d+\) \| CPU \| connections \|$/m,
    );
  });

  it('shows names from outside as text alone', () => {
    const spoilt = fabricateRecord({ edit: makeHostile });
    const text = capacityMarkdown(reportFor(spoilt, null), spoilt);
    expect(text.replace(/^(`{3,})sh\n[\s\S]*?^\1$/gm, '')).not.toMatch(/<(script|img|b)\b|(?<!\\)`/);
  });
});

describe('capacity as CSV', () => {
  const rowsOf = (text: string) => text.trimEnd().split('\r\n');

  it('has a line for each mode and scenario on each kind of machine, refusals among them', () => {
    const rows = rowsOf(capacityCsv(reportFor(record, question(2000, { instances: kinds }))));
    expect(rows).toHaveLength(1 + 3 * 3 * 2);
    expect(rows[0]).toMatch(/^run,target_rps,growth,headroom,objectives,scenario,mode,instance,/);
    expect(rows[1]).toMatch(
      /^2026-03-04T10-15-00-default,2000,1,0.3,,json,dev,"small, cheap",2,4000000000,0.25,EUR\/h,true,,,/,
    );
    expect(rows[2]).toMatch(/,8,,1,EUR\/h,false,(,)+"it was measured on 2 cores, which says nothing of 8/);
    for (const row of rows) expect(row.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)).toHaveLength(34);
  });

  it('has a line for each size where nothing was asked for', () => {
    const rows = rowsOf(capacityCsv(reportFor(record, null)));
    expect(rows[0]).toBe(
      'run,scenario,mode,variant,size_of,size,rate_rps,rate_rps_low,rate_rps_high,at_least,footprint_bytes,cpu_ms_per_request,limited_by,basis,objectives,refused',
    );
    expect(rows).toHaveLength(1 + 9);
  });
});

import { describe, expect, it } from 'vitest';
import type { GateTest } from '../../harness/model/gate.ts';
import { annotationLines } from '../../reports/github/annotations.ts';
import { summaryOf } from '../../reports/github/summary.ts';
import { viewOf } from '../../reports/view/index.ts';
import { fabricateRecord } from '../helpers/record.ts';
import { asGate, gateRecord, gateTest, gateTests, quietTests } from '../helpers/record-gate.ts';

const spaced = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const lines = (tests: readonly GateTest[] = Object.values(gateTests)) =>
  annotationLines(viewOf(gateRecord(tests))).map(spaced);

/** A command as the runner reads it: https://github.com/actions/runner, ActionCommand.cs. */
function readCommand(line: string): { kind: string; title: string; message: string } {
  const [, kind, properties, data] = /^::(\w+) ([^\n]*?)::([^\r\n]*)$/.exec(line)!;
  const plain = (text: string) =>
    text.replace(/%(0D|0A|3A|2C|25)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  expect(properties).not.toContain(',');
  const [, title = ''] = /^title=(.*)$/.exec(properties!)!;
  return { kind: kind!, title: plain(title), message: plain(data!) };
}

describe('annotations for GitHub', () => {
  it('are errors for what fails a gate, warnings for what it warns of, and nothing else', () => {
    expect(lines()).toEqual([
      '::error title=p50 of web in cpu::p50 of web in cpu is 6.2 %25 longer (3.1–9.4 %25): fail, for the threshold is 5 %25.',
      expect.stringMatching(/^::error title=failed requests of web in json::share of failed requests/),
      expect.stringMatching(/^::warning title=p99 of web in cpu::.*: warn; the threshold is 10 %25/),
      expect.stringMatching(/^::warning title=memory of web in json::memory footprint/),
      expect.stringMatching(/^::warning title=p99 of web in wait::.*cannot be judged/),
    ]);
    expect(lines(quietTests())).toEqual([]);
    expect(annotationLines(viewOf(fabricateRecord()))).toEqual([]);
  });

  it('are errors too where a figure that may fail the gate cannot be judged', () => {
    const broken = { outcome: 'invalid', trouble: { code: 'no-figure' }, change: null } as const;
    expect(lines([gateTest(broken)])[0]).toMatch(/^::error title=p50 of web in json::p50/);
  });

  it('are at most ten of a kind, for GitHub drops the others: the last says how many more there are', () => {
    const tests = Array.from({ length: 25 }, (_, i) =>
      gateTest({ scenario: `s${i}`, outcome: 'fail', reason: 'worse', change: [1.3, 1.2, 1.4] }),
    );
    const told = lines(tests);
    expect(told).toHaveLength(10);
    expect(told.at(-1)).toBe('::error title=16 more::16 more of this kind are in the summary of this job.');
  });

  it('carry any name without its becoming a command, a property or a line of its own', () => {
    const scenario = '100%,file=x::y\r\n::set-env name=A::b%0A';
    const [line] = lines([gateTest({ scenario, outcome: 'fail', reason: 'worse', change: [1.3, 1.2, 1.4] })]);
    expect(line!.split(/[\r\n]/)).toHaveLength(1);
    const { kind, title, message } = readCommand(line!);
    expect(kind).toBe('error');
    expect(title).toBe(`p50 of web in ${scenario}`);
    expect(message).toContain(`in ${scenario} is 30 % longer`);
  });
});

describe("the job's summary", () => {
  it('is the comment, or its lead where that does not fit, or nothing', () => {
    const view = viewOf(gateRecord());
    const whole = summaryOf(view, 1024 * 1024)!;
    expect(whole).toContain('<summary>How it was decided</summary>');
    const lead = summaryOf(view, Buffer.byteLength(whole) - 1)!;
    expect(lead).toContain('## × Gate: fail');
    expect(lead).not.toContain('<details>');
    expect(summaryOf(view, 100)).toBeNull();
    expect(summaryOf(viewOf(fabricateRecord()), 1024)).toBeNull();
  });

  it('counts bytes, not characters', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        asGate(draft, [gateTests.failed]);
        draft.plan.variants[0]!.label = 'ß'.repeat(100);
      },
    });
    const view = viewOf(record);
    const whole = summaryOf(view, 1e6)!;
    expect(whole.length).toBeLessThan(Buffer.byteLength(whole));
    expect(summaryOf(view, whole.length)).not.toBe(whole);
  });
});

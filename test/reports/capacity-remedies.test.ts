import { describe, expect, it } from 'vitest';
import { reportOf } from '../../harness/capacity/report.ts';
import type { Unsustained } from '../../harness/capacity/sustained.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { connectionsCommand, searchCommand } from '../../reports/capacity/commands.ts';
import { remediesOf } from '../../reports/capacity/remedies.ts';
import { unsustainedText } from '../../reports/wording/planning.ts';
import { p99Below } from '../helpers/capacity.ts';
import { fabricateRecord } from '../helpers/record.ts';
import { gateRecord } from '../helpers/record-gate.ts';
import { fabricateOpenRecord } from '../helpers/record-open.ts';
import { searchedRecord } from '../helpers/record-search.ts';

const wanted = { variants: ['dev'], scenarios: ['json'] };
const ladder = { ...wanted, levels: [1, 2], rounds: 6 };

function remedies(record: RunRecord, limits = [p99Below(0.001)]): readonly string[] {
  const report = reportOf(record, { limits, question: null, isAsked: () => true });
  return remediesOf(report, record).map(({ tells, command }) => `${tells}: ${command.join(' ')}`);
}

describe('the run that would tell what a record does not', () => {
  it('keeps so many connections busy, whatever the record was measured with', () => {
    const open = fabricateRecord({
      edit: (draft) => {
        draft.command = [
          'run',
          '-R',
          '100',
          '--arrivals',
          'poisson',
          '--max-connections=32',
          '--timeout',
          '3s',
        ];
      },
    });
    expect(connectionsCommand(open, ladder).join(' ')).toBe(
      'bench run --modes dev --scenarios json --concurrency 1,2 --timeout 3s --rounds 6',
    );
    const searched = searchedRecord({ variants: ['web'] });
    expect(connectionsCommand(searched, { ...ladder, variants: ['web'] }).join(' ')).toMatch(
      /^bench run --cmd web=.* --concurrency 1,2 --rounds 6$/,
    );
  });

  it('is a search where an objective is to hold whatever is answered', () => {
    const thoughtful = fabricateRecord({
      edit: (draft) => void draft.command.push('--think', '1s', '--timeout', '3s'),
    });
    expect(searchCommand(thoughtful, wanted, [p99Below(100)])?.join(' ')).toBe(
      'bench capacity --slo p99<100ms --modes dev --scenarios json --timeout 3s',
    );
  });

  it('is no search where two sides of a change were measured', () => {
    const record = gateRecord();
    const [variant] = record.plan.variants;
    const [scenario] = record.plan.scenarios;
    const sides = { variants: [variant!.id], scenarios: [scenario!.name] };
    expect(searchCommand(record, sides, [p99Below(100)])).toBeNull();
  });

  it('is of fewer connections where the fewest miss the objective', () => {
    const record = fabricateRecord({ concurrency: [8, 32] });
    expect(remedies(record)).toContainEqual(
      expect.stringMatching(
        /^Whether p99<0.001ms holds with fewer connections: .* --concurrency 1,2,4 --rounds 6$/,
      ),
    );
    expect(remedies(fabricateRecord()).join('\n')).not.toContain('fewer connections');
  });

  it('is of lower rates where the lowest was not reached', () => {
    const record = fabricateOpenRecord({ rates: [800] });
    expect(remedies(record, [])).toContainEqual(
      expect.stringMatching(
        /^What is carried below 800 req\/s: bench run .*--modes dev,threaded --scenarios json,page --rate [\d.]+,[\d.]+,[\d.]+ .*--rounds 6$/,
      ),
    );
    const { sizes } = reportOf(record, { limits: [], question: null, isAsked: () => true });
    const behind = sizes.find(({ variant, scenario }) => variant === 'dev' && scenario === 'json')!;
    expect(behind.found).toMatchObject({ kind: 'not-served', offered: 800 });
    expect(unsustainedText(behind.found as Unsustained).replaceAll('\u00a0', ' ')).toMatch(
      /^the lowest rate was not reached: of 800 req\/s offered 6\d\d \(\d+–\d+\) req\/s were served$/,
    );
  });

  it('asks more of what was brought to no limit', () => {
    const all = remedies(fabricateOpenRecord(), []).filter((one) => /where more is asked/.test(one));
    expect(all).toEqual([expect.stringMatching(/ --rate 800,1600,3200 .*--rounds 6$/)]);
    const rising = remedies(fabricateRecord({ concurrency: [1, 2] }), []);
    expect(rising.filter((one) => /where more is asked/.test(one))).toEqual([
      expect.stringMatching(/ --concurrency 2,4,8 --rounds 6$/),
    ]);
  });
});

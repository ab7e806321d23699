import { type GateOutcome, gateMetricWords } from '../../harness/model/gate.ts';
import type { Paint } from '../terminal/paint.ts';
import { plainColumn, type Table } from '../terminal/table.ts';
import type { GateTestView } from '../view/gate-types.ts';
import { gateWords } from '../wording/gate.ts';
import { NBSP } from '../wording/numbers.ts';

export const gatePaints = {
  pass: 'good',
  warn: 'doubtful',
  fail: 'bad',
  invalid: 'doubtful',
} as const satisfies Record<GateOutcome, keyof Paint>;

/** On a terminal nothing else stands out where there is no colour. */
export const gateCries: Readonly<Record<GateOutcome, string>> = { ...gateWords, fail: 'FAIL' };

/** One row of a test: what changed, by how much it may, what would have been found, and what came of it. */
export function gateTable(tests: readonly GateTestView[]): Table {
  const texts = (of: (test: GateTestView) => string) => tests.map((test) => of(test).replaceAll(NBSP, ' '));
  const columns = [
    plainColumn(
      'change',
      'left',
      texts(({ change }) => change),
    ),
    plainColumn(
      'threshold',
      'right',
      texts(({ threshold }) => threshold),
    ),
    plainColumn(
      'would see',
      'right',
      texts(({ detectable }) => detectable),
    ),
    {
      header: '',
      align: 'left' as const,
      cells: texts(verdictText),
      paint: tests.map(({ outcome }) => gatePaints[outcome]),
    },
  ];
  return {
    labels: tests.map(({ metric }) => gateMetricWords[metric]),
    layouts: [
      { gap: 2, columns },
      { gap: 1, columns },
    ],
    listed: tests.map((test) => `${test.change}, ${verdictText(test)}`),
  };
}

function verdictText({ outcome, role }: GateTestView): string {
  return `${gateCries[outcome]}${role === 'advisory' && outcome === 'pass' ? ' (warns only)' : ''}`;
}

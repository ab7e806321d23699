import { type GateMetricName, type GateTest, gateMetricWords } from '../../harness/model/gate.ts';
import type { Paint } from '../terminal/paint.ts';
import { plainColumn, type Table } from '../terminal/table.ts';
import { changeWithInterval, gateOutcomeWords, shareText } from '../wording/gate.ts';
import { NBSP, NONE } from '../wording/numbers.ts';

const paints = {
  pass: 'good',
  warn: 'doubtful',
  fail: 'bad',
  invalid: 'doubtful',
} as const satisfies Record<GateTest['outcome'], keyof Paint>;

/** One row of a test: what changed, by how much it may, what would have been found, and what came of it. */
export function gateTable(tests: readonly GateTest[]): Table {
  const texts = (of: (test: GateTest) => string) => tests.map((test) => of(test).replaceAll(NBSP, ' '));
  const changes = plainColumn('change', 'left', texts(changeWithInterval));
  const thresholds = plainColumn(
    'threshold',
    'right',
    texts(({ threshold }) => shareText(threshold)),
  );
  const detectable = plainColumn('would see', 'right', texts(detectableText));
  const verdict = {
    header: '',
    align: 'left' as const,
    cells: texts(verdictText),
    paint: tests.map(({ outcome }) => paints[outcome]),
  };
  return {
    labels: tests.map(({ metric }) => gateMetricWords[metric as GateMetricName]),
    layouts: [
      { gap: 2, columns: [changes, thresholds, detectable, verdict] },
      { gap: 1, columns: [changes, thresholds, detectable, verdict] },
    ],
    listed: tests.map((test) => `${changeWithInterval(test)}, ${verdictText(test)}`),
  };
}

/** The smallest worsening that this run would have confirmed. */
export function detectableText({ detectable }: Pick<GateTest, 'detectable'>): string {
  return detectable === null ? NONE : shareText(detectable);
}

function verdictText({ outcome, role }: GateTest): string {
  return `${gateOutcomeWords[outcome]}${role === 'advisory' && outcome === 'pass' ? ' (warns only)' : ''}`;
}

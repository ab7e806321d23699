import { serveCommand } from '../../reports/view/modes.ts';
import type { Failure } from '../model/failure.ts';
import type { RunRecord } from '../model/record.ts';

/**
 * What is said in place of empty tables when a run ended before its first slice: that its budget was too small, or how to
 * see for oneself what the server says. Null when there is something to show.
 */
export function nothingMeasured(record: RunRecord, troubles: readonly Failure[]): string | null {
  if (record.slices.length > 0) return null;
  if (record.stop === 'budget') {
    const budget = `${record.plan.budgetSeconds} s`;
    return `bench: nothing was measured: starting the servers and warming them up took the budget of ${budget}; raise --budget\n`;
  }
  if (record.stop !== 'failed') return null;
  const failed = new Set(
    troubles.flatMap((one) => (byHand.has(one.reason) && 'variant' in one ? [one.variant] : [])),
  );
  const lines = record.plan.variants.flatMap((variant) => {
    const command = failed.has(variant.id) ? serveCommand(variant) : null;
    return command === null ? [] : [`To see what ${variant.label} says, start it by hand:\n    ${command}\n`];
  });
  return `${lines.join('')}Nothing was measured.\n`;
}

const byHand: ReadonlySet<Failure['reason']> = new Set([
  'server-exited',
  'not-ready',
  'wrong-answer',
] as const);

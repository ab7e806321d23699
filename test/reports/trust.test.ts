import { describe, expect, it } from 'vitest';
import { viewOf } from '../../reports/view/index.ts';
import { fabricateRecord, type RecordDraft } from '../helpers/record.ts';

/** How the load of a record is told. */
function load(edit: (plan: RecordDraft['plan']) => void): string {
  const record = fabricateRecord({ edit: ({ plan }) => edit(plan) });
  const fact = viewOf(record).trust.method.find(({ name }) => name === 'Engine');
  return fact?.value.replaceAll('\u00a0', ' ') ?? '';
}

describe('the think time of a run', () => {
  it('is said once where all scenarios have the same, and none where none has', () => {
    expect(load(() => {})).not.toContain('think');
    expect(
      load((plan) => {
        plan.thinkMs = 200;
      }),
    ).toContain('closed workload, 200 ms of think time after each answer,');
  });

  it('is said of each scenario where they differ', () => {
    const told = load((plan) => {
      plan.thinkMs = 200;
      plan.scenarios[0]!.thinkMs = 0;
    });
    expect(told).toContain(
      'closed workload, with think time after each answer: json 0 ms, cpu 200 ms, wait 200 ms,',
    );
  });
});

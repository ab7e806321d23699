import { expect } from 'vitest';
import type { RunRecord } from '../../harness/model/record.ts';

/** Reasons that a machine gives which does not let the load generator run when it should. */
const ofTheMachine = ['loop-delay', 'generator-cpu', 'event-loop', 'send-lag', 'schedule'];

/**
 * A run ended well: with 0, or with 3 where all that is invalid is the busy machine's fault. Tests run on machines that
 * keep a process from its CPU for tens of milliseconds, and a run is to say so.
 */
export function expectMeasured(exitCode: number | undefined, { summaries }: RunRecord): void {
  const invalid = summaries.filter(({ validity }) => validity.status === 'invalid');
  for (const { variant, scenario, validity } of invalid) {
    const codes = validity.reasons.map(({ code }) => code);
    expect(
      codes.some((code) => ofTheMachine.includes(code)),
      `${variant} ${scenario}: ${codes.join()}`,
    ).toBe(true);
  }
  expect(invalid.length > 0 ? [0, 3] : [0]).toContain(exitCode);
}

import { expect } from 'vitest';
import type { RunRecord } from '../../harness/model/record.ts';

/** Reasons that a machine gives which does not let the load generator run when it should. */
const ofTheMachine = ['loop-delay', 'generator-cpu', 'event-loop', 'send-lag', 'schedule'];

/** Rounds that count: on a busy machine one may be left out and measured again. */
export function keptRounds({ rounds }: RunRecord): number[] {
  return rounds.filter(({ discarded }) => discarded.length === 0).map(({ round }) => round);
}

/** Whether no cell of a scenario is invalid, on which all that is said of it depends. */
export function isTold({ summaries }: RunRecord, scenario: string): boolean {
  const cells = summaries.filter((cell) => cell.scenario === scenario);
  return cells.length > 0 && cells.every(({ validity }) => validity.status !== 'invalid');
}

/**
 * A run ended well: with 0, or with 3 where all that is invalid or left out is the busy machine's fault. Tests run on machines that
 * keep a process from its CPU for tens of milliseconds, and a run is to say so.
 */
export function expectMeasured(exitCode: number | undefined, { summaries, rounds }: RunRecord): void {
  const invalid = summaries.filter(({ validity }) => validity.status === 'invalid');
  for (const { variant, scenario, validity } of invalid) {
    const codes = validity.reasons.map(({ code }) => code);
    expect(
      codes.some((code) => ofTheMachine.includes(code)),
      `${variant} ${scenario}: ${codes.join()}`,
    ).toBe(true);
  }
  // Where rounds were left out, so few may be kept that nothing can be told.
  const disturbed = rounds.some(({ discarded }) => discarded.length > 0);
  expect(invalid.length > 0 || disturbed ? [0, 3] : [0]).toContain(exitCode);
}

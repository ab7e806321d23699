import { describe, expect, it } from 'vitest';
import { actProgress } from '../../harness/commands/act-progress.ts';
import { verdictOf } from '../../harness/commands/experiment.ts';
import type { ExperimentResult } from '../../harness/model/experiment.ts';
import type { Failure } from '../../harness/model/failure.ts';
import { makePlan } from '../../harness/plan/make-plan.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';

const failure: Failure = { reason: 'act-overran', variant: 'prefork', phase: 'stuck hang', afterMs: 90_000 };
const outcomes = {
  done: { kind: 'done', findings: {}, remarks: [], courses: [] },
  'not-applicable': { kind: 'not-applicable', why: 'It has no master.' },
  failed: { kind: 'failed', failure },
} as const satisfies Record<string, ExperimentResult['outcome']>;

function result(kind: keyof typeof outcomes): ExperimentResult {
  return {
    ...{ experiment: 'stuck', act: 'hang', variant: 'prefork', scenario: kind === 'done' ? 'json' : null },
    ...{ outcome: outcomes[kind], startedMs: 0, tookMs: 8140 },
  };
}

function verdict(...kinds: (keyof typeof outcomes)[]): number {
  return verdictOf({ results: kinds.map(result), troubles: [] });
}

describe('the exit code of experiments', () => {
  it('is 0 when some act was done and none failed', () => {
    expect(verdict('done', 'not-applicable')).toBe(0);
  });

  it('is 1 when an act failed, or when something was left behind', () => {
    expect(verdict('done', 'failed')).toBe(1);
    expect(verdictOf({ results: [result('done')], troubles: [failure] })).toBe(1);
  });

  it('is 3 when no act made sense', () => {
    expect(verdict('not-applicable', 'not-applicable')).toBe(3);
  });
});

describe('the progress of experiments', () => {
  it('tells what is done and how it ended', () => {
    const lines: string[] = [];
    const { variants } = makePlan({ modes: 'prefork' }, smallCatalogue, 1);
    const show = actProgress(variants, 3, (line) => lines.push(line));
    for (const kind of ['done', 'not-applicable', 'failed'] as const) {
      show({ type: 'act-started', experiment: 'stuck', act: 'hang', variant: 'prefork' });
      show({ type: 'act', result: result(kind), elapsedMs: 1 });
    }
    const begun = '· prefork ×4 · stuck hang: one request hangs for longer than the time-out …';
    expect(lines).toEqual([
      `1 of 3 ${begun}`,
      '  done in 8.1 s (json)',
      `2 of 3 ${begun}`,
      '  not applicable: It has no master.',
      `3 of 3 ${begun}`,
      '  failed: prefork, stuck hang: not done after 90 s, and ended',
    ]);
  });
});

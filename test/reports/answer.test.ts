import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ValidityReason } from '../../harness/model/estimate.ts';
import { levelValue } from '../../harness/model/level.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { viewOf } from '../../reports/view/index.ts';
import { shellCommand } from '../../reports/wording/command.ts';
import { doubtsByScenario, doubtsInShort } from '../../reports/wording/open.ts';
import { fabricateRecord, type RecordDraft } from '../helpers/record.ts';

/** Sets the throughput comparison of a pair at wait, 32 connections. */
function compared(
  draft: RecordDraft,
  candidate: string,
  ratio: { point: number; low: number | null; high: number | null },
  verdict: RunRecord['comparisons'][number]['verdict'],
  baseline = 'dev',
) {
  for (const one of draft.comparisons) {
    const here = one.scenario === 'wait' && levelValue(one.level) === 32 && one.metric === 'throughput';
    if (!here || one.candidate !== candidate || one.baseline !== baseline) continue;
    Object.assign(one.ratio, ratio);
    one.verdict = verdict;
  }
}

function told(record: RunRecord, scenario = 'wait'): string {
  const found = viewOf(record).answer.scenarios.find((one) => one.scenario === scenario);
  return `${found?.lead}: ${found?.sentences.join(' ')}`.replaceAll('\u00a0', ' ');
}

const openOf = (record: RunRecord) => viewOf(record).answer.open;
const doubtsOf = (record: RunRecord) => doubtsByScenario(openOf(record).doubts, 'dev');

const summaryOf = (draft: RecordDraft, variant: string, scenario = 'wait', c = 32) =>
  draft.summaries.find(
    (one) => one.variant === variant && one.scenario === scenario && levelValue(one.level) === c,
  )!;

/** Lets a variant's answers to a scenario have these statuses. */
function answering(
  draft: RecordDraft,
  scenario: string,
  variant: string | null,
  statuses: Record<string, number>,
) {
  for (const slice of draft.slices) {
    if (slice.scenario === scenario && (variant === null || slice.variant === variant) && slice.load !== null)
      slice.load.statuses = statuses;
  }
}

const askedFor = (draft: RecordDraft, scenario: string) =>
  draft.plan.scenarios.find(({ name }) => name === scenario)!.requests;

describe('the statuses of the answers', () => {
  const success = (draft: RecordDraft) => {
    for (const request of askedFor(draft, 'wait')) request.expect.status = 'success';
  };

  it('say so when every one was a redirect, whose page nobody asked for', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        success(draft);
        answering(draft, 'wait', null, { '302': 100 });
      },
    });
    expect(told(record)).toContain(
      'All answers were redirects (status 302): the figures are those of the redirect, not of the page that it leads to; ask for that page, or write `expect: 302` where the redirect is meant.',
    );
  });

  it('say nothing of redirects that were expected', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        for (const request of askedFor(draft, 'wait')) request.expect.status = 302;
        answering(draft, 'wait', null, { '302': 100 });
      },
    });
    expect(told(record)).not.toContain('redirects');
  });

  it('say so when modes answered differently, but not of a rare one', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        success(draft);
        answering(draft, 'wait', 'prefork', { '200': 99, '304': 1 });
        answering(draft, 'wait', 'threaded', { '301': 100 });
      },
    });
    expect(told(record)).toMatch(
      /The modes did not answer alike \(status: dev with 200; prefork ×4 with 200; threaded ×4 with 301\), so they did not do the same work\.$/,
    );
    expect(told(fabricateRecord({ edit: success }))).not.toContain('alike');
  });

  it('name those that made requests fail', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        success(draft);
        answering(draft, 'wait', 'dev', { '404': 390, '200': 10, '503': 2 });
      },
    });
    const cell = viewOf(record)
      .scenarios.find(({ name }) => name === 'wait')
      ?.cells.find(({ mode }) => mode === 'dev');
    expect(cell?.wrongStatuses).toEqual([404, 503]);
  });
});

describe('the answer', () => {
  it('says by how much a mode serves more, with interval, response time and price in memory', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        compared(draft, 'threaded', { point: 4.0, low: 3.88, high: 4.12 }, 'improved');
        Object.assign(summaryOf(draft, 'dev').metrics.p50!, { point: 1600 });
        Object.assign(summaryOf(draft, 'threaded').metrics.p50!, { point: 403 });
        Object.assign(summaryOf(draft, 'dev').metrics.footprint!, { point: 61e6 });
        Object.assign(summaryOf(draft, 'threaded').metrics.footprint!, { point: 96e6 });
      },
    });
    expect(told(record)).toContain(
      'threaded ×4 serves 4.0 × dev (3.9–4.1), p50 403 ms against 1600 ms, for 35.0 MB more.',
    );
  });

  it('says so when no difference could be shown', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        compared(draft, 'threaded', { point: 1.01, low: 0.97, high: 1.05 }, 'no-difference', 'prefork');
        compared(draft, 'prefork', { point: 1.01, low: 0.98, high: 1.04 }, 'no-difference');
      },
    });
    expect(told(record)).toMatch(
      /^wait, 32 connections: no difference between prefork ×4 and dev could be shown \(0\.98–1\.04\)\./,
    );
    expect(told(record)).toContain(
      'No difference between prefork ×4 and threaded ×4 could be shown (0.97–1.05).',
    );
  });

  it('says "only" where a mode serves less', () => {
    const record = fabricateRecord({
      edit: (draft) => compared(draft, 'prefork', { point: 0.71, low: 0.68, high: 0.74 }, 'regressed'),
    });
    expect(told(record)).toContain('prefork ×4 serves only 0.71 × dev (0.68–0.74)');
  });

  it('never names a winner when the interval holds 1, whatever the verdict says', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.3, max: 1, noNaN: true }),
        fc.double({ min: 1, max: 4, noNaN: true }),
        fc.constantFrom('improved', 'regressed', 'no-difference', 'inconclusive'),
        (low, high, verdict) => {
          const record = fabricateRecord({
            rounds: 2,
            edit: (draft) => {
              const ratio = { point: Math.sqrt(low * high), low, high };
              compared(draft, 'prefork', ratio, verdict);
              compared(draft, 'threaded', ratio, verdict);
              compared(draft, 'threaded', ratio, verdict, 'prefork');
            },
          });
          expect(told(record)).not.toContain('serves');
        },
      ),
      { numRuns: 40 },
    );
  });

  it('claims nothing from a single round', () => {
    const record = fabricateRecord({ rounds: 1 });
    expect(told(record)).not.toContain('serves');
    expect(doubtsOf(record)).toContain(
      'wait, 32 connections: whether prefork ×4 (no interval from 1 round) and ' +
        'threaded ×4 (no interval from 1 round) serve more than dev',
    );
  });

  it('marks intervals from few rounds, once for all sentences', () => {
    expect(viewOf(fabricateRecord({ rounds: 3 })).answer.note).toBe(
      'few rounds: the intervals are from 3, exact ones need 6',
    );
    expect(viewOf(fabricateRecord()).answer.note).toBeNull();
  });

  it('says "at least" where the generator bounded the candidate, and withdraws the claim where it bounded the baseline', () => {
    const limited = (variant: string) =>
      fabricateRecord({
        edit: (draft) => {
          summaryOf(draft, variant).validity = {
            status: 'caveat',
            reasons: [{ code: 'generator-cpu', share: 0.85, bound: 0.8 }],
          };
        },
      });
    expect(told(limited('prefork'))).toMatch(/prefork ×4 serves at least [\d.]+ × dev/);
    expect(told(limited('dev'))).toMatch(
      /prefork ×4 measured [\d.]+ × dev \([^)]*\) \(an upper bound, for the load generator was near its limit\)/,
    );
  });

  it.each(['generator-ceiling', 'event-loop', 'loop-delay'] as const)('says so of %s too', (code) => {
    const reasons = {
      'generator-ceiling': { perSecond: 6800, ceilingPerSecond: 7000, share: 0.97, bound: 0.9 },
      'event-loop': { utilization: 0.9, bound: 0.8 },
      'loop-delay': { p99Ms: 12, boundMs: 10 },
    };
    const record = fabricateRecord({
      edit: (draft) => {
        const reason = { code, ...reasons[code] } as ValidityReason;
        summaryOf(draft, 'prefork').validity = { status: 'caveat', reasons: [reason] };
      },
    });
    expect(told(record)).toMatch(/prefork ×4 serves at least [\d.]+ × dev/);
  });

  it('is silent about memory where a difference is not shown', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        for (const one of draft.comparisons) {
          if (one.metric !== 'footprint') continue;
          Object.assign(one.ratio, { point: 1, low: 0.9, high: 1.1 });
          one.verdict = 'no-difference';
        }
      },
    });
    expect(told(record)).not.toContain('MB');
  });

  it('copes with a single variant', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        draft.plan.variants = draft.plan.variants.slice(0, 1);
        draft.summaries = draft.summaries.filter((one) => one.variant === 'dev');
        draft.comparisons = [];
      },
    });
    expect(told(record)).toContain('there is nothing to compare it with.');
  });
});

describe('what stays open', () => {
  const broken = (record: RunRecord) =>
    openOf(record).broken.map((one) => one.text.replaceAll('\u00a0', ' '));
  const command = (record: RunRecord) => shellCommand(openOf(record).command ?? []);
  const inconclusive = (draft: RecordDraft, candidate: string) =>
    compared(draft, candidate, { point: 1.1, low: 0.8, high: 1.5 }, 'inconclusive');

  it('is the inconclusive comparisons, and the command that may settle them', () => {
    expect(doubtsOf(fabricateRecord())).toEqual([
      expect.stringMatching(
        /^json, 32 connections: whether threaded ×4 \([\d.]+–[\d.]+\) serves more than dev$/,
      ),
    ]);
    expect(command(fabricateRecord())).toMatch(
      /^bench run --modes dev,threaded --scenarios json --concurrency 32 --rounds \d+$/,
    );
  });

  it('is told together for the modes of a scenario, and settled by one command', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        inconclusive(draft, 'prefork');
        inconclusive(draft, 'threaded');
      },
    });
    expect(doubtsOf(record)[1]).toBe(
      'wait, 32 connections: whether prefork ×4 (0.80–1.50) and threaded ×4 (0.80–1.50) serve more than dev',
    );
    expect(doubtsInShort(openOf(record).doubts, 'dev')).toBe(
      'whether threaded ×4 (json, wait) and prefork ×4 (wait) serve more than dev',
    );
    expect(command(record)).toBe(
      'bench run --modes dev,prefork,threaded --scenarios json,wait --concurrency 32 --rounds 60',
    );
  });

  it('is settled without naming modes where the run named none and all of them are in doubt', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        draft.command = ['run', '--seed', '7'];
        inconclusive(draft, 'prefork');
      },
    });
    expect(command(record)).toBe('bench run --scenarios json,wait --concurrency 32 --rounds 60');
  });

  it('names the stack where it is not the one that is taken without', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        for (const variant of draft.plan.variants) {
          if (variant.source.kind === 'reference') variant.source.stack = 'flask';
        }
      },
    });
    expect(command(record)).toMatch(/^bench run --stack flask --modes dev,threaded --scenarios json /);
  });

  it('leaves the stack to the modes that name it themselves', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        const text = JSON.stringify(draft).replaceAll('"threaded"', '"flask/threaded"');
        Object.assign(draft, JSON.parse(text));
        const variant = draft.plan.variants.find((one) => one.id === 'flask/threaded')!;
        variant.source = { kind: 'reference', stack: 'flask', mode: 'threaded', layers: [] };
      },
    });
    expect(command(record)).toMatch(/^bench run --modes dev,flask\/threaded --scenarios json /);
  });

  it('keeps the size that the run gave to its modes, but no sweep, which the modes name', () => {
    const withSize = (words: readonly string[]) =>
      command(fabricateRecord({ edit: (draft) => void draft.command.splice(1, 2, ...words) }));
    expect(withSize(['--threads', '2'])).toMatch(/^bench run --modes dev,threaded --threads 2 --scenarios /);
    expect(withSize(['--threads=2', '--workers=3'])).toMatch(/--modes dev,threaded --threads 2 --scenarios /);
    expect(withSize(['--threads', '2,4'])).not.toContain('--threads');
  });

  it('asks for more rounds than there were', () => {
    expect(Number(/--rounds (\d+)/.exec(command(fabricateRecord()))?.[1])).toBeGreaterThan(6);
  });

  it('quotes commands of the user for the shell', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        const variant = draft.plan.variants.find((one) => one.id === 'threaded')!;
        variant.source = { kind: 'command', command: "gunicorn -b 127.0.0.1:{port} 'wsgi:app'" };
      },
    });
    expect(command(record)).toContain(
      `--cmd 'threaded=gunicorn -b 127.0.0.1:{port} '\\''wsgi:app'\\''' --path /json`,
    );
  });

  it('names an invalid cell at the level of the answer, with its reason and remedy', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        for (const c of [1, 8, 32]) {
          summaryOf(draft, 'prefork', 'cpu', c).validity = {
            status: 'invalid',
            reasons: [{ code: 'server-failed', detail: 'exit code 1' }],
          };
        }
      },
    });
    expect(broken(record)).toContain(
      'cpu, 32 connections: prefork ×4 cannot be ranked: the server failed: exit code 1',
    );
    expect(openOf(record).broken.map((one) => one.remedy)).toContain(
      'start it by hand with `bench serve prefork` and read what it prints',
    );
    expect(told(record, 'cpu')).not.toContain('prefork');
  });

  it('says that a run was interrupted, and how to go on', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        draft.stop = 'interrupted';
      },
    });
    expect(openOf(record).interrupted).toEqual({
      text: 'the run was interrupted after 6 rounds',
      remedy: '`bench run --resume` goes on with it',
    });
    expect(openOf(fabricateRecord()).interrupted).toBeNull();
  });

  it('says that nothing was measured when a record holds no cell', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        draft.summaries = [];
        draft.comparisons = [];
        draft.slices = [];
        draft.rounds = [];
      },
    });
    expect(broken(record)).toContain('wait: nothing was measured');
    expect(told(record)).toBe('wait: no mode gave a figure that can be used.');
  });
});

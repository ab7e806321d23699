import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../harness/model/failure.ts';
import { levelValue } from '../../harness/model/level.ts';
import { planSchema } from '../../harness/model/plan.ts';
import { makePlan, type RunRequest } from '../../harness/plan/make-plan.ts';
import { flowCatalogue, smallCatalogue } from '../helpers/catalogue.ts';

const plan = (request: RunRequest) => makePlan(request, smallCatalogue, 7);

function problemsOf(request: RunRequest, catalogue = smallCatalogue): string[] {
  try {
    makePlan(request, catalogue, 7);
  } catch (error) {
    if (error instanceof UsageError)
      return error.problems.map((p) => `${p.where}: ${p.message} | ${p.hint ?? ''}`);
    throw error;
  }
  return [];
}

describe('an open workload', () => {
  it('has a level for each rate, with connections and a queue that were not asked for', () => {
    const made = plan({ rate: '400,100' });
    expect(planSchema.parse(made)).toEqual(made);
    const rest = {
      kind: 'open',
      arrivals: 'constant',
      connections: 256,
      overflow: 'queue',
      queueLimit: 100_000,
    };
    expect(made.levels).toEqual([
      { ...rest, rate: 100 },
      { ...rest, rate: 400 },
    ]);
    expect(made).toMatchObject({ thinkMs: 0, pacing: 'timer', loaders: 1 });
  });

  it('is shaped as asked', () => {
    const made = plan({ rate: '2.5k', arrivals: 'poisson', overflow: 'drop', maxConnections: '32' });
    expect(made.levels).toEqual([
      { kind: 'open', rate: 2500, arrivals: 'poisson', connections: 32, overflow: 'drop', queueLimit: 0 },
    ]);
  });

  it('takes longer slices, and more time for as many rounds', () => {
    expect(plan({ rate: '100' })).toMatchObject({
      window: { minMs: 1000, maxMs: 10_000, minAnswers: 0 },
      budgetSeconds: 180,
    });
    expect(plan({ rate: '100', budget: '60s' }).budgetSeconds).toBe(60);
    expect(plan({ rate: '100', rounds: '3' }).budgetSeconds).toBeNull();
    expect(plan({}).budgetSeconds).toBe(90);
  });
});

describe('a closed workload', () => {
  it('rests after an answer where it is asked to think', () => {
    expect(plan({ think: '200ms' })).toMatchObject({ thinkMs: 200, levels: [{ kind: 'closed' }, {}, {}] });
    expect(plan({ think: '2s' }).window).toEqual({ minMs: 6000, maxMs: 6000, minAnswers: 5 });
    expect(plan({}).thinkMs).toBe(0);
    expect(plan({ think: '0' }).thinkMs).toBe(0);
  });
});

describe('the deadlines of a plan', () => {
  it('bound connecting and pauses apart from whole requests', () => {
    expect(plan({})).toMatchObject({ connectTimeoutMs: 5000, idleTimeoutMs: null, requestTimeoutMs: 10_000 });
    expect(plan({ connectTimeout: '500ms', idleTimeout: '2s', timeout: '30s' })).toMatchObject({
      connectTimeoutMs: 500,
      idleTimeoutMs: 2000,
      requestTimeoutMs: 30_000,
    });
  });
});

describe('a workload that cannot be', () => {
  it.each<[string, RunRequest, string[]]>([
    [
      'a rate of letters',
      { rate: 'fast' },
      [
        '--rate: "fast" is not a number of requests per second from 0.5 to 100000 | write 500, 2.5k, 100,200,400 or 100..800',
      ],
    ],
    [
      'a rate of nothing',
      { rate: '0,200k' },
      [
        '--rate: "0" is not a number of requests per second from 0.5 to 100000 | write 500, 2.5k, 100,200,400 or 100..800',
        '--rate: "200k" is not a number of requests per second from 0.5 to 100000 | write 500, 2.5k, 100,200,400 or 100..800',
      ],
    ],
    [
      'a falling range of rates',
      { rate: '800..100' },
      [
        '--rate: "800..100" is not a rising range | write 100..800 for 100, 200, 400, 800; allowed: 0.5 to 100000',
      ],
    ],
    [
      'too many rates',
      { rate: Array.from({ length: 21 }, (_, i) => i + 1).join(',') },
      ['--rate: 21 levels are too many | at most 20'],
    ],
    [
      'a rate and connections',
      { rate: '100', concurrency: '8' },
      [
        '--rate: cannot go with --concurrency: requests either come at a rate, or whenever a connection is free | leave out --concurrency to offer so many requests per second, --rate to keep so many connections busy',
      ],
    ],
    [
      'thoughts between arrivals',
      { rate: '100', think: '1s' },
      [
        '--think: cannot go with --rate: what comes at a rate waits for no answer, and for no thought after it | leave out --think, or name --concurrency in place of --rate',
      ],
    ],
    [
      'what only a rate has',
      { arrivals: 'poisson', overflow: 'drop', maxConnections: '9', pacing: 'timer' },
      ['--arrivals', '--overflow', '--max-connections', '--pacing'].map(
        (flag) => `${flag}: shapes an open workload, which only --rate makes | add --rate, or leave it out`,
      ),
    ],
    [
      'unknown names',
      { rate: '1', arrivals: 'poison', overflow: 'wait', pacing: 'exact' },
      [
        '--overflow: unknown overflow policy "wait" | allowed: queue, drop',
        '--arrivals: unknown arrival process "poison" | did you mean poisson? Allowed: constant, poisson',
        '--pacing: unknown pacing "exact" | allowed: timer, spin',
      ],
    ],
    [
      'no connection',
      { rate: '1', maxConnections: '0' },
      ['--max-connections: "0" is not a whole number from 1 to 10000 | '],
    ],
    ['a long thought', { think: '2m' }, ['--think: "2m" is out of bounds | allowed: 0s to 30s']],
    [
      'deadlines that are none',
      { connectTimeout: 'x', idleTimeout: '1ms' },
      [
        '--connect-timeout: "x" is not a length of time | write 90s, 3m or 1h',
        '--idle-timeout: "1ms" is out of bounds | allowed: 0.1s to 600s',
      ],
    ],
  ])('is told, as for %s', (_what, request, expected) => {
    expect(problemsOf(request).sort()).toEqual([...expected].sort());
  });

  it('is told in each of its parts at once', () => {
    const request = { rate: 'x', concurrency: 'y', think: 'z', arrivals: 'a', maxConnections: 'm' };
    expect(problemsOf(request)).toHaveLength(7);
  });
});

describe('autocannon', () => {
  it('is refused what it cannot do', () => {
    expect(problemsOf({ engine: 'autocannon', rate: '100' })).toEqual([
      '--engine: autocannon sends what a second brings in one burst, so it cannot keep to a rate | use --engine native, or name --concurrency in place of --rate',
    ]);
    expect(
      problemsOf({ engine: 'autocannon', think: '1s', connectTimeout: '1s', idleTimeout: '1s' }),
    ).toEqual([
      '--engine: autocannon has no think time | use --engine native, or leave out --think',
      '--engine: autocannon has no time-out but --timeout | use --engine native, or leave out --connect-timeout and --idle-timeout',
    ]);
  });

  it('may share the sending', () => {
    expect(plan({ engine: 'autocannon', loaders: '2', concurrency: '8' }).loaders).toBe(2);
  });
});

describe('scenarios of an open workload', () => {
  const opening = {
    ...flowCatalogue,
    scenarios: flowCatalogue.scenarios.map((scenario) =>
      scenario.name === 'session'
        ? {
            ...scenario,
            requests: [{ ...scenario.requests[0]!, once: true }, ...scenario.requests],
          }
        : scenario,
    ),
  };

  it('may have opening steps for as many connections as can be opened before a slice', () => {
    expect(problemsOf({ rate: '100', scenarios: 'session' }, flowCatalogue)).toEqual([]);
    expect(problemsOf({ concurrency: '64', scenarios: 'session' }, opening)).toEqual([]);
    const few = { rate: '100', maxConnections: '32', scenarios: 'session' };
    expect(problemsOf(few, opening)).toEqual([]);
    expect(problemsOf({ rate: '100', scenarios: 'json,session' }, opening)).toEqual([
      '--rate: scenario session has opening steps, which can be done for 32 connections before a slice begins | add --max-connections 32, leave session out, or name --concurrency in place of --rate',
    ]);
  });
});

const ratesOf = (rate: string) => plan({ rate }).levels.map((level) => levelValue(level));

describe('the ladder of rates', () => {
  it.each([
    ['500', [500]],
    ['100,200,400', [100, 200, 400]],
    ['100..800', [100, 200, 400, 800]],
    ['100..1k', [100, 200, 400, 800, 1000]],
    ['0.5..3', [0.5, 1, 2, 3]],
    ['1k', [1000]],
    ['2.5k, 2.3K', [2300, 2500]],
    ['0.5', [0.5]],
    ['100k', [100_000]],
    ['7..7', [7]],
  ])('%j is %j', (written, rates) => {
    expect(ratesOf(written)).toEqual(rates);
  });

  it('rises without repeats, whatever order and unit it was written in', () => {
    const thousandths = fc.integer({ min: 500, max: 100_000_000 });
    const written = fc.tuple(thousandths, fc.boolean()).map(([n, inThousands]) => ({
      rate: n / 1000,
      text: inThousands ? `${(n / 1e6).toFixed(6)}k` : `${(n / 1000).toFixed(3)}`,
    }));
    fc.assert(
      fc.property(
        fc.uniqueArray(written, { minLength: 1, maxLength: 20, selector: ({ rate }) => rate }),
        (parts) => {
          const text = [...parts, parts[0]!].map((part) => part.text).join(',');
          expect(ratesOf(text)).toEqual(parts.map(({ rate }) => rate).sort((a, b) => a - b));
        },
      ),
    );
  });

  it('doubles from the first of a range to its last, and never leaves it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 50_000 }), (first, more) => {
        const last = first + more;
        const rates = ratesOf(`${first}..${last}`);
        expect([rates[0], rates.at(-1)]).toEqual([first, last]);
        for (const [index, rate] of rates.slice(1, -1).entries()) expect(rate).toBe(first * 2 ** (index + 1));
      }),
    );
  });

  it('never lets text through that is no ladder', () => {
    const amount = String.raw`\d+(\.\d+)?[kK]?`;
    const ladder = new RegExp(
      String.raw`^\s*${amount}(\.\.${amount})?\s*(,\s*${amount}(\.\.${amount})?\s*)*$`,
    );
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9k.,-]{1,8}$/)), (text) => {
        fc.pre(!ladder.test(text));
        expect(problemsOf({ rate: text }).length).toBeGreaterThan(0);
      }),
    );
  });
});

import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ValidityReason } from '../../harness/model/estimate.ts';
import { levelValue } from '../../harness/model/level.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { renderTerminal } from '../../reports/index.ts';
import { displayWidth } from '../../reports/terminal/text.ts';
import { viewOf } from '../../reports/view/index.ts';
import { shellCommand } from '../../reports/wording/command.ts';
import { doubtsByScenario, doubtsInShort } from '../../reports/wording/open.ts';
import { fabricateOpenRecord } from '../helpers/record-open.ts';

/** All rates at which every mode is usable decide the answer: invalid cells at a rate leave it to the others. */
function withoutAnswerAt(draft: RunRecord, ...rates: readonly number[]) {
  for (const one of draft.summaries) {
    if (one.variant !== 'threaded' || !rates.includes(levelValue(one.level))) continue;
    one.validity = { status: 'invalid', reasons: [{ code: 'no-answers' }] };
  }
}

const summaryOf = (draft: RunRecord, variant: string, rate: number, scenario = 'json') =>
  draft.summaries.find(
    (one) => one.variant === variant && one.scenario === scenario && levelValue(one.level) === rate,
  )!;

function compared(
  draft: RunRecord,
  candidate: string,
  rate: number,
  metric: string,
  [low, point, high]: readonly [number, number, number],
  verdict: RunRecord['comparisons'][number]['verdict'],
) {
  for (const one of draft.comparisons) {
    const here = one.candidate === candidate && levelValue(one.level) === rate && one.metric === metric;
    if (!here || one.scenario !== 'json') continue;
    Object.assign(one.ratio, { low, point, high });
    one.verdict = verdict;
  }
}

function told(record: RunRecord, scenario = 'json'): string {
  const found = viewOf(record).answer.scenarios.find((one) => one.scenario === scenario);
  return `${found?.lead}: ${found?.sentences.join(' ')}`.replaceAll('\u00a0', ' ');
}

describe('the answer of an open workload', () => {
  it('says how long each mode takes at the rate, by how much that differs, and what it costs in memory', () => {
    const record = fabricateOpenRecord({
      rates: [400],
      edit: (draft) => {
        compared(draft, 'prefork', 400, 'p99', [0.15, 0.17, 0.2], 'improved');
        summaryOf(draft, 'prefork', 400).metrics.p99!.point = 3.1;
        summaryOf(draft, 'dev', 400).metrics.p99!.point = 18;
      },
    });
    expect(told(record)).toMatch(
      /^json, 400 req\/s offered: prefork ×4 answers in p99 3\.10 ms, dev in 18\.0 ms: 0\.17 × \(0\.15–0\.20\), for 14\d MB more\. /,
    );
  });

  it('says from which rate on a mode is overloaded, and which keep up with all', () => {
    const record = fabricateOpenRecord({
      edit: (draft) => {
        for (const scenario of ['json', 'page'] as const) {
          // At 800 one mode fewer can be told, so the answer stands on a rate below.
          summaryOf(draft, 'threaded', 800, scenario).validity = {
            status: 'invalid',
            reasons: [{ code: 'no-answers' }],
          };
        }
      },
    });
    expect(told(record)).toMatch(/^json, 400 req\/s offered: /);
    expect(told(record)).toMatch(
      /dev is overloaded from 800 req\/s \(of which it serves 6\d\d\)\. prefork ×4 keeps up with all that was offered, to 800 req\/s\.$/,
    );
  });

  it('names overload at the rate of the answer before anything else, and gives no ratio to it', () => {
    const record = fabricateOpenRecord({ rates: [800] });
    expect(told(record)).toMatch(
      /^json, 800 req\/s offered: dev is overloaded: it serves 6\d\d of 800 req\/s\. prefork ×4 answers in p99 3\.\d\d ms, for 14\d MB more\. threaded/,
    );
  });

  it('compares what is served where neither keeps up', () => {
    expect(told(fabricateOpenRecord({ rates: [900] }), 'page')).toMatch(
      /threaded ×4 is overloaded: it serves 7\d\d of 900 req\/s, 2\.1\d × dev \(2\.\d+–2\.\d+\)\./,
    );
  });

  it('never calls it the server’s limit where the load generator was near its own', () => {
    const record = fabricateOpenRecord({
      rates: [800],
      edit: (draft) => {
        for (const { validity } of draft.summaries) {
          validity.reasons.push({ code: 'generator-cpu', share: 0.9, bound: 0.8 });
        }
      },
    });
    expect(told(record)).toMatch(
      /dev serves at least 6\d\d of 800 req\/s, with the load generator near its limit\./,
    );
    for (const scenario of ['json', 'page']) expect(told(record, scenario)).not.toContain('overloaded');
    const texts = viewOf(record).trust.concerns.map(({ text }) => text.replaceAll('\u00a0', ' '));
    expect(texts.join('\n')).toMatch(
      /at least \d+–\d+ of 800 req\/s served, with the load generator near its limit: the server may serve more/,
    );
    // All that was offered was served: that is no lower bound of anything.
    const view = viewOf(record).scenarios.find(({ name }) => name === 'json')!;
    expect(view.cells.map(({ mode, lowerBound }) => [mode, lowerBound])).toEqual([
      ['dev', true],
      ['prefork', false],
      ['threaded', false],
    ]);
  });

  it('says so when no difference could be shown, and takes a lower percentile that shows one before it doubts', () => {
    const record = fabricateOpenRecord({
      rates: [400],
      edit: (draft) => {
        compared(draft, 'prefork', 400, 'p99', [0.96, 1.01, 1.05], 'no-difference');
        compared(draft, 'threaded', 400, 'p99', [0.5, 0.9, 1.5], 'inconclusive');
        compared(draft, 'threaded', 400, 'p95', [0.5, 0.9, 1.4], 'inconclusive');
        compared(draft, 'threaded', 400, 'p50', [0.7, 0.75, 0.8], 'improved');
      },
    });
    expect(told(record)).toContain(
      'no difference in p99 between prefork ×4 and dev could be shown (0.96–1.05).',
    );
    expect(told(record)).toMatch(/threaded ×4 answers in p50 1\.\d+ ms, dev in 2\.\d+ ms: 0\.75 × /);
  });

  it('leaves open what is inconclusive, with a command that sends as the run did', () => {
    const record = fabricateOpenRecord({
      rates: [400],
      edit: (draft) => {
        draft.command = ['run', '--rate', '400', '--arrivals=poisson', '--loaders', '2'];
        for (const metric of ['p50', 'p95', 'p99']) {
          compared(draft, 'threaded', 400, metric, [0.5, 0.9, 1.5], 'inconclusive');
        }
      },
    });
    const { doubts, command } = viewOf(record).answer.open;
    expect(doubtsByScenario(doubts, 'dev')).toEqual([
      'json, 400 req/s offered: whether threaded ×4 (0.50–1.50) answers faster than dev',
    ]);
    expect(doubtsInShort(doubts, 'dev')).toBe('whether threaded ×4 (json) answers faster than dev');
    expect(shellCommand(command ?? [])).toMatch(
      /^bench run --modes dev,threaded --scenarios json --rate 400 --arrivals poisson --loaders 2 --rounds \d+$/,
    );
  });

  it('copes with a single variant', () => {
    const record = fabricateOpenRecord({
      rates: [400],
      edit: (draft) => {
        draft.plan.variants = draft.plan.variants.slice(0, 1);
        draft.summaries = draft.summaries.filter((one) => one.variant === 'dev');
        draft.comparisons = [];
      },
    });
    expect(told(record)).toMatch(/: dev answers in p99 8\.\d+ ms; there is nothing to compare it with\.$/);
  });
});

describe('the terminal report of an open workload', () => {
  const options = { columns: 80, colour: false, full: false, tty: false };
  const render = (given: Partial<typeof options> = {}, record = fabricateOpenRecord({ rates: [400, 800] })) =>
    renderTerminal(record, { ...options, ...given });

  it.each([40, 60, 80, 120, 200])('fits %i columns', (columns) => {
    for (const full of [false, true]) {
      const lines = stripVTControlCharacters(render({ columns, full, colour: true })).split('\n');
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(columns);
    }
  });

  it('heads each rate with its arrivals, and shows what was served of it and how long that took', () => {
    const text = render({ columns: 120, full: true });
    expect(text).toMatch(
      new RegExp(
        [
          '^json · serialises a small object · 400 req/s offered \\(constant arrivals, at most 256 connections\\).*',
          ' +served req/s +p50 / p95 / p99 ms +service p50 +vs dev +MB +CPU ms/req',
          'dev +400 of 400 +2\\.\\d+ / 5\\.\\d+ / 8\\.\\d+ +1\\.\\d+ +1 +[\\d.]+ +0\\.9\\d+',
          'prefork ×4 +400 of 400 +1\\.\\d+ / 1\\.\\d+ / 2\\.\\d+ +0\\.2\\d \\(.*\\) p99 +20\\d +0\\.\\d+$',
        ].join('\n'),
        'm',
      ),
    );
    expect(text.match(/^\w+ · .* req\/s offered/gm)).toHaveLength(4);
  });

  it('marks overloaded cells plainly, without response times', () => {
    const text = render({ full: true });
    expect(text).toMatch(/^dev ¹² +overloaded: (serves )?6\d\d of 800 +– +– /m);
    expect(text).toMatch(/¹ overloaded: serves [\d–]+ of 400–800 req\/s, so response times grow/);
    expect(render({ full: true, columns: 120 })).toMatch(/^dev ¹² +overloaded: serves 6\d\d of 800 /m);
  });

  it('tells ceiling, send lag and placement, and each cell’s headroom with --full', () => {
    const text = render({ full: true, columns: 200 });
    expect(render().replace(/\n +/g, ' ')).toContain(
      'by the busiest of 2 loaders; ceiling 6200 req/s sent on time, at most 13 % of it used; send lag p50 0.231 ms, ' +
        'p99 0.857 ms (overloaded cells left out); placement pinned: servers on CPUs 0-1, 2 loaders on CPUs 2-3',
    );
    expect(text).toMatch(
      /^json, 800 req\/s offered, prefork ×4 +0\.13 +800 +13 % +0\.231 \/ 0\.857 +0\.231/m,
    );
    expect(render()).not.toContain('headroom of the load generator');
  });

  it('says once that nothing was calibrated', () => {
    const record = fabricateOpenRecord({
      edit: (draft) => {
        draft.plan.calibration = null;
        for (const { headroom } of draft.summaries) headroom!.ceilingPerSecond = null;
      },
    });
    const text = render({ full: true }, record).replace(/\n +/g, ' ');
    expect(text.match(/not calibrated: bench doctor --calibrate/g)).toHaveLength(1);
  });
});

describe('what the load generator took', () => {
  const factsOf = (record: RunRecord) =>
    new Map(viewOf(record).trust.generator.map(({ name, value }) => [name, value.replaceAll('\u00a0', ' ')]));

  it('tells the floor under response times, and what spinning took apart from the rest', () => {
    const record = fabricateOpenRecord({
      rates: [400],
      edit: (draft) => {
        draft.plan.loaders = 1;
        for (const { load } of draft.slices) {
          if (load === null) continue;
          load.generator = {
            cpuMs: load.totalMs * 0.95,
            spinMs: load.totalMs * 0.85,
            eventLoopUtilization: 1,
          };
        }
      },
    });
    const facts = factsOf(record);
    expect(facts.get('CPU used')).toBe('median 0.10, at most 0.10 of one core');
    expect(facts.get('Spinning until due')).toBe(
      'median 0.85, at most 0.85 of one core, not in the CPU used',
    );
    expect(facts.get('p50 of a server that does nothing')).toBe(
      '0.190 ms at 1 connection, 1.90 ms at 32 connections',
    );
  });

  it('says where everything ran', () => {
    const placed = (edit: (draft: RunRecord) => void) =>
      factsOf(fabricateOpenRecord({ rates: [100], rounds: 1, edit })).get('Placement');
    const anywhere = { serverCpus: null, loadCpus: null, loaders: 1 };
    expect(placed(() => {})).toBe('pinned: servers on CPUs 0-1, 2 loaders on CPUs 2-3');
    expect(
      placed((draft) => {
        Object.assign(draft.plan, anywhere);
        draft.environment.placement = 'co-located';
      }),
    ).toBe('co-located: servers and 1 loader share all CPUs (CPUs 0-3)');
    expect(
      placed((draft) => {
        Object.assign(draft.plan, { ...anywhere, loadCpus: '3' });
        draft.environment.placement = 'co-located';
      }),
    ).toBe('co-located: servers on any CPU, 1 loader on CPU 3');
  });

  it('calls what was sent an open workload, and how', () => {
    const engine = viewOf(fabricateOpenRecord({ rates: [100], rounds: 1 })).trust.method.find(
      ({ name }) => name === 'Engine',
    );
    expect(engine?.value.replaceAll('\u202f', ' ')).toContain(
      'native, open workload (constant arrivals, at most 256 connections, up to 10 000 arrivals wait when they are all busy)',
    );
  });
});

describe('cells of an open workload', () => {
  it('never lack answers for want of connections', () => {
    const record = fabricateOpenRecord({
      rates: [100],
      edit: (draft) => {
        for (const one of draft.summaries) one.metrics.p99 = null;
      },
    });
    const missing = viewOf(record).scenarios[0]!.cells.map((cell) => cell.missing.p99);
    expect(new Set(missing.map((one) => one?.lack))).toEqual(new Set(['answers']));
  });

  it('are not told to lack answers where requests were left unfinished, but for those that do', () => {
    const record = fabricateOpenRecord({
      edit: (draft) => {
        for (const { metrics } of draft.summaries) Object.assign(metrics, { p50: null, p95: null });
      },
    });
    const cells = viewOf(record).scenarios.flatMap((scenario) => scenario.cells);
    const isCensored = ({ reasons }: (typeof cells)[number]) =>
      reasons.some(({ reason }) => reason.code === 'censored');
    const lacks = (censored: boolean) =>
      cells.filter((cell) => isCensored(cell) === censored).map(({ missing }) => missing.p50?.lack);
    expect(new Set(lacks(true))).toEqual(new Set(['finish']));
    expect(new Set(lacks(false))).toEqual(new Set(['answers']));
    const few = fabricateOpenRecord({
      edit: (draft) => {
        for (const { metrics } of draft.summaries) metrics.p95 = null;
        for (const { load } of draft.slices)
          if (load !== null) Object.assign(load, { responses: 3, unfinished: 3 });
      },
    });
    const told = viewOf(few).scenarios.flatMap((scenario) => scenario.cells);
    expect(new Set(told.map(({ missing }) => missing.p95?.lack))).toEqual(new Set(['answers']));
  });

  it('are named by their rates where several share a concern', () => {
    const caveat: ValidityReason = { code: 'send-lag', p99Ms: 4, boundMs: 2 };
    const record = fabricateOpenRecord({
      edit: (draft) => {
        for (const rate of [100, 200]) summaryOf(draft, 'dev', rate).validity.reasons.push(caveat);
        withoutAnswerAt(draft, 800);
      },
    });
    const text = renderTerminal(record, { columns: 500, colour: false, full: true, tty: false });
    expect(text).toContain(
      'the load generator sent 1 % of the requests 4.00 ms late or later (bound 2.00 ms)',
    );
    const short = renderTerminal(record, { columns: 500, colour: false, full: false, tty: false });
    expect(short).toMatch(
      /^invalid: json, 800 req\/s offered, threaded ×4; page, 800 req\/s offered, threaded ×4: /m,
    );
  });
});

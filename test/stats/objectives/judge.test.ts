import { describe, expect, it } from 'vitest';
import type { LoadReport } from '../../../harness/model/load.ts';
import type { Objective } from '../../../harness/model/objective.ts';
import { type ObjectiveVerdict, objectiveVerdictSchema } from '../../../harness/model/objective-verdict.ts';
import type { Plan } from '../../../harness/model/plan.ts';
import type { SliceResult } from '../../../harness/model/slice.ts';
import { readObjectives } from '../../../harness/plan/objective-grammar.ts';
import { analyse } from '../../../harness/stats/analyse.ts';
import { createRandom } from '../../../harness/stats/random.ts';
import {
  encodedMs,
  openLevel,
  openLoad,
  openRun,
  queueLives,
  steadyLives,
} from '../../helpers/open-slices.ts';
import {
  type CellTruth,
  type Noise,
  type SyntheticRun,
  syntheticPlan,
  syntheticRun,
  truth,
} from '../../helpers/slices.ts';

const mb = 1e6;
const small: Noise = { machine: 0.02, process: 0.005, slice: 0.005 };
const objectivesOf = (text: string): Objective[] => readObjectives(text).written.map((one) => one.objective);

interface Given {
  readonly slo: string;
  readonly variants?: readonly string[];
  readonly scenarios?: readonly string[];
  readonly concurrency?: readonly number[];
  readonly rounds?: number;
  readonly noise?: Noise;
  readonly cell?: (variant: string, concurrency: number) => Partial<CellTruth>;
  readonly plan?: Partial<Plan>;
  readonly slice?: (slice: SliceResult) => SliceResult;
  readonly edit?: (run: SyntheticRun) => SyntheticRun;
}

/** A run in which `dev` serves 1000 requests per second whatever the connections, all taking about as long. */
function verdictsOf(given: Given): ObjectiveVerdict[] {
  const plan = syntheticPlan({
    variants: given.variants ?? ['dev'],
    ...(given.scenarios === undefined ? {} : { scenarios: given.scenarios }),
    concurrency: given.concurrency ?? [8],
    overrides: { objectives: objectivesOf(given.slo), ...given.plan },
  });
  const run = syntheticRun({
    plan,
    rounds: given.rounds ?? 6,
    noise: given.noise ?? small,
    truth: ({ variant, level }) =>
      truth({
        throughput: 1000,
        steadiness: 0.95,
        footprint: 100 * mb,
        ...given.cell?.(variant, level.kind === 'closed' ? level.concurrency : 0),
      }),
  });
  const slices = run.slices.map((slice) => given.slice?.(slice) ?? slice);
  return judged(given.edit?.({ ...run, slices }) ?? { ...run, slices });
}

function judged({ plan, rounds, slices }: SyntheticRun): ObjectiveVerdict[] {
  const { objectives } = analyse(plan, rounds, slices);
  for (const one of objectives) expect(objectiveVerdictSchema.parse(one)).toEqual(one);
  return objectives;
}

const verdictOf = (given: Given) => verdictsOf(given)[0]!;
/** "dev c8 met" of each cell. */
const cellsOf = ({ cells }: ObjectiveVerdict) =>
  cells.map(
    ({ variant, scenario, level, outcome }) =>
      `${variant} ${scenario} ${level.kind === 'closed' ? `c${level.concurrency}` : `r${level.rate}`} ${outcome}`,
  );

/** The slice with some of its load changed. */
const loaded =
  (change: (load: LoadReport, slice: SliceResult) => Partial<LoadReport>) =>
  (slice: SliceResult): SliceResult =>
    slice.load === null ? slice : { ...slice, load: { ...slice.load, ...change(slice.load, slice) } };

const failing = (share: number) =>
  loaded((load) => {
    const failed = Math.round(load.ok * share);
    return { ok: load.ok - failed, failed: { ...load.failed, status: failed } };
  });

describe('an objective', () => {
  it.each([
    ['p99<20ms', 'met'],
    ['p99<5ms', 'missed'],
    ['p99>5ms', 'met'],
    ['throughput>500req/s', 'met'],
    ['throughput>2000req/s', 'missed'],
    ['footprint<200MB', 'met'],
    ['footprint<50MB', 'missed'],
    ['cpu<1ms', 'met'],
    ['cpu<100us', 'missed'],
    ['failures<1%', 'met'],
    ['p90<20ms', 'met'],
    ['p75<7ms', 'missed'],
  ])('%s is %s', (slo, verdict) => {
    const found = verdictOf({ slo });
    expect(found.verdict).toBe(verdict);
    expect(found.cells).toMatchObject([
      { outcome: verdict, measured: { bound: null, rounds: 6 }, reason: null },
    ]);
  });

  it('cannot be told when its interval lies on both sides', () => {
    const noise = { machine: 0.3, process: 0.1, slice: 0.1 };
    const found = verdictOf({ slo: 'throughput>1000req/s', noise });
    expect(found).toMatchObject({ verdict: 'cannot-tell', cells: [{ reason: { code: 'straddles' } }] });
    const { low, high } = found.cells[0]!.measured!;
    expect(low).toBeLessThan(1000);
    expect(high).toBeGreaterThan(1000);
  });

  it('has the figures that the table has', () => {
    const plan = syntheticPlan({
      variants: ['dev'],
      overrides: { objectives: objectivesOf('p95<1s,p99<1s') },
    });
    const run = syntheticRun({ plan, noise: small, truth: () => truth({ throughput: 1000 }) });
    const { summaries, objectives } = analyse(plan, run.rounds, run.slices);
    for (const [index, metric] of (['p95', 'p99'] as const).entries()) {
      const { unit: _, ...figure } = summaries[0]!.metrics[metric]!;
      expect(objectives[index]!.cells[0]!.measured).toEqual({ ...figure, bound: null });
    }
  });

  it('cannot be told from a single round', () => {
    for (const one of verdictsOf({ slo: 'p99<1s,failures<50%,footprint<1GB,throughput>1/s', rounds: 1 })) {
      expect(one).toMatchObject({ verdict: 'cannot-tell', cells: [{ reason: { code: 'one-round' } }] });
    }
  });

  it('on CPU cannot be told where the system counts too coarsely', () => {
    const found = verdictOf({ slo: 'cpu<1ms', slice: (slice) => ({ ...slice, serverCpuMs: 0 }) });
    expect(found).toMatchObject({ verdict: 'cannot-tell', cells: [{ reason: { code: 'no-figure' } }] });
  });
});

describe('what an objective covers', () => {
  const variants = ['dev', 'prefork:workers=4'];
  const concurrency = [1, 8, 32];
  const faster = (variant: string) => ({ throughput: variant === 'dev' ? 1000 : 4000 });

  it('is every level, scenario and mode where it names none; missed in one of them it is missed', () => {
    const found = verdictOf({ slo: 'p50<10ms', variants, concurrency, cell: faster });
    expect(found.verdict).toBe('missed');
    expect(cellsOf(found)).toEqual([
      ...[
        'dev json c1 met',
        'prefork:workers=4 json c1 met',
        'dev json c8 met',
        'prefork:workers=4 json c8 met',
      ],
      ...['dev json c32 missed', 'prefork:workers=4 json c32 met'],
    ]);
  });

  it('is what it names', () => {
    const scenarios = ['json', 'wait'];
    const one = verdictOf({ slo: 'p50<10ms@c=8 in wait of prefork', variants, scenarios, concurrency });
    expect(cellsOf(one)).toEqual(['prefork:workers=4 wait c8 met']);
    const [dev, other] = verdictsOf({
      ...{ slo: 'p50<10ms@c=32 of dev,p50<10ms@c=32 of prefork', variants, concurrency, cell: faster },
    });
    expect([dev!.verdict, other!.verdict]).toEqual(['missed', 'met']);
  });

  it('is for throughput the level at which a mode serves most', () => {
    const cell = (variant: string, c: number) => ({
      throughput: (variant === 'dev' ? 100 : 400) * Math.min(c, 8),
    });
    const found = verdictOf({ slo: 'throughput>700req/s', variants, concurrency, cell });
    expect(found.verdict).toBe('met');
    expect(found.cells.map(({ level }) => level.kind === 'closed' && level.concurrency)).not.toContain(1);
    expect(found.cells).toHaveLength(2);
    expect(verdictOf({ slo: 'throughput>1000req/s', variants, concurrency, cell }).verdict).toBe('missed');
  });

  it('is not what is declared to fail', () => {
    const expectFailing = (run: SyntheticRun): SyntheticRun => ({
      ...run,
      plan: {
        ...run.plan,
        variants: run.plan.variants.map((one) => (one.id === 'dev' ? { ...one, expect: 'failing' } : one)),
      },
    });
    const found = verdictOf({ slo: 'p50<1s', variants, edit: expectFailing });
    expect(cellsOf(found)).toEqual(['prefork:workers=4 json c8 met']);
  });

  it('may be nothing that this run measures', () => {
    for (const slo of ['p50<1s@c=16', 'p50<1s in upload', 'p50<1s of threaded', 'p50<1s@r=100']) {
      expect(verdictOf({ slo })).toMatchObject({ verdict: 'not-measured', cells: [] });
    }
  });

  it('may not have been visited', () => {
    const edit = (run: SyntheticRun): SyntheticRun => ({
      ...run,
      slices: run.slices.filter(({ level }) => level.kind === 'closed' && level.concurrency < 32),
    });
    const [named, all] = verdictsOf({ slo: 'p50<1s@c=32,p50<1s', concurrency, edit });
    expect(named).toMatchObject({ verdict: 'cannot-tell', cells: [{ reason: { code: 'not-reached' } }] });
    expect(cellsOf(all!)).toEqual(['dev json c1 met', 'dev json c8 met']);
    const nothing = verdictOf({ slo: 'p50<1s', edit: (run) => ({ ...run, slices: [] }) });
    expect(nothing).toMatchObject({ verdict: 'cannot-tell', cells: [{ reason: { code: 'not-reached' } }] });
  });
});

describe('failures', () => {
  it('need so many requests that the interval gets below the limit', () => {
    const [few, many] = verdictsOf({ slo: 'failures<0.01%,failures<1%' });
    expect(few).toMatchObject({ verdict: 'cannot-tell', cells: [{ reason: { code: 'straddles' } }] });
    expect(many!.verdict).toBe('met');
  });

  it('are told of a cell that is invalid for them, where nothing else can be', () => {
    const [failures, p99] = verdictsOf({ slo: 'failures<1%,p99<1s', slice: failing(0.2) });
    expect(failures).toMatchObject({ verdict: 'missed', cells: [{ reason: null }] });
    expect(failures!.cells[0]!.measured!.point).toBeCloseTo(0.2, 2);
    expect(p99).toMatchObject({ verdict: 'cannot-tell', cells: [{ reason: { code: 'not-valid' } }] });
    expect(p99!.cells[0]!.measured).not.toBeNull();
  });

  it('are not said to be few of a server that did not even start in too many rounds', () => {
    const dead = {
      reason: 'server-exited',
      variant: 'dev',
      phase: 'json c8',
      exitCode: 1,
      signal: null,
      stderrTail: '',
    } as const;
    const slice = (one: SliceResult): SliceResult =>
      one.round > 3 ? { ...one, load: null, failure: dead } : one;
    const [few, many] = verdictsOf({ slo: 'failures<50%,failures>50%', slice });
    expect(few).toMatchObject({ verdict: 'cannot-tell', cells: [{ reason: { code: 'not-valid' } }] });
    expect(many!.verdict).toBe('missed');
  });

  it('are nobody knows how many where the generator was to blame', () => {
    const exhausted = loaded((load) => ({ failed: { ...load.failed, exhausted: 5 }, ok: load.ok - 5 }));
    const slice = (one: SliceResult) => exhausted(failing(0.2)(one));
    const found = verdictOf({ slo: 'failures<1%', slice });
    expect(found).toMatchObject({ verdict: 'cannot-tell', cells: [{ reason: { code: 'not-valid' } }] });
  });
});

describe('what is only known from one side', () => {
  const strained = loaded((load) => ({
    generator: { ...load.generator, cpuMs: 0.85 * load.totalMs, eventLoopUtilization: 0.3 },
  }));

  it('is throughput from a generator near its limit: at least so much', () => {
    const [more, much] = verdictsOf({ slo: 'throughput>500req/s,throughput>2000req/s', slice: strained });
    expect(more).toMatchObject({ verdict: 'met', cells: [{ measured: { bound: 'at-least' } }] });
    expect(much).toMatchObject({ verdict: 'cannot-tell', cells: [{ reason: { code: 'bound' } }] });
  });

  it('are response times from such a generator: at most so long', () => {
    const [long, short] = verdictsOf({ slo: 'p99<20ms,p99<5ms', slice: strained });
    expect(long).toMatchObject({ verdict: 'met', cells: [{ measured: { bound: 'at-most' } }] });
    expect(short).toMatchObject({ verdict: 'cannot-tell', cells: [{ reason: { code: 'bound' } }] });
  });

  it('is a footprint where the system tells RSS alone: at most so much', () => {
    const slice = (one: SliceResult): SliceResult =>
      one.memory === null
        ? one
        : { ...one, memory: { ...one.memory, method: 'rss-only', footprint: null, pss: null, uss: null } };
    const [roomy, tight] = verdictsOf({ slo: 'footprint<200MB,footprint<120MB', slice });
    expect(roomy).toMatchObject({ verdict: 'met', cells: [{ measured: { bound: 'at-most' } }] });
    expect(tight).toMatchObject({ verdict: 'cannot-tell', cells: [{ reason: { code: 'bound' } }] });
  });

  it('is a percentile that too few requests support: as high as the one below it', () => {
    // 5 answers a round of a server that takes 50 ms: a median, and no more.
    const cell = () => ({ throughput: 20 });
    const window = { window: { minMs: 250, maxMs: 2000, minAnswers: 5 } };
    const [missed, untold] = verdictsOf({ slo: 'p99<10ms,p99<100ms', concurrency: [1], cell, plan: window });
    expect(missed).toMatchObject({
      verdict: 'missed',
      cells: [{ measured: { bound: 'at-least', of: 'p50' }, reason: null }],
    });
    expect(missed!.cells[0]!.measured!.point).toBeCloseTo(50, -1);
    const { requests, needed } = untold!.cells[0]!.reason as { requests: number; needed: number };
    expect(untold).toMatchObject({ verdict: 'cannot-tell', cells: [{ reason: { code: 'few-requests' } }] });
    expect([requests < 100, needed]).toEqual([true, 1200]);
  });

  it('says so where slices gave fewer answers than there are connections', () => {
    const window = { window: { minMs: 250, maxMs: 2000, minAnswers: 5 } };
    const found = verdictOf({
      slo: 'p50<1s',
      concurrency: [64],
      cell: () => ({ throughput: 20 }),
      plan: window,
    });
    expect(found).toMatchObject({ verdict: 'cannot-tell', cells: [{ reason: { code: 'few-answers' } }] });
  });
});

describe('an objective at an arrival rate', () => {
  const windowMs = 1000;
  const steady = (slo: string, ms = 5) =>
    judged(
      openRun({
        plan: { objectives: objectivesOf(slo) },
        load: (_, level) => openLoad(steadyLives(level, windowMs, [ms]), { windowMs }),
      }),
    );

  it('is met, or missed, as at any level', () => {
    const [met, missed, served] = steady('p99<20ms@r=400,p99<2ms,throughput>390req/s@r=400');
    expect([met!.verdict, missed!.verdict, served!.verdict]).toEqual(['met', 'missed', 'met']);
  });

  it('takes off what the generator needed to notice an arrival, where that is much of it', () => {
    // Answered after 1 ms, of which 0.6 ms passed before the request was sent.
    const run = openRun({
      plan: { objectives: objectivesOf('p50<2ms,p50<800us,p50<300us') },
      load: (_, level) => openLoad(steadyLives(level, windowMs, [1]), { windowMs, lagMs: 0.6 }),
    });
    const [met, untold, missed] = judged(run);
    expect(met).toMatchObject({ verdict: 'met', cells: [{ measured: { bound: 'at-most' } }] });
    expect(untold).toMatchObject({ verdict: 'cannot-tell', cells: [{ reason: { code: 'bound' } }] });
    expect(missed!.verdict).toBe('missed');
  });

  it('on throughput says nothing against a server that keeps up with what is offered', () => {
    const [found] = steady('throughput>500req/s');
    expect(found).toMatchObject({
      verdict: 'cannot-tell',
      cells: [{ measured: { bound: 'at-least' }, reason: { code: 'bound' } }],
    });
  });

  it('on response times is missed by a server that does not, however short the slices', () => {
    const random = createRandom(3, 1);
    const level = openLevel(400);
    const run = openRun({
      plan: { objectives: objectivesOf('p99<100s,p50>1s,throughput>350req/s,throughput>250req/s') },
      load: () =>
        openLoad(queueLives({ level, windowMs, servers: 1, load: 1.4, service: 'constant', random }), {
          windowMs,
          drainMs: 2000,
        }),
    });
    const [p99, p50, more, less] = judged(run);
    expect(p99).toMatchObject({
      verdict: 'missed',
      cells: [{ measured: { bound: 'at-least' }, reason: { code: 'overloaded' } }],
    });
    expect(p50!.verdict).toBe('met');
    expect([more!.verdict, less!.verdict]).toEqual(['missed', 'met']);
  });

  it('on a percentile that unfinished requests hide is missed or cannot be told', () => {
    // In each round every twentieth arrival is left unfinished, 150 ms old: p99 is that or more.
    const run = openRun({
      plan: { objectives: objectivesOf('p99<100ms,p99<200ms,p50<100ms'), requestTimeoutMs: 10_000 },
      load: (_, level) => {
        const load = openLoad(steadyLives(level, windowMs, [5]), { windowMs });
        const left = Math.round(load.ok / 20);
        const done = load.ok - left;
        return {
          ...load,
          ok: done,
          unfinished: left,
          responses: done,
          responseTime: encodedMs(Array.from({ length: done }, () => 5)),
          open: { ...load.open!, censored: encodedMs(Array.from({ length: left }, () => 150)) },
        };
      },
    });
    const [over, under, median] = judged(run);
    expect(over).toMatchObject({ verdict: 'missed', cells: [{ measured: { bound: 'at-least' } }] });
    expect(under).toMatchObject({ verdict: 'cannot-tell', cells: [{ reason: { code: 'bound' } }] });
    expect(median!.verdict).toBe('met');
  });
});

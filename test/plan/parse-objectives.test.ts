import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presentError } from '../../harness/commands/present-error.ts';
import type { ObjectiveConfig } from '../../harness/model/config.ts';
import { UsageError } from '../../harness/model/failure.ts';
import {
  limitOf,
  type Objective,
  objectiveMetricNames,
  objectiveMetrics,
  objectiveSchema,
  objectiveText,
  objectiveUnits,
} from '../../harness/model/objective.ts';
import { makePlan, type RunRequest } from '../../harness/plan/make-plan.ts';
import { readObjectives } from '../../harness/plan/objective-grammar.ts';
import { configuredObjectives } from '../../harness/plan/parse-objectives.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';

const planOf = (request: RunRequest) =>
  makePlan({ modes: 'dev,flask/prefork:workers=2', scenarios: 'json,wait', ...request }, smallCatalogue, 7);
const read = (...slo: string[]) => planOf({ slo }).objectives;

/** What is printed of a request that is refused. */
function refusal(request: RunRequest): string {
  try {
    planOf(request);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return presentError(error, false).text;
  }
  throw new Error('it was not refused');
}
const refused = (...slo: string[]) => refusal({ slo });

const plain = { level: null, scenario: null, mode: null };

describe('writing an objective', () => {
  it('takes a metric, a comparison and a value with its unit', () => {
    expect(read('p99<200ms')).toEqual([{ metric: 'p99', comparison: '<', value: 200, unit: 'ms', ...plain }]);
    expect(read('footprint <= 300 MB')).toEqual([
      { metric: 'footprint', comparison: '<=', value: 300, unit: 'MB', ...plain },
    ]);
    expect(read('throughput>=1500.5/s')).toEqual([
      { metric: 'throughput', comparison: '>=', value: 1500.5, unit: '/s', ...plain },
    ]);
    expect(read('errors<0.1%')).toEqual([
      { metric: 'failures', comparison: '<', value: 0.1, unit: '%', ...plain },
    ]);
  });

  it.each([
    ['p99<200ms', 200],
    ['p99.9<1.5s', 1500],
    ['cpu<800us', 0.8],
    ['cpu<800µs', 0.8],
    ['footprint<300MB', 300e6],
    ['footprint<1.5GiB', 1.5 * 2 ** 30],
    ['footprint<512KiB', 2 ** 19],
    ['failures<0.1%', 0.001],
    ['throughput>500req/s', 500],
  ])('reads the limit of %s in the unit of the record', (text, limit) => {
    expect(limitOf(read(text)[0]!)).toBe(limit);
  });

  it('takes a level, a scenario and a mode, in any order', () => {
    const whole = {
      ...{ metric: 'p99', comparison: '<', value: 200, unit: 'ms', scenario: 'wait', mode: 'flask/prefork' },
      level: { kind: 'closed', concurrency: 8 },
    };
    expect(read('p99<200ms@c=8 in wait of flask/prefork')).toEqual([whole]);
    expect(read(' p99 < 200ms of flask/prefork in wait @ c = 8 ')).toEqual([whole]);
    expect(read('p99<200ms@c=8 in "wait" of flask/prefork')).toEqual([whole]);
    expect(planOf({ rate: '0.5,2.5k', slo: ['p50<1s@r=2500,p50<1s@r=0.5'] }).objectives).toMatchObject([
      { level: { kind: 'open', rate: 2500 } },
      { level: { kind: 'open', rate: 0.5 } },
    ]);
  });

  it('takes several in one text, and several texts', () => {
    const metrics = read('p99<200ms@c=8, failures<0.1%', 'footprint<300MB,cpu<5ms').map(
      ({ metric }) => metric,
    );
    expect(metrics).toEqual(['p99', 'failures', 'footprint', 'cpu']);
  });

  it.each(['prefork', 'flask/prefork', 'prefork:workers=2', 'flask/prefork:workers=2'])(
    'knows flask/prefork:workers=2 as %s',
    (mode) => {
      expect(read(`p50<1s of ${mode}`)).toMatchObject([{ mode }]);
    },
  );

  it('takes a path for the scenario that requests it', () => {
    const commands = { modes: undefined, scenarios: undefined, cmd: ['old=node a.js {port}'] };
    const path = ['/a,b', '/c'];
    const { objectives } = planOf({ ...commands, path, slo: ['p50<1s in /c,p50<1s in "/a,b" of old'] });
    expect(objectives).toMatchObject([{ scenario: 'GET /c' }, { scenario: 'GET /a,b', mode: 'old' }]);
    expect(objectiveText(objectives[1]!)).toBe('p50<1s in "GET /a,b" of old');
  });
});

describe('an objective that is not understood', () => {
  it('is shown with a caret under the place, and with what may stand there', () => {
    expect(refused('p99<200mz@c=8')).toBe(
      [
        'bench: --slo: "mz" is no unit of p99',
        '         p99<200mz@c=8',
        '                ^^',
        '       p99 is a time: us, ms or s',
      ].join('\n'),
    );
  });

  it('is told with all others, and with whatever else is wrong', () => {
    const text = refusal({ modes: 'dev,prefrk', slo: ['p97<1s,p99<1s,failures<3', 'cpu=1ms'] });
    expect(text.match(/^bench: .*$/gm)).toEqual([
      'bench: --modes: unknown mode "prefrk"',
      'bench: --slo: unknown metric "p97"',
      'bench: --slo: "3" has no unit',
      'bench: --slo: "=" is no comparison',
    ]);
    expect(text).toContain(
      '         p97<1s,p99<1s,failures<3\n                                ^\n       failures is a share of the requests: %; write failures<3%',
    );
  });

  it.each([
    ['', 'no metric stands at the end', 'write one of p50, p75,'],
    ['p99<200ms,', 'no metric stands at the end', 'write one of p50,'],
    ['<200ms', 'no metric stands before "<"', 'write one of p50,'],
    ['latency<200ms', 'unknown metric "latency"', 'allowed: p50, p75,'],
    ['p(95)<500ms', 'unknown metric "p(95)"', 'did you mean p95?'],
    ['p99', 'no comparison after p99 at the end', 'write <, <=, > or >='],
    ['p99 200ms', 'no comparison after p99 before "200ms"', 'write <, <=, > or >='],
    ['p99==200ms', '"==" is no comparison', 'write <, <=, > or >='],
    ['p99<', 'no number after p99< at the end', 'write p99<200ms'],
    ['p99<-5ms', 'no number after p99< before "-"', 'write p99<200ms'],
    ['p99<1.2.3ms', 'no number after p99< before "1.2.3ms"', 'write p99<200ms'],
    ['p99<200', '"200" has no unit', 'p99 is a time: us, ms or s; write p99<200ms'],
    ['p99<200 in wait', '"200" has no unit', 'write p99<200ms'],
    ['failures<0.001', '"0.001" has no unit', 'write failures<0.1% or 0.001%'],
    ['throughput>500', '"500" has no unit', 'write throughput>500req/s'],
    ['footprint<300mb', '"mb" is no unit of footprint', 'did you mean 300MB?'],
    ['p99<200MB', '"MB" is no unit of p99', 'p99 is a time: us, ms or s'],
    ['p99<0ms', 'the limit of p99 is to be above 0', 'write p99<200ms'],
    ['failures<=0%', 'the limit of failures is to be above 0 and at most 100 %', 'write failures<=0.1%'],
    ['failures<101%', 'the limit of failures is to be above 0 and at most 100 %', 'write failures<0.1%'],
    ['p99<200ms@8', 'no level after @ before "8"', 'write @c=16 for 16 connections'],
    ['p99<200ms@conns=8', 'no level after @ before "conns"', 'write @c=16 for 16 connections'],
    ['p99<200ms@c=', 'no number of connections from 1 to 10000 stands at the end', 'write @c=16'],
    ['p99<200ms@c=0', 'no number of connections from 1 to 10000 stands here', 'write @c=16'],
    ['p99<200ms@c=8.5', 'no number of connections from 1 to 10000 stands before "8.5"', 'write @c=16'],
    ['p99<200ms@c=8@c=8', 'a second level for one objective', 'write an objective for each'],
    ['p99<200ms in', 'no scenario after in at the end', 'write in json, a name with spaces'],
    ['p99<200ms of ,', 'no mode after of before ","', 'write of prefork'],
    ['p99<200ms on wait', '"on" is not understood here', 'here may stand @c=16 or @r=500, in <scenario>'],
    ['p99<200ms 5', '"5" is not understood here', 'here may stand @c=16'],
  ])('refuses "%s": %s', (text, message, hint) => {
    const told = refused(text);
    expect(told).toContain(`bench: --slo: ${message}`);
    expect(told).toContain(hint);
    expect(told).toMatch(/^ {9} *\^+$/m);
  });

  it('points at the place whatever it is made of', () => {
    expect(refused('日本<1s').split('\n').slice(1, 3)).toEqual(['         日本<1s', '         ^^^^']);
    expect(refused('p99<1s \u001b[2J').split('\n')[1]).toBe('         p99<1s ?[2J');
  });
});

describe('an objective on what is not measured', () => {
  it.each([
    ['p99<1s in wat', 'scenario "wat" is not measured', 'did you mean wait?', 'in wat'],
    ['p99<1s of threaded', 'mode "threaded" is not measured', 'allowed: dev, flask/prefork', 'of threaded'],
    ['p99<1s@c=16', 'a level of 16 connections is not measured', '@c=1, @c=8, @c=32, or add it', '@c=16'],
    ['p99<1s@r=16', 'a rate of 16 is not measured', 'measured: @c=1, @c=8, @c=32', '@r=16'],
  ])('is refused: %s', (text, message, hint, place) => {
    const told = refused(text);
    expect(told).toContain(`bench: --slo: ${message}`);
    expect(told).toContain(hint);
    expect(told).toContain(`\n         ${' '.repeat(text.indexOf(place))}${'^'.repeat(place.length)}\n`);
  });

  it('is refused where no more is offered than it asks to be served', () => {
    const told = refusal({ rate: '100,400', slo: ['throughput>=400req/s'] });
    expect(told).toContain('--slo: no more than 400 req/s are offered, so no more can be served');
    expect(told).toContain('such as throughput>392req/s, or raise --rate');
    expect(refusal({ rate: '100,400', slo: ['throughput>200/s@r=100'] })).toContain('no more than 100 req/s');
    expect(planOf({ rate: '100,400', slo: ['throughput>390req/s'] }).objectives).toHaveLength(1);
  });

  it('stays in the plan where a configuration file knows its names', () => {
    const configured = (...objectives: ObjectiveConfig[]) => ({
      objectives: configuredObjectives(objectives, {
        scenarios: ['upload'],
        modes: ['own'],
      }),
    });
    const texts = ['p99<1s in upload', 'p99<1s of own', 'p99<1s@c=77'];
    expect(planOf(configured(...texts)).objectives.map(objectiveText)).toEqual(texts);
    expect(planOf({ slo: ['cpu<1s'], ...configured('p50<1s') }).objectives).toMatchObject([
      { metric: 'cpu' },
      { metric: 'p50' },
    ]);
    expect(refusal(configured('p99<1s', { slo: 'p99<1s in uplod' }))).toBe(
      'bench: objectives.1: scenario "uplod" is not measured\n         p99<1s in uplod\n                ^^^^^^^^\n       did you mean upload? Allowed: json, wait, upload',
    );
  });

  it('is not blamed where nothing is left to measure', () => {
    expect(refusal({ modes: 'nope', scenarios: 'nope', slo: ['p99<1s in json of dev'] })).not.toContain(
      'is not measured',
    );
  });
});

describe('a scenario and a mode that are named beside the text', () => {
  const beside = (objective: ObjectiveConfig) => ({
    objectives: configuredObjectives([objective], { scenarios: [], modes: [] }),
  });

  it('are part of the objective', () => {
    const { objectives } = planOf(beside({ slo: 'p99<1s', scenario: 'wait', mode: 'dev' }));
    expect(objectives.map(objectiveText)).toEqual(['p99<1s in wait of dev']);
  });

  it('may not differ from those in it, and have to be measured', () => {
    expect(refusal(beside({ slo: 'p99<1s in json', scenario: 'wait' }))).toContain(
      'scenario "wait" is named beside this one\n         p99<1s in json\n                ^^^^^^^',
    );
    expect(refusal(beside({ slo: 'p99<1s', mode: 'nope' }))).toBe(
      'bench: objectives.0: mode "nope" is not measured\n       allowed: dev, flask/prefork:workers=2',
    );
  });
});

describe('the grammar', () => {
  const decimals = (most: number, digits: number) =>
    fc.integer({ min: 1, max: most * 10 ** digits }).map((n) => n / 10 ** digits);
  const name = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
  const objective: fc.Arbitrary<Objective> = fc.constantFrom(...objectiveMetricNames).chain((metric) =>
    fc.record({
      metric: fc.constant(metric),
      comparison: fc.constantFrom('<', '<=', '>', '>='),
      value: decimals(metric === 'failures' ? 100 : 1_000_000, 3),
      unit: fc.constantFrom(...Object.keys(objectiveUnits[objectiveMetrics[metric]])),
      level: fc.option(
        fc.oneof(
          fc.record({ kind: fc.constant('closed'), concurrency: fc.integer({ min: 1, max: 10_000 }) }),
          fc.record({ kind: fc.constant('open'), rate: decimals(100_000, 3).filter((rate) => rate >= 0.5) }),
        ),
      ),
      scenario: fc.option(name),
      mode: fc.option(name),
    }),
  );

  it('reads what it prints, whatever the names', () => {
    fc.assert(
      fc.property(fc.array(objective, { minLength: 1, maxLength: 4 }), (objectives) => {
        const { written, faults } = readObjectives(objectives.map(objectiveText).join(','));
        expect(faults).toEqual([]);
        expect(written.map((one) => one.objective)).toEqual(objectives);
        for (const one of objectives) expect(objectiveSchema.parse(one)).toEqual(one);
      }),
      { numRuns: 200 },
    );
  });

  it('understands any text, or says where it does not', () => {
    const piece = fc.constantFrom(
      ...[
        'p99',
        'failures',
        '<',
        '>=',
        '200',
        '0',
        '.5',
        'ms',
        '%',
        'req/s',
        '@',
        'c=8',
        'r=',
        ' in ',
        ' of ',
      ],
      ...['wait', '"', '\\', ',', ' ', '\n', 'µ', '😀'],
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 14 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (text) => {
        const { written, faults } = readObjectives(text);
        expect(written.length + faults.length).toBeGreaterThan(0);
        for (const { at, length, message, hint } of faults) {
          expect(at).toBeGreaterThanOrEqual(0);
          expect(at + length).toBeLessThanOrEqual(text.length);
          expect(message).not.toBe('');
          expect(hint).not.toBe('');
        }
        for (const { objective } of written) expect(limitOf(objective)).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});

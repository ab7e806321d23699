import { describe, expect, it } from 'vitest';
import { UsageError } from '../../harness/model/failure.ts';
import type { Scenario } from '../../harness/model/scenario.ts';
import { type Catalogue, makePlan, type RunRequest } from '../../harness/plan/make-plan.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';

const scenario = (name: string, more: Partial<Scenario> = {}): Scenario => ({
  ...smallCatalogue.pathScenario(`/${name}`),
  name,
  ...more,
});

const modes = { web: { command: 'web {port}' }, dev: { command: 'dev {port}', development: true } };
const own: Catalogue = {
  ...smallCatalogue,
  own: { folder: '/app', modes, scenarios: [scenario('home'), scenario('json', { summary: 'ours' })] },
};
const onlyModes: Catalogue = { ...smallCatalogue, own: { folder: '/app', modes, scenarios: [] } };
const onlyScenarios: Catalogue = {
  ...smallCatalogue,
  own: { folder: '/app', modes: {}, scenarios: [scenario('home')] },
};

function subjects(request: RunRequest, catalogue: Catalogue): string {
  const { variants, scenarios } = makePlan(request, catalogue, 1);
  const label = ({ id, source }: (typeof variants)[number]) =>
    source.kind === 'reference' ? `${id} of ${source.stack}` : id;
  return `${variants.map(label).join(', ')} | ${scenarios.map(({ name }) => name).join(', ')}`;
}

function problemsOf(request: RunRequest, catalogue: Catalogue): string[] {
  try {
    makePlan(request, catalogue, 1);
  } catch (error) {
    if (error instanceof UsageError)
      return error.problems.map((p) => `${p.where}: ${p.message} | ${p.hint ?? ''}`);
    throw error;
  }
  return [];
}

describe('where a configuration has modes of its own', () => {
  it.each<[string, RunRequest, Catalogue, string]>([
    ['all of them are measured, with all of its scenarios', {}, own, 'web, dev | home, json'],
    ['without scenarios it is asked for its first page', {}, onlyModes, 'web, dev | GET /'],
    ['a name is one of its modes', { modes: 'dev,web' }, own, 'dev, web | home, json'],
    ['paths may be asked for too', { path: ['/x'] }, own, 'web, dev | GET /x'],
    ['scenarios and paths go together', { scenarios: 'home', path: ['/x'] }, own, 'web, dev | home, GET /x'],
    [
      'a stack means the reference app, and what it is asked for',
      { stack: 'node' },
      own,
      'dev of node, prefork of node, threaded of node | json, cpu, wait',
    ],
    [
      'names with a stack do so too',
      { modes: 'node/dev,flask/prefork' },
      own,
      'node/dev of node, flask/prefork of flask | json, cpu, wait',
    ],
    [
      'both may be compared, with scenarios of the configuration',
      { modes: 'dev,node/dev' },
      own,
      'dev, node/dev of node | home, json',
    ],
    ['commands take their place', { cmd: ['a=b {port}'] }, own, 'a | home, json'],
    ['commands take scenarios by name', { cmd: ['a=b {port}'], scenarios: 'home' }, own, 'a | home'],
  ])('%s', (_what, request, catalogue, expected) => {
    expect(subjects(request, catalogue)).toBe(expected);
  });

  it('its scenario takes the place of a built-in one of the same name', () => {
    expect(makePlan({ scenarios: 'json,cpu' }, own, 1).scenarios.map(({ summary }) => summary)).toEqual([
      'ours',
      'cpu',
    ]);
  });

  it('an unknown name is told with its own ones, and where the reference app has it', () => {
    expect(problemsOf({ modes: 'wbe,prefork,web+nginx,web:size=2,node/nix' }, own)).toEqual([
      '--modes: unknown mode "wbe" | did you mean web? Allowed: web, dev',
      '--modes: unknown mode "prefork" | allowed: web, dev; node/prefork is the reference app\'s',
      '--modes: unknown mode "web+nginx" | layers (nginx, supervisor) go round modes of the reference app alone',
      '--modes: "web:size=2": unknown option "size=2" | write workers=2; allowed: workers, threads',
      '--modes: unknown mode "nix" | allowed: dev, prefork, threaded',
    ]);
    expect(problemsOf({ modes: 'web,web', scenarios: 'hoem', tls: true }, own)).toEqual(
      [
        '--tls: needs --cmd: modes of a configuration say it themselves | leave it out, or write it in modes.<name>',
        '--scenarios: unknown scenario "hoem" | did you mean home? Allowed: home, json, cpu, wait, plain',
        '--modes: "web" is named twice',
      ].map((line) => (line.includes(' | ') ? line : `${line} | `)),
    );
  });

  it('sizes that a file has as defaults need be of no use', () => {
    expect(problemsOf({ modes: 'node/dev', workers: '2' }, own)).toEqual([
      '--workers: none of the named modes has workers | leave it out, or name a mode that has',
    ]);
    expect(problemsOf({ modes: 'node/dev', workers: '2', spare: ['workers'] }, own)).toEqual([]);
  });
});

describe('where a configuration has scenarios alone', () => {
  it('they are what is asked, of the reference app and of commands', () => {
    expect(subjects({}, onlyScenarios)).toBe('dev of node, prefork of node, threaded of node | home');
    expect(subjects({ modes: 'dev', scenarios: 'json,home' }, onlyScenarios)).toBe(
      'dev of node | json, home',
    );
    expect(subjects({ cmd: ['a=b {port}'] }, onlyScenarios)).toBe('a | home');
    expect(subjects({ cmd: ['a=b {port}'], path: ['/'] }, onlyScenarios)).toBe('a | GET /');
  });

  it('those of the reference app are none of a command', () => {
    expect(problemsOf({ cmd: ['a=b {port}'], scenarios: 'json' }, onlyScenarios)).toEqual([
      '--scenarios: unknown scenario "json" | allowed: home',
    ]);
    expect(problemsOf({ cmd: ['a=b {port}'], scenarios: 'json' }, smallCatalogue)).toEqual([
      '--scenarios: speaks of the reference app and cannot go with --cmd | leave one of them out',
    ]);
  });
});

describe('hooks', () => {
  const hooks = (file: string) => ({
    ...{ file, setup: false, teardown: false },
    scenarios: { home: { setup: true, teardown: false, request: false } },
  });

  it('are in the plan when they have a part in it', () => {
    expect(makePlan({ hooks: hooks('/app/bench.config.ts') }, own, 1).hooks).toEqual({
      ...hooks('/app/bench.config.ts'),
      timeoutMs: 30_000,
    });
    expect(makePlan({ hooks: hooks('/app/x.ts'), scenarios: 'json' }, own, 1).hooks).toBeNull();
    expect(
      makePlan({ hooks: { ...hooks('/app/x.ts'), setup: true }, scenarios: 'json' }, own, 1).hooks,
    ).toEqual({
      ...{ file: '/app/x.ts', setup: true, teardown: false },
      scenarios: {},
      timeoutMs: 30_000,
    });
    expect(makePlan({}, own, 1).hooks).toBeNull();
  });

  it('have the time that was asked for', () => {
    const request = { hooks: hooks('/app/bench.config.ts') };
    expect(makePlan({ ...request, hookTimeout: '2m' }, own, 1).hooks?.timeoutMs).toBe(120_000);
    expect(() => makePlan({ ...request, hookTimeout: '1h' }, own, 1)).toThrow(
      '--hook-timeout: "1h" is out of bounds',
    );
  });
});

describe('scenarios of a configuration', () => {
  it('are refused at their place there, when they are chosen', () => {
    const flow = scenario('flow', {
      requests: [{ ...smallCatalogue.pathScenario('/{{id}}').requests[0]!, once: true }],
    });
    const catalogue: Catalogue = {
      ...smallCatalogue,
      own: { folder: '/app', modes, scenarios: [scenario('home'), flow] },
    };
    expect(problemsOf({ scenarios: 'home' }, catalogue)).toEqual([]);
    expect(problemsOf({}, catalogue)).toEqual([
      'scenarios.flow: every request is an opening step, so none is left to repeat | ',
      'scenarios.flow: GET /{{id}}: no earlier request captures {{id}} | ',
    ]);
  });
});

describe('a think time of a scenario', () => {
  const thinking: Catalogue = {
    ...smallCatalogue,
    own: { folder: '/app', modes, scenarios: [scenario('home', { thinkMs: 500 })] },
  };

  it('is none that autocannon has', () => {
    expect(problemsOf({ engine: 'autocannon' }, thinking)).toEqual([
      '--engine: autocannon has no think time, which scenario "home" has | use --engine native, or leave home out',
    ]);
  });
});

describe('the size of a mode of a configuration', () => {
  const sized: Catalogue = {
    ...smallCatalogue,
    own: { folder: '/app', modes: { web: { command: 'web {port} {workers}', workers: 8 } }, scenarios: [] },
  };

  it('may stand in its name, which tells it apart', () => {
    const { variants } = makePlan({ modes: 'web:workers=2,web' }, sized, 1);
    expect(variants.map(({ id }) => id)).toEqual(['web:workers=2', 'web']);
    expect(problemsOf({ modes: 'web:workers=0' }, sized)).toEqual([
      '--modes web:workers=0: workers: "0" is not a whole number from 1 to 1024 | ',
    ]);
  });
});

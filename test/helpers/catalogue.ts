import type { ServerLayer, ServerMode } from '../../harness/model/launch.ts';
import type { RequestSpec, Scenario } from '../../harness/model/scenario.ts';
import type { Catalogue } from '../../harness/plan/make-plan.ts';

function mode(name: string, sizeOption: string | null, stack = 'node'): ServerMode {
  return {
    stack,
    name,
    summary: `${name} mode`,
    development: name === 'dev',
    options: sizeOption === null ? {} : { [sizeOption]: { summary: 'size', default: 4, min: 1, max: 64 } },
    notes: () => [],
    parallelism: (options) => (sizeOption === null ? 1 : (options[sizeOption] ?? 1)),
    size: (options) => (sizeOption === null ? '' : `×${options[sizeOption]}`),
    availability: async () => ({ installed: true, version: '1.0' }),
    launch: async () => {
      throw new Error('not launched in these tests');
    },
  };
}

function layer(name: string, most: number): ServerLayer {
  return {
    name,
    summary: `${name} layer`,
    options: most === 1 ? {} : { backends: { summary: 'copies', default: 1, min: 1, max: most } },
    notes: () => [`${name} note`],
    copies: (options) => (most === 1 ? 1 : (options.backends ?? 1)),
    availability: async () => ({ installed: true, version: '1.0' }),
    wrap: (inner) => inner,
  };
}

const scenario = (name: string, path: string): Scenario => ({
  name,
  summary: name,
  requests: [
    {
      method: 'GET',
      path,
      headers: {},
      body: null,
      expect: { status: 'success', body: { kind: 'any' } },
    },
  ],
});

const withRequest = (name: string, change: Partial<RequestSpec>): Scenario => {
  const plain = scenario(name, `/${name}`);
  return { ...plain, requests: plain.requests.map((request) => ({ ...request, ...change })) };
};

/** A small catalogue, so that planning is tested without any server. */
export const smallCatalogue: Catalogue = {
  modes: [
    mode('dev', null),
    mode('prefork', 'workers'),
    mode('threaded', 'threads'),
    mode('dev', null, 'flask'),
    mode('prefork', 'workers', 'flask'),
    mode('uwsgi', 'workers', 'flask'),
  ],
  layers: [layer('nginx', 8), layer('supervisor', 1)],
  scenarios: ['json', 'cpu', 'wait', 'plain'].map((name) => scenario(name, `/${name}`)),
  pathScenario: (path) => scenario(`GET ${path}`, path),
  cpus: [0, 1, 2, 3],
};

/** The same with a scenario that writes and carries cookies, and one whose answers are no text. */
export const flowCatalogue: Catalogue = {
  ...smallCatalogue,
  scenarios: [
    ...smallCatalogue.scenarios,
    { ...withRequest('session', { cookies: true }), writes: true },
    withRequest('static', { expect: { status: 200, body: { kind: 'length', bytes: 3 } } }),
  ],
};

import type { ServerMode } from '../../harness/model/launch.ts';
import type { Catalogue } from '../../harness/plan/make-plan.ts';

function mode(name: string, sizeOption: string | null): ServerMode {
  return {
    stack: 'node',
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

const scenario = (name: string, path: string) => ({
  name,
  summary: name,
  requests: [
    {
      method: 'GET',
      path,
      headers: {},
      body: null,
      expect: { status: 'success' as const, body: { kind: 'any' as const } },
    },
  ],
});

/** A small catalogue, so that planning is tested without any server. */
export const smallCatalogue: Catalogue = {
  modes: [mode('dev', null), mode('prefork', 'workers'), mode('threaded', 'threads')],
  scenarios: ['json', 'cpu', 'wait', 'plain'].map((name) => scenario(name, `/${name}`)),
  pathScenario: (path) => scenario(`GET ${path}`, path),
};

import type { Scenario } from '../harness/model/scenario.ts';

/** The scenario for a server that is not the reference app: GET `path`, any body, any status from 200 to 399. */
export function pathScenario(path: string): Scenario {
  return {
    name: path,
    summary: `GET ${path}`,
    requests: [
      { method: 'GET', path, headers: {}, body: null, expect: { status: 'success', body: { kind: 'any' } } },
    ],
  };
}

import type { BodyCheck, RequestSpec } from '../harness/model/scenario.ts';

/** A GET of a route of the reference app that must answer 200. */
export function get(path: string, body: BodyCheck): RequestSpec {
  return { method: 'GET', path, headers: {}, body: null, expect: { status: 200, body } };
}

import { resolve } from 'node:path';
import type { RequestConfig, ScenarioConfig } from '../model/config.ts';
import { requestConfigFaults, requestSpecOf } from '../model/request-config.ts';
import type { RequestSpec, Scenario } from '../model/scenario.ts';
import { limits } from './defaults.ts';
import { parseSeconds } from './parse-quantity.ts';
import type { Problems } from './problems.ts';

/** What a scenario of a configuration is resolved in. */
export interface ScenarioContext {
  /** What paths are relative to, absolute. */
  readonly folder: string;
  /** Whether a hook makes the requests. */
  readonly made: boolean;
}

/** The scenario of a configuration, with all its short forms written out; problems are noted at its paths. */
export function scenarioOf(
  name: string,
  config: ScenarioConfig,
  { folder, made }: ScenarioContext,
  problems: Problems,
): Scenario {
  const at = `scenarios.${name}`;
  const { slow, feed, think, requests: given = [] } = config;
  if (given.length === 0 && !made) {
    const hint = 'name at least one: requests: ["/"]; or have a request hook, in bench.config.ts';
    problems.add(at, 'has no requests', hint);
  }
  for (const [index, request] of given.entries()) noteFaults(request, `${at}.requests.${index}`, problems);
  const requests = given.map(requestSpecOf);
  const thinkMs = think === undefined ? undefined : durationMs(`${at}.think`, think, problems);
  return {
    name,
    summary: config.summary ?? summaryOf(requests, made),
    requests,
    ...(slow === undefined ? {} : { slow }),
    ...(thinkMs === undefined ? {} : { thinkMs }),
    ...(feed === undefined
      ? {}
      : { feed: { file: resolve(folder, feed.file), order: feed.order ?? 'sequential' } }),
  };
}

function noteFaults(request: RequestConfig, at: string, problems: Problems): void {
  for (const fault of requestConfigFaults(request)) problems.add(at, fault, 'keep one of them');
  const { path, headers = {} } = typeof request === 'string' ? { path: request } : request;
  // What ends the line that it stands in becomes another part of the request.
  if (/[\s\p{Cc}]/u.test(path)) problems.add(at, `the path "${path}" has a space`, 'write %20 in its place');
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      problems.add(`${at}.headers`, `${JSON.stringify(name)} is no name of a header`);
    if (/[\r\n\0]/.test(value))
      problems.add(`${at}.headers.${name}`, 'has a line break, which no header can have', 'leave it out');
  }
}

/** A number is one of ms. */
function durationMs(where: string, given: string | number, problems: Problems): number | undefined {
  const text = typeof given === 'number' ? `${given}ms` : given.replaceAll(/\s/g, '');
  const seconds = parseSeconds(where, text, limits.thinkSeconds, problems);
  return seconds === undefined ? undefined : 1000 * seconds;
}

const mostNamed = 3;

function summaryOf(requests: readonly RequestSpec[], made: boolean): string {
  if (made) return 'requests made by a hook';
  const named = requests.slice(0, mostNamed).map(({ method, path }) => `${method} ${path}`);
  return [...named, ...(requests.length > mostNamed ? ['…'] : [])].join(', ');
}

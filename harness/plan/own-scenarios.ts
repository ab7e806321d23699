import { isAbsolute, join } from 'node:path';
import type { RequestConfig, ScenarioConfig } from '../model/config.ts';
import { flowFaults } from '../model/flow.ts';
import { parseTemplate, written } from '../model/placeholder.ts';
import type { BodyCheck, RequestBody, RequestSpec, Scenario } from '../model/scenario.ts';
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
  const given = config.requests ?? [];
  if (given.length === 0 && !made) {
    const hint = 'name at least one: requests: ["/"]; or have a request hook, in bench.config.ts';
    problems.add(at, 'has no requests', hint);
  }
  const requests = given.map((request, index) => requestOf(request, `${at}.requests.${index}`, problems));
  // Columns of a feed are placeholders too, and are known only to those who read it.
  const knowsPlaceholders = config.feed === undefined && requests.length > 0;
  for (const fault of knowsPlaceholders ? flowFaults(requests) : []) problems.add(at, fault);
  const thinkMs = config.think === undefined ? undefined : durationMs(`${at}.think`, config.think, problems);
  const { slow, feed } = config;
  return {
    name,
    summary: config.summary ?? summaryOf(requests, made),
    requests,
    ...(slow === undefined ? {} : { slow }),
    ...(thinkMs === undefined ? {} : { thinkMs }),
    ...(feed === undefined
      ? {}
      : {
          feed: {
            file: isAbsolute(feed.file) ? feed.file : join(folder, feed.file),
            order: feed.order ?? 'sequential',
          },
        }),
  };
}

type LongRequest = Exclude<RequestConfig, string>;

/** A short form, written out. */
export function requestOf(config: RequestConfig, at: string, problems: Problems): RequestSpec {
  const given: LongRequest = typeof config === 'string' ? { path: config } : config;
  const { once, weight, capture, cookies } = given;
  const { body, contentType } = bodyOf(given, at, problems);
  const headers = { ...given.headers };
  if (contentType !== null && !names(headers).includes('content-type')) headers['Content-Type'] = contentType;
  refuseOddHead(given, at, problems);
  return {
    method: given.method ?? (body === null ? 'GET' : 'POST'),
    path: given.path,
    headers,
    body,
    expect: expectOf(given.expect, at, problems),
    ...(once === undefined ? {} : { once }),
    ...(weight === undefined ? {} : { weight }),
    ...(capture === undefined ? {} : { capture }),
    ...(cookies === undefined ? {} : { cookies }),
  };
}

function bodyOf(
  { body, json, form }: LongRequest,
  at: string,
  problems: Problems,
): { readonly body: RequestBody | null; readonly contentType: string | null } {
  const given = Object.entries({ body, json, form }).filter(([, value]) => value !== undefined);
  if (given.length > 1) {
    const kinds = given.map(([kind]) => kind).join(' and ');
    problems.add(at, `has ${kinds}, and a request has one body`, 'keep one of them');
  }
  if (form !== undefined) return { body: formText(form), contentType: 'application/x-www-form-urlencoded' };
  if (json !== undefined) return { body: JSON.stringify(json), contentType: 'application/json' };
  return { body: body ?? null, contentType: null };
}

/** As a browser sends it; placeholders stay what they are. */
function formText(form: Readonly<Record<string, string>>): string {
  const encoded = (text: string) =>
    parseTemplate(text)
      .map((part) =>
        typeof part === 'string' ? encodeURIComponent(part).replaceAll('%20', '+') : written(part),
      )
      .join('');
  return Object.entries(form)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&');
}

function expectOf(expect: LongRequest['expect'], at: string, problems: Problems): RequestSpec['expect'] {
  if (typeof expect !== 'object') return { status: expect ?? 'success', body: { kind: 'any' } };
  const { body, includes, bytes } = expect;
  const checks: readonly (readonly [string, BodyCheck])[] = [
    ...(body === undefined ? [] : [['body', { kind: 'exact', text: body }] as const]),
    ...(includes === undefined ? [] : [['includes', { kind: 'includes', text: includes }] as const]),
    ...(bytes === undefined ? [] : [['bytes', { kind: 'length', bytes }] as const]),
  ];
  if (checks.length > 1) {
    const kinds = checks.map(([kind]) => kind).join(' and ');
    problems.add(`${at}.expect`, `has ${kinds}, and a body is held to one`, 'keep one of them');
  }
  return { status: expect.status ?? 'success', body: checks[0]?.[1] ?? { kind: 'any' } };
}

/** What would end the line that it stands in, and so become another part of the request. */
function refuseOddHead({ path, headers = {} }: LongRequest, at: string, problems: Problems): void {
  if (/[\s\p{Cc}]/u.test(path)) problems.add(`${at}.path`, `"${path}" has a space`, 'write %20 in its place');
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      problems.add(`${at}.headers`, `${JSON.stringify(name)} is no name of a header`);
    if (/[\r\n\0]/.test(value))
      problems.add(`${at}.headers.${name}`, 'has a line break, which no header can have', 'leave it out');
  }
}

function names(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(headers).map((name) => name.toLowerCase());
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

import type { RequestConfig } from './config.ts';
import { parseTemplate, written } from './placeholder.ts';
import type { BodyCheck, RequestBody, RequestSpec } from './scenario.ts';

type Written = Exclude<RequestConfig, string>;

/** What is wrong with a request that is well formed by its schema, for a person to mend; empty when nothing is. */
export function requestConfigFaults(config: RequestConfig): readonly string[] {
  if (typeof config === 'string') return [];
  const faults: string[] = [];
  const bodies = given(config, ['body', 'json', 'form']);
  if (bodies.length > 1) faults.push(`${bodies.join(' and ')}: a request has one body`);
  const checks = typeof config.expect === 'object' ? given(config.expect, ['body', 'includes', 'bytes']) : [];
  if (checks.length > 1) faults.push(`expect: ${checks.join(' and ')}: a body is held against one of them`);
  return faults;
}

/** The request in full: what was left out has its default. Of a config with {@link requestConfigFaults} the first body. */
export function requestSpecOf(config: RequestConfig): RequestSpec {
  if (typeof config === 'string')
    return { method: 'GET', path: config, headers: {}, body: null, expect: expectOf(undefined) };
  const { body, contentType } = bodyOf(config);
  const { once, weight, capture, cookies } = config;
  return {
    method: config.method ?? (body === null ? 'GET' : 'POST'),
    path: config.path,
    headers: headersOf(config.headers ?? {}, contentType),
    body,
    expect: expectOf(config.expect),
    ...(once === undefined ? {} : { once }),
    ...(weight === undefined ? {} : { weight }),
    ...(capture === undefined ? {} : { capture }),
    ...(cookies === undefined ? {} : { cookies }),
  };
}

function bodyOf({ body, json, form }: Written): { body: RequestBody | null; contentType: string | null } {
  if (body !== undefined) return { body, contentType: null };
  if (json !== undefined) return { body: JSON.stringify(json), contentType: 'application/json' };
  if (form === undefined) return { body: null, contentType: null };
  const fields = Object.entries(form).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  return { body: fields.join('&'), contentType: 'application/x-www-form-urlencoded' };
}

/** Encoded as in a form, but for the placeholders: their values are encoded when they are filled in. */
function encoded(text: string): string {
  return parseTemplate(text)
    .map((part) => (typeof part === 'string' ? encodeURIComponent(part) : written(part)))
    .join('');
}

function headersOf(headers: Readonly<Record<string, string>>, contentType: string | null) {
  const told = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return told || contentType === null ? { ...headers } : { ...headers, 'Content-Type': contentType };
}

function expectOf(expect: Written['expect']): RequestSpec['expect'] {
  if (typeof expect !== 'object') return { status: expect ?? 'success', body: { kind: 'any' } };
  return { status: expect.status ?? 'success', body: bodyCheckOf(expect) };
}

function bodyCheckOf({ body, includes, bytes }: Extract<Written['expect'], object>): BodyCheck {
  if (body !== undefined) return { kind: 'exact', text: body };
  if (includes !== undefined) return { kind: 'includes', text: includes };
  return bytes === undefined ? { kind: 'any' } : { kind: 'length', bytes };
}

/** Those of the fields that hold something. */
function given<K extends string>(object: Readonly<Partial<Record<K, unknown>>>, names: readonly K[]): K[] {
  return names.filter((name) => object[name] !== undefined);
}

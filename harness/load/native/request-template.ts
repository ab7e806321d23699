import type { LoadTarget } from '../../model/load.ts';
import { counterName, fill, parseTemplate, placeholdersOf, type Template } from '../../model/placeholder.ts';
import type { RequestSpec } from '../../model/scenario.ts';
import type { AnswerReader } from './parser.ts';
import { type PreparedRequest, prepareRequest } from './request.ts';

/** What placeholders stand for in one request. */
export interface Filling {
  readonly n: number;
  readonly values: Pick<ReadonlyMap<string, string>, 'get'>;
  /** What a Cookie field holds; empty for none. */
  readonly cookies: string;
}

type Parts = Pick<RequestSpec, 'path' | 'headers' | 'body' | 'expect'>;

/** A request with placeholders, cut up once and filled in for each sending. */
export class RequestTemplate {
  readonly spec: RequestSpec;
  /** Whether it has placeholders at all. */
  readonly varies: boolean;
  /** Whether no two fillings of it are alike, for it holds the counter. */
  readonly counts: boolean;
  readonly #target: LoadTarget;
  readonly #path: Template;
  readonly #headers: readonly (readonly [string, Template])[];
  readonly #body: Template | null;
  readonly #expected: Template | null;
  /** A browser encodes what it fills into a form. */
  readonly #form: boolean;

  /** @throws RangeError when what it would make cannot be written as HTTP/1.1 */
  constructor(spec: RequestSpec, target: LoadTarget) {
    const { path, headers, body, expect } = spec;
    this.spec = spec;
    this.#target = target;
    this.#path = parseTemplate(path);
    this.#headers = Object.entries(headers).map(([name, value]) => [name, parseTemplate(value)]);
    this.#body = typeof body === 'string' ? parseTemplate(body) : null;
    this.#expected = 'text' in expect.body ? parseTemplate(expect.body.text) : null;
    this.#form = Object.entries(headers).some(
      ([name, value]) =>
        name.toLowerCase() === 'content-type' && value.startsWith('application/x-www-form-urlencoded'),
    );
    const all = [this.#path, ...this.#headers.map(([, value]) => value), this.#body, this.#expected];
    const placeholders = all.flatMap((part) => placeholdersOf(part ?? []));
    this.varies = placeholders.length > 0;
    this.counts = placeholders.some(({ name }) => name === counterName);
    // What is captured is held to what can be sent, so one sample stands for all.
    this.fill({ n: 0, values: { get: () => 'x' }, cookies: '' }, null);
  }

  fill({ n, values, cookies }: Filling, reader: AnswerReader | null): PreparedRequest {
    const raw = (name: string): string => values.get(name) ?? '';
    const { body, expect } = this.spec;
    const headers: Record<string, string> = {};
    for (const [name, value] of this.#headers) headers[name] = fill(value, n, raw);
    if (cookies !== '') headers.Cookie = cookies;
    const encoded = this.#form ? (name: string): string => encodeURIComponent(raw(name)) : raw;
    const filled: Parts = {
      path: fill(this.#path, n, (name) => fitForPath(raw(name))),
      headers,
      body: this.#body === null ? body : fill(this.#body, n, encoded),
      expect:
        this.#expected !== null && 'text' in expect.body
          ? { ...expect, body: { ...expect.body, text: fill(this.#expected, n, raw) } }
          : expect,
    };
    return this.#prepare(filled, reader);
  }

  /** Under the path as it was written: one kind of failure then reads alike, whatever the values. */
  #prepare(parts: Parts, reader: AnswerReader | null): PreparedRequest {
    const { method, path } = this.spec;
    const prepared = prepareRequest({ method, ...parts }, this.#target, reader);
    return { ...prepared, label: `${method} ${path}` };
  }
}

/** Encodes only what a request line cannot hold, for a value may be a path or a query by itself. */
function fitForPath(value: string): string {
  return value.replace(/[^\x21-\x7e]/gu, encodeURIComponent);
}

import type { LoadTarget } from '../../model/load.ts';
import { counterName, fill, parseTemplate, placeholdersOf, type Template } from '../../model/placeholder.ts';
import type { RequestSpec } from '../../model/scenario.ts';
import type { AnswerReader } from './parser.ts';
import { type PreparedRequest, prepareRequest } from './request.ts';

/** What placeholders stand for in one request. */
export interface Filling {
  readonly n: number;
  readonly values: Pick<ReadonlyMap<string, string>, 'get'>;
  /** For what is not among the values. */
  readonly row: Readonly<Record<string, string>>;
  /** What a Cookie field holds; empty for none. */
  readonly cookies: string;
}

type Parts = Pick<RequestSpec, 'path' | 'headers' | 'body' | 'expect'>;
type Encode = (value: string) => string;

/** A template, and by its parts how their values are written there. */
interface Slots {
  readonly template: Template;
  readonly encode: readonly Encode[];
}

/**
 * A request with placeholders, cut up once and filled in for each sending.
 *
 * What was captured stands as it was found, for it was encoded by whoever wrote it; only a form is encoded as by a
 * browser. A column of a feed is plain text, so it is written as its place demands: in a query after `=`, in a form, and
 * within a string of JSON.
 */
export class RequestTemplate {
  readonly spec: RequestSpec;
  /** Whether no two fillings of it are alike, for it holds the counter. */
  readonly counts: boolean;
  /** Names that stand in it beside the counter. */
  readonly names: ReadonlySet<string>;
  /** What it makes, where it has no placeholders. */
  readonly fixed: PreparedRequest | null;
  readonly #target: LoadTarget;
  readonly #path: Slots;
  readonly #headers: readonly (readonly [string, Slots])[];
  readonly #body: Slots | null;
  readonly #expected: Slots | null;

  /** @throws RangeError when what it would make cannot be written as HTTP/1.1 */
  constructor(spec: RequestSpec, target: LoadTarget, columns: ReadonlySet<string> = new Set()) {
    const { path, headers, body, expect } = spec;
    this.spec = spec;
    this.#target = target;
    this.#path = pathSlots(parseTemplate(path), columns);
    this.#headers = Object.entries(headers).map(([name, value]) => [name, rawSlots(parseTemplate(value))]);
    this.#body = typeof body === 'string' ? bodySlots(parseTemplate(body), headers, columns) : null;
    this.#expected = 'text' in expect.body ? rawSlots(parseTemplate(expect.body.text)) : null;
    const all = [this.#path, ...this.#headers.map(([, value]) => value), this.#body, this.#expected];
    const names = all.flatMap((slots) => placeholdersOf(slots?.template ?? [])).map(({ name }) => name);
    this.counts = names.includes(counterName);
    this.names = new Set(names.filter((name) => name !== counterName));
    // What is filled in is held to what can be sent, so one sample stands for all.
    const sample = this.fill({ n: 0, values: { get: () => 'x' }, row: {}, cookies: '' }, null);
    this.fixed = names.length === 0 ? sample : null;
  }

  /** `again`: what it makes will be sent more than once. */
  fill({ n, values, row, cookies }: Filling, reader: AnswerReader | null, again = true): PreparedRequest {
    const written = ({ template, encode }: Slots): string =>
      fill(template, n, (name, part) => {
        const value = values.get(name) ?? row[name] ?? '';
        return (encode[part] as Encode)(value);
      });
    const { body, expect } = this.spec;
    const headers: Record<string, string> = {};
    for (const [name, slots] of this.#headers) headers[name] = written(slots);
    if (cookies !== '') headers.Cookie = cookies;
    const filled: Parts = {
      path: written(this.#path),
      headers,
      body: this.#body === null ? body : written(this.#body),
      expect:
        this.#expected !== null && 'text' in expect.body
          ? { ...expect, body: { ...expect.body, text: written(this.#expected) } }
          : expect,
    };
    return this.#prepare(filled, reader, again);
  }

  /** Under the path as it was written: one kind of failure then reads alike, whatever the values. */
  #prepare(parts: Parts, reader: AnswerReader | null, again: boolean): PreparedRequest {
    const { method, path } = this.spec;
    const prepared = prepareRequest({ method, ...parts }, this.#target, reader, again);
    return { ...prepared, label: `${method} ${path}` };
  }
}

const raw: Encode = (value) => value;
/** As within a string of JSON. */
const inJson: Encode = (value) => JSON.stringify(value).slice(1, -1);
/** Encodes only what a request line cannot hold, for a value may be a path or a query by itself. */
const inPath: Encode = (value) => value.replace(/[^\x21-\x7e]/gu, encodeURIComponent);

function slotsOf(template: Template, encodeAt: (part: number) => Encode): Slots {
  return { template, encode: template.map((_part, index) => encodeAt(index)) };
}

function rawSlots(template: Template): Slots {
  return slotsOf(template, () => raw);
}

function pathSlots(template: Template, columns: ReadonlySet<string>): Slots {
  return slotsOf(template, (part) => {
    const before = textBefore(template, part);
    const isParameter = before.includes('?') && before.endsWith('=');
    return isParameter && isColumn(template, part, columns) ? encodeURIComponent : inPath;
  });
}

function bodySlots(template: Template, headers: RequestSpec['headers'], columns: ReadonlySet<string>): Slots {
  const field = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type');
  const type = field?.[1].toLowerCase() ?? '';
  if (type.startsWith('application/x-www-form-urlencoded'))
    return slotsOf(template, () => encodeURIComponent);
  if (!/^application\/([\w.-]+\+)?json\b/.test(type)) return rawSlots(template);
  return slotsOf(template, (part) => {
    // Outside a string a value is a number, or a whole piece of JSON.
    const quotes = textBefore(template, part).replace(/\\./gs, '').match(/"/g)?.length ?? 0;
    return quotes % 2 === 1 && isColumn(template, part, columns) ? inJson : raw;
  });
}

/** What is written before a part; a placeholder there counts as one letter. */
function textBefore(template: Template, part: number): string {
  return template
    .slice(0, part)
    .map((one) => (typeof one === 'string' ? one : 'x'))
    .join('');
}

function isColumn(template: Template, part: number, columns: ReadonlySet<string>): boolean {
  const placeholder = template[part];
  return typeof placeholder === 'object' && columns.has(placeholder.name);
}

import type { z } from 'zod';
import { told } from '../../hooks/told.ts';
import {
  type RequestConfig,
  type RequestContext,
  type RequestHook,
  requestConfigSchema,
} from '../../model/config.ts';
import { requestConfigFaults, requestSpecOf } from '../../model/request-config.ts';
import type { RequestSpec } from '../../model/scenario.ts';
import type { HookSource } from './sources.ts';

/** Different requests that are kept prepared, and known to have been made; a hook that makes more has each prepared anew. */
const mostKept = 1024;

/** What a hook returned is no request; the message says why, for whoever wrote it. */
class NoRequest extends Error {}

/**
 * What a request hook returns, made ready for sending. A request that comes for the second time is kept: the text of it
 * tells, for a hook may return one object again and again with other contents. A frozen one is known by itself.
 */
export class HookedRequests<Prepared> {
  /** Time that making requests took since {@link begin}, ms. */
  ms = 0;
  /** What went wrong since then, for a person to read; it makes no more requests. */
  fault: string | null = null;
  readonly #hook: RequestHook;
  readonly #file: string;
  readonly #prepare: (spec: RequestSpec, again: boolean) => Prepared;
  readonly #byText = new Map<string, Prepared>();
  /** Those that were made once. */
  readonly #once = new Set<string>();
  readonly #frozen = new WeakMap<object, Prepared>();

  /** `prepare` may throw what is wrong with a request, as a RangeError. `again`: it was made before, so it may well be again. */
  constructor({ make, file }: HookSource, prepare: (spec: RequestSpec, again: boolean) => Prepared) {
    this.#hook = make;
    this.#file = file;
    this.#prepare = prepare;
  }

  begin(): void {
    this.ms = 0;
    this.fault = null;
  }

  /** Null when there is none to be had: see {@link fault}. */
  next(context: RequestContext): Prepared | null {
    if (this.fault !== null) return null;
    const startedAt = performance.now();
    try {
      return this.#make(context);
    } catch (error) {
      this.fault = error instanceof NoRequest ? error.message : told(error, this.#file);
      return null;
    } finally {
      this.ms += performance.now() - startedAt;
    }
  }

  #make(context: RequestContext): Prepared {
    const made: unknown = this.#hook(context);
    if (typeof made === 'string') return this.#byText.get(made) ?? this.#add(made, made);
    if (typeof made !== 'object' || made === null)
      throw new NoRequest(`it returned ${nameOf(made)}, which is no request`);
    const known = this.#frozen.get(made);
    if (known !== undefined) return known;
    if (made instanceof Promise) throw new NoRequest('it returned a promise; a request hook answers at once');
    const text = JSON.stringify(made);
    const prepared = this.#byText.get(text) ?? this.#add(text, made);
    if (Object.isFrozen(made) && this.#byText.has(text)) this.#frozen.set(made, prepared);
    return prepared;
  }

  #add(text: string, made: unknown): Prepared {
    const again = this.#once.has(text);
    const prepared = this.#prepared(checked(made), text, again);
    const kept = again ? this.#byText : this.#once;
    if (kept.size >= mostKept) kept.clear();
    if (again) this.#byText.set(text, prepared);
    else this.#once.add(text);
    return prepared;
  }

  #prepared(config: RequestConfig, text: string, again: boolean): Prepared {
    try {
      return this.#prepare(requestSpecOf(config), again);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new NoRequest(`it returned ${shortened(text)}: ${error.message}`);
    }
  }
}

function checked(made: unknown): RequestConfig {
  if (typeof made === 'string' && made.startsWith('/')) return made;
  if (isPlain(made)) return made;
  const parsed = requestConfigSchema.safeParse(made);
  if (!parsed.success) throw new NoRequest(`it returned ${shortened(textOf(made))}: ${whyNot(made)}`);
  const config = parsed.data;
  const faults = [...requestConfigFaults(config)];
  if (typeof config === 'object' && (config.once !== undefined || config.weight !== undefined))
    faults.push('once and weight are for requests that are listed; a hook says itself what comes when');
  if (faults.length > 0) throw new NoRequest(`it returned ${shortened(textOf(made))}: ${faults.join('; ')}`);
  return config;
}

const plainFields = new Set(['method', 'path', 'headers', 'body', 'json']);

/** Whether it is a request beyond doubt. The schema takes several times as long as sending, and knows why one is none. */
function isPlain(made: unknown): made is Exclude<RequestConfig, string> {
  if (typeof made !== 'object' || made === null) return false;
  const { method, path, headers, body, json } = made as Readonly<Record<string, unknown>>;
  for (const field in made) if (!plainFields.has(field)) return false;
  if (typeof path !== 'string' || !path.startsWith('/')) return false;
  if (method !== undefined && !(typeof method === 'string' && /^[A-Z]+$/.test(method))) return false;
  if (typeof headers !== 'object' ? headers !== undefined : !hasTexts(headers)) return false;
  if (body !== undefined && (typeof body !== 'string' || json !== undefined)) return false;
  return json === undefined || typeof json === 'object' || typeof json === 'string';
}

function hasTexts(headers: object | null): boolean {
  if (headers === null || Array.isArray(headers)) return false;
  return Object.values(headers).every((value) => typeof value === 'string');
}

/** What is wrong by the schema of a request that is written out, for the short form of it is a text. */
function whyNot(made: unknown): string {
  if (typeof made === 'string') return 'a path begins with /';
  const [, full] = requestConfigSchema.options;
  const issues = full.safeParse(made).error?.issues ?? [];
  return issues.map((issue) => worded(issue, made)).join('; ');
}

function worded(issue: z.core.$ZodIssue, made: unknown): string {
  if (issue.code === 'unrecognized_keys') return `a request has no ${issue.keys.join(', ')}`;
  const [field = ''] = issue.path;
  const missing = typeof made === 'object' && made !== null && !(field in made);
  return missing ? `it has no ${String(field)}` : `${issue.path.join('.')}: ${issue.message}`;
}

function nameOf(made: unknown): string {
  if (made === undefined) return 'nothing';
  return typeof made === 'function' ? 'a function' : String(made);
}

function textOf(made: unknown): string {
  return typeof made === 'string' ? made : JSON.stringify(made);
}

function shortened(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

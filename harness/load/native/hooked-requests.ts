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

/** Different requests that are kept prepared; a hook that makes more has each prepared anew. */
const mostKept = 1024;

/** What a hook returned is no request; the message says why, for whoever wrote it. */
class NoRequest extends Error {}

/**
 * What a request hook returns, made ready for sending. Requests that are equal are prepared once: the text of a request
 * tells them apart, for a hook may return one object again and again with other contents. A frozen one is known by itself.
 */
export class HookedRequests<Prepared> {
  /** Time that making requests took since {@link begin}, ms. */
  ms = 0;
  /** What went wrong since then, for a person to read; it makes no more requests. */
  fault: string | null = null;
  readonly #hook: RequestHook;
  readonly #file: string;
  readonly #prepare: (spec: RequestSpec) => Prepared;
  readonly #byText = new Map<string, Prepared>();
  readonly #frozen = new WeakMap<object, Prepared>();

  /** `prepare` may throw what is wrong with a request, as a RangeError. */
  constructor({ make, file }: HookSource, prepare: (spec: RequestSpec) => Prepared) {
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
    if (Object.isFrozen(made)) this.#frozen.set(made, prepared);
    return prepared;
  }

  #add(text: string, made: unknown): Prepared {
    const prepared = this.#prepared(checked(made), text);
    if (this.#byText.size >= mostKept) this.#byText.clear();
    this.#byText.set(text, prepared);
    return prepared;
  }

  #prepared(config: RequestConfig, text: string): Prepared {
    try {
      return this.#prepare(requestSpecOf(config));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new NoRequest(`it returned ${shortened(text)}: ${error.message}`);
    }
  }
}

function checked(made: unknown): RequestConfig {
  if (typeof made === 'string' && made.startsWith('/')) return made;
  const parsed = requestConfigSchema.safeParse(made);
  if (!parsed.success) throw new NoRequest(`it returned ${shortened(textOf(made))}: ${whyNot(made)}`);
  const config = parsed.data;
  const faults = [...requestConfigFaults(config)];
  if (typeof config === 'object' && (config.once !== undefined || config.weight !== undefined))
    faults.push('once and weight are for requests that are listed; a hook says itself what comes when');
  if (faults.length > 0) throw new NoRequest(`it returned ${shortened(textOf(made))}: ${faults.join('; ')}`);
  return config;
}

/** What is wrong by the schema of a request that is written out, for the short form of it is a text. */
function whyNot(made: unknown): string {
  if (typeof made === 'string') return 'a path begins with /';
  const [, full] = requestConfigSchema.options;
  const issues = full.safeParse(made).error?.issues ?? [];
  return issues
    .map(({ path, message }) => [path.join('.'), message].filter((one) => one !== '').join(': '))
    .join('; ');
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

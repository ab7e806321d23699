import { type Feed, unfitForHeader } from '../../feeds/feed.ts';
import { flowFaults, placeholdersIn, placeholdersInHeaders } from '../../model/flow.ts';
import type { LoadTarget } from '../../model/load.ts';
import type { Capture, RequestSpec } from '../../model/scenario.ts';
import { type PreparedCapture, prepareCapture } from './captor.ts';
import { type PreparedRequest, prepareRequest } from './request.ts';
import { RequestTemplate } from './request-template.ts';

/** A request of the flow, as all clients share it. */
export interface Step {
  readonly template: RequestTemplate;
  readonly captures: readonly PreparedCapture[];
  readonly cookies: boolean;
  /** What is sent, where it is the same for every client and nothing of its answer is needed. */
  readonly fixed: PreparedRequest | null;
  /** A row of the feed is taken for it. */
  readonly takesRow: boolean;
  /** What is sent, by row, where nothing but the row makes a difference and nothing of its answer is needed. */
  readonly byRow: PreparedRequest[] | null;
}

/** Prepares the requests of one flow. */
export class Steps {
  /** Columns of the feed that stand in opening steps. */
  readonly openingColumns: readonly string[];
  readonly #target: LoadTarget;
  readonly #feed: Feed | null;
  readonly #columns: ReadonlySet<string>;
  readonly #opening: readonly RequestSpec[];
  /** By what hooks made so far. */
  readonly #captured: Capture[] = [];
  /** By column, whether headers can carry all its values. */
  readonly #fit = new Map<string, boolean>();

  /** Of a step that is fixed nothing else is looked at. */
  readonly #nothing: Step;

  constructor(opening: readonly RequestSpec[], target: LoadTarget, feed: Feed | null) {
    this.#target = target;
    this.#feed = feed;
    this.#columns = new Set(feed?.columns);
    this.#opening = opening;
    const names = new Set(opening.flatMap(placeholdersIn).map(({ name }) => name));
    this.openingColumns = [...this.#columns].filter((column) => names.has(column));
    this.#nothing = this.prepare(anything);
  }

  /** @throws RangeError when it cannot be written as HTTP/1.1 */
  prepare(spec: RequestSpec): Step {
    this.#checkHeaders(spec);
    const template = new RequestTemplate(spec, this.#target, this.#columns);
    const captures = (spec.capture ?? []).map(prepareCapture);
    const cookies = spec.cookies === true;
    const alone = captures.length === 0 && !cookies;
    const fromRow = [...template.names].filter(
      (name) => this.#columns.has(name) && !this.openingColumns.includes(name),
    );
    const takesRow = fromRow.length > 0;
    const rowAlone = takesRow && alone && !template.counts && fromRow.length === template.names.size;
    return {
      ...{ template, captures, cookies, takesRow },
      fixed: alone ? template.fixed : null,
      byRow: rowAlone ? [] : null,
    };
  }

  /**
   * What a hook made; it may hold what a listed request may. `again`: it will be sent more than once.
   * @throws RangeError for what nothing fills in, and when it cannot be written as HTTP/1.1
   */
  prepareHooked(spec: RequestSpec, again: boolean): Step {
    if (isFixed(spec)) return { ...this.#nothing, fixed: prepareRequest(spec, this.#target, null, again) };
    // A hook decides at each request, so what another one captures may not be there yet; it is empty then.
    const earlier: RequestSpec = { ...anything, capture: this.#captured };
    const faults = flowFaults([...this.#opening, earlier, spec], [...this.#columns]);
    if (faults.length > 0) throw new RangeError(faults.join('; '));
    const known = new Set(this.#captured.map(({ name }) => name));
    this.#captured.push(...(spec.capture ?? []).filter(({ name }) => !known.has(name)));
    // Not by row: there may be many, and what is kept by row is kept for each.
    return { ...this.prepare(spec), byRow: null };
  }

  /** A plan was checked for this; a file may have changed since. */
  #checkHeaders(spec: RequestSpec): void {
    const feed = this.#feed;
    if (feed === null) return;
    for (const { name } of placeholdersInHeaders(spec)) {
      if (!this.#columns.has(name)) continue;
      const fit = this.#fit.get(name) ?? unfitForHeader(feed, name) === null;
      this.#fit.set(name, fit);
      if (!fit) throw new RangeError(`column ${name} has line ends, which a header cannot carry`);
    }
  }
}

/** Told quickly, for a hook may make another one each time. */
function isFixed({ path, headers, body, expect, capture, cookies }: RequestSpec): boolean {
  if (capture !== undefined || cookies === true || path.includes('{{')) return false;
  if (typeof body === 'string' && body.includes('{{')) return false;
  if ('text' in expect.body && expect.body.text.includes('{{')) return false;
  for (const name in headers) if (headers[name]?.includes('{{')) return false;
  return true;
}

const anything: RequestSpec = {
  ...{ method: 'GET', path: '/', headers: {}, body: null },
  expect: { status: 'success', body: { kind: 'any' } },
};

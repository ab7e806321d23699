import type { Row } from '../../feeds/feed.ts';
import { cardsOf, splitFlow } from '../../model/flow.ts';
import type { LoadTarget } from '../../model/load.ts';
import type { RequestSpec } from '../../model/scenario.ts';
import { createRandom, type Random } from '../../stats/random.ts';
import { ownPlace } from '../loader-place.ts';
import { Captor, type Carried } from './captor.ts';
import type { Client } from './client.ts';
import { CookieJar } from './cookie-jar.ts';
import { Deck } from './deck.ts';
import { HookedRequests } from './hooked-requests.ts';
import type { PreparedRequest } from './request.ts';
import { Rows } from './rows.ts';
import type { HookUse, Sequence } from './sequence.ts';
import { noSources, type Sources } from './sources.ts';
import { type Step, Steps } from './steps.ts';

/** The same for every variant and run, so that all of them get the same requests in the same order. */
const deckSeed = 1;

/** A filled-in request that is longer is made again each time: thousands of connections may each keep one. */
const keptBytes = 16_384;

const noRow: Row = Object.freeze({});

/**
 * Where `{{n}}` stands: a number that no request has had before, of any connection, slice or run. It begins at this
 * process's start in µs since 1970, and no server takes a million requests a second. Loaders that act as one start at
 * about the same time, so each has every so many-th number for itself.
 */
const { index: own, of: loaders } = ownPlace();
let counter = Math.floor((Date.now() * 1000) / loaders) * loaders + own;

/** One client's way through the steps. */
interface Flow {
  /** No client of any loader has the same. */
  readonly number: number;
  readonly carried: Carried;
  readonly deck: Deck | null;
  readonly kept: WeakMap<Step, Kept>;
  readonly made: { slice: number; requests: number; random: Random };
  opened: number;
  repeated: number;
  /** The request that was given last is an opening step. */
  opens: boolean;
}

interface Kept {
  readonly captor: Captor | null;
  request: PreparedRequest | null;
  /** `Carried.changes` that `request` was made with. */
  madeAt: number;
}

/** Of a flow for which no request was made yet. */
const noSlice = -1;

/**
 * Each client goes through the opening steps once and then sends the repeated requests, in turn or as its deck has
 * them, carrying cookies and captured values along. After an answer that was not the expected one it forgets what it
 * carries and starts again, for its session may have ended; after a broken connection only if it was opening.
 *
 * Columns of a feed that stand in opening steps are carried along too, so that a client goes on as who it opened as.
 * Other columns are of the next row at each request that has one. Where a hook makes requests, it is told of the row,
 * and what it makes goes the way of what is repeated.
 */
export class FlowSequence implements Sequence {
  readonly #opening: readonly Step[];
  readonly #repeated: readonly Step[];
  readonly #cards: readonly number[] | null;
  readonly #hooked: HookedRequests<Step> | null;
  readonly #rows: Rows | null;
  /** Columns of the feed that stand in opening steps. */
  readonly #openingColumns: readonly string[];
  readonly #flows = new Map<Client, Flow>();
  #slice = 0;
  #seed = 1;

  /** @throws RangeError when a request cannot be written as HTTP/1.1 */
  constructor(requests: readonly RequestSpec[], target: LoadTarget, sources: Sources = noSources) {
    const { hook, feed } = sources;
    const { opening, repeated } = splitFlow(requests);
    const steps = new Steps(opening, target, feed?.feed ?? null);
    this.#rows = feed === null ? null : new Rows(feed);
    this.#openingColumns = steps.openingColumns;
    this.#opening = opening.map((request) => steps.prepare(request));
    this.#repeated = repeated.map((request) => steps.prepare(request));
    this.#cards = cardsOf(repeated);
    this.#hooked =
      hook === null
        ? null
        : new HookedRequests(hook, (request, again) => steps.prepareHooked(request, again));
  }

  get hook(): HookUse | null {
    return this.#hooked;
  }

  begin(seed: number): void {
    this.#slice += 1;
    this.#seed = seed;
    this.#rows?.begin(seed);
    this.#hooked?.begin();
  }

  next(client: Client): PreparedRequest | null {
    const flow = this.#flowOf(client);
    flow.opens = flow.opened < this.#opening.length;
    if (flow.opens) return this.#fill(this.#openingStep(flow), flow, null);
    if (this.#hooked !== null) return this.#hookedRequest(this.#hooked, flow);
    return this.#fill(this.#repeatedStep(flow), flow, null);
  }

  opens(client: Client): boolean {
    return this.#flowOf(client).opens;
  }

  mustOpen(client: Client): boolean {
    return this.#flowOf(client).opened < this.#opening.length;
  }

  failed(client: Client, answered: boolean): void {
    const flow = this.#flowOf(client);
    flow.repeated = 0;
    if (!answered && !flow.opens) return;
    flow.opened = 0;
    flow.carried.jar.clear();
    flow.carried.values.clear();
    flow.carried.changes += 1;
  }

  #openingStep(flow: Flow): Step {
    if (flow.opened === 0) this.#carryRow(flow);
    flow.opened += 1;
    return this.#opening[flow.opened - 1] as Step;
  }

  #repeatedStep(flow: Flow): Step {
    if (flow.deck !== null) return this.#repeated[flow.deck.next()] as Step;
    const step = this.#repeated[flow.repeated] as Step;
    flow.repeated = (flow.repeated + 1) % this.#repeated.length;
    return step;
  }

  /** A client goes on as who it opened as. */
  #carryRow({ carried }: Flow): void {
    if (this.#rows === null || this.#openingColumns.length === 0) return;
    const row = this.#rows.at(this.#rows.take());
    for (const column of this.#openingColumns) carried.values.set(column, row[column] ?? '');
    carried.changes += 1;
  }

  #hookedRequest(hooked: HookedRequests<Step>, flow: Flow): PreparedRequest | null {
    const { made, number } = flow;
    if (made.slice !== this.#slice) {
      made.slice = this.#slice;
      made.requests = 0;
      made.random = createRandom(this.#seed, number);
    }
    const row = this.#rows?.take() ?? null;
    const step = hooked.next({
      connection: number,
      index: made.requests,
      random: made.random.next,
      row: this.#rowAt(row),
    });
    made.requests += 1;
    return step === null ? null : this.#fill(step, flow, row);
  }

  /** `taken`: the row that was taken for this request already; null for none. */
  #fill(step: Step, flow: Flow, taken: number | null): PreparedRequest {
    if (step.fixed !== null) return step.fixed;
    const row = step.takesRow ? (taken ?? this.#rows?.take() ?? null) : null;
    if (step.byRow !== null && row !== null && this.#rows !== null)
      return this.#rows.requestOf(step.template, row, step.byRow);
    const { carried } = flow;
    const kept = keptFor(step, flow);
    kept.captor?.begin();
    if (kept.request !== null && kept.madeAt === carried.changes) return kept.request;
    const { values, jar } = carried;
    if (step.template.counts) counter += loaders;
    const cookies = step.cookies ? jar.header() : '';
    const again = !step.template.counts && row === null;
    const filling = { n: counter, values, row: this.#rowAt(row), cookies };
    const request = step.template.fill(filling, kept.captor, again);
    if (again && request.bytes.length <= keptBytes) {
      kept.request = request;
      kept.madeAt = carried.changes;
    }
    return request;
  }

  #rowAt(row: number | null): Row {
    return row === null || this.#rows === null ? noRow : this.#rows.at(row);
  }

  #flowOf(client: Client): Flow {
    const known = this.#flows.get(client);
    if (known !== undefined) return known;
    const number = this.#flows.size * loaders + own;
    const random = createRandom(deckSeed, number);
    const flow: Flow = {
      number,
      carried: { jar: new CookieJar(), values: new Map(), changes: 0 },
      deck: this.#cards === null ? null : new Deck(this.#cards, random),
      kept: new WeakMap(),
      made: { slice: noSlice, requests: 0, random },
      opened: 0,
      repeated: 0,
      opens: false,
    };
    this.#flows.set(client, flow);
    return flow;
  }
}

function keptFor(step: Step, flow: Flow): Kept {
  const known = flow.kept.get(step);
  if (known !== undefined) return known;
  const { captures, cookies } = step;
  const captor = captures.length > 0 || cookies ? new Captor(captures, cookies, flow.carried) : null;
  const kept: Kept = { captor, request: null, madeAt: -1 };
  flow.kept.set(step, kept);
  return kept;
}

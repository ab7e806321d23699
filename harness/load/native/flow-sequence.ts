import { cardsOf, splitFlow } from '../../model/flow.ts';
import type { LoadTarget } from '../../model/load.ts';
import type { RequestSpec } from '../../model/scenario.ts';
import { createRandom } from '../../stats/random.ts';
import { ownPlace } from '../loader-place.ts';
import { Captor, type Carried, type PreparedCapture, prepareCapture } from './captor.ts';
import type { Client } from './client.ts';
import { CookieJar } from './cookie-jar.ts';
import { Deck } from './deck.ts';
import type { PreparedRequest } from './request.ts';
import { RequestTemplate } from './request-template.ts';
import type { Sequence } from './sequence.ts';

/** The same for every variant and run, so that all of them get the same requests in the same order. */
const deckSeed = 1;

/** A filled-in request that is longer is made again each time: thousands of connections may each keep one. */
const keptBytes = 16_384;

/**
 * Where `{{n}}` stands: a number that no request has had before, of any connection, slice or run. It begins at this
 * process's start in µs since 1970, and no server takes a million requests a second. Loaders that act as one start at
 * about the same time, so each has every so many-th number for itself.
 */
const { index: own, of: loaders } = ownPlace();
let counter = Math.floor((Date.now() * 1000) / loaders) * loaders + own;

/** A request of the flow, as all clients share it. */
interface Step {
  readonly template: RequestTemplate;
  readonly captures: readonly PreparedCapture[];
  readonly cookies: boolean;
  /** What is sent, where it is the same for every client and nothing of its answer is needed. */
  readonly fixed: PreparedRequest | null;
}

/** One client's way through the steps. */
interface Flow {
  readonly carried: Carried;
  readonly deck: Deck | null;
  readonly kept: Map<Step, Kept>;
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

/**
 * Each client goes through the opening steps once and then sends the repeated requests, in turn or as its deck has
 * them, carrying cookies and captured values along. After an answer that was not the expected one it forgets what it
 * carries and starts again, for its session may have ended; after a broken connection only if it was opening.
 */
export class FlowSequence implements Sequence {
  readonly #opening: readonly Step[];
  readonly #repeated: readonly Step[];
  readonly #cards: readonly number[] | null;
  readonly #flows = new Map<Client, Flow>();

  /** @throws RangeError when a request cannot be written as HTTP/1.1 */
  constructor(requests: readonly RequestSpec[], target: LoadTarget) {
    const { opening, repeated } = splitFlow(requests);
    this.#opening = opening.map((request) => prepareStep(request, target));
    this.#repeated = repeated.map((request) => prepareStep(request, target));
    this.#cards = cardsOf(repeated);
  }

  next(client: Client): PreparedRequest {
    const flow = this.#flowOf(client);
    flow.opens = flow.opened < this.#opening.length;
    return this.#fill(flow.opens ? this.#openingStep(flow) : this.#repeatedStep(flow), flow);
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
    flow.opened += 1;
    return this.#opening[flow.opened - 1] as Step;
  }

  #repeatedStep(flow: Flow): Step {
    if (flow.deck !== null) return this.#repeated[flow.deck.next()] as Step;
    const step = this.#repeated[flow.repeated] as Step;
    flow.repeated = (flow.repeated + 1) % this.#repeated.length;
    return step;
  }

  #fill(step: Step, flow: Flow): PreparedRequest {
    if (step.fixed !== null) return step.fixed;
    const { carried } = flow;
    const kept = keptFor(step, flow);
    kept.captor?.begin();
    if (kept.request !== null && kept.madeAt === carried.changes) return kept.request;
    const { values, jar } = carried;
    if (step.template.counts) counter += loaders;
    const cookies = step.cookies ? jar.header() : '';
    const request = step.template.fill({ n: counter, values, cookies }, kept.captor);
    if (!step.template.counts && request.bytes.length <= keptBytes) {
      kept.request = request;
      kept.madeAt = carried.changes;
    }
    return request;
  }

  #flowOf(client: Client): Flow {
    const known = this.#flows.get(client);
    if (known !== undefined) return known;
    const random = createRandom(deckSeed, this.#flows.size * loaders + own);
    const flow: Flow = {
      carried: { jar: new CookieJar(), values: new Map(), changes: 0 },
      deck: this.#cards === null ? null : new Deck(this.#cards, random),
      kept: new Map(),
      opened: 0,
      repeated: 0,
      opens: false,
    };
    this.#flows.set(client, flow);
    return flow;
  }
}

function prepareStep(spec: RequestSpec, target: LoadTarget): Step {
  const template = new RequestTemplate(spec, target);
  const captures = (spec.capture ?? []).map(prepareCapture);
  const cookies = spec.cookies === true;
  const alone = !template.varies && captures.length === 0 && !cookies;
  const fixed = alone ? template.fill({ n: 0, values: new Map(), cookies: '' }, null) : null;
  return { template, captures, cookies, fixed };
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

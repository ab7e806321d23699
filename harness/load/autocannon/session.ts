import autocannon from 'autocannon';
import { FailureError } from '../../model/failure.ts';
import { beyondAutocannon } from '../../model/flow.ts';
import { levelConnections } from '../../model/level.ts';
import type {
  EngineSession,
  FailureKind,
  LoadOrder,
  LoadReport,
  LoadTarget,
  Peers,
} from '../../model/load.ts';
import { type BodyCheck, bodyText, type RequestSpec } from '../../model/scenario.ts';
import { watchGenerator } from '../generator-usage.ts';
import { statusMatches } from '../native/request.ts';
import { Recorder } from '../recorder.ts';
import { untilStart } from '../start-time.ts';
import { StopRule } from '../stop-rule.ts';
import { Tally } from '../tally.ts';

/** autocannon ends only on ticks of this length, ms. */
const tickMs = 50;

/** Holds nothing between slices: autocannon connects anew for each. */
export class AutocannonSession implements EngineSession {
  readonly #target: LoadTarget;
  #slice: AutocannonSlice | null = null;

  constructor(target: LoadTarget) {
    this.#target = target;
  }

  /** It connects when it is driven, and knows neither opening steps nor slow clients. */
  async prepare(): Promise<null> {
    return null;
  }

  async drive(order: LoadOrder, peers?: Peers): Promise<LoadReport> {
    if (this.#slice !== null) throw loaderError('the session is already being driven');
    const beyond = beyondAutocannon(order.requests);
    if (beyond !== null) {
      const at = { variant: '', phase: '', engine: 'autocannon' };
      throw new FailureError({ reason: 'engine-refused', ...at, detail: `it cannot ${beyond}` });
    }
    refuseUnknown(order);
    this.#slice = new AutocannonSlice(this.#target, order, peers);
    try {
      if (order.startAtMs !== undefined) await untilStart(order.startAtMs);
      return await this.#slice.run();
    } finally {
      this.#slice = null;
    }
  }

  async close(): Promise<void> {
    this.#slice?.stop();
  }
}

/** One run of autocannon, turned into a report. */
class AutocannonSlice {
  readonly #target: LoadTarget;
  readonly #order: LoadOrder;
  readonly #tally = new Tally();
  readonly #recorder: Recorder;
  readonly #stopRule: StopRule;
  readonly #answeredOnce = new WeakSet<object>();
  #startedAt = 0;
  #bytes = 0;
  /** What `onResponse` found wrong with the answer whose `response` event comes next. */
  #fault: { kind: FailureKind; detail: string } | null = null;
  #instance: autocannon.Instance | null = null;

  constructor(target: LoadTarget, order: LoadOrder, peers?: Peers) {
    this.#target = target;
    this.#order = order;
    this.#recorder = new Recorder({});
    this.#stopRule = new StopRule(order.window, peers);
  }

  async run(): Promise<LoadReport> {
    const generator = watchGenerator();
    const { minMs, maxMs } = this.#order.window;
    const look = setInterval(() => this.#look(), tickMs / 2);
    const result = await this.#autocannon(Math.max(minMs, maxMs)).finally(() => clearInterval(look));
    const totalMs = performance.now() - this.#startedAt;

    // Sending went on until the tick, whatever the rule said before.
    const byCount = false;
    this.#account(result);
    return {
      ...this.#tally.counts(),
      reconnects: { idle: 0, afterAnswer: 0, afterFailure: 0 },
      windowMs: totalMs,
      totalMs,
      ...this.#recorder.results({ atMs: totalMs, byCount }, totalMs),
      bytesReceived: this.#bytes,
      generator: generator(),
    };
  }

  stop(): void {
    this.#instance?.stop();
  }

  #autocannon(maxMs: number): Promise<autocannon.Result> {
    const { host, port, socketPath, tls } = this.#target;
    const name = host.includes(':') ? `[${host}]` : host;
    return new Promise((resolve, reject) => {
      this.#startedAt = performance.now();
      const instance = autocannon(
        {
          url: `${tls === undefined ? 'http' : 'https'}://${name}:${port}`,
          ...(socketPath === undefined ? {} : { socketPath }),
          connections: levelConnections(this.#order.level),
          duration: maxMs / 1000,
          sampleInt: tickMs,
          // Whole seconds are all that autocannon takes, and no less than one.
          timeout: Math.max(1, Math.ceil(this.#order.requestTimeoutMs / 1000)),
          requests: this.#order.requests.map((request) => this.#request(request)),
        },
        (error: Error | null, result) => {
          if (error === null) resolve(result);
          else reject(loaderError(error.message));
        },
      );
      this.#instance = instance;
      instance.on('response', (client, status, bytes, ms) => this.#answer(client, status, bytes, ms));
      instance.on('reqError', (error: NodeJS.ErrnoException) => this.#error(error));
    });
  }

  #request(spec: RequestSpec): autocannon.Request {
    return {
      method: spec.method as NonNullable<autocannon.Request['method']>,
      path: spec.path,
      headers: spec.headers,
      ...(spec.body === null ? {} : { body: bodyText(spec.body) }),
      onResponse: (status: number, body: string) => {
        this.#fault = fault(spec, status, body);
      },
    };
  }

  #answer(client: object, status: number, bytes: number, responseMs: number): void {
    const elapsedMs = performance.now() - this.#startedAt;
    this.#bytes += bytes;
    const opening = !this.#answeredOnce.has(client);
    this.#answeredOnce.add(client);
    if (this.#fault === null) {
      this.#tally.answered(status);
      this.#recorder.answer(elapsedMs, responseMs, opening);
    } else {
      this.#tally.failed(this.#fault.kind, this.#fault.detail, status);
    }
    this.#fault = null;
    this.#look();
  }

  #error(error: NodeJS.ErrnoException): void {
    if (error.message === 'request timed out') this.#tally.failed('timeout', error.message, null);
    else if (error.syscall === 'connect') this.#tally.failed('connect', error.code ?? error.message, null);
    else if (error.code === undefined) this.#tally.failed('protocol', error.message, null);
    else this.#tally.failed('reset', error.code, null);
  }

  #look(): void {
    if (this.#stopRule.over(performance.now() - this.#startedAt, this.#tally.answers)) this.stop();
  }

  /**
   * autocannon does not drain, so what it sent and did not see the end of is unfinished. It counts no request for
   * some errors on a connection; then as many were sent as ended.
   */
  #account(result: autocannon.Result): void {
    const ended = this.#tally.ok + this.#tally.failures;
    this.#tally.sent = Math.max(ended, result.requests.sent);
    this.#tally.unfinished = this.#tally.sent - ended;
  }
}

/** @throws FailureError for what only the native engine can do: a report that left it out would not be true. */
function refuseUnknown(order: LoadOrder): void {
  const wanted = [
    ...(order.level.kind === 'open' ? ['arrival rate'] : []),
    ...((order.thinkMs ?? 0) > 0 ? ['think time'] : []),
    ...(order.timelineMs === undefined ? [] : ['a timeline']),
    ...(order.slow === undefined ? [] : ['slow clients']),
    ...(order.idleTimeoutMs === undefined ? [] : ['idle time-out']),
    ...(order.hook === undefined ? [] : ['request hooks']),
    ...(order.feed === undefined ? [] : ['feeds']),
  ];
  if (wanted.length === 0) return;
  throw new FailureError({
    reason: 'engine-refused',
    variant: '',
    phase: '',
    engine: 'autocannon',
    detail: `it has no ${wanted.join(', no ')}`.replaceAll('no a ', 'no '),
  });
}

function fault(
  spec: RequestSpec,
  status: number,
  body: string,
): { kind: FailureKind; detail: string } | null {
  const label = `${spec.method} ${spec.path}`;
  if (!statusMatches(spec.expect.status, status))
    return { kind: 'status', detail: `${label}: status ${status}` };
  if (bodyMatches(spec.expect.body, body)) return null;
  return {
    kind: 'body',
    detail: `${label}: a body of ${body.length} characters that is not the expected one`,
  };
}

function bodyMatches(check: BodyCheck, body: string): boolean {
  // Lengths are refused: autocannon hands a body over as text, which need not have as many bytes.
  if (check.kind === 'any' || check.kind === 'length') return true;
  return check.kind === 'exact' ? body === check.text : body.includes(check.text);
}

function loaderError(detail: string): FailureError {
  return new FailureError({ reason: 'loader-error', variant: '', phase: '', detail });
}

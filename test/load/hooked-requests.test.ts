import { describe, expect, it } from 'vitest';
import { alone } from '../../harness/load/loader-place.ts';
import { HookedRequests } from '../../harness/load/native/hooked-requests.ts';
import { prepareSequence, type Sequence } from '../../harness/load/native/sequence.ts';
import type { RequestContext, RequestHook } from '../../harness/model/config.ts';
import type { RequestSpec } from '../../harness/model/scenario.ts';
import { get } from './accounts.ts';
import { FakeClock } from './fake-clock.ts';
import { ok } from './scripted-server.ts';
import { linesOf, TalkingClient } from './talking-client.ts';

const file = '/app/bench.config.ts';
const target = { host: '127.0.0.1', port: 8080 };
const context: RequestContext = { connection: 0, index: 0, random: () => 0, row: {} };

function hooked(make: unknown) {
  const prepared: RequestSpec[] = [];
  const agains: boolean[] = [];
  const requests = new HookedRequests({ make: make as RequestHook, file }, (spec, again) => {
    if (spec.path === '/unsendable') throw new RangeError('it cannot be sent');
    prepared.push(spec);
    agains.push(again);
    return spec;
  });
  return { requests, prepared, agains };
}

describe('requests of a hook', () => {
  it('are kept when they come for the second time, whether or not they are the same object', () => {
    const { requests, prepared, agains } = hooked(({ index }: RequestContext) =>
      index % 2 === 0 ? '/a' : { path: '/b', json: { x: 1 } },
    );
    for (let index = 0; index < 10; index += 1) requests.next({ ...context, index });
    const made = prepared.map(({ method, path }) => `${method} ${path}`);
    expect(made).toEqual(['GET /a', 'POST /b', 'GET /a', 'POST /b']);
    expect(agains).toEqual([false, false, true, true]);
  });

  it('are prepared anew where one object comes with other contents', () => {
    const one = { path: '' };
    const { requests } = hooked(({ index }: RequestContext) => {
      one.path = `/${index}`;
      return one;
    });
    expect([0, 1, 0].map((index) => requests.next({ ...context, index })?.path)).toEqual(['/0', '/1', '/0']);
  });

  it('are known by themselves where they are frozen', () => {
    const constant = Object.freeze({ path: '/a' });
    const { requests, prepared } = hooked(() => constant);
    for (let index = 0; index < 9; index += 1) requests.next({ ...context, index });
    expect(requests.next(context)).toBe(requests.next(context));
    expect(prepared).toHaveLength(2);
  });

  it('are not kept without end', () => {
    const { requests, prepared } = hooked(({ index }: RequestContext) => `/${index % 3000}`);
    for (let index = 0; index < 6000; index += 1) requests.next({ ...context, index });
    expect(prepared).toHaveLength(6000);
  });

  it('take time, which is told', () => {
    const { requests } = hooked(() => {
      const until = performance.now() + 3;
      while (performance.now() < until);
      return '/';
    });
    requests.next(context);
    expect(requests.ms).toBeGreaterThanOrEqual(3);
    requests.begin();
    expect(requests.ms).toBe(0);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'it returned nothing, which is no request'],
    ['null', null, 'it returned null, which is no request'],
    ['a number', 7, 'it returned 7, which is no request'],
    ['a function', () => '/', 'it returned a function, which is no request'],
    ['a promise', Promise.resolve('/'), 'it returned a promise; a request hook answers at once'],
    ['a text that is no path', 'cart', 'it returned cart: a path begins with /'],
    ['no path', { json: {} }, 'it returned {"json":{}}: it has no path'],
    ['a path that is none', { path: 7 }, 'it returned {"path":7}: path: '],
    [
      'an unknown field',
      { path: '/', url: '/x' },
      'it returned {"path":"/","url":"/x"}: a request has no url',
    ],
    [
      'two bodies',
      { path: '/', json: 1, body: '' },
      'it returned {"path":"/","json":1,"body":""}: body and json: a request has one body',
    ],
    [
      'an opening step',
      { path: '/', once: true },
      'it returned {"path":"/","once":true}: once and weight are for requests that are listed; a hook says itself what comes when',
    ],
    ['what cannot be sent', '/unsendable', 'it returned /unsendable: it cannot be sent'],
  ])('end with a fault at %s', (_what, made, fault) => {
    const { requests } = hooked(() => made);
    expect(requests.next(context)).toBeNull();
    expect(requests.fault?.slice(0, fault.length)).toBe(fault);
  });

  it('end with what the hook throws, which is not called again in that slice', () => {
    let calls = 0;
    const { requests } = hooked(() => {
      calls += 1;
      throw new TypeError('no cart');
    });
    expect([requests.next(context), requests.next(context)]).toEqual([null, null]);
    expect(requests.fault).toMatch(/^TypeError: no cart/);
    expect(calls).toBe(1);
    requests.begin();
    expect(requests.fault).toBeNull();
  });
});

interface Talk {
  readonly sequence: Sequence;
  readonly clients: readonly TalkingClient[];
  /** Each client sends so many requests, in turn. */
  step(times: number): void;
}

function talk(make: RequestHook, requests: readonly RequestSpec[] = [], clients = 1): Talk {
  const clock = new FakeClock();
  const sequence = prepareSequence(requests, target, { hook: { make, file }, feed: null });
  const talking = Array.from({ length: clients }, () => new TalkingClient(clock, () => ok('id=7;')));
  for (const client of talking)
    client.listener = { answered() {}, failed: (one) => sequence.failed(one, true) };
  sequence.begin(5);
  return {
    sequence,
    clients: talking,
    step(times) {
      for (let i = 0; i < times; i += 1) {
        for (const client of talking) client.send(sequence.next(client)!);
        clock.advance(1);
      }
    },
  };
}

describe('a sequence whose requests a hook makes', () => {
  it('remembers the answers of those that come again', () => {
    const { clients, sequence } = talk(({ index }) => (index % 2 === 0 ? '/same' : `/${index}`));
    const made = Array.from({ length: 6 }, () => sequence.next(clients[0]!));
    expect(made.map((request) => request?.memory === null)).toEqual([true, true, false, true, false, true]);
    expect(made[4]).toBe(made[2]);
  });

  it('tells the hook of the connection and its requests in the slice', () => {
    const { clients, sequence, step } = talk(({ connection, index }) => `/${connection}/${index}`, [], 2);
    step(2);
    sequence.begin(6);
    step(1);
    expect(clients.map(linesOf)).toEqual([
      ['GET /0/0', 'GET /0/1', 'GET /0/0'],
      ['GET /1/0', 'GET /1/1', 'GET /1/0'],
    ]);
  });

  it('draws the same numbers for the same seed, others on each connection and in each slice', () => {
    const draws = (seeds: readonly number[]) => {
      const { clients, sequence, step } = talk(({ random }) => `/${random()}`, [], 2);
      for (const seed of seeds) {
        sequence.begin(seed);
        step(3);
      }
      return clients.map(linesOf);
    };
    expect(draws([5, 6])).toEqual(draws([5, 6]));
    expect(new Set(draws([5, 6]).flat()).size).toBe(12);
    expect(draws([5])[0]).toEqual(draws([6, 5])[0]!.slice(3));
  });

  it('goes through the opening steps that are listed, and fills in what they captured', () => {
    const login = get('/login', {
      once: true,
      capture: [{ name: 'id', from: 'body', before: 'id=', after: ';' }],
    });
    const { clients, step } = talk(() => '/cart/{{id}}', [login]);
    step(3);
    expect(clients.map(linesOf)).toEqual([['GET /login', 'GET /cart/7', 'GET /cart/7']]);
  });

  it('carries what requests of the hook capture into later ones', () => {
    const capture = [{ name: 'id', from: 'body', before: 'id=', after: ';' }];
    const { clients, step } = talk(({ index }) => (index === 0 ? { path: '/new', capture } : '/item/{{id}}'));
    step(2);
    expect(clients.map(linesOf)).toEqual([['GET /new', 'GET /item/7']]);
  });

  it('ends with a fault where nothing gives a placeholder', () => {
    const { clients, sequence } = talk(() => '/cart/{{id}}');
    expect(sequence.next(clients[0]!)).toBeNull();
    expect(sequence.hook?.fault).toBe(
      'it returned /cart/{{id}}: GET /cart/{{id}}: no earlier request captures {{id}}',
    );
  });

  it('ends with a fault where a header cannot carry what a column holds', () => {
    const feed = { columns: ['note'], rows: [{ note: 'a' }, { note: 'a\nb' }] } as const;
    const make = () => ({ path: '/', headers: { 'X-Note': '{{note}}' } });
    const sources = { hook: { make, file }, feed: { feed, order: 'sequential', place: alone } } as const;
    const sequence = prepareSequence([], target, sources);
    expect(sequence.next(new TalkingClient(new FakeClock(), () => ok()))).toBeNull();
    expect(sequence.hook?.fault).toMatch(/: column note has line ends, which a header cannot carry$/);
  });

  it('is refused beside requests that are repeated', () => {
    expect(() => talk(() => '/', [get('/other')])).toThrow(
      new RangeError('GET /other: a hook makes all requests but opening steps'),
    );
  });
});

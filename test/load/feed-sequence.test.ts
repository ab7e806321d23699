import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Feed, Row } from '../../harness/feeds/feed.ts';
import { alone } from '../../harness/load/loader-place.ts';
import { type PreparedRequest, prepareRequest } from '../../harness/load/native/request.ts';
import { prepareSequence, type Sequence } from '../../harness/load/native/sequence.ts';
import type { RequestHook } from '../../harness/model/config.ts';
import type { FeedPlan, RequestSpec } from '../../harness/model/scenario.ts';
import { get } from './accounts.ts';
import { FakeClock } from './fake-clock.ts';
import { refusal } from './little-app.ts';
import { ok } from './scripted-server.ts';
import { linesOf, type Said, TalkingClient } from './talking-client.ts';

const target = { host: '127.0.0.1', port: 8080 };

function feedOf(first: Row, ...others: readonly Row[]): Feed {
  return { columns: Object.keys(first), rows: [first, ...others] };
}

/** Rows 0, 1, 2, … under the column id, each with something behind it. */
function numbered(count: number, behind = ''): Feed {
  const [first, ...others] = Array.from({ length: count }, (_, index) => ({ id: `${index}${behind}` }));
  return feedOf(first!, ...others);
}

const letters = feedOf({ id: 'a' }, { id: 'b' }, { id: 'c' });

interface Given {
  readonly requests?: readonly RequestSpec[];
  readonly feed?: Feed;
  readonly order?: FeedPlan['order'];
  readonly make?: RequestHook;
}

function sequenceOf({ requests = [], feed = letters, order = 'sequential', make }: Given): Sequence {
  const hook = make === undefined ? null : { make, file: '/app/bench.config.ts' };
  const sequence = prepareSequence(requests, target, { hook, feed: { feed, order, place: alone } });
  sequence.begin(1);
  return sequence;
}

function talk(sequence: Sequence, app: (request: string) => Said = () => ok()) {
  const clock = new FakeClock();
  const client = new TalkingClient(clock, app);
  const made: PreparedRequest[] = [];
  client.listener = {
    answered() {},
    failed: (one, kind) => sequence.failed(one, kind === 'status' || kind === 'body'),
  };
  return {
    client,
    made,
    step(times: number) {
      for (let i = 0; i < times; i += 1) {
        const request = sequence.next(client)!;
        made.push(request);
        client.send(request);
        clock.advance(1);
      }
      return linesOf(client);
    },
  };
}

describe('a feed', () => {
  it('gives each request the next row, of whatever connection, and begins again after the last', () => {
    const sequence = sequenceOf({ requests: [get('/{{id}}')] });
    const [one, other] = [talk(sequence), talk(sequence)];
    one.step(2);
    other.step(1);
    one.step(1);
    expect(linesOf(one.client)).toEqual(['GET /a', 'GET /b', 'GET /a']);
    expect(linesOf(other.client)).toEqual(['GET /c']);
  });

  it('goes on from slice to slice', () => {
    const sequence = sequenceOf({ requests: [get('/{{id}}')] });
    const { step } = talk(sequence);
    step(1);
    sequence.begin(2);
    expect(step(1)).toEqual(['GET /a', 'GET /b']);
  });

  it('gives no row to requests without a column of it', () => {
    const { step } = talk(sequenceOf({ requests: [get('/list'), get('/{{id}}/{{id}}')] }));
    expect(step(4)).toEqual(['GET /list', 'GET /a/a', 'GET /list', 'GET /b/b']);
  });

  it('draws rows by the seed of the slice', () => {
    const drawn = (seed: number) => {
      const sequence = sequenceOf({ requests: [get('/{{id}}')], feed: numbered(100), order: 'random' });
      sequence.begin(seed);
      return talk(sequence).step(20);
    };
    expect(drawn(3)).toEqual(drawn(3));
    expect(drawn(3)).not.toEqual(drawn(4));
    expect(new Set(drawn(3)).size).toBeGreaterThan(10);
  });

  it('stands in path, headers, body and expected text', () => {
    const feed = feedOf({ id: '7', name: 'Zoë', 'odd name': 'x' });
    const request = get('/users/{{id}}', {
      method: 'PUT',
      headers: { 'X-Name': '{{name}}' },
      body: 'name={{name}}',
      expect: { status: 200, body: { kind: 'exact', text: '{{id}}:{{name}}' } },
    });
    const sequence = sequenceOf({ requests: [request], feed });
    const { client, step } = talk(sequence, () => ok('7:Zoë'));
    const answered: unknown[] = [];
    client.listener = { ...client.listener, answered: (one) => answered.push(one) };
    step(1);
    expect(answered).toEqual([client]);
    expect(client.sent[0]).toMatch(/^PUT \/users\/7 HTTP.*\r\nX-Name: Zoë\r\n.*\r\n\r\nname=Zoë$/s);
  });

  it('is written as its place demands: in a query, a form and a string of JSON', () => {
    const feed = feedOf({ q: 'rock & "roll"=ü\n', n1: '3' });
    const json = { 'Content-Type': 'application/problem+json; charset=utf-8' };
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const requests = [
      get('/search?q={{q}}&m={{n1}}'),
      get('/a/{{q}}'),
      get('/', { method: 'POST', headers: json, body: '{"q":"{{q}}","\\"":{{n1}},"raw":{{n1}}}' }),
      get('/', { method: 'POST', headers: form, body: 'q={{q}}' }),
      get('/', { method: 'POST', body: '{"q":"{{q}}"}' }),
    ];
    const { client, step } = talk(sequenceOf({ requests, feed }));
    step(5);
    const bodies = client.sent.map((text) => text.slice(text.indexOf('\r\n\r\n') + 4));
    expect(linesOf(client).slice(0, 2)).toEqual([
      'GET /search?q=rock%20%26%20%22roll%22%3D%C3%BC%0A&m=3',
      'GET /a/rock%20&%20"roll"=%C3%BC%0A',
    ]);
    expect(bodies.slice(2)).toEqual([
      '{"q":"rock & \\"roll\\"=ü\\n","\\"":3,"raw":3}',
      'q=rock%20%26%20%22roll%22%3D%C3%BC%0A',
      '{"q":"rock & "roll"=ü\n"}',
    ]);
  });

  it('comes out as it went in, whatever text it is', () => {
    const json = { 'Content-Type': 'application/json' };
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const requests = [
      get('/?a=1&v={{v}}', { method: 'POST', headers: json, body: '{"v":"{{v}}"}' }),
      get('/', { method: 'POST', headers: form, body: 'v={{v}}&a=1' }),
    ];
    const property = fc.property(fc.string({ unit: 'binary' }), (v) => {
      const { client, step } = talk(sequenceOf({ requests, feed: feedOf({ v }) }));
      const [first = ''] = step(2);
      const [inJson, inForm] = client.sent.map((text) => text.slice(text.indexOf('\r\n\r\n') + 4));
      expect(new URL(first.slice('POST '.length), 'http://localhost').searchParams.get('v')).toBe(v);
      expect(JSON.parse(inJson!)).toEqual({ v });
      expect(new URLSearchParams(inForm).get('v')).toBe(v);
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('takes whole bodies of JSON as they are', () => {
    const feed = feedOf({ payload: '{"a":"\\"b\\""}' });
    const body = get('/', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{{payload}}',
    });
    const { client, step } = talk(sequenceOf({ requests: [body], feed }));
    step(1);
    expect(client.sent[0]).toMatch(/\r\n\r\n\{"a":"\\"b\\""\}$/);
  });

  it('lets a connection go on as who it opened as, and as another when it has to open again', () => {
    const feed = feedOf(
      { user: 'ada', item: '1' },
      { user: 'grace', item: '2' },
      { user: 'joan', item: '3' },
    );
    const requests = [
      get('/login?user={{user}}', { once: true }),
      get('/welcome/{{user}}', { once: true }),
      get('/{{user}}/{{item}}'),
    ];
    let refuse = false;
    const sequence = sequenceOf({ requests, feed });
    const { step } = talk(sequence, () => (refuse ? refusal(401) : ok()));
    expect(step(4)).toEqual(['GET /login?user=ada', 'GET /welcome/ada', 'GET /ada/2', 'GET /ada/3']);
    refuse = true;
    step(1);
    refuse = false;
    expect(step(3).slice(4)).toEqual([
      'GET /ada/1',
      'GET /login?user=grace',
      'GET /welcome/grace',
      'GET /grace/3',
    ]);
  });

  it('prepares the request of a row once, and remembers its answer where there are few', () => {
    const sequence = sequenceOf({ requests: [get('/{{id}}')] });
    const { made, step } = talk(sequence);
    step(6);
    expect(made[3]).toBe(made[0]);
    expect(made[4]).toBe(made[1]);
    expect(made[0]?.memory).not.toBeNull();
    const long = talk(sequenceOf({ requests: [get('/{{id}}')], feed: numbered(1000) }));
    long.step(1001);
    expect(long.made[1000]).toBe(long.made[0]);
    expect(long.made[0]?.memory).toBeNull();
  });

  it('keeps no more requests of rows than fit into a bounded memory', () => {
    const feed = numbered(400, 'x'.repeat(100_000));
    const { made, step } = talk(sequenceOf({ requests: [get('/{{id}}')], feed }));
    step(800);
    const kept = made.slice(400).filter((request, index) => request === made[index]);
    expect(kept.length).toBeGreaterThan(100);
    expect(kept.length).toBeLessThan(200);
  });

  it('tells a hook of the row, and fills its columns into what the hook makes', () => {
    const feed = feedOf({ id: '1', name: 'ada' }, { id: '2', name: 'grace' });
    const make: RequestHook = ({ row }) => (row.id === '1' ? `/own/${row.name}` : '/filled/{{name}}');
    const { step } = talk(sequenceOf({ feed, make }));
    expect(step(4)).toEqual(['GET /own/ada', 'GET /filled/grace', 'GET /own/ada', 'GET /filled/grace']);
  });

  it('is the same request as one that was written out', () => {
    const { made, step } = talk(sequenceOf({ requests: [get('/{{id}}')] }));
    step(1);
    expect(made[0]?.bytes).toEqual(prepareRequest(get('/a'), target).bytes);
  });
});

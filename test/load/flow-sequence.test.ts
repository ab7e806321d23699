import { describe, expect, it } from 'vitest';
import { Opening } from '../../harness/load/native/opening.ts';
import type { PreparedRequest } from '../../harness/load/native/request.ts';
import { prepareSequence, type Sequence } from '../../harness/load/native/sequence.ts';
import type { RequestSpec } from '../../harness/model/scenario.ts';
import { get } from './accounts.ts';
import { FakeClock } from './fake-clock.ts';
import { LittleApp, littleFlow, refusal } from './little-app.ts';
import { ok } from './scripted-server.ts';
import { linesOf, type Said, TalkingClient } from './talking-client.ts';

const target = { host: '127.0.0.1', port: 8080 };
const sequenceOf = (requests: readonly RequestSpec[]) => prepareSequence(requests, target);

interface Talk {
  readonly sequence: Sequence;
  readonly client: TalkingClient;
  /** Sends the next so many requests; tells how each ended. */
  step(times: number): string[];
}

function talk(requests: readonly RequestSpec[], app: (request: string) => Said, sequence?: Sequence): Talk {
  const clock = new FakeClock();
  const client = new TalkingClient(clock, app);
  const flow = sequence ?? sequenceOf(requests);
  const outcomes: string[] = [];
  client.listener = {
    answered: (one) => outcomes.push(flow.opens(one) ? 'opened' : 'ok'),
    failed: (one, kind, detail) => {
      flow.failed(one, kind === 'status' || kind === 'body');
      outcomes.push(`${kind} ${detail}`);
    },
  };
  return {
    sequence: flow,
    client,
    step(times) {
      outcomes.length = 0;
      for (let i = 0; i < times; i += 1) {
        client.send(flow.next(client)!);
        clock.advance(1);
      }
      return [...outcomes];
    },
  };
}

describe('a flow', () => {
  it('opens once and then repeats the rest, carrying values and cookies along', () => {
    const { client, sequence, step } = talk(littleFlow, new LittleApp().say);
    expect(sequence.mustOpen(client)).toBe(true);
    expect(step(5)).toEqual(['opened', 'opened', 'ok', 'ok', 'ok']);
    expect(linesOf(client)).toEqual(['GET /form', 'POST /login', 'GET /a', 'GET /b', 'GET /a']);
    expect(sequence.mustOpen(client)).toBe(false);
    expect(client.sent[1]).toMatch(/\r\n\r\ntoken=%2B1%3D$/);
    expect(client.sent[2]).toContain('\r\nCookie: session=s+1=\r\n');
    expect(client.sent[0]).not.toContain('Cookie');
  });

  it('keeps what each client carries apart', () => {
    const app = new LittleApp();
    const first = talk(littleFlow, app.say);
    const second = talk(littleFlow, app.say, first.sequence);
    first.step(3);
    second.step(3);
    expect(first.client.sent[2]).toContain('Cookie: session=s+1=');
    expect(second.client.sent[2]).toContain('Cookie: session=s+2=');
  });

  it('makes a request anew only when what it carries has changed', () => {
    const { client, sequence } = talk(littleFlow, new LittleApp().say);
    const clock = new FakeClock();
    const made: PreparedRequest[] = [];
    const reading = new TalkingClient(clock, new LittleApp().say);
    for (let i = 0; i < 8; i += 1) {
      const request = sequence.next(reading)!;
      made.push(request);
      reading.send(request);
      clock.advance(1);
    }
    expect(made[4]).toBe(made[2]);
    expect(made[6]).toBe(made[2]);
    expect(made[7]).toBe(made[3]);
    expect(sequence.mustOpen(client)).toBe(true);
  });

  it('starts again, with nothing in its pockets, when its session has ended', () => {
    const app = new LittleApp();
    const { client, step } = talk(littleFlow, app.say);
    step(4);
    app.forget();
    expect(step(4)).toEqual(['status GET /a: status 401', 'opened', 'opened', 'ok']);
    expect(linesOf(client).slice(4)).toEqual(['GET /a', 'GET /form', 'POST /login', 'GET /a']);
    expect(client.sent[6]).not.toContain('Cookie');
    expect(client.sent[7]).toContain('Cookie: session=s+2=');
  });

  it('fails by its body, and starts again, when a value is missing', () => {
    const app = new LittleApp();
    app.form = () => ok('no form today');
    const { client, step } = talk(littleFlow, app.say);
    const missing = 'body GET /form: token not found in the body';
    expect(step(3)).toEqual([missing, missing, missing]);
    expect(linesOf(client)).toEqual(['GET /form', 'GET /form', 'GET /form']);
  });

  it('keeps its session when a connection breaks, but repeats from the first of the repeated requests', () => {
    const app = new LittleApp();
    let broken = false;
    const { client, step } = talk(littleFlow, (request) => {
      if (!broken && request.startsWith('GET /b ')) {
        broken = true;
        return 'reset';
      }
      return app.say(request);
    });
    expect(step(6)).toEqual(['opened', 'opened', 'ok', 'reset GET /b', 'ok', 'ok']);
    expect(linesOf(client).slice(3)).toEqual(['GET /b', 'GET /a', 'GET /b']);
  });

  it('opens from the beginning when a connection breaks while it opens', () => {
    const app = new LittleApp();
    let broken = false;
    const { client, step } = talk(littleFlow, (request) => {
      if (!broken && request.startsWith('POST')) {
        broken = true;
        return 'reset';
      }
      return app.say(request);
    });
    expect(step(5)).toEqual(['opened', 'reset POST /login', 'opened', 'opened', 'ok']);
    expect(linesOf(client)).toEqual(['GET /form', 'POST /login', 'GET /form', 'POST /login', 'GET /a']);
  });

  it('gives each request a number that none has had before, over connections and sequences', () => {
    const rows = [get('/{{n}}/{{n}}', { expect: { status: 200, body: { kind: 'exact', text: '{{n:4}}' } } })];
    const app = (request: string) => ok(/\/([0-9]+)\//.exec(request)?.[1]?.slice(-4));
    const numbers = [talk(rows, app), talk(rows, app)].flatMap((one) => {
      const second = talk(rows, app, one.sequence);
      for (let i = 0; i < 50; i += 1) {
        expect(one.step(1)).toEqual(['ok']);
        expect(second.step(1)).toEqual(['ok']);
      }
      return [...linesOf(one.client), ...linesOf(second.client)].map((line) => {
        const [, first, again] = /^GET \/([0-9]+)\/([0-9]+)$/.exec(line)!;
        expect(first).toBe(again);
        return Number(first);
      });
    });
    expect(new Set(numbers).size).toBe(200);
    expect(numbers.every(Number.isSafeInteger)).toBe(true);
  });

  it('encodes in a path what a request line cannot hold, and in a form what a browser would', () => {
    const from = get('/start', {
      once: true,
      capture: [{ name: 'v', from: 'body', before: '[', after: ']' }],
    });
    const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    const flow = [
      from,
      get('/x/{{v}}?q'),
      get('/f', { method: 'POST', headers: form, body: 'v={{v}}' }),
      get('/j', { method: 'POST', headers: { 'X-V': '{{v}}' }, body: '{"v":"{{v}}"}' }),
    ];
    const { client, step } = talk(flow, () => ok('[a/é b&c=ü+1]'));
    expect(step(4)).toEqual(['opened', 'ok', 'ok', 'ok']);
    expect(client.sent[1]).toMatch(/^GET \/x\/a\/%C3%A9%20b&c=%C3%BC\+1\?q HTTP/);
    expect(client.sent[2]).toMatch(/\r\nContent-Length: 33\r\n\r\nv=a%2F%C3%A9%20b%26c%3D%C3%BC%2B1$/);
    expect(client.sent[3]).toMatch(
      /\r\nX-V: a\/é b&c=ü\+1\r\nContent-Length: 21\r\n\r\n\{"v":"a\/é b&c=ü\+1"\}$/,
    );
  });

  it('deals weighted requests to each connection in an order of its own, the same in every session', () => {
    const mixed = [get('/a', { weight: 50 }), get('/b', { weight: 30 }), get('/c', { weight: 20 })];
    const session = () => {
      const first = talk(mixed, () => ok());
      const second = talk(mixed, () => ok(), first.sequence);
      first.step(100);
      second.step(100);
      return [linesOf(first.client), linesOf(second.client)];
    };
    const [one, other] = session();
    expect(session()).toEqual([one, other]);
    expect(one).not.toEqual(other);
    for (const path of ['a', 'b', 'c']) {
      const share = one!.filter((line) => line === `GET /${path}`).length;
      expect(share).toBe({ a: 50, b: 30, c: 20 }[path]);
    }
  });

  it('goes on with its deck after a failure', () => {
    const mixed = [get('/a', { weight: 1 }), get('/b', { weight: 1 })];
    const { client, step } = talk(mixed, () => refusal(500));
    step(20);
    expect(linesOf(client).filter((line) => line === 'GET /a')).toHaveLength(10);
  });

  it.each<[string, readonly RequestSpec[], string]>([
    ['a fault', [get('/{{x}}')], 'GET /{{x}}: no earlier request captures {{x}}'],
    ['a path that cannot be sent', [get('/a b{{n}}')], 'the path "/a b0" cannot be sent'],
  ])('is refused for %s', (_what, requests, message) => {
    expect(() => sequenceOf(requests)).toThrow(new RangeError(message));
  });
});

describe('opening before a slice', () => {
  function open(app: (request: string) => Said, clients: number, answerMs?: number) {
    const clock = new FakeClock();
    let inFlight = 0;
    let most = 0;
    const talking = Array.from(
      { length: clients },
      () =>
        new TalkingClient(
          clock,
          (request) => {
            inFlight = talking.filter((client) => client.inFlight).length;
            most = Math.max(most, inFlight);
            return app(request);
          },
          answerMs,
        ),
    );
    const sequence = sequenceOf(littleFlow);
    const opening = new Opening(sequence, 1000, clock);
    let done = false;
    const running = opening.run(talking).then(() => {
      done = true;
    });
    const pass = async (ms: number) => {
      for (let passed = 0; !done && passed < ms; passed += 1) {
        clock.advance(1);
        for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      }
      return done;
    };
    return { clock, talking, sequence, opening, pass, running, most: () => most };
  }

  it('takes one client after another through its steps, and leaves the rest of the flow to the slice', async () => {
    const { talking, sequence, pass, most, clock } = open(new LittleApp().say, 3);
    expect(await pass(100)).toBe(true);
    for (const client of talking) {
      expect(linesOf(client)).toEqual(['GET /form', 'POST /login']);
      expect(sequence.mustOpen(client)).toBe(false);
    }
    expect(most()).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it('ends at the first client that is refused', async () => {
    const { talking, sequence, pass } = open(() => refusal(503), 3);
    expect(await pass(100)).toBe(true);
    expect(talking.map((client) => client.sent.length)).toEqual([1, 0, 0]);
    expect(talking.every((client) => sequence.mustOpen(client))).toBe(true);
  });

  it('ends when an answer does not come in time, and gives that connection up', async () => {
    const { talking, pass, clock } = open(() => 'silent', 2);
    expect(await pass(999)).toBe(false);
    expect(await pass(10)).toBe(true);
    expect(talking.map((client) => client.sent.length)).toEqual([1, 0]);
    expect(talking[0]?.inFlight).toBe(false);
    expect(clock.pending).toBe(0);
  });

  it('takes no longer than half a minute, however many clients there are', async () => {
    const app = new LittleApp();
    const { talking, pass } = open(app.say, 100, 900);
    expect(await pass(31_000)).toBe(true);
    const sent = talking.reduce((sum, client) => sum + client.sent.length, 0);
    expect(sent).toBe(34);
  });

  it('ends at once when it is cancelled', async () => {
    const { opening, pass, running, clock, talking } = open(() => 'silent', 2);
    await pass(5);
    opening.cancel();
    await running;
    expect(talking.map((client) => client.sent.length)).toEqual([1, 0]);
    expect(clock.pending).toBe(0);
  });
});

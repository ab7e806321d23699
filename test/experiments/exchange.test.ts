import { afterEach, describe, expect, it } from 'vitest';
import { exchange, inWords } from '../../harness/experiments/exchange.ts';
import { freePort } from '../helpers/serving.ts';
import { until } from '../helpers/until.ts';
import { type Exchange, ok, type ScriptedServer, startServer } from '../load/scripted-server.ts';

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function serving(script: (exchange: Exchange) => void): Promise<ScriptedServer> {
  server = await startServer(script);
  return server;
}

const patient = { path: '/', timeoutMs: 20_000 };

describe('an answer', () => {
  it('is told whole, on a connection that is closed afterwards', async () => {
    const target = await serving(({ socket }) => {
      socket.write(ok('grüße', 'Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n'));
    });
    const answer = await exchange(target, { ...patient, path: '/x?y=1', headers: { cookie: 'c=3' } });
    expect(answer).toMatchObject({ status: 200, body: 'grüße', headers: { 'set-cookie': ['a=1', 'b=2'] } });
    expect(target.requests[0]!.head).toMatch(/^GET \/x\?y=1 HTTP\/1\.1\r\n/);
    expect(target.requests[0]!.head.toLowerCase()).toContain('cookie: c=3');
    await until('the connection to close', () => target.open.size === 0);
  });

  it('is given to what was sent: method and body', async () => {
    const target = await serving(({ socket, head, body }) => {
      socket.write(ok(`${head.split(' ', 1)[0]} ${Buffer.from(body, 'latin1').toString('utf8')}`));
    });
    const answer = await exchange(target, { ...patient, method: 'POST', body: 'name=Zsófia' });
    expect(answer).toMatchObject({ body: 'POST name=Zsófia' });
  });

  it('may end with the connection', async () => {
    const target = await serving(({ socket }) => {
      socket.end('HTTP/1.0 404 Not Found\r\n\r\nnothing here');
    });
    expect(await exchange(target, patient)).toMatchObject({ status: 404, body: 'nothing here' });
  });

  it('may be a change of protocol, which ends the exchange', async () => {
    const target = await serving(({ socket }) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    });
    const headers = { connection: 'Upgrade', upgrade: 'websocket' };
    expect(await exchange(target, { ...patient, headers })).toMatchObject({ status: 101, body: '' });
    await until('the connection to close', () => target.open.size === 0);
  });
});

describe('without an answer it says why', () => {
  const faults: { what: string; script: (exchange: Exchange) => void; trouble: string }[] = [
    {
      what: 'a server that closes',
      script: ({ socket }) => socket.destroy(),
      trouble: 'connection reset',
    },
    {
      what: 'a body cut short',
      script: ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'),
      trouble: 'connection reset',
    },
    {
      what: 'a server of another protocol',
      script: ({ socket }) => socket.end('220 mail.example ESMTP\r\n'),
      trouble: 'not an HTTP answer',
    },
    {
      what: 'a body without end',
      script: ({ socket }) => {
        const more = () => {
          while (socket.write(Buffer.alloc(65_536, 'x')));
        };
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.on('drain', more);
        more();
      },
      trouble: 'an answer of more than 4194304 bytes',
    },
  ];
  it.each(faults)('$what: $trouble', async ({ script, trouble }) => {
    const target = await serving(script);
    expect(await exchange(target, patient)).toEqual({ trouble });
    await until('the connection to close', () => target.open.size === 0);
  });

  it('nobody listens', async () => {
    const target = { host: '127.0.0.1', port: await freePort() };
    expect(await exchange(target, patient)).toEqual({ trouble: 'connection refused' });
  });

  it('no answer within the time given, for the whole of it', async () => {
    const silent = await serving(() => undefined);
    expect(await exchange(silent, { path: '/', timeoutMs: 50 })).toEqual({
      trouble: 'no answer within 50 ms',
    });
    let drip: NodeJS.Timeout | undefined;
    silent.answer(({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
      drip = setInterval(() => socket.write('x'), 5);
    });
    expect(await exchange(silent, { path: '/', timeoutMs: 200 })).toEqual({
      trouble: 'no answer within 200 ms',
    });
    clearInterval(drip);
    await until('the connections to close', () => silent.open.size === 0);
  });
});

it('rejects with the reason when it is aborted, before or meanwhile', async () => {
  const reason = new Error('Ctrl-C');
  const aborting = new AbortController();
  const target = await serving(() => aborting.abort(reason));
  await expect(exchange(target, { ...patient, signal: aborting.signal })).rejects.toBe(reason);
  await expect(exchange(target, { ...patient, signal: aborting.signal })).rejects.toBe(reason);
  expect(target.requests).toHaveLength(1);
  await until('the connection to close', () => target.open.size === 0);
});

it('puts an outcome into words', () => {
  expect(inWords({ status: 503, headers: {}, body: '' })).toBe('status 503');
  expect(inWords({ trouble: 'connection refused' })).toBe('connection refused');
});

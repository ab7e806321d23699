import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../harness/load/clock.ts';
import { prepareRequest } from '../../harness/load/native/request.ts';
import { SlowClient, type SlowCounts } from '../../harness/load/native/slow-client.ts';
import type { BodyCheck } from '../../harness/model/scenario.ts';
import { get } from './accounts.ts';
import { ok, type ScriptedServer, startServer } from './scripted-server.ts';
import { until } from './until.ts';

const servers: ScriptedServer[] = [];
const clients: SlowClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.stop();
  for (const server of servers.splice(0)) {
    await until(() => server.open.size === 0);
    await server.close();
  }
});

/** A client that reads pieces of so many bytes at most, of a server that always answers the same. */
async function reading(answer: string, pieceBytes: number, check: BodyCheck): Promise<SlowCounts> {
  const server = await startServer(({ socket }) => socket.write(answer));
  servers.push(server);
  const target = { host: server.host, port: server.port };
  const counts: SlowCounts = { started: 0, completed: 0, failed: 0 };
  const request = prepareRequest(get('/slow', { expect: { status: 200, body: check } }), target);
  const pace = { pieceBytes, pauseMs: 0, answerTimeoutMs: 20_000 };
  const client = new SlowClient(target, request, pace, systemClock, counts);
  clients.push(client);
  await client.start(1);
  return counts;
}

const hello: BodyCheck = { kind: 'exact', text: 'hello' };

describe('a slow client', () => {
  it.each([
    ['a length', ok()],
    [
      'chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;a=b\r\nllo\r\n0\r\nA: b\r\n\r\n',
    ],
    ['interim answers', `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${ok()}`],
    ['a folded field', ok('hello', 'X: a\r\n b\r\n')],
  ])('reads an answer with %s in pieces of any size, again and again', async (_name, answer) => {
    const all = await Promise.all(
      [1, 2, 3, 7, 40, answer.length, 1000].map((bytes) => reading(answer, bytes, hello)),
    );
    await until(() => all.every(({ completed }) => completed >= 2));
    expect(all.map(({ failed }) => failed)).toEqual(all.map(() => 0));
  });

  it.each([
    ['another body', ok('hullo')],
    ['another status', 'HTTP/1.1 500 Oh\r\nContent-Length: 5\r\n\r\nhello'],
    ['bytes after its end', `${ok()}x`],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ])('fails over an answer with %s, in pieces of any size', async (_name, answer) => {
    const all = await Promise.all([3, 7, answer.length, 1000].map((bytes) => reading(answer, bytes, hello)));
    await until(() => all.every(({ failed }) => failed >= 2));
  });
});

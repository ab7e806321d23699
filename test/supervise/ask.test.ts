import { once } from 'node:events';
import { get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { troubleOf } from '../../harness/supervise/ask.ts';

const failed = (code: string) => Object.assign(new Error('failed'), { code });
const tcp = { host: '127.0.0.1', port: 1 };
const tls = { ...tcp, tls: { insecure: false } };

describe('why no answer came', () => {
  it.each([
    [tcp, 'ECONNREFUSED', 'connection refused'],
    [tcp, 'ECONNRESET', 'connection reset'],
    [tcp, 'HPE_INVALID_CONSTANT', 'not an HTTP answer'],
    [tcp, 'EHOSTUNREACH', 'EHOSTUNREACH'],
    [{ ...tcp, socketPath: '/x' }, 'ENOENT', 'no socket yet'],
    [tls, 'EPROTO', 'no TLS handshake (EPROTO): does it speak plain HTTP?'],
    [tls, 'CERT_HAS_EXPIRED', 'a certificate that is not trusted (CERT_HAS_EXPIRED): is it for --insecure?'],
  ])('%j %s: %s', (target, code, words) => {
    expect(troubleOf(failed(code), target)).toBe(words);
  });

  it('is told of a server that answers with a TLS alert', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {}).resume();
      socket.end(Buffer.from([21, 3, 1, 0, 2, 2, 40]));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const [error] = await once(get({ host: '127.0.0.1', port, agent: false }), 'error');
    expect(troubleOf(error, tcp)).toBe('an answer in TLS: is it for --tls?');
    server.close();
    await once(server, 'close');
  });
});

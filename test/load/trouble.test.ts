import { describe, expect, it } from 'vitest';
import { Connection } from '../../harness/load/native/connection.ts';
import { prepareRequest } from '../../harness/load/native/request.ts';
import { whyBroken, whyNotConnected } from '../../harness/load/native/trouble.ts';
import { get } from './accounts.ts';

const tcp = { host: '127.0.0.1', port: 8000 };
const unix = { host: 'localhost', port: 80, socketPath: '/run/app.sock' };
const tls = { ...tcp, tls: { insecure: false } };

describe('why no connection came to be', () => {
  it.each([
    [tcp, 'ECONNREFUSED', 'connection refused (ECONNREFUSED)'],
    [tcp, 'closed', 'closed by the server while the connection was made'],
    [tcp, 'EHOSTUNREACH', 'EHOSTUNREACH'],
    [tcp, 'EMFILE', 'no file descriptor left in the loader; raise ulimit -n (EMFILE)'],
    [tcp, 'EADDRNOTAVAIL', 'no ephemeral port left on this machine (EADDRNOTAVAIL)'],
    [unix, 'ENOENT', 'there is no socket /run/app.sock (ENOENT)'],
    [unix, 'ECONNREFUSED', 'nobody listens on socket /run/app.sock (ECONNREFUSED)'],
    [unix, 'EAGAIN', 'no room left in the queue of socket /run/app.sock (EAGAIN)'],
    [unix, 'EMFILE', 'no file descriptor left in the loader; raise ulimit -n (EMFILE)'],
    [tls, 'ECONNREFUSED', 'connection refused (ECONNREFUSED)'],
    [tls, 'CERT_HAS_EXPIRED', 'the certificate is not trusted (CERT_HAS_EXPIRED); --insecure takes any'],
    [
      tls,
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'the certificate is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE); --insecure takes any',
    ],
    [
      tls,
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'the certificate is not trusted (ERR_TLS_CERT_ALTNAME_INVALID); --insecure takes any',
    ],
    [
      tls,
      'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL',
      'no TLS handshake: the server offers no HTTP/1.1 (ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL)',
    ],
    [
      tls,
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      'no TLS handshake (ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED)',
    ],
  ])('%j %s: %s', (target, code, words) => {
    expect(whyNotConnected(code, target)).toBe(words);
  });
});

describe('why a connection broke', () => {
  it.each([
    ['ECONNRESET', false, 'reset by the server before an answer (ECONNRESET)'],
    ['ECONNRESET', true, 'reset by the server within the answer (ECONNRESET)'],
    ['EPIPE', false, 'closed by the server before an answer (EPIPE)'],
    ['closed by the server', true, 'closed by the server within the answer'],
    ['EPROTO', true, 'EPROTO within the answer'],
  ])('%s, begun: %s: %s', (code, begun, words) => {
    expect(whyBroken(code, begun)).toBe(words);
  });
});

describe('a connection that this machine has no means for', () => {
  it.each(['EMFILE', 'ENFILE', 'ENOBUFS', 'EADDRNOTAVAIL'])(
    'is exhausted by %s, and not the fault of the server',
    (code) => {
      const connection = new Connection(tcp, Buffer.alloc(1));
      const outcomes: unknown[] = [];
      connection.listener = { answered() {}, failed: (_client, ...told) => outcomes.push(told) };
      connection.send(prepareRequest(get('/'), tcp));
      connection.broke(code);
      expect(outcomes).toEqual([['exhausted', expect.stringMatching(`^GET /: no .* \\(${code}\\)$`)]]);
    },
  );
});

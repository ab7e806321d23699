import { isUntrusted } from '../../model/certificate.ts';
import type { LoadTarget } from '../../model/load.ts';

/** Limits of this machine: they say nothing about the server. */
const exhaustion: Readonly<Record<string, string>> = {
  EMFILE: 'no file descriptor left in the loader; raise ulimit -n',
  ENFILE: 'no file descriptor left on this machine',
  ENOBUFS: 'no memory left for sockets on this machine',
  EADDRNOTAVAIL: 'no ephemeral port left on this machine',
};

/** What a server does that is found where it was expected. */
const refusals: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset while it was made',
  closed: 'closed by the server while the connection was made',
  'closed by the server': 'closed by the server while the connection was made',
};

const socketFaults: Readonly<Record<string, string>> = {
  ENOENT: 'there is no socket',
  ENOTDIR: 'there is no socket',
  ECONNREFUSED: 'nobody listens on socket',
  ENOTSOCK: 'no socket but another file:',
  EACCES: 'no permission to write to socket',
  EAGAIN: 'no room left in the queue of socket',
};

const handshakes: Readonly<Record<string, string>> = {
  ERR_SSL_WRONG_VERSION_NUMBER: 'the server does not speak TLS; plain HTTP?',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'the server does not speak TLS; plain HTTP?',
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: 'the server offers no HTTP/1.1',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'the server offers only versions of TLS that are too old',
};

export function exhausted(code: string): boolean {
  return Object.hasOwn(exhaustion, code);
}

/** Why no connection came to be, for a person to read: with the code, and what to try where that can be said. */
export function whyNotConnected(code: string, { socketPath, tls }: LoadTarget): string {
  const limit = exhaustion[code];
  if (limit !== undefined) return `${limit} (${code})`;
  const fault = socketFaults[code];
  if (socketPath !== undefined && fault !== undefined) return `${fault} ${socketPath} (${code})`;
  if (tls !== undefined) {
    const handshake = handshakes[code];
    if (handshake !== undefined) return `no TLS handshake: ${handshake} (${code})`;
    if (code.startsWith('ERR_SSL_')) return `no TLS handshake (${code})`;
    if (isUntrusted(code)) return `the certificate is not trusted (${code}); --insecure takes any`;
  }
  return worded(refusals[code], code);
}

/** Why a connection that stood is of no use any more; whether the answer had begun. */
export function whyBroken(code: string, begun: boolean): string {
  const what = breaks[code];
  const when = begun ? 'within the answer' : 'before an answer';
  return what === undefined ? `${code} ${when}` : `${what} ${when} (${code})`;
}

const breaks: Readonly<Record<string, string>> = {
  ECONNRESET: 'reset by the server',
  EPIPE: 'closed by the server',
};

/** Codes are for looking up; what is in words already stands alone. */
function worded(words: string | undefined, code: string): string {
  if (words === undefined) return code;
  return /^[A-Z_0-9]+$/.test(code) ? `${words} (${code})` : words;
}

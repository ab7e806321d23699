import { get, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { get as getOverTls } from 'node:https';
import { isIP } from 'node:net';
import { isUntrusted } from '../model/certificate.ts';
import type { LoadTarget } from '../model/load.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As much of it as was wanted and came, UTF-8. */
  readonly body: string;
}

export interface AskHow {
  readonly timeoutMs: number;
  /** Of the body, to keep; the rest is read and thrown away, so that the server does not log a broken connection. */
  readonly mostBytes: number;
  readonly signal: AbortSignal;
}

/** One GET on a connection of its own: the answer, or in words why there is none. Never rejects. */
export function ask(target: LoadTarget, path: string, how: AskHow): Promise<Answer | string> {
  return new Promise((resolve) => {
    let status: number | null = null;
    let headers: IncomingHttpHeaders = {};
    let trouble = 'no answer';
    let timedOut = false;
    const kept: Buffer[] = [];
    let bytes = 0;
    const send = target.tls === undefined ? get : getOverTls;
    const { signal } = how;
    const request = send({ ...whereTo(target), path, agent: false, signal }, (response) => {
      status = response.statusCode ?? 0;
      headers = response.headers;
      response.on('error', () => undefined);
      response.on('data', (chunk: Buffer) => {
        if (bytes < how.mostBytes) kept.push(chunk.subarray(0, how.mostBytes - bytes));
        bytes += chunk.length;
      });
    });
    const timer = setTimeout(() => {
      timedOut = true;
      request.destroy();
    }, how.timeoutMs);
    request.on('error', (error) => {
      if (status === null && !timedOut) trouble = troubleOf(error, target);
    });
    request.once('close', () => {
      clearTimeout(timer);
      resolve(status === null ? trouble : { status, headers, body: Buffer.concat(kept).toString() });
    });
  });
}

function whereTo({ host, port, socketPath, tls }: LoadTarget): RequestOptions & { servername?: string } {
  return {
    host,
    port,
    ...(socketPath === undefined ? {} : { socketPath }),
    ...(tls === undefined ? {} : { rejectUnauthorized: !tls.insecure, ALPNProtocols: ['http/1.1'] }),
    ...(tls === undefined || isIP(host) !== 0 ? {} : { servername: host }),
  };
}

/** Why no answer came, for a person to read. */
export function troubleOf(error: Error, target?: LoadTarget): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  if (code === 'ENOENT' && target?.socketPath !== undefined) return 'no socket yet';
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ECONNRESET') return 'connection reset';
  if (code.startsWith('HPE_'))
    return speaksTls(error) ? 'an answer in TLS: is it for --tls?' : 'not an HTTP answer';
  // OpenSSL's complaint comes as EPROTO when it comes of writing the request.
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_'))
    return `no TLS handshake (${code}): does it speak plain HTTP?`;
  return target?.tls !== undefined && isUntrusted(code)
    ? `a certificate that is not trusted (${code}): is it for --insecure?`
    : code;
}

/** A TLS server answers what is no handshake with an alert: a record of type 21, version 3.x (RFC 8446 §5.1). */
function speaksTls(error: Error): boolean {
  const bytes: unknown = 'rawPacket' in error ? error.rawPacket : null;
  return Buffer.isBuffer(bytes) && bytes[0] === 21 && bytes[1] === 3;
}

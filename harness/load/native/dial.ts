import { connect, isIP, type OnReadOpts, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext } from 'node:tls';
import type { LoadTarget } from '../../model/load.ts';

/**
 * Connects to a target, over TCP, a unix socket or TLS; `stands` is called when requests may be sent, after the
 * handshake where there is one. Bytes are read into the buffer of `onread`, decrypted ones too: nothing is allocated
 * for a piece, and nothing copied but by the kernel or OpenSSL.
 */
export function dial(target: LoadTarget, onread: OnReadOpts, stands: () => void): Socket {
  let way = ways.get(target);
  if (way === undefined) {
    way = new Way(target);
    ways.set(target, way);
  }
  return way.dial(onread, stands);
}

/** By the identity of the target: the connections of a session have the same one, those of another a way of their own. */
const ways = new WeakMap<LoadTarget, Way>();

/** What all connections to a target share, so that a reconnect costs no more than the server makes it cost. */
class Way {
  readonly #target: LoadTarget;
  readonly #isName: boolean;
  /** What a name was found to stand for: the time of the resolver is not the server's. */
  #address: string | null = null;
  readonly #tls: Tls | null;

  constructor(target: LoadTarget) {
    this.#target = target;
    this.#isName = isIP(target.host) === 0;
    this.#tls =
      target.tls === undefined ? null : new Tls(this.#isName ? target.host : null, !target.tls.insecure);
  }

  dial(onread: OnReadOpts, stands: () => void): Socket {
    const { socketPath, port } = this.#target;
    const where =
      socketPath === undefined ? { host: this.#address ?? this.#target.host, port } : { path: socketPath };
    const socket =
      this.#tls === null ? connect({ ...where, noDelay: true, onread }) : this.#tls.dial(where, onread);
    socket.on(this.#tls === null ? 'connect' : 'secureConnect', stands);
    if (this.#isName && socketPath === undefined) this.#learnAddress(socket);
    return socket;
  }

  #learnAddress(socket: Socket): void {
    socket.on('connect', () => {
      this.#address = socket.remoteAddress ?? null;
    });
    socket.on('error', () => {
      this.#address = null;
    });
  }
}

type Where = { readonly host: string; readonly port: number } | { readonly path: string };

/** HTTP/1.1 over TLS. Sessions are resumed, as browsers do. */
class Tls {
  /** Made once: it reads all certificates that are trusted. */
  readonly #context: SecureContext = createSecureContext();
  readonly #servername: string | null;
  readonly #verify: boolean;
  /** The last one that the server gave. */
  #session: Buffer | null = null;

  /** `servername`: null for a server that is known by its address, which no server is told (RFC 6066 §3). */
  constructor(servername: string | null, verify: boolean) {
    this.#servername = servername;
    this.#verify = verify;
  }

  dial(where: Where, onread: OnReadOpts): Socket {
    const options = {
      ...where,
      onread,
      secureContext: this.#context,
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: this.#verify,
      ...(this.#servername === null ? {} : { servername: this.#servername }),
      ...(this.#session === null ? {} : { session: this.#session }),
    };
    const socket = connectTls(options);
    socket.setNoDelay(true);
    let stood = false;
    socket.on('secureConnect', () => {
      stood = true;
    });
    socket.on('session', (session) => {
      this.#session = session;
    });
    socket.on('error', () => {
      // A server that does not know the session makes a full handshake; should it break off instead, so shall we.
      if (!stood) this.#session = null;
    });
    return socket;
  }
}

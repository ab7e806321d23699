import { Agent, type AgentOptions, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { Duplex } from 'node:stream';
import { headLimit } from '../../../harness/load/native/parser.ts';
import { cut, type Outcome } from './reading.ts';

/** The server's side of a connection, as a stream: gives what it is told to, and takes in whatever comes. */
class Wire extends Duplex {
  /** The client keeps this connection for another request. */
  kept = false;

  override _read(): void {}

  override _write(_piece: Buffer, _encoding: BufferEncoding, taken: () => void): void {
    taken();
  }

  /** The client has closed; so does the server. */
  override _final(done: () => void): void {
    this.push(null);
    done();
  }
}

/** Connects each request to the wire that comes with it, and keeps none. */
class Switchboard extends Agent {
  constructor() {
    super({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  }

  override createConnection(options: AgentOptions & { wire?: Wire }): Duplex {
    if (options.wire === undefined) throw new Error('a request without a wire');
    return options.wire;
  }

  override keepSocketAlive(wire: Duplex): false {
    (wire as Wire).kept = true;
    return false;
  }
}

const switchboard = new Switchboard();

/**
 * What Node's own HTTP client makes of an answer, which comes in pieces and is followed by the end of the connection.
 * `lenient`: with `insecureHTTPParser`.
 */
export function readWithNode(
  bytes: Buffer,
  head: boolean,
  { lenient = false, cuts = [] }: { lenient?: boolean; cuts?: readonly number[] } = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const wire = new Wire();
    const options: RequestOptions & { wire: Wire } = {
      agent: switchboard,
      wire,
      method: head ? 'HEAD' : 'GET',
      insecureHTTPParser: lenient,
      maxHeaderSize: headLimit,
    };
    const client = request(options);
    const body: Buffer[] = [];
    let answer: IncomingMessage | null = null;
    let refused = false;
    client.on('response', (response) => {
      answer = response;
      response.on('data', (piece: Buffer) => body.push(piece));
      response.on('error', () => {});
    });
    client.on('error', (error: NodeJS.ErrnoException) => {
      refused ||= (error.code ?? '').startsWith('HPE_') && error.code !== 'HPE_INVALID_EOF_STATE';
    });
    client.on('upgrade', (_response, socket) => {
      refused = true;
      socket.destroy();
    });
    client.on('socket', () => {
      process.nextTick(() => {
        for (const piece of cut(bytes, cuts)) wire.push(piece);
        if (answer?.complete !== true) wire.push(null);
      });
    });
    client.on('close', () => {
      const whole = answer?.complete === true;
      // The agent is told that the wire is free in the same turn, but after this.
      setImmediate(() => {
        wire.destroy();
        resolve(
          whole
            ? {
                kind: 'whole',
                status: answer?.statusCode ?? 0,
                keepAlive: wire.kept,
                body: Buffer.concat(body).toString('latin1'),
              }
            : { kind: refused ? 'refused' : 'unfinished' },
        );
      });
    });
    client.end();
  });
}

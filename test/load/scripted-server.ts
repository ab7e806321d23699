import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

export interface Exchange {
  readonly socket: Socket;
  /** Request line and fields. */
  readonly head: string;
  readonly body: string;
  /** Requests on this connection before this one. */
  readonly index: number;
  /** Connections before this one. */
  readonly connection: number;
}

/** A TCP server that reads requests and leaves the bytes of the answer to the test. */
export interface ScriptedServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Connections accepted so far. */
  readonly accepted: number;
  readonly requests: readonly Exchange[];
  /** Connections that are open now. */
  readonly open: ReadonlySet<Socket>;
  /** Changes what is answered from now on. */
  answer(script: (exchange: Exchange) => void): void;
  close(): Promise<void>;
}

export async function startServer(script: (exchange: Exchange) => void): Promise<ScriptedServer> {
  let current = script;
  const open = new Set<Socket>();
  const requests: Exchange[] = [];
  let accepted = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    const connection = accepted;
    accepted += 1;
    open.add(socket);
    let received = '';
    let index = 0;
    socket.setEncoding('latin1');
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
    socket.on('data', (piece: string) => {
      received += piece;
      for (;;) {
        const head = received.indexOf('\r\n\r\n');
        if (head === -1) return;
        const length = Number(/\r\ncontent-length: *(\d+)/i.exec(received.slice(0, head))?.[1] ?? 0);
        if (received.length < head + 4 + length) return;
        const exchange = {
          socket,
          head: received.slice(0, head),
          body: received.slice(head + 4, head + 4 + length),
          index,
          connection,
        };
        received = received.slice(head + 4 + length);
        index += 1;
        requests.push(exchange);
        current(exchange);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    host: '127.0.0.1',
    port: address.port,
    requests,
    open,
    get accepted() {
      return accepted;
    },
    answer(next) {
      current = next;
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** An answer with a length and a body. */
export function ok(body = 'hello', fields = ''): string {
  return `HTTP/1.1 200 OK\r\n${fields}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

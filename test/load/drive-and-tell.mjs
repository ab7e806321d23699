// `node drive-and-tell.mjs <connections> [socket]`: drives a server of its own, or the one behind a unix socket, with
// the built engine, and prints the report.
import { createServer } from 'node:net';
import { nativeEngine } from '#built/harness/load/native/engine.js';

const [concurrency, socketPath] = [Number(process.argv[2]), process.argv[3]];
const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
const sockets = new Set();
const server = createServer((socket) => {
  sockets.add(socket);
  socket.on('error', () => undefined).on('data', () => socket.write(answer));
});
const target =
  socketPath === undefined ? { host: '127.0.0.1', port: 5000 } : { host: 'localhost', port: 80, socketPath };
if (socketPath === undefined) await new Promise((resolve) => server.listen(5000, '127.0.0.1', resolve));
const session = await nativeEngine.open(target, concurrency);
const report = await session.drive({
  requests: [
    { method: 'GET', path: '/', headers: {}, body: null, expect: { status: 200, body: { kind: 'any' } } },
  ],
  level: { kind: 'closed', concurrency },
  // Behind the socket is nobody whose answers could be waited for.
  window:
    socketPath === undefined
      ? { minMs: 200, maxMs: 20_000, minAnswers: 100 }
      : { minMs: 200, maxMs: 200, minAnswers: 0 },
  requestTimeoutMs: 10_000,
  drainTimeoutMs: 10_000,
});
await session.close();
for (const socket of sockets) socket.destroy();
server.close();
process.stdout.write(JSON.stringify(report));

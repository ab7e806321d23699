// The null server's own process; see null-server.ts. Arguments: host, port, nonce.
import { createServer, type Socket } from 'node:net';
import { HeadCounter } from './head-counter.ts';
import { nonceHeader } from './null-server.ts';
import { nullBody } from './order.ts';

const [host = '127.0.0.1', port = '0', nonce = ''] = process.argv.slice(2);

const reply = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${nullBody.length}\r\n${nonceHeader}: ${nonce}\r\n\r\n${nullBody}`,
  'latin1',
);

const sockets = new Set<Socket>();
const server = createServer({ noDelay: true }, (socket) => {
  const heads = new HeadCounter();
  sockets.add(socket);
  socket.on('data', (chunk) => {
    for (let due = heads.count(chunk); due > 0; due--) socket.write(reply);
  });
  // A load generator ends its connections as it likes.
  socket.on('error', () => socket.destroy());
  socket.on('close', () => sockets.delete(socket));
});

server.listen({ host, port: Number(port), backlog: 4096 });
server.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});

process.on('SIGTERM', () => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

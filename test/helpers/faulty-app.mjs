// An app that is ready and then misbehaves as told: `node faulty-app.mjs <fault>`. Listens on PORT, echoes BENCH_NONCE.
import { createServer } from 'node:http';

const faults = {
  'never-answers': () => undefined,
  closes: (request) => request.socket.destroy(),
  'answers-garbage': (request) => request.socket.end('220 mail.example ESMTP\r\n'),
  'answers-without-end': (_request, response) => {
    const more = () => {
      while (response.write(Buffer.alloc(65_536, 'x')));
    };
    response.on('drain', more);
    more();
  },
  'answers-500': (_request, response) => response.writeHead(500).end('Internal Server Error'),
  // A login form whose token nobody looks at, and no limit on failures.
  careless: (request, response) => {
    if (request.method === 'GET') {
      response.writeHead(200, { 'set-cookie': ['a=1; Path=/', 'b=2'] });
      response.end('<form><input value="t" type="hidden" name="csrf_token"></form>');
      return;
    }
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      const right = new URLSearchParams(body).get('password') === 'chalk-and-slate';
      response.writeHead(right ? 303 : 401).end();
    });
  },
};

const fault = faults[process.argv[2]];
const server = createServer((request, response) => {
  if (request.url === '/health') {
    response.writeHead(200, { 'x-bench-nonce': process.env.BENCH_NONCE }).end('{"status":"ok"}');
  } else fault(request, response);
});
server.on('upgrade', (_request, socket) => {
  socket.on('error', () => undefined);
  if (process.argv[2] === 'answers-500') socket.end('HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n');
  else if (process.argv[2] === 'answers-garbage') socket.end('220 mail.example ESMTP\r\n');
  else if (process.argv[2] === 'closes') socket.destroy();
  else if (process.argv[2] === 'careless') {
    const head = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';
    socket.write(`${head}Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n`);
  }
});
server.listen(Number(process.env.PORT), '127.0.0.1');

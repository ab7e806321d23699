// A server that misbehaves as told: `node odd-server.mjs <behaviour>`. Listens on PORT, echoes BENCH_NONCE.
import { spawn, spawnSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const self = fileURLToPath(import.meta.url);

if (isMainThread) behave(process.argv[2]);
else burn(workerData);

function behave(behaviour) {
  const idle = () => setInterval(() => undefined, 60_000);
  const child = (what, options) => spawn(process.execPath, [self, what], { stdio: 'ignore', ...options });
  switch (behaviour) {
    case 'good':
      return answer();
    case 'dies':
      process.stderr.write('cannot import module wsgi\n');
      process.exit(3);
      break;
    case 'dies-on-stdout':
      process.stdout.write('configuration error\n');
      process.exit(4);
      break;
    case 'never-listens':
      return idle();
    case 'unavailable':
      return answer({ status: 503 });
    case 'wrong-nonce':
      return answer({ nonce: 'of another launch' });
    case 'never-answers':
      return createTcpServer().listen(Number(process.env.PORT), '127.0.0.1');
    case 'speaks-nonsense':
      return createTcpServer((socket) => {
        socket.on('error', () => undefined);
        socket.end('220 mail.example ESMTP\r\n');
      }).listen(Number(process.env.PORT), '127.0.0.1');
    case 'ignores-sigterm':
      process.on('SIGTERM', () => undefined);
      return answer();
    case 'ignores-sigterm-and-never-listens':
      process.on('SIGTERM', () => undefined);
      return idle();
    case 'floods-stderr':
      flood(50 * 1024 * 1024);
      return answer();
    case 'exits-slowly':
      process.on('SIGTERM', () => setTimeout(() => process.exit(0), 700));
      return answer();
    case 'child-listens':
      child('good');
      return idle();
    case 'children-in-new-sessions':
      child('ignores-sigterm-and-never-listens', { detached: true });
      child('never-listens', { detached: true });
      return answer();
    case 'daemonises':
      spawnSync(process.execPath, [self, 'starts-daemon-and-exits'], { detached: true });
      return answer();
    case 'starts-daemon-and-exits':
      child('ignores-sigterm-and-never-listens', { detached: true }).unref();
      return;
    case 'child-in-another-group':
      // Job control gives each job a process group of its own in the same session.
      spawn('bash', ['-c', 'set -m; sleep 600 & wait'], { stdio: 'ignore' });
      return answer();
    case 'orphan-keeps-answering':
      child('ignores-sigterm');
      return idle();
    default:
      throw new Error(`no such behaviour: ${behaviour}`);
  }
}

function answer({ status = 200, nonce = process.env.BENCH_NONCE } = {}) {
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://127.0.0.1');
    const ms = Number(url.searchParams.get('ms'));
    const end = () => response.writeHead(status, { 'x-nonce': nonce }).end('ok');
    if (url.pathname === '/burn') burn(ms);
    if (url.pathname === '/burn-in-child') spawnSync(process.execPath, ['-e', `(${burn})(${ms})`]);
    if (url.pathname === '/flood') flood(ms);
    if (url.pathname === '/exit') process.exit(7);
    if (url.pathname === '/burn-in-thread') new Worker(self, { workerData: ms }).once('exit', end);
    else end();
  });
  server.listen(Number(process.env.PORT), '127.0.0.1');
}

/** Uses `ms` of the process's CPU time. */
function burn(ms) {
  const used = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const end = used() + ms;
  while (used() < end);
}

function flood(bytes) {
  const line = Buffer.from(`${'x'.repeat(1023)}\n`);
  for (let written = 0; written < bytes; written += line.length) writeSync(2, line);
  writeSync(2, 'last words\n');
}

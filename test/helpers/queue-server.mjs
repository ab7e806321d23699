// A server of known capacity: `node queue-server.mjs PORT [workers=2] [service=20]`. Requests wait in one queue, in order,
// for so many workers, each of which takes `service` ms for one: it carries workers × 1000 ÷ service per second and no
// more, and with random arrivals it is M/D/c. Completions are set on the clock, not one timer after the other, so that
// late timers take nothing from it.
import { createServer } from 'node:http';

const [port, ...given] = process.argv.slice(2);
const { workers = '2', service = '20' } = Object.fromEntries(given.map((one) => one.split('=')));

const serviceMs = Number(service);
const freeAt = Array.from({ length: Number(workers) }, () => 0);

process.on('SIGTERM', () => process.exit(0));

createServer((_request, response) => {
  const now = performance.now();
  const worker = freeAt.indexOf(Math.min(...freeAt));
  const done = Math.max(now, freeAt[worker]) + serviceMs;
  freeAt[worker] = done;
  // What was hung up on is worked off all the same, as a synchronous handler does.
  setTimeout(() => response.end('done'), done - now);
}).listen(Number(port), '127.0.0.1');

// A server such as people have: `node own-server.mjs PORT [name=value …]`. It answers with the number of the request.
// say: a line it writes once it has listened for a while; workers: that share the port; status, body: of its answers;
// delay: before each of them, ms; stopped: a file that is told by which signal it was stopped.
import cluster from 'node:cluster';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [port, ...given] = process.argv.slice(2);
const {
  say,
  workers = '0',
  status = '200',
  body,
  delay = '0',
  stopped,
} = Object.fromEntries(given.map((one) => one.split('=')));

for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP']) {
  process.on(signal, () => {
    if (stopped !== undefined && cluster.isPrimary) writeFileSync(stopped, signal);
    process.exit(0);
  });
}

if (cluster.isPrimary && workers !== '0') {
  for (let n = 0; n < Number(workers); n++) cluster.fork();
} else {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.statusCode = Number(status);
    const text = body ?? `request ${requests}`;
    if (delay === '0') response.end(text);
    else setTimeout(() => response.end(text), Number(delay));
  });
  server.listen(Number(port), '127.0.0.1', () => {
    if (say !== undefined) setTimeout(() => process.stdout.write(`${say}\n`), 200);
  });
}

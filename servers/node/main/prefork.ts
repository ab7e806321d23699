/** Entry file of mode `prefork`: the primary, which starts workers, gives them connections, and replaces dead ones. */
import cluster from 'node:cluster';
import { fileURLToPath } from 'node:url';
import { leadWorkers } from '../lead-workers.ts';
import { serveArguments } from '../lifecycle.ts';

const { host, port, size } = serveArguments();

cluster.setupPrimary({
  exec: fileURLToPath(new URL('./prefork-worker.js', import.meta.url)),
  args: ['--host', host, '--port', String(port)],
});

leadWorkers({
  size,
  stopMs: 1000,
  // Once the server has been at full strength, a new worker need not wait for the others.
  fork: (fullStrength) => cluster.fork({ BENCH_FULL_STRENGTH: fullStrength ? '1' : '' }),
  atFullStrength(listening) {
    // Sent on the same channel as connections, so every worker knows it before any later request.
    for (const ready of listening) ready.send('full-strength');
  },
  onEnd: (worker, how) => process.stderr.write(`worker ${worker.id} ended (${how})\n`),
});

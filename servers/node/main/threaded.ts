/** Entry file of mode `threaded`: the I/O thread, which parses, routes and writes; handlers run in the pool. */
import { contract } from '../../contract/contract.ts';
import { createApp } from '../app.ts';
import { serveArguments, stopServerOnSignal } from '../lifecycle.ts';
import { openThreadPool } from '../thread-pool.ts';

const { host, port, size } = serveArguments();
const pool = openThreadPool(size, contract.limits.waitingRequests);
const app = await createApp({
  development: false,
  nonce: process.env.BENCH_NONCE ?? '',
  secret: process.env.BENCH_SECRET ?? '',
  ready: pool.ready,
  answer: pool.answer,
});
stopServerOnSignal(app.server);
await app.listen({ host, port });

/** A worker process of mode `prefork`. Ends when the primary does: node:cluster exits on the channel's end. */
import { createApp } from '../app.ts';
import { createHandlers, handlerSettings } from '../handlers/handlers.ts';
import { serveArguments, stopServerOnSignal } from '../lifecycle.ts';

const { host, port } = serveArguments();
let fullStrength = process.env.BENCH_FULL_STRENGTH === '1';
process.on('message', (message) => {
  if (message === 'full-strength') fullStrength = true;
});

const handlers = createHandlers(handlerSettings(process.env, false));
const app = await createApp({
  development: false,
  nonce: process.env.BENCH_NONCE ?? '',
  secret: process.env.BENCH_SECRET ?? '',
  ready: () => fullStrength,
  answer: (request) => handlers[request.route](request),
});
stopServerOnSignal(app.server);
await app.listen({ host, port });

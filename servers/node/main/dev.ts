/** Entry file of mode `dev`. */
import { randomBytes } from 'node:crypto';
import { createApp } from '../app.ts';
import { createHandlers, handlerSettings } from '../handlers/handlers.ts';
import { serveArguments, stopServerOnSignal } from '../lifecycle.ts';

const { host, port } = serveArguments();
process.stderr.write(
  'WARNING: This is a development server. Do not use it in production: use prefork or threaded instead.\n',
);

const handlers = createHandlers(handlerSettings(process.env, true));
const app = await createApp({
  development: true,
  nonce: process.env.BENCH_NONCE ?? '',
  // As frameworks do in development: unless told otherwise, sessions end with the process.
  secret: process.env.BENCH_SECRET || randomBytes(32).toString('hex'),
  ready: () => true,
  answer: (request) => handlers[request.route](request),
});
stopServerOnSignal(app.server);
await app.listen({ host, port });

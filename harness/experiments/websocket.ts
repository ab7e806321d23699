import { createHash, randomBytes } from 'node:crypto';
import { askerOf } from './exchange.ts';
import type { Bench, Experiment, Found, ServerUnderTest } from './experiment.ts';

/** RFC 6455, section 1.3. */
const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** What a server that understood the handshake with this key answers in `Sec-WebSocket-Accept`. */
export function acceptFor(key: string): string {
  return createHash('sha1')
    .update(key + guid)
    .digest('base64');
}

/** Asks for a WebSocket where the reference app has a plain text, so that ignoring it is seen as status 200. */
async function shakeHands(bench: Bench, server: ServerUnderTest): Promise<Found<'websocket'>> {
  const key = randomBytes(16).toString('base64');
  const answer = await askerOf(
    bench,
    server,
  )({
    path: '/plain',
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': key,
      'sec-websocket-version': '13',
    },
  });
  if ('trouble' in answer) {
    return { findings: { upgrades: false, status: null }, remarks: [`The handshake: ${answer.trouble}`] };
  }
  const { status, headers } = answer;
  const right = headers['sec-websocket-accept'] === acceptFor(key);
  const remarks = status === 101 && !right ? ['It answered 101 with a wrong Sec-WebSocket-Accept.'] : [];
  return { findings: { upgrades: status === 101 && right, status }, remarks };
}

export const websocket: Experiment<'websocket'> = {
  name: 'websocket',
  acts: {
    'own-app': async (bench) => shakeHands(bench, await bench.start()),
    asgi: async (bench) => shakeHands(bench, await bench.start({ app: 'asgi' })),
  },
};

import type { LoadTarget } from '../../model/load.ts';
import { systemClock } from '../clock.ts';
import { Connection } from '../native/connection.ts';
import { prepareRequest } from '../native/request.ts';

const answerTimeoutMs = 5000;
/** A server that closes without saying so is given this long to do it. */
const closeTimeoutMs = 100;

/**
 * Whether the server closes its connections after an answer, tried once with `GET /`, whatever it answers. Null when
 * no answer came.
 */
export async function closesAfterAnswer(target: LoadTarget): Promise<boolean | null> {
  const connection = new Connection(target, Buffer.alloc(65_536));
  const request = prepareRequest(
    {
      method: 'GET',
      path: '/',
      headers: {},
      body: null,
      expect: { status: 'success', body: { kind: 'any' } },
    },
    target,
  );
  let forget = (): void => {};
  try {
    const answered = await new Promise<boolean>((resolve) => {
      connection.listener = {
        answered: () => resolve(true),
        failed: (_client, kind) => resolve(kind === 'status'),
      };
      forget = systemClock.after(answerTimeoutMs, () => resolve(false));
      connection.send(request);
    });
    if (!answered) return null;
    if (connection.idle)
      await new Promise<void>((resolve) => void systemClock.after(closeTimeoutMs, resolve));
    return !connection.idle;
  } finally {
    forget();
    connection.discard();
  }
}

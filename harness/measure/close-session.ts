import { FailureError } from '../model/failure.ts';
import type { LoadSession } from '../model/load.ts';

/** Whatever has become of its loader: one that is gone has closed what it had open. */
export async function closeSession(session: LoadSession): Promise<void> {
  await session.close().catch((error: unknown) => {
    if (!(error instanceof FailureError)) throw error;
  });
}

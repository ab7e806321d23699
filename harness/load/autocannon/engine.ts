import { FailureError } from '../../model/failure.ts';
import type { LoadEngine } from '../../model/load.ts';
import { closesAfterAnswer } from './probe.ts';
import { AutocannonSession } from './session.ts';

/**
 * The well-known generator, as a cross-check of the native one. It reconnects for every slice and drops what is in
 * flight at its end. Servers that close after each answer are refused: autocannon then counts requests as sent
 * twice and errors that did not happen.
 */
export const autocannonEngine: LoadEngine = {
  name: 'autocannon',
  // A slice ends on a 50 ms tick and begins with connecting; below this the two weigh too much.
  minimumWindowMs: 250,
  async open(target) {
    if (target.tls?.insecure === false) {
      throw refused('it checks no certificate; say --insecure to go without');
    }
    if (await closesAfterAnswer(target)) {
      throw refused('the server closes its connections after each answer');
    }
    return new AutocannonSession(target);
  },
};

function refused(detail: string): FailureError {
  return new FailureError({ reason: 'engine-refused', variant: '', phase: '', engine: 'autocannon', detail });
}

import type { Availability, Launcher } from '../../harness/model/launch.ts';
import { launchPython, pythonAvailability } from './launch.ts';

/** Uvicorn has no WebSocket protocol of its own. */
const needs = ['Uvicorn', 'websockets'];

export const asgiAvailability = (): Promise<Availability> =>
  pythonAvailability(needs, ['uvicorn', 'python3-websockets']);

/**
 * Uvicorn with an ASGI app of ours, which takes WebSocket handshakes and answers `/health`: started like a mode, but
 * none, for it does not serve the contract.
 */
export const launchAsgi: Launcher = (context) =>
  launchPython(context, {
    needs,
    development: false,
    processes: 1,
    argv: (python) => [
      ...([python, '-m', 'uvicorn', '--host', context.host, '--port', String(context.port)] as const),
      'asgi_app:app',
    ],
  });

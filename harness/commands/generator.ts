import { nullServer } from '../load/calibration/null-server.ts';
import { type Loader, startLoader } from '../load/loader.ts';
import { pinningTo } from '../machine/affinity.ts';
import { FailureError } from '../model/failure.ts';
import type { LoadSession } from '../model/load.ts';
import { type ServerProcess, startServer } from '../supervise/server-process.ts';
import { startWarden, type Warden } from '../supervise/warden.ts';
import type { CalibrationRequest } from './calibrate-flags.ts';

const host = '127.0.0.1';
const name = 'null server';
const readyTimeoutMs = 10_000;
const stopTimeoutMs = 2000;

/** The load generator, with something to load. */
export interface Generator {
  /** One per loader, each on a null server of its own. */
  readonly sessions: readonly LoadSession[];
  /** CPU time of loaders and null servers so far, ms. */
  cpuMs(): Promise<number>;
}

/**
 * Starts loaders and null servers, lets them be used, and ends all of them before it returns or throws. Should this
 * process be killed meanwhile, the warden does it.
 */
export async function withGenerator<Result>(
  { loaders: count, serverCpus, loadCpus }: CalibrationRequest,
  signal: AbortSignal,
  use: (generator: Generator) => Promise<Result>,
): Promise<Result> {
  const warden = await startWarden();
  const servers: ServerProcess[] = [];
  const loaders: Loader[] = [];
  try {
    for (let index = 0; index < count; index++) {
      const launch = nullServer(pinningTo(serverCpus));
      const times = { readyTimeoutMs, stopTimeoutMs };
      servers.push(await startServer({ variant: name, launch, host, ...times, warden, signal }));
      loaders.push(await startLoader({ engine: 'native', signal, through: pinningTo(loadCpus) }));
    }
    const sessions = await Promise.all(
      servers.map((server, index) => (loaders[index] as Loader).open(server.target, 1)),
    );
    const result = await use({ sessions, cpuMs: () => cpuMsOf([...loaders, ...servers]) });
    await endAll(loaders, servers, warden);
    return result;
  } catch (error) {
    // What went wrong first is what must be told; that something was left behind is told where nothing else was.
    await endAll(loaders, servers, warden).catch(() => undefined);
    throw error;
  }
}

/** May be called again. Rejects with FailureError `not-stopped`. */
async function endAll(
  loaders: readonly Loader[],
  servers: readonly ServerProcess[],
  warden: Warden,
): Promise<void> {
  await Promise.all(loaders.map((loader) => loader.stop()));
  const left = await Promise.all(servers.map((server) => server.stop()));
  await warden.close();
  const [failure] = left.filter((one) => one !== null);
  if (failure !== undefined) throw new FailureError(failure);
}

async function cpuMsOf(processes: readonly Pick<Loader, 'cpuMs'>[]): Promise<number> {
  const used = await Promise.all(processes.map((one) => one.cpuMs()));
  return used.reduce((sum, ms) => sum + ms, 0);
}

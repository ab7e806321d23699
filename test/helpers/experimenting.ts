import { otherAppLauncher } from '#built/harness/experiments/other-app.js';
import { startLoader } from '#built/harness/load/loader.js';
import { startServer } from '#built/harness/supervise/server-process.js';
import { startWarden } from '#built/harness/supervise/warden.js';
import { scenarios } from '#built/scenarios/index.js';
import type { Act, Bench, Found } from '../../harness/experiments/experiment.ts';
import type { ExperimentName } from '../../harness/model/experiment.ts';
import type { ServerMode } from '../../harness/model/launch.ts';
import type { LoadSession } from '../../harness/model/load.ts';
import type { Variant } from '../../harness/model/variant.ts';
import type { ServerProcess } from '../../harness/supervise/server-process.ts';

type Options = Readonly<Record<string, number>>;

const host = '127.0.0.1';

export interface Given {
  readonly requestTimeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Called when a server of the act is ready. */
  readonly onStarted?: () => void;
}

/** Carries out acts of experiments on real servers with a real loader, one warden and one loader for all. */
export interface Experimenting {
  /** Carries out an act, then ends what it started; rejects when something of it is left. */
  carryOut<Name extends ExperimentName>(
    act: Act<Name>,
    mode: ServerMode,
    options?: Options,
    given?: Given,
  ): Promise<Found<Name>>;
  close(): Promise<void>;
}

export async function startExperimenting(): Promise<Experimenting> {
  const warden = await startWarden();
  const loader = await startLoader({ engine: 'native' });
  return {
    async carryOut(act, mode, options = {}, given = {}) {
      const servers: ServerProcess[] = [];
      const sessions: LoadSession[] = [];
      const bench = await benchFor(mode, options, {
        ...given,
        async start(how, launch) {
          const server = await startServer({
            variant: mode.name,
            launch,
            host,
            readyTimeoutMs: 60_000,
            stopTimeoutMs: 10_000,
            warden,
            ...how,
          });
          servers.push(server);
          given.onStarted?.();
          return server;
        },
        async openLoad(target, connections) {
          const session = await loader.open(target, connections);
          sessions.push(session);
          return session;
        },
      });
      try {
        return await act(bench);
      } finally {
        await Promise.all(sessions.map((session) => session.close()));
        const left = await Promise.all(servers.map((server) => server.stop()));
        if (left.some((failure) => failure !== null)) throw new Error(`left: ${JSON.stringify(left)}`);
      }
    },
    async close() {
      await loader.stop();
      await warden.close();
    },
  };
}

interface Ways extends Given {
  start(
    how: { options: Options; secret?: string; appFolder?: string },
    launch: ServerMode['launch'],
  ): Promise<ServerProcess>;
  openLoad: Bench['openLoad'];
}

async function benchFor(mode: ServerMode, given: Options, ways: Ways): Promise<Bench> {
  const defaults = Object.entries(mode.options).map(([name, option]) => [name, option.default]);
  const options: Options = { ...Object.fromEntries(defaults), ...given };
  const availability = await mode.availability();
  return {
    variant: variantOf(mode, options),
    packages: availability.installed ? (availability.python ?? null) : null,
    async start({ app, ...how } = {}) {
      const launch = app === undefined ? mode.launch : await otherAppLauncher(mode, app);
      const server = await ways.start({ options, ...how }, launch);
      return { ...server, target: { host, port: server.port } };
    },
    openLoad: ways.openLoad,
    folder: () => Promise.reject(new Error('these experiments need no folder')),
    scenario(name) {
      const found = scenarios.find((scenario) => scenario.name === name);
      if (found === undefined) throw new Error(`no scenario ${name}`);
      return found;
    },
    requestTimeoutMs: ways.requestTimeoutMs ?? 10_000,
    signal: ways.signal ?? new AbortController().signal,
    now: () => performance.now(),
  };
}

function variantOf(mode: ServerMode, options: Options): Variant {
  return {
    id: mode.name,
    label: mode.name,
    source: { kind: 'reference', stack: mode.stack, mode: mode.name, layers: [] },
    options: { ...options },
    parallelism: mode.parallelism(options),
    development: mode.development,
    notes: [],
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActBench } from '#built/harness/experiments/act-bench.js';
import { otherAppLauncher } from '#built/harness/experiments/other-app.js';
import { startLoader } from '#built/harness/load/loader.js';
import { startServer } from '#built/harness/supervise/server-process.js';
import { startWarden } from '#built/harness/supervise/warden.js';
import { scenarios } from '#built/scenarios/index.js';
import type { ExperimentInstruments } from '../../harness/experiments/act-bench.ts';
import type { Act, Found } from '../../harness/experiments/experiment.ts';
import type { ExperimentName } from '../../harness/model/experiment.ts';
import type { ServerMode } from '../../harness/model/launch.ts';
import type { Variant } from '../../harness/model/variant.ts';
import type { ServerProcess } from '../../harness/supervise/server-process.ts';

type Options = Readonly<Record<string, number>>;

export interface Given {
  readonly requestTimeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Called when a server of the act is ready. */
  readonly onStarted?: (server: ServerProcess) => void;
}

/** Carries out acts on any mode, also one that is in no list, with one warden and one loader for all. */
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
  const instrumentsFor = (
    mode: ServerMode,
    onStarted: Given['onStarted'] = () => {},
  ): ExperimentInstruments => ({
    async startServer(variant, { app, options, secret, appFolder }, signal) {
      const server = await startServer({
        variant: variant.id,
        launch: app === undefined ? mode.launch : await otherAppLauncher(mode, app),
        options: { ...variant.options, ...options },
        ...(secret === undefined ? {} : { secret }),
        ...(appFolder === undefined ? {} : { appFolder }),
        host: '127.0.0.1',
        readyTimeoutMs: 60_000,
        stopTimeoutMs: 10_000,
        warden,
        signal,
      });
      onStarted(server);
      return server;
    },
    async packages() {
      const availability = await mode.availability();
      return (availability.installed && availability.python) || null;
    },
    startLoader: () => startLoader({ engine: 'native' }),
    async openFolder() {
      const path = await mkdtemp(join(tmpdir(), 'bench-test-'));
      return { path, remove: () => rm(path, { recursive: true, force: true }) };
    },
    scenario(name) {
      const found = scenarios.find((scenario) => scenario.name === name);
      if (found === undefined) throw new Error(`no scenario ${name}`);
      return found;
    },
    now: () => performance.now(),
  });
  return {
    async carryOut(act, mode, options = {}, given = {}) {
      const { requestTimeoutMs = 10_000, signal = new AbortController().signal } = given;
      const instruments = instrumentsFor(mode, given.onStarted);
      const bench = new ActBench({
        variant: variantOf(mode, options),
        instruments,
        loader,
        requestTimeoutMs,
        signal,
      });
      const [outcome] = await Promise.allSettled([act(bench)]);
      const left = await bench.end();
      if (left.length > 0) throw new Error(`left: ${JSON.stringify(left)}`);
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    },
    async close() {
      await loader.stop();
      await warden.close();
    },
  };
}

function variantOf(mode: ServerMode, given: Options): Variant {
  const defaults = Object.entries(mode.options).map(([name, option]) => [name, option.default]);
  const options: Record<string, number> = { ...Object.fromEntries(defaults), ...given };
  return {
    id: mode.name,
    label: mode.name,
    source: { kind: 'reference', stack: mode.stack, mode: mode.name, layers: [] },
    options,
    parallelism: mode.parallelism(options),
    development: mode.development,
    notes: [],
  };
}

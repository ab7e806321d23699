/** The experiments that act, on servers that die, hang or answer badly, and interrupted: each ends, and leaves nothing. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actingExperiments } from '#built/harness/experiments/acting.js';
import { runExperiments } from '#built/harness/experiments/run-experiments.js';
import { makePlan } from '#built/harness/plan/make-plan.js';
import { catalogue } from '#built/harness/runs/catalogue.js';
import { experimentInstruments } from '#built/harness/runs/instruments.js';
import { startWarden } from '#built/harness/supervise/warden.js';
import { serverModes } from '#built/servers/index.js';
import type { Act } from '../../harness/experiments/experiment.ts';
import type { ExperimentName } from '../../harness/model/experiment.ts';
import type { ServerMode } from '../../harness/model/launch.ts';
import { type Experimenting, startExperimenting } from '../helpers/experimenting.ts';
import { describeSideBySide } from '../helpers/side-by-side.ts';
import { newTag, tagged } from '../helpers/tagged-processes.ts';

const app = fileURLToPath(new URL('../helpers/faulty-app.mjs', import.meta.url));
const prefork = serverModes.find(({ stack, name }) => stack === 'node' && name === 'prefork')!;

function faulty(fault: string): ServerMode {
  return {
    ...prefork,
    stack: 'test',
    name: fault,
    options: {},
    launch: async ({ workDir }) => ({
      argv: [process.execPath, app, fault],
      env: {},
      cwd: workDir,
      ready: { kind: 'nonce', path: '/health', nonceHeader: 'x-bench-nonce' },
      processes: 1,
      stopSignal: 'SIGTERM',
    }),
  };
}

/** The first of each: an act for several scenarios fails alike in all. */
const acts = actingExperiments.flatMap((experiment) =>
  Object.entries(experiment.acts).map(([act, perform]) => ({
    name: `${experiment.name} ${act}`,
    perform: [perform].flat()[0] as Act<ExperimentName>,
  })),
);
/** Ones that need an option, a master or code to touch, which the servers here have not. */
const notHere = ['recycle load', 'reload touch'];

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // The act has ended it before.
  }
}

describeSideBySide(acts, 4, ({ name, perform }) => {
  let experimenting: Experimenting;
  beforeAll(async () => {
    experimenting = await startExperimenting();
  });
  afterAll(() => experimenting.close());

  it.each([0, 1000])('ends when the server is killed %i ms after it is up', async (afterMs) => {
    const outcome = await experimenting
      .carryOut(
        perform,
        prefork,
        { workers: 2 },
        {
          requestTimeoutMs: 2000,
          onStarted: ({ pid }) => setTimeout(kill, afterMs, pid),
        },
      )
      .catch((error: unknown) => error);
    if (notHere.includes(name)) expect(String(outcome)).toContain('NotApplicable');
    else if (outcome instanceof Error) {
      expect(outcome).toMatchObject({ failure: { reason: 'server-exited', signal: 'SIGKILL' } });
    } else expect(outcome).toHaveProperty('findings');
  });

  it.each([
    ['never-answers', 'no-answer'],
    ['closes', 'no-answer'],
  ])('says so when the server %s', async (fault, reason) => {
    const outcome = experimenting.carryOut(perform, faulty(fault), {}, { requestTimeoutMs: 300 });
    if (name === 'recycle load')
      await expect(outcome).rejects.toThrow('It has no option to replace workers.');
    else await expect(outcome).rejects.toMatchObject({ failure: { reason } });
  });

  it('makes no sense where everything is answered 500', async () => {
    const outcome = experimenting.carryOut(perform, faulty('answers-500'));
    await expect(outcome).rejects.toThrow(
      name === 'recycle load' ? 'It has no option' : /^It answers GET \/\S+ with status 500\.$/,
    );
  });

  it('ends when the run is interrupted', async () => {
    const reason = new Error('Ctrl-C');
    const aborting = new AbortController();
    const outcome = experimenting.carryOut(
      perform,
      prefork,
      { workers: 2 },
      {
        signal: aborting.signal,
        onStarted: () => setTimeout(() => aborting.abort(reason), 300),
      },
    );
    if (notHere.includes(name)) await expect(outcome).rejects.toThrow(/no option|load their code once/);
    else await expect(outcome).rejects.toBe(reason);
  });
});

describe('a run of experiments on real servers', () => {
  async function run(capMs: number, signal: AbortSignal, onStarted = () => {}) {
    const tag = newTag();
    Object.assign(process.env, tag);
    const plan = makePlan({ modes: 'prefork:workers=2' }, catalogue, 1);
    const warden = await startWarden();
    try {
      const instruments = experimentInstruments(plan, warden, signal);
      const recover = actingExperiments.find(({ name }) => name === 'recover')!;
      return {
        tag,
        outcome: await runExperiments({
          variants: plan.variants,
          chosen: [{ experiment: recover, acts: ['worker'] }],
          instruments: {
            ...instruments,
            async startServer(...args) {
              const server = await instruments.startServer(...args);
              onStarted();
              return server;
            },
          },
          requestTimeoutMs: plan.requestTimeoutMs,
          capMs,
          elapsedMs: () => performance.now(),
          emit: () => {},
          signal,
        }),
      };
    } finally {
      await warden.close();
    }
  }

  it('gives up an act that takes too long, and leaves nothing of it', async () => {
    const { outcome, tag } = await run(3000, new AbortController().signal);
    expect(outcome.results).toMatchObject([
      { outcome: { kind: 'failed', failure: { reason: 'act-overran', afterMs: 3000 } } },
    ]);
    expect(outcome.troubles).toEqual([]);
    expect(tagged(tag)).toEqual([]);
  });

  it('ends at once when it is interrupted in the middle of an act, and leaves nothing', async () => {
    const interrupt = new AbortController();
    const { outcome, tag } = await run(90_000, interrupt.signal, () =>
      setTimeout(() => interrupt.abort(), 1000),
    );
    expect(outcome).toEqual({ results: [], troubles: [] });
    expect(tagged(tag)).toEqual([]);
  });
});

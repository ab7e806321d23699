/** The experiments that only look, on an app that misbehaves: each ends, and finds nothing that it did not see. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookingExperiments } from '#built/harness/experiments/looking.js';
import type { Act } from '../../harness/experiments/experiment.ts';
import { type ExperimentName, experiments } from '../../harness/model/experiment.ts';
import type { ServerMode } from '../../harness/model/launch.ts';
import { type Experimenting, type Given, startExperimenting } from '../helpers/experimenting.ts';

const app = fileURLToPath(new URL('../helpers/faulty-app.mjs', import.meta.url));

let experimenting: Experimenting;
const warnings: Error[] = [];
const keep = (warning: Error) => warnings.push(warning);
beforeAll(async () => {
  process.on('warning', keep);
  experimenting = await startExperimenting();
});
afterAll(async () => {
  await experimenting.close();
  process.off('warning', keep);
  expect(warnings, 'of Node, on the terminal of the user').toEqual([]);
});

function faulty(fault: string): ServerMode {
  return {
    stack: 'test',
    name: fault,
    summary: '',
    development: false,
    options: {},
    notes: () => [],
    parallelism: () => 2,
    size: () => '',
    availability: async () => ({ installed: true, version: '1' }),
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

function carryOut(name: ExperimentName, act: string, fault: string, given: Given = {}) {
  const found = lookingExperiments.find((experiment) => experiment.name === name)?.acts[act];
  if (typeof found !== 'function') throw new Error(`no single act ${act} of ${name}`);
  return experimenting.carryOut(found as Act<ExperimentName>, faulty(fault), {}, given);
}

/** What each act finds where nothing but /health is answered, and the words in which it says so. */
const silent = {
  answers: { findings: { status: null, good: false, goodShare: 1 / 12 }, where: 'GET /plain: ' },
  shape: { findings: { processes: 1, workers: null, threads: null }, where: '4 of them failed: ' },
  warning: { findings: { warns: false, text: null }, where: null },
  websocket: { findings: { upgrades: false, status: null }, where: 'The handshake: ' },
  errors: { findings: { detailed: null, status: null }, where: 'GET /error: ' },
  csrf: { findings: { refused: null, status: null }, where: 'GET /login: ' },
  'rate-limit': { findings: { limited: null, after: null, status: null }, where: 'GET /login: ' },
  health: {
    findings: { healthShare: 1, workersShare: 0, slowest: expect.any(Number) },
    where: 'Of the load itself, 0 of ',
  },
} as const;

const faults = [
  { fault: 'never-answers', trouble: 'no answer within 300 ms' },
  { fault: 'closes', trouble: 'connection reset' },
  { fault: 'answers-garbage', trouble: 'not an HTTP answer' },
];

describe.each(faults)('an app that $fault', ({ fault, trouble }) => {
  it.each(Object.entries(silent))('%s', async (name, { findings, where }) => {
    const experiment = name as ExperimentName;
    const [act = ''] = Object.keys(experiments[experiment].acts);
    const found = await carryOut(experiment, act, fault, { requestTimeoutMs: 300 });
    expect(found.findings).toEqual(findings);
    expect(Object.keys(found.findings)).toEqual(Object.keys(experiments[experiment].findings));
    if (where === null) return;
    const said = found.remarks?.find((remark) => remark.startsWith(where)) ?? '';
    expect(said).toContain(name === 'health' ? 'requests were answered' : `${where}${trouble}`);
  });
});

it('an answer without end is no answer', async () => {
  const { findings, remarks } = await carryOut('errors', 'raise', 'answers-without-end');
  expect(findings).toEqual({ detailed: null, status: null });
  expect(remarks).toEqual(['GET /error: an answer of more than 4194304 bytes']);
});

describe('an app that answers 500 to everything', () => {
  const fault = 'answers-500';

  it('answers nothing as it should but /health', async () => {
    const { findings, remarks } = await carryOut('answers', 'once', fault);
    expect(findings).toEqual({ status: 500, good: false, goodShare: 1 / 12 });
    expect(remarks).toContain('GET /json: status 500');
  });

  it('raises no error of its own, takes no WebSocket, and neither refuses nor limits a login', async () => {
    expect(await carryOut('errors', 'raise', fault)).toEqual({
      findings: { detailed: null, status: 500 },
      remarks: ['GET /plain: status 500, so that GET /error says nothing'],
    });
    expect((await carryOut('websocket', 'own-app', fault)).findings).toEqual({
      upgrades: false,
      status: 500,
    });
    const refused = await carryOut('csrf', 'post', fault);
    expect(refused).toEqual({
      findings: { refused: null, status: null },
      remarks: ['GET /login: status 500'],
    });
    expect((await carryOut('rate-limit', 'logins', fault)).findings).toMatchObject({ limited: null });
  });
});

describe('a careless app', () => {
  it('lets a form without its token pass', async () => {
    const { findings } = await carryOut('csrf', 'post', 'careless');
    expect(findings).toEqual({ refused: false, status: 303 });
  });

  it('lets every failed login pass', async () => {
    const { findings, remarks } = await carryOut('rate-limit', 'logins', 'careless');
    expect(findings).toEqual({ limited: false, after: null, status: 401 });
    expect(remarks).toEqual(['40 failed logins were tried.']);
  });

  it('answers 101 to a WebSocket that it did not understand', async () => {
    const { findings, remarks } = await carryOut('websocket', 'own-app', 'careless');
    expect(findings).toEqual({ upgrades: false, status: 101 });
    expect(remarks).toEqual(['It answered 101 with a wrong Sec-WebSocket-Accept.']);
  });
});

it.each(Object.entries(silent))('%s ends when the run is interrupted', async (name) => {
  const reason = new Error('Ctrl-C');
  const aborting = new AbortController();
  const [act = ''] = Object.keys(experiments[name as ExperimentName].acts);
  const carriedOut = carryOut(name as ExperimentName, act, 'never-answers', {
    requestTimeoutMs: 600_000,
    signal: aborting.signal,
    onStarted: () => setTimeout(() => aborting.abort(reason), 100),
  });
  await expect(carriedOut).rejects.toBe(reason);
});

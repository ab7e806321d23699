/** The experiments that act on processes and load, carried out on real servers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fairness } from '#built/harness/experiments/fairness.js';
import { overlap } from '#built/harness/experiments/overlap.js';
import { overload } from '#built/harness/experiments/overload.js';
import { recover } from '#built/harness/experiments/recover.js';
import { recycle } from '#built/harness/experiments/recycle.js';
import { reload } from '#built/harness/experiments/reload.js';
import { restart } from '#built/harness/experiments/restart.js';
import { stuck } from '#built/harness/experiments/stuck.js';
import { users } from '#built/harness/experiments/users.js';
import { serverModes } from '#built/servers/index.js';
import type { Act, Experiment } from '../../harness/experiments/experiment.ts';
import { type ExperimentName, experiments } from '../../harness/model/experiment.ts';
import { type Experimenting, startExperimenting } from '../helpers/experimenting.ts';
import { until } from '../helpers/until.ts';

const warnings: Error[] = [];
const keep = (warning: Error) => warnings.push(warning);
/** Each act under way has a warden and a loader to itself; those of earlier ones are used again. */
const idle: Experimenting[] = [];
beforeAll(() => {
  process.on('warning', keep);
});
afterAll(async () => {
  for (const experimenting of idle) await experimenting.close();
  process.off('warning', keep);
  expect(warnings, 'of Node, on the terminal of the user').toEqual([]);
});

async function subject(stack: string, name: string, options: Readonly<Record<string, number>> = {}) {
  const mode = serverModes.find((candidate) => candidate.stack === stack && candidate.name === name);
  if (mode === undefined) throw new Error(`no mode ${stack} ${name}`);
  const availability = await mode.availability();
  const missing = availability.installed ? '' : ` (not installed: ${availability.install})`;
  return { name: `${stack} ${name}${missing}`, mode, options, missing };
}
type Subject = Awaited<ReturnType<typeof subject>>;

/** Of an act that is tried until nothing has disturbed it: several times. */
const patienceMs = 180_000;

const nodeDev = await subject('node', 'dev');
const nodePrefork = await subject('node', 'prefork', { workers: 2 });
const flaskDev = await subject('flask', 'dev');
const flaskDebug = await subject('flask', 'dev-debug');
const flaskPrefork = await subject('flask', 'prefork', { workers: 2 });
const flaskAsync = await subject('flask', 'async', { workers: 2 });

/** A test of one act on one mode; of a server that is not installed it skips, but not in CI. */
function testOf(what: string, { name, missing }: Subject, test: () => Promise<void>): void {
  it.skipIf(missing !== '' && !process.env.CI)(`${name} ${what}`, async () => {
    expect(missing, 'in CI every server must be installed').toBe('');
    await test();
  });
}

async function carryOut<Name extends ExperimentName>(
  experiment: Experiment<Name>,
  act: string,
  { mode, options }: Subject,
  scenario = 0,
) {
  const acts = [experiment.acts[act] ?? []].flat() as Act<Name>[];
  const experimenting = idle.pop() ?? (await startExperimenting());
  const found = await experimenting
    .carryOut(acts[scenario]!, mode, options)
    .finally(() => idle.push(experimenting));
  expect(Object.keys(found.findings)).toEqual(Object.keys(experiments[experiment.name].findings));
  return { ...found, findings: found.findings as Record<string, number | boolean | string | null> };
}

// Side by side where nothing is held to figures: most of an act is waiting.
describe.concurrent('recover', () => {
  testOf('replaces a worker itself', nodePrefork, async () => {
    const { findings, courses, scenario } = await carryOut(recover, 'worker', nodePrefork);
    expect(findings).toMatchObject({ servesAgain: true, restartedBy: 'the server itself' });
    expect(findings.before).toBeGreaterThan(0);
    expect(findings.gap).not.toBeNull();
    expect(scenario).toBe('json');
    const [course] = courses ?? [];
    expect(course?.marks).toEqual([{ atMs: expect.any(Number), what: 'a worker is killed' }]);
    expect(course?.points.length).toBeGreaterThan(8);
  });

  testOf('ends with its primary process', nodePrefork, async () => {
    const { findings } = await carryOut(recover, 'master', nodePrefork);
    expect(findings).toMatchObject({ servesAgain: false, restartedBy: 'nobody', gap: null, recovered: null });
    expect(findings.failed).toBeGreaterThan(0);
  });

  testOf('does not come back once its only process is killed', nodeDev, async () => {
    const { findings, remarks } = await carryOut(recover, 'all', nodeDev);
    expect(findings).toMatchObject({ servesAgain: false, restartedBy: 'nobody', gap: null, recovered: null });
    expect(findings.failed).toBeGreaterThan(0);
    expect(remarks).toContain('None of its processes was left at the end.');
  });

  testOf('has neither a master nor a worker beside one', nodeDev, async () => {
    await expect(carryOut(recover, 'master', nodeDev)).rejects.toThrow('It has no master.');
    await expect(carryOut(recover, 'worker', nodeDev)).rejects.toThrow(
      'The process that serves is its only one: see all.',
    );
  });

  testOf('has its worker replaced by the master', flaskPrefork, async () => {
    const { findings } = await carryOut(recover, 'worker', flaskPrefork);
    expect(findings).toMatchObject({ servesAgain: true, restartedBy: 'master' });
  });

  testOf('goes on with one worker less, which nobody replaces', flaskAsync, async () => {
    const { findings, remarks } = await carryOut(recover, 'worker', flaskAsync);
    expect(findings).toMatchObject({ servesAgain: true, restartedBy: 'nobody' });
    expect(remarks).toContain('3 of its 4 processes were there at the end.');
  });
});

describe.concurrent('stuck', () => {
  testOf('kills the worker of a request that hangs', flaskPrefork, async () => {
    const { findings, remarks } = await carryOut(stuck, 'hang', flaskPrefork);
    expect(findings).toMatchObject({ stuckRequest: 'cut off', workerKilled: true });
    expect(findings.stuckMs).toBeLessThan(6000);
    expect(remarks).toContain('Started with a time-out of 2 s.');
  });

  testOf('answers it in the end, and lets all others wait', nodeDev, async () => {
    const { findings } = await carryOut(stuck, 'hang', nodeDev);
    expect(findings).toMatchObject({ stuckRequest: 'answered', workerKilled: false, othersFailed: 0 });
    expect(findings.stuckMs).toBeGreaterThanOrEqual(6000);
    expect(findings.othersDuring).toBeGreaterThan(1000);
    expect(findings.othersBefore).toBeLessThan(1000);
  });
});

describe.concurrent('restart', () => {
  for (const one of [nodePrefork, nodeDev, flaskDev, flaskPrefork]) {
    testOf('keeps a session only as long as its secret', one, async () => {
      const drawn = await carryOut(restart, 'random-secret', one);
      const kept = await carryOut(restart, 'kept-secret', one);
      expect(drawn.findings.sessionSurvives).toBe(false);
      expect(kept.findings.sessionSurvives).toBe(true);
      expect(kept.remarks).toEqual(['GET /me with the cookie from before: status 200.']);
      expect(drawn.findings.down).toBeGreaterThan(0);
    });
  }
});

describe.concurrent('reload', () => {
  testOf('loads touched code anew', flaskDebug, async () => {
    await until(
      'a reload in time',
      async () => {
        const { findings } = await carryOut(reload, 'touch', flaskDebug);
        if (findings.reloads === true) expect(findings.after).toBeGreaterThan(0);
        return findings.reloads === true;
      },
      patienceMs,
    );
  });

  testOf('keeps the code that it has', flaskPrefork, async () => {
    const { findings } = await carryOut(reload, 'touch', flaskPrefork);
    expect(findings).toMatchObject({ reloads: false, after: null });
  });

  testOf('has no reloader', nodeDev, async () => {
    await expect(carryOut(reload, 'touch', nodeDev)).rejects.toThrow(
      'The Node modes load their code once, when they start.',
    );
  });
});

describe('recycle', () => {
  testOf('replaces each worker while it serves', flaskPrefork, async () => {
    const { findings, courses } = await carryOut(recycle, 'load', flaskPrefork);
    expect(findings.recycled).toBeGreaterThanOrEqual(2);
    expect(findings.sent).toBeGreaterThan(600);
    expect(findings.footprintStart).toBeGreaterThan(1e6);
    expect(courses?.[0]?.points.length).toBeGreaterThan(2);
  });

  testOf('keeps to the number that the variant says', flaskPrefork, async () => {
    const chosen = { ...flaskPrefork, options: { workers: 1, 'max-requests': 20 } };
    const { remarks } = await carryOut(recycle, 'load', chosen);
    expect(remarks).toEqual(['Workers are replaced after 20 to 20 requests.']);
  });

  testOf('has no such option', nodePrefork, async () => {
    await expect(carryOut(recycle, 'load', nodePrefork)).rejects.toThrow(
      'It has no option to replace workers.',
    );
  });
});

describe('overlap', () => {
  testOf('serves one after the other', nodeDev, async () => {
    const { findings } = await carryOut(overlap, 'two', nodeDev);
    expect(findings.overlaps).toBe(false);
    expect(findings.both).toBeGreaterThanOrEqual(600);
  });

  testOf('serves two at once', nodePrefork, async () => {
    // Noise can only delay: one overlap seen is proof.
    await until(
      'an overlap',
      async () => {
        const { findings } = await carryOut(overlap, 'two', nodePrefork);
        return findings.overlaps === true;
      },
      patienceMs,
    );
  });
});

describe('fairness', () => {
  testOf('shares requests out to both workers', nodePrefork, async () => {
    const { findings } = await carryOut(fairness, 'load', nodePrefork);
    expect(findings.workers).toBe(2);
    for (const index of [findings.requestsIndex, findings.cpuIndex]) {
      expect(index).toBeGreaterThan(0.5);
      expect(index).toBeLessThanOrEqual(1);
    }
    expect(Number(findings.leastShare) + Number(findings.mostShare)).toBeCloseTo(1, 9);
  });

  testOf('has one worker', nodeDev, async () => {
    await expect(carryOut(fairness, 'load', nodeDev)).rejects.toThrow('It has one worker.');
  });
});

describe('users', () => {
  testOf('makes users wait for too long that are too many for it', nodeDev, async () => {
    // It takes 50 ms per request, one after the other: fifty users wait 2.5 s each.
    const { findings, scenario } = await carryOut(users, 'busy', nodeDev, 2);
    expect(scenario).toBe('wait');
    expect(findings.failedAt).toBeLessThanOrEqual(50);
    expect(findings.served ?? 1).toBeLessThanOrEqual(20);
  });

  testOf('serves many users that ask for little', nodePrefork, async () => {
    const { findings, remarks } = await carryOut(users, 'busy', nodePrefork, 0);
    expect(findings.served).toBeGreaterThanOrEqual(5);
    expect(findings.p99).toBeLessThan(1000);
    expect(remarks?.[0]).toMatch(/^1 users: \d+ of \d+ requests failed or took over 1 s/);
  });
});

describe('overload', () => {
  testOf('lives', nodePrefork, async () => {
    const { findings } = await carryOut(overload, 'load', nodePrefork);
    expect(findings.survives).toBe(true);
    expect(findings.failedShare).toBeLessThan(1);
    expect(findings.footprintRest).toBeGreaterThan(1e6);
    expect(findings.footprintLoad).toBeGreaterThan(1e6);
  });
});

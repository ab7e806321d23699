/** The experiments that only look, carried out on real servers: each row says what is known of a mode. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answers } from '#built/harness/experiments/answers.js';
import { csrf } from '#built/harness/experiments/csrf.js';
import { errors } from '#built/harness/experiments/errors.js';
import { health } from '#built/harness/experiments/health.js';
import { packages } from '#built/harness/experiments/packages.js';
import { rateLimit } from '#built/harness/experiments/rate-limit.js';
import { setup } from '#built/harness/experiments/setup.js';
import { shape } from '#built/harness/experiments/shape.js';
import { warning } from '#built/harness/experiments/warning.js';
import { websocket } from '#built/harness/experiments/websocket.js';
import { serverModes } from '#built/servers/index.js';
import type { Act, Experiment } from '../../harness/experiments/experiment.ts';
import type { ExperimentName } from '../../harness/model/experiment.ts';
import type { ServerMode } from '../../harness/model/launch.ts';
import { type Experimenting, startExperimenting } from '../helpers/experimenting.ts';
import { describeSideBySide } from '../helpers/side-by-side.ts';

interface Row {
  readonly stack: string;
  readonly name: string;
  readonly options?: Readonly<Record<string, number>>;
  readonly shape: Readonly<Record<'processes' | 'workers' | 'threads', unknown>>;
  readonly warns: boolean;
  /** Whether its answer to /error shows details. */
  readonly detailed: boolean;
  readonly packages?: Readonly<Record<string, unknown>>;
  readonly asgi?: boolean;
}

const some = expect.any(Number);
const flask = { size: some, packages: some };

const rows: readonly Row[] = [
  { stack: 'node', name: 'dev', shape: shaped(1, 1, 1), warns: true, detailed: true },
  {
    ...{ stack: 'node', name: 'prefork', options: { workers: 2 } },
    ...{ shape: shaped(3, 2, 2), warns: false, detailed: false },
  },
  {
    ...{ stack: 'node', name: 'threaded', options: { threads: 3 } },
    ...{ shape: shaped(1, 1, 3), warns: false, detailed: false },
  },
  { stack: 'flask', name: 'dev', shape: shaped(1, 1, 1), warns: true, detailed: true, packages: flask },
  {
    ...{ stack: 'flask', name: 'dev-debug', shape: shaped(2, 1, null) },
    ...{ warns: true, detailed: true, packages: flask },
  },
  {
    ...{ stack: 'flask', name: 'prefork', options: { workers: 4 }, shape: shaped(5, 4, 4) },
    ...{ warns: false, detailed: false, packages: { ...flask, serverDependencies: some } },
  },
  {
    ...{ stack: 'flask', name: 'threaded', options: { threads: 4 }, shape: shaped(1, 1, 4) },
    ...{ warns: false, detailed: false, packages: { ...flask, serverDependencies: 0 } },
  },
  {
    // Its pools grow as they are needed; beside workers and their parent, Python runs a tracker of resources.
    ...{ stack: 'flask', name: 'async', options: { workers: 2 }, shape: shaped(4, 2, some) },
    ...{ warns: false, detailed: false, asgi: true },
    packages: { ...flask, serverDependencies: some },
  },
];

function shaped(processes: number, workers: number, threads: unknown) {
  return { processes, workers, threads };
}

const variants = await Promise.all(
  rows.map(async (row) => {
    const mode = serverModes.find(({ stack, name }) => stack === row.stack && name === row.name);
    if (mode === undefined) throw new Error(`no mode ${row.stack} ${row.name}`);
    const availability = await mode.availability();
    const missing = availability.installed ? '' : ` (not installed: ${availability.install})`;
    return { name: `${row.stack} ${row.name}${missing}`, mode, row, missing };
  }),
);

/** The one act of this name, as none of these experiments does it several times. */
function actOf<Name extends ExperimentName>({ acts }: Experiment<Name>, name: string): Act<Name> {
  const act = acts[name];
  if (typeof act !== 'function') throw new Error(`no single act ${name}`);
  return act;
}

describeSideBySide(variants, 2, ({ mode, row, missing }) => {
  if (missing !== '' && !process.env.CI) {
    it.skip('is looked at', () => {});
    return;
  }
  let experimenting: Experimenting;
  beforeAll(async () => {
    experimenting = await startExperimenting();
  });
  afterAll(() => experimenting.close());
  const carryOut = <Name extends ExperimentName>(experiment: Experiment<Name>, act: string) =>
    experimenting.carryOut(actOf(experiment, act), mode, row.options);

  it('answers each route as it should', async () => {
    const { findings, remarks } = await carryOut(answers, 'once');
    expect(remarks).toEqual([]);
    expect(findings).toEqual({ status: 200, good: true, goodShare: 1 });
  });

  it(`is ${row.shape.processes} processes of which ${row.shape.workers} answer`, async () => {
    expect((await carryOut(shape, 'serving')).findings).toEqual(row.shape);
  });

  it(row.warns ? 'warns of being a development server' : 'prints no warning', async () => {
    const { findings } = await carryOut(warning, 'start');
    if (row.warns) expect(findings.text).toMatch(/^WARNING: This is a development server\. Do not use it/);
    expect(findings).toEqual({ warns: row.warns, text: row.warns ? expect.any(String) : null });
  });

  it(row.packages ? 'has packages that are weighed' : 'has no packages that could be weighed', async () => {
    if (row.packages === undefined) {
      await expect(carryOut(packages, 'installed')).rejects.toMatchObject({ name: 'NotApplicable' });
      return;
    }
    const { findings, remarks } = await carryOut(packages, 'installed');
    expect(findings).toMatchObject(row.packages);
    // Jinja2 is needed by Flask, and MarkupSafe by Jinja2.
    const [, names = ''] = /^Counted: (.+)\.$/.exec(remarks?.[2] ?? '') ?? [];
    expect(names.split(', ')).toEqual(expect.arrayContaining(['flask', 'jinja2', 'markupsafe', 'werkzeug']));
    expect(names.split(', ')).toHaveLength(Number(findings.packages));
  });

  it(`takes no WebSocket with its own app${row.asgi ? ', but one with an ASGI app' : ''}`, async () => {
    const { findings } = await carryOut(websocket, 'own-app');
    expect(findings).toEqual({ upgrades: false, status: expect.any(Number) });
    expect(findings.status).not.toBe(101);
    const asgi = carryOut(websocket, 'asgi');
    if (row.asgi) expect((await asgi).findings).toEqual({ upgrades: true, status: 101 });
    else await expect(asgi).rejects.toThrow('Its server serves no ASGI app.');
  });

  it(row.detailed ? 'shows details of an error' : 'shows no details of an error', async () => {
    const { findings } = await carryOut(errors, 'raise');
    expect(findings).toEqual({ detailed: row.detailed, status: 500 });
  });

  it('refuses a form without its token', async () => {
    expect((await carryOut(csrf, 'post')).findings).toEqual({ refused: true, status: 403 });
  });

  it('refuses logins after five that failed, however many workers count them', async () => {
    const { findings } = await carryOut(rateLimit, 'logins');
    expect(findings).toEqual({ limited: true, after: 5, status: 429 });
  });

  it('is timed from cold', async () => {
    const { findings, remarks } = await carryOut(setup, 'cold');
    const [, least, most] = /^From (\d+) ms to (\d+) ms in 3 starts\.$/.exec(remarks?.[0] ?? '') ?? [];
    expect(Math.round(Number(findings.ready))).toBeGreaterThanOrEqual(Number(least));
    expect(Math.round(Number(findings.ready))).toBeLessThanOrEqual(Number(most));
    expect(Number(least)).toBeGreaterThan(0);
  });

  it('tells its health while it is loaded', async () => {
    const { findings, scenario, remarks } = await carryOut(health, 'loaded');
    // On a machine with much else to do, a few may take longer than they have.
    expect(findings.healthShare).toBeGreaterThan(0.8);
    expect(findings.workersShare).toBeGreaterThan(0.8);
    expect(findings.slowest).toBeGreaterThan(0);
    expect(scenario).toBe('json');
    const [, ok, sent] =
      /^Of the load itself, (\d+) of (\d+) requests were answered/.exec(remarks?.at(-1) ?? '') ?? [];
    expect(Number(ok) / Number(sent)).toBeGreaterThan(0.9);
  });
});

describe('packages', () => {
  let experimenting: Experimenting;
  beforeAll(async () => {
    experimenting = await startExperimenting();
  });
  afterAll(() => experimenting.close());
  const system = '/usr/bin/python3';
  const django = '/usr/lib/python3/dist-packages/django';

  it.skipIf(!existsSync(django))('counts what du counts', async () => {
    const mode = { ...modeOn({ interpreter: system, distributions: ['Django'] }) };
    const { findings } = await experimenting.carryOut(actOf(packages, 'installed'), mode);
    const du = Number.parseInt(execFileSync('du', ['-sk', django], { encoding: 'utf8' }), 10) * 1024;
    expect(findings.size).toBeGreaterThan(du);
    expect(findings.size).toBeLessThan(du * 1.1);
    expect(findings.packages).toBe(4);
  });

  it('says what is wrong when they cannot be looked at', async () => {
    const looked = async (interpreter: string) =>
      experimenting.carryOut(
        actOf(packages, 'installed'),
        modeOn({ interpreter, distributions: ['no-such-thing'] }),
      );
    const nothing = { size: null, packages: null, serverDependencies: null };
    const unknown = await looked(system);
    expect(unknown.findings).toEqual(nothing);
    expect(unknown.remarks?.[0]).toMatch(/^no-such-thing: .*PackageNotFoundError/);
    const nonsense = await looked('/bin/echo');
    expect(nonsense.findings).toEqual(nothing);
    expect(nonsense.remarks?.[0]).toMatch(/^no-such-thing: .*JSON/);
    expect((await looked('/no/such/python')).remarks?.[0]).toMatch(/^no-such-thing: .*ENOENT/);
  });

  function modeOn(python: { interpreter: string; distributions: readonly string[] }): ServerMode {
    const [{ mode }] = variants as [(typeof variants)[number]];
    return { ...mode, availability: async () => ({ installed: true, version: '1', python }) };
  }
});

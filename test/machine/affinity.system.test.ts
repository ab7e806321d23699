/** Servers and loaders that are kept to CPUs, in real runs of the measuring loop. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { affinityMeans } from '#built/harness/machine/affinity.js';
import { ladder } from '#built/harness/plan/designs/ladder.js';
import { makePlan } from '#built/harness/plan/make-plan.js';
import { catalogue } from '#built/harness/runs/catalogue.js';
import { realInstruments, refuseUnpinnable } from '#built/harness/runs/instruments.js';
import { measureRun } from '#built/harness/runs/measure-run.js';
import { startWarden, type Warden } from '#built/harness/supervise/warden.js';
import { serverLayers } from '#built/servers/layers/index.js';
import { formatCpuList } from '../../harness/model/cpu-list.ts';
import { loadReportSchema } from '../../harness/model/load.ts';
import type { Plan } from '../../harness/model/plan.ts';
import { newTag, tagged, until } from '../helpers/tagged-processes.ts';

const { allowed, taskset } = affinityMeans();
const [first = 0, second = first] = allowed ?? [];

function planOf(modes: string, change: Partial<Plan>): Plan {
  const request = { modes, scenarios: 'json', concurrency: '4', rounds: '1' };
  return { ...makePlan(request, catalogue, 1), warmupCapMs: 100, ...change };
}

async function cpusOf(pid: number): Promise<string> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '';
}

/** Live processes of this test, by whether they are loaders. */
async function processes(tag: Record<string, string>): Promise<{ loaders: number[]; others: number[] }> {
  const found = { loaders: [] as number[], others: [] as number[] };
  for (const pid of tagged(tag)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('loader-main')) found.loaders.push(pid);
    else if (!command.includes('warden-main') && pid !== process.pid) found.others.push(pid);
  }
  return found;
}

const tag = newTag();
let warden: Warden;
beforeAll(async () => {
  Object.assign(process.env, tag);
  warden = await startWarden();
});
afterAll(async () => {
  await warden.close();
  for (const name of Object.keys(tag)) delete process.env[name];
});

describe.skipIf(taskset === null || allowed === null)('processes that are kept to CPUs', () => {
  const abort = new AbortController();
  const lacking: string[] = [];
  beforeAll(async () => {
    for (const layer of serverLayers) if (!(await layer.availability()).installed) lacking.push(layer.name);
  });

  it.each(['prefork:workers=2', 'prefork+nginx:workers=2', 'prefork+supervisor:workers=2'])(
    'are a whole tree of %s, and every loader',
    async (modes) => {
      if (lacking.some((name) => modes.includes(name))) return;
      const lists = { serverCpus: `${first}`, loadCpus: `${second}` };
      const plan = planOf(modes, { ...lists, loaders: 2 });
      const instruments = realInstruments(plan, warden, abort.signal);
      const server = await instruments.startServer(plan.variants[0]?.id ?? '');
      const loader = await instruments.startLoader();
      try {
        const { loaders, others } = await processes(tag);
        expect(loaders).toHaveLength(2);
        expect(others.length).toBeGreaterThanOrEqual(3);
        for (const pid of others) expect(await cpusOf(pid)).toBe(`${first}`);
        for (const pid of loaders) expect(await cpusOf(pid)).toBe(`${second}`);
        expect(await cpusOf(process.pid)).toBe(formatCpuList(allowed ?? []));
      } finally {
        await loader.stop();
        expect(await server.stop()).toBeNull();
      }
      await until('nothing is left', async () => {
        const { loaders, others } = await processes(tag);
        return loaders.length + others.length === 0;
      });
    },
  );

  it('fail to start with the name of their own program', async () => {
    const plan = planOf('dev', { serverCpus: `${first}` });
    const source = { kind: 'command', command: 'no-such-program {port}' } as const;
    const variant = { ...plan.variants[0]!, source };
    const instruments = realInstruments({ ...plan, variants: [variant] }, warden, abort.signal);
    await expect(instruments.startServer(variant.id)).rejects.toMatchObject({
      failure: { reason: 'spawn-failed', program: 'no-such-program', code: 'ENOENT' },
    });
  });
});

describe('CPUs that cannot be had', () => {
  it('are refused before anything is started', () => {
    const plan = planOf('dev', { serverCpus: '4000-4001', loadCpus: '4002' });
    expect(() => refuseUnpinnable(plan)).toThrow(/--server-cpus.*\n--load-cpus/);
    expect(() => realInstruments(plan, warden, new AbortController().signal)).toThrow('--server-cpus');
  });
});

describe('a run', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'modebench-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each<[string, Partial<Plan>]>([
    ['two loaders', { loaders: 2 }],
    [
      'two loaders kept to a CPU',
      taskset === null ? { loaders: 2 } : { loaders: 2, serverCpus: `${first}`, loadCpus: `${second}` },
    ],
    [
      'two loaders that log in first',
      { loaders: 2, scenarios: makePlan({ scenarios: 'session' }, catalogue, 1).scenarios },
    ],
  ])('measures with %s', async (_name, change) => {
    const plan = planOf('dev', change);
    const outcome = await measureRun({
      ...{
        plan,
        design: ladder(plan),
        folder,
        earlier: { rounds: [], slices: [], elapsedMs: 0 },
        emit: () => {},
      },
      signal: new AbortController().signal,
    });
    expect(outcome.troubles).toEqual([]);
    // On a busy machine a round may be left out and measured again.
    expect(outcome.slices).toHaveLength(outcome.rounds.length);
    const slice = outcome.slices.at(-1);
    expect(slice?.failure).toBeNull();
    const report = loadReportSchema.parse(slice?.load);
    expect(report.ok).toBeGreaterThan(0);
    expect(report.sent).toBe(report.ok);
    expect(report.samples).toEqual([]);
    expect(Object.keys(report.statuses)).toEqual(['200']);
    expect(report.opening).toBe(4);
    expect(report.generator.cpuShare).toBeLessThanOrEqual(1.1);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noiseOf } from '../../harness/gate/noise-record.ts';
import { noisePath, readNoise } from '../../harness/machine/noise-store.ts';
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';
import { findPairs } from '../../harness/plan/gate-pairs.ts';
import { Workplace } from '../helpers/cli.ts';
import { GitRepository } from '../helpers/git-repository.ts';

let place: Workplace;
let repository: GitRepository;
beforeEach(async () => {
  place = await Workplace.create();
  repository = GitRepository.create(place.folder);
  repository.commit({
    'server.mjs': `
      import { createServer } from 'node:http';
      createServer((request, response) => response.end('{}')).listen(Number(process.argv[2]), '127.0.0.1');`,
    'bench.config.json': JSON.stringify({
      modes: { web: { command: 'node server.mjs {port}' } },
      scenarios: { home: { requests: ['/'] } },
    }),
    '.gitignore': 'tmp\ncache\n.bench\n',
  });
});
afterEach(() => place.leave());

function recordOf(name: string): RunRecord {
  const folder = place.runs().find((one) => one.endsWith(`-${name}`));
  if (folder === undefined) throw new Error(`there is no run ${name}`);
  return recordSchema.parse(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')));
}
const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ');

describe('bench noise', () => {
  // Two minutes of measuring, and a thousand gates that are drawn.
  it('starts the same twice, tells its noise, keeps it, and later gates are sized by it', async () => {
    const run = await place.bench('noise', '--rounds', '6', '--budget', '130s', '--quiet', '--target', '5%');
    const record = recordOf('noise');
    const { plan, noise, rounds, slices } = record;
    expect(record.command).toEqual(
      expect.arrayContaining(['noise', '--target', '5%', '--rounds', '6', '--budget', '130s']),
    );
    expect(record.gate).toBeUndefined();
    expect(plan.variants.map(({ id }) => id)).toEqual(['web', 'web (again)']);
    // Everything in every round, from the second on at both levels.
    const steps = new Set(slices.filter(({ round }) => round > 1).map(({ level }) => level.kind));
    expect([...steps].sort()).toEqual(['closed', 'open']);
    const gate = plan.gate!;
    expect(noiseOf({ gate, ...findPairs(plan, gate, slices) }, rounds, slices)).toEqual(noise);

    // On a disturbed machine there may be too few.
    const enough = (noise?.rounds.kept ?? 0) >= 6;
    expect(run.exitCode, run.stderr).toBe(enough ? 0 : 3);
    expect(run.stdout).toMatch(/^noise: the same twice/);
    expect(run.stdout).toMatch(/\ncpu +[\d.]+ % /);
    expect(oneLine(run.stdout)).toMatch(
      enough ? /Of 1\D?000 gates of at most 3 min without any change, / : /No gate can be drawn from /,
    );
    expect(run.stderr.includes('kept for bench gate on this machine: ')).toBe(enough);
    const again = await place.bench('report', 'latest');
    expect(again.exitCode, again.stderr).toBe(0);
    const history = await place.bench('history');
    expect(history.stdout).toContain('noise');

    const stored = await readNoise(noisePath({ XDG_CACHE_HOME: place.cache }));
    expect(stored).toMatchObject({ trouble: null, profiles: { length: enough ? 1 : 0 } });
    const gated = await place.bench('gate', '--base', 'HEAD', '--budget', '15s');
    const { sizedBy } = recordOf('gate').plan.gate ?? {};
    expect(sizedBy?.run).toBe(enough ? record.id : undefined);
    expect(gated.stderr.includes(`noise of this machine: ${noise?.rounds.kept} rounds of ${record.id}`)).toBe(
      enough,
    );
  }, 480_000);

  it('cannot tell from a few rounds, and keeps nothing of them', async () => {
    const run = await place.bench('noise', '--rounds', '1', '--json');
    expect(run.exitCode, run.stderr).toBe(3);
    const record = recordSchema.parse(JSON.parse(run.stdout));
    expect(record.noise).toMatchObject({ alarms: null, power: [], needs: [], needed: 6 });
    expect(run.stderr).not.toContain('kept for bench gate');
    expect(await readNoise(noisePath({ XDG_CACHE_HOME: place.cache }))).toEqual({
      profiles: [],
      trouble: null,
    });
  });

  it('says all that is wrong, and measures nothing', async () => {
    const { exitCode, stdout, stderr } = await place.bench(
      ...[
        'noise',
        '--target',
        'speed=5%',
        '--threshold',
        'p50=much',
        '--rounds',
        'few',
        '--gate-budget',
        '1d',
      ],
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^bench: --target: a gate is not of "speed"$/m);
    expect(stderr).toMatch(/^bench: --threshold: "much" is not a share between 0 and 1$/m);
    expect(stderr).toMatch(/^bench: --rounds: "few" is not a whole number from 1 to 1000$/m);
    expect(stderr).toMatch(/^bench: --gate-budget: "1d" is not a length of time$/m);
    const attached = await place.bench('noise', '--url', 'http://127.0.0.1:1/');
    expect(attached.exitCode).toBe(2);
    expect(attached.stderr).toContain("unknown option '--url'");
  });

  it('needs no repository for the modes of the reference app', async () => {
    const run = await place.bench(
      'noise',
      '--no-config',
      '-m',
      'dev',
      '-s',
      'json',
      '--rounds',
      '1',
      '--quiet',
    );
    expect(run.exitCode, run.stderr).toBe(3);
    expect(recordOf('noise').plan.variants.map(({ id }) => id)).toEqual(['dev', 'dev (again)']);
  });
});

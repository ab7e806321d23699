import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnvironment } from '#built/harness/machine/environment.js';
import { version } from '#built/harness/version.js';
import { fingerprintOf, storeCalibration } from '../../harness/machine/calibration-store.ts';
import { calibrationResultSchema, checkIds, doctorResultSchema } from '../../harness/model/doctor.ts';
import { calibration } from '../helpers/calibrations.ts';
import { until, Workplace } from '../helpers/cli.ts';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create();
});
afterEach(() => place.leave());

const storePath = () => join(place.cache, 'modebench', 'calibrations.json');

function damage(): void {
  mkdirSync(dirname(storePath()), { recursive: true });
  writeFileSync(storePath(), '{"version":1,"calibr');
}

describe('bench doctor', () => {
  it('says what is in the way of good figures, on stdout, with progress beside it', async () => {
    const { exitCode, stdout, stderr } = await place.bench('doctor');
    expect(stdout).toMatch(/^This machine is (not )?fit to measure/);
    expect(exitCode).toBe(stdout.startsWith('This machine is fit') ? 0 : 3);
    for (const group of [
      'now',
      'processor',
      'memory and disk',
      'network',
      'system',
      'load generator',
      'servers',
    ]) {
      expect(stdout).toContain(`\n${group}\n`);
    }
    expect(stdout).toMatch(/ok {4}node +all 3 modes can run/);
    expect(stdout).toContain('→ bench doctor --calibrate');
    expect(stdout).not.toContain(String.fromCharCode(27));
    expect(stderr).toContain('watching the machine');
    // Nothing is kept of a look.
    expect(readdirSync(place.folder)).toEqual(['tmp']);
  });

  it('tells programs every check, and what it makes of a damaged file of calibrations', async () => {
    damage();
    const { stdout, stderr } = await place.bench('doctor', '--json', '--quiet');
    const result = doctorResultSchema.parse(JSON.parse(stdout));
    expect([...new Set(result.checks.map(({ id }) => id))].sort()).toEqual([...checkIds].sort());
    expect(result).toMatchObject({
      modebench: version,
      fit: result.checks.every(({ status }) => status !== 'fail'),
    });
    const stored = result.checks.find(({ id }) => id === 'calibration');
    expect(stored).toMatchObject({ status: 'warn', facts: { path: storePath(), trouble: 'damaged' } });
    expect(stderr).toBe('');
  });

  it('lives without a home folder, and finds a machine unfit that has no temporary files', async () => {
    const nowhere = join(place.folder, 'nowhere');
    const env = { HOME: '', XDG_CACHE_HOME: undefined, TMPDIR: nowhere };
    const { exitCode, stdout } = await place.benchIn(env, 'doctor', '-q');
    expect(stdout).toMatch(/^This machine is not fit to measure: 1 check failed/);
    const text = stdout.replaceAll(/\s+/g, ' ');
    expect(text).toContain('cannot be written to (ENOENT): set TMPDIR');
    expect(text).toContain('cannot be kept, for this user has no home folder: set XDG_CACHE_HOME');
    expect(exitCode).toBe(3);
  });

  it('names every flag that is wrong, before it looks', async () => {
    const { exitCode, stdout, stderr } = await place.bench('doctor', '--loaders', '2', '--budget', '1m');
    expect(stderr).toBe(
      [
        'bench: --loaders: says how to calibrate, and --calibrate is not there',
        '       add --calibrate, or leave it out',
        'bench: --budget: says how to calibrate, and --calibrate is not there',
        '       add --calibrate, or leave it out',
      ].join('\n'),
    );
    expect([exitCode, stdout]).toEqual([2, '']);
    const wrong = await place.bench('doctor', '--calibrate', '--budget', '1s', '--load-cpus', '9999');
    expect(wrong.stderr).toContain('bench: --budget: "1s" is out of bounds');
    expect(wrong.stderr).toContain('bench: --load-cpus: "9999" is not a list of CPUs');
    expect(wrong.exitCode).toBe(2);
  });
});

describe('bench run', () => {
  const run = () =>
    place.bench('run', '--modes', 'dev', '--scenarios', 'json', '-c', '1', '--rounds', '1', '--json', '-q');

  it('carries the calibration that fits into its plan', async () => {
    const environment = await readEnvironment({ version, servers: {}, cwd: place.folder });
    const alone = { loaders: 1, serverCpus: null, loadCpus: null };
    const fitting = calibration(fingerprintOf(environment, alone));
    await storeCalibration(storePath(), calibration({ ...fitting, loaders: 2 }));
    await storeCalibration(storePath(), fitting);
    const { stdout } = await run();
    expect(JSON.parse(stdout).plan.calibration).toEqual(fitting);
  });

  it('does without one where nothing fits, and says that a damaged file is left aside', async () => {
    await storeCalibration(storePath(), calibration({ cpuModel: 'another machine' }));
    expect(JSON.parse((await run()).stdout).plan.calibration).toBeNull();
    damage();
    const { stdout, stderr } = await run();
    expect(JSON.parse(stdout).plan.calibration).toBeNull();
    expect(stderr).toContain(
      `bench: ${storePath()} is damaged, or no file of calibrations; what it holds is left aside`,
    );
  });
});

/** Processes of the command under way whose command line holds this. */
function ours(part: string): number[] {
  return place.alive().filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(part);
    } catch {
      return false;
    }
  });
}

/** CPUs of all threads of a process, without repeats. */
function cpusOf(pid: number): string[] {
  const lists = readdirSync(`/proc/${pid}/task`).map(
    (task) =>
      /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8'))?.[1] ??
      '',
  );
  return [...new Set(lists)];
}

/** On a machine that is busy enough no rate at all is sent on time: that is an answer too, told as such and not kept. */
function foundTooBusy(exitCode: number | undefined, stdout: string, stderr: string): boolean {
  if (exitCode !== 3) return false;
  expect(stderr).toMatch(
    /bench: even [\d\u202f]+ requests per second could not be sent on time .*; nothing was stored$/,
  );
  expect([stdout, readdirSync(place.folder).includes('cache')]).toEqual(['', false]);
  return true;
}

describe('bench doctor --calibrate', () => {
  it('measures the generator and keeps what it found for runs', async () => {
    const { exitCode, stdout, stderr } = await place.bench(
      'doctor',
      '--calibrate',
      '--budget',
      '20s',
      '--json',
    );
    expect(stderr).toContain('closed: 512 connections');
    expect(stderr).toContain('open: ');
    if (foundTooBusy(exitCode, stdout, stderr)) return;
    expect(exitCode, stderr).toBe(0);
    const result = calibrationResultSchema.parse(JSON.parse(stdout));
    expect(result.path).toBe(storePath());
    expect(result.calibration.closed.map(({ connections }) => connections)).toEqual([1, 8, 32, 128, 512]);
    const { ceilingPerSecond, steps } = result.calibration.open;
    const kept = steps.filter(({ rate }) => rate === ceilingPerSecond);
    expect(kept.some(({ lagP99Ms, sentShare }) => lagP99Ms <= 2 && sentShare >= 0.999)).toBe(true);
    expect(JSON.parse(readFileSync(storePath(), 'utf8'))).toEqual({
      version: 1,
      calibrations: [result.calibration],
    });
    const run = ['run', '--modes', 'dev', '--scenarios', 'json', '-c', '1', '--rounds', '1', '--json', '-q'];
    expect(JSON.parse((await place.bench(...run)).stdout).plan.calibration).toEqual(result.calibration);
  });

  it('tells what it found where it cannot be kept', async () => {
    const file = join(place.folder, 'file');
    writeFileSync(file, '');
    const { exitCode, stdout, stderr } = await place.benchIn(
      { XDG_CACHE_HOME: file },
      ...['doctor', '--calibrate', '--budget', '20s'],
    );
    if (foundTooBusy(exitCode, stdout, stderr)) return;
    expect(stdout, stderr).toContain('What the load generator can do here');
    expect(stdout).toContain('stored: nowhere');
    expect(stderr).toMatch(/bench: .*calibrations\.json could not be written \((EEXIST|ENOTDIR)\)/);
    expect(exitCode).toBe(1);
  });

  it('keeps null server and loader to the CPUs it is told, and leaves nothing when it is interrupted', async () => {
    if (availableParallelism() < 2) return;
    const running = place.bench(...['doctor', '--calibrate', '--server-cpus', '0', '--load-cpus', '1']);
    let said = '';
    running.stderr.on('data', (text: Buffer) => {
      said += text.toString();
    });
    await until(() => said.includes('closed: 1 connection'), 'it drives');
    expect(ours('null-server-main').map(cpusOf)).toEqual([['0']]);
    expect(ours('loader-main').map(cpusOf)).toEqual([['1']]);
    running.kill('SIGINT');
    const { exitCode, stdout } = await running;
    expect([exitCode, stdout]).toEqual([130, '']);
    expect(place.alive()).toEqual([]);
    expect(readdirSync(place.folder)).toEqual(['tmp']);
  });

  it('leaves nothing when it is killed', async () => {
    const running = place.bench(
      'doctor',
      '--calibrate',
      '--loaders',
      String(Math.min(2, availableParallelism())),
    );
    let said = '';
    running.stderr.on('data', (text: Buffer) => {
      said += text.toString();
    });
    await until(() => said.includes('warming up'), 'it drives');
    running.kill('SIGKILL');
    await running;
    await until(() => place.alive().length === 0 && readdirSync(place.temp).length === 0, 'all is gone');
  });
});

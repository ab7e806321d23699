import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gateOf } from '../../harness/gate/gate-of.ts';
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';
import { findPairs } from '../../harness/plan/gate-pairs.ts';
import { entry, type Finished, until, Workplace } from '../helpers/cli.ts';
import { GitRepository } from '../helpers/git-repository.ts';

let place: Workplace;
let repository: GitRepository;
beforeEach(async () => {
  place = await Workplace.create();
  repository = GitRepository.create(place.folder);
});
afterEach(() => place.leave());

/** Uses so many ms of CPU for each request, and EXTRA more: not of time, of which a busy machine takes its share. */
const server = (ms: number) => `
  import { createServer } from 'node:http';
  const spinMs = ${ms} + Number(process.env.EXTRA ?? 0);
  createServer((request, response) => {
    const until = process.cpuUsage().user + 1000 * spinMs;
    while (process.cpuUsage().user < until);
    response.end('{}');
  }).listen(Number(process.argv[2]), '127.0.0.1');`;

const mostlyBroken = `
  import { createServer } from 'node:http';
  let asked = 0;
  createServer((request, response) => {
    response.statusCode = asked++ % 4 === 0 || asked < 3 ? 200 : 500;
    response.end('{}');
  }).listen(Number(process.argv[2]), '127.0.0.1');`;

const config = JSON.stringify({
  modes: { web: { command: 'node server.mjs {port}' } },
  scenarios: { home: { requests: ['/'] } },
});

/** A repository of one commit. */
function committed(source = server(2)): string {
  return repository.commit({
    'server.mjs': source,
    'bench.config.json': config,
    '.gitignore': 'tmp\ncache\n.bench\n',
  });
}

/** The oldest first. */
function recordsOf(): RunRecord[] {
  return place
    .runs()
    .sort()
    .map((folder) => recordSchema.parse(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8'))));
}

function recordOf(): RunRecord {
  const [record] = recordsOf();
  if (record === undefined) throw new Error('there is no record');
  return record;
}

/** What no CI tells. */
const nowhere = {
  GITHUB_BASE_REF: '',
  CI_MERGE_REQUEST_DIFF_BASE_SHA: '',
  CI_MERGE_REQUEST_TARGET_BRANCH_SHA: '',
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: '',
};
/** With one metric to be judged, seven rounds can confirm it. */
const ofCpu = ['--gating', 'cpu', '--threshold', 'cpu=10%', '--quiet'];
const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ');

/** Whether the machine let nothing be judged: it was disturbed, too slow for enough rounds, or its generator came too late. */
function couldNotTell({ gate }: RunRecord): boolean {
  const codes = gate?.tests.filter(({ role }) => role === 'gating').map(({ trouble }) => trouble?.code) ?? [];
  return codes.some((code) => code === 'disturbed' || code === 'few-rounds' || code === 'not-valid');
}

describe('bench gate', () => {
  it('fails a working tree that answers three of four requests with an error, and can say again why', async () => {
    const commit = committed();
    repository.write({ 'server.mjs': mostlyBroken });
    const before = repository.state();
    const run = await place.bench('gate', '--base', 'main', '--quiet', '--budget', '150s');
    const record = recordOf();
    expect(run.stderr).not.toContain('bench:');
    expect(repository.state()).toEqual(before);
    expect(record.command.slice(0, 3)).toEqual(['gate', '--base', 'main']);
    expect(record.plan.levels.map(({ kind }) => kind)).toEqual(['closed', 'open']);
    expect(run.stdout).toMatch(new RegExp(`^gate: main@${commit.slice(0, 7)} → working tree `));
    await isShownAgain(record, run);
    if (run.exitCode === 3 && couldNotTell(record)) return;
    expect(run.exitCode).toBe(99);
    expect(record.gate?.tests.find(({ metric }) => metric === 'failures')).toMatchObject({
      ...{ outcome: 'fail', reason: 'worse' },
    });
    expect(run.stdout).toMatch(/failures +\+\d+ points.* +0\.1 points +.* +FAIL/);
    expect(oneLine(run.stdout)).toMatch(
      /FAIL: working tree is worse than main@\w{7} in \d figures? that can fail it\. .*Share of failed requests of web in home is \d+ percentage points higher.*: fail, for the threshold is 0\.1 percentage points\./,
    );
    const explained = await place.bench('gate', '--explain');
    expect(explained.exitCode).toBe(99);
    expect(oneLine(explained.stdout)).toMatch(
      /failed requests \(can fail it, threshold 0\.1 points\): FAIL \d+ rounds: \+\d+.* points, .* So far off in every round that it is confirmed without the test\./,
    );
    await isRefusedElsewhere();
  });

  it('confirms by the test that requests take twice the CPU, where the machine lets it', async () => {
    committed();
    repository.write({ 'server.mjs': server(4) });
    const run = await place.bench('gate', '--base', 'main', ...ofCpu, '--budget', '75s');
    const record = recordOf();
    const cpu = record.gate?.tests.find(({ metric }) => metric === 'cpuPerRequest');
    expect(cpu?.level).toEqual({ kind: 'closed', concurrency: 16 });
    if (run.exitCode === 3 && couldNotTell(record)) return;
    expect(run.exitCode, run.stdout).toBe(99);
    expect(cpu).toMatchObject({ outcome: 'fail', reason: 'worse' });
    expect(cpu?.change?.point).toBeGreaterThan(1.5);
    expect(oneLine(run.stdout)).toMatch(
      /CPU per request of web in home is (\d+ % higher|[\d.]+ times as high) \(.*\): fail, for the threshold is 10 %\./,
    );
    const explained = await place.bench('gate', '--explain');
    expect(oneLine(explained.stdout)).toMatch(
      /After \d+ rounds: p \S+, to be confirmed \S+ or less: confirmed to be worse\./,
    );
  });

  /** The verdict is a function of the record: nothing else is asked. */
  async function isShownAgain(record: RunRecord, run: Finished): Promise<void> {
    const { plan, rounds, slices } = record;
    const { gate } = plan;
    if (gate === undefined) throw new Error('the plan has no gate');
    expect(gateOf({ gate, ...findPairs(plan, gate, slices) }, rounds, slices)).toEqual(record.gate);
    const report = await place.bench('report', 'latest');
    expect(report.stdout).toBe(run.stdout);
    expect((await place.bench('gate', '--explain', 'latest', '--base', 'main')).stderr).toBe(
      'bench: --base: shapes a measurement, and --explain shows one that was made already\n       leave it out',
    );
  }

  /** As a baseline, on another machine than it was measured on. */
  async function isRefusedElsewhere(): Promise<void> {
    const [folder = ''] = place.runs();
    const path = join(folder, 'record.json');
    const record = JSON.parse(readFileSync(path, 'utf8'));
    record.environment.cpuModel = 'another';
    writeFileSync(path, JSON.stringify(record));
    const elsewhere = await place.bench('gate', '--baseline', 'latest');
    expect(elsewhere.exitCode).toBe(2);
    expect(elsewhere.stderr).toMatch(
      /^bench: --baseline: \S+-gate was measured elsewhere; not alike: cpuModel\n {7}figures of different machines or versions differ by themselves/,
    );
    const both = await place.bench('gate', '--baseline', 'latest', '--base', 'main');
    expect(both.stderr).toContain('bench: --base: cannot go with --baseline');
    const allowed = ['--baseline', 'latest', '--allow-different-machine', '--quiet', '--budget', '12s'];
    const run = await place.bench('gate', ...allowed);
    const roles =
      recordsOf()
        .at(-1)
        ?.gate?.tests.map(({ role }) => role) ?? [];
    expect(new Set(roles)).toEqual(new Set(['advisory']));
    expect(run.exitCode, run.stderr).toBe(0);
  }

  it('passes a working tree against itself, and says how small a worsening it would have found', async () => {
    committed();
    repository.write({ 'new-file.txt': 'not committed' });
    const run = await place.bench(
      'gate',
      '--base',
      '.',
      '--gating',
      'cpu',
      '--threshold',
      'cpu=50%',
      '--budget',
      '75s',
    );
    const record = recordOf();
    // One in a hundred warns without any change.
    if (!couldNotTell(record)) expect(['pass', 'warn'], run.stdout).toContain(record.gate?.outcome);
    expect(run.exitCode).toBe(record.gate?.outcome === 'invalid' ? 3 : 0);
    expect(run.stderr).toContain('both are the same code');
    expect(run.stderr).toContain('with changes that are not committed');
    expect(run.stdout).toMatch(/change +threshold +would see/);
    expect(oneLine(run.stdout)).toContain(
      'would see: the smallest worsening that this run would have confirmed',
    );
  });

  it('cannot tell within a budget of no more than a round, and says what would be needed', async () => {
    committed();
    const { exitCode, stdout, stderr } = await place.bench(
      'gate',
      '--base',
      'HEAD',
      ...ofCpu,
      '--budget',
      '5s',
    );
    expect(exitCode).toBe(3);
    const told = oneLine(stdout + stderr);
    // A busy machine has not even warmed up by then.
    if (recordOf().slices.length === 0) expect(told).toMatch(/nothing was measured: .* raise --budget/);
    else {
      expect(told).toMatch(
        /invalid: working tree cannot be judged against HEAD@\w{7} .* CPU per request of web in home cannot be judged: 1 round measured, and 7 are needed\. Raise --budget/,
      );
    }
  });

  it('fails with what the base says that does not start, and leaves nothing', async () => {
    committed("console.error('no such option'); process.exit(9);");
    repository.write({ 'server.mjs': server(1) });
    const before = repository.state();
    const { exitCode, stderr } = await place.bench('gate', '--base', 'main', ...ofCpu);
    expect(stderr).toMatch(/main@\w{7} web, start: the server ended by itself \(exit code 9\)/);
    expect(stderr).toContain('no such option');
    expect(exitCode).toBe(1);
    expect(repository.state()).toEqual(before);
  });

  it('leaves nothing when it is interrupted', async () => {
    committed();
    const before = repository.state();
    const running = place.bench('gate', '--base', 'main');
    let told = '';
    running.stderr.on('data', (chunk) => {
      told += String(chunk);
    });
    await until(() => /round 1, .*\n/.test(told) && place.alive().length >= 3, 'it is under way');
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
    await until(() => place.alive().length === 0, 'all processes are gone');
    await until(() => readdirSync(place.temp).length === 0, 'all folders are gone');
    expect(repository.state()).toEqual(before);
    expect(existsSync(join(place.folder, '.git/worktrees'))).toBe(false);
    await isGoneOnWith();
  });

  /** With more time; not with other bounds, nor with other code than was measured. */
  async function isGoneOnWith(): Promise<void> {
    const precise = await place.bench('run', '--resume', '--rounds', '3');
    expect(precise.stderr).toMatch(
      /^bench: --rounds: \S+-gate is a gate, which measures until it can tell\n {7}give it more time: --budget 10m$/,
    );
    const { rounds } = recordOf();
    const resumed = await place.bench('run', '--resume', '--budget', '15s');
    const after = rounds.length === 0 ? '' : ', going on after \\d+ rounds?';
    expect(resumed.stderr).toMatch(
      new RegExp(`working tree against main@\\w{7}: web on home; .* at most${after}\n`),
    );
    expect([0, 3]).toContain(resumed.exitCode);
    const record = recordOf();
    expect(record.plan.gate?.budgetSeconds).toBe(15);
    expect(record.rounds.slice(0, rounds.length)).toEqual(rounds);
    if (record.slices.length > 0) expect(resumed.stdout).toMatch(/^gate: main@\w{7} → working tree /);
  }

  it('does not go on with a working tree that has moved to another commit', async () => {
    const commit = committed();
    const running = place.bench('gate', '--base', 'main', ...ofCpu);
    await until(() => place.alive().length >= 3, 'it is under way');
    running.kill('SIGINT');
    await running;
    const next = repository.commit({ 'server.mjs': server(3) });
    const { stderr, exitCode } = await place.bench('run', '--resume');
    const [was, is] = [commit, next].map((hash) => hash.slice(0, 7));
    expect(stderr).toContain(`measured the working tree at ${was}, and it is at ${is} now`);
    expect(exitCode).toBe(2);
  });
});

describe('bench gate of what cannot be gated', () => {
  async function told(...args: string[]): Promise<string> {
    const { exitCode, stderr, stdout } = await place.benchIn(nowhere, 'gate', ...args);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
    return stderr;
  }

  it('asks for a base that nobody names, and names refs that are none', async () => {
    committed();
    expect(await told()).toBe(
      'bench: --base: is needed: no variable of a CI system tells which branch this change is for\n' +
        '       name what to compare with: --base main, --base HEAD~1',
    );
    expect(await told('--base', 'mian')).toBe(
      'bench: mian: is no branch, tag or commit of this repository\n       did you mean main?',
    );
  });

  it('takes of the branch that the CI names the commit at which the change left it, and says which', async () => {
    const fork = committed();
    repository.git('checkout', '--quiet', '-b', 'change');
    repository.commit({ 'server.mjs': server(3) });
    repository.git('checkout', '--quiet', 'main');
    repository.commit({ 'other.txt': 'gained since' });
    repository.git('update-ref', 'refs/remotes/origin/main', 'main');
    repository.git('checkout', '--quiet', 'change');
    const ci = { ...nowhere, GITHUB_BASE_REF: 'main' };
    const { stderr } = await place.benchIn(ci, 'gate', '--budget', '5s');
    const short = fork.slice(0, 7);
    expect(stderr).toContain(
      `base: ${short}, where this change left origin/main (GITHUB_BASE_REF); origin/main has gained 1 commit since: --base origin/main compares with those too`,
    );
    expect(stderr).toContain(`working tree against origin/main...@${short}: web on home`);
    expect(await told('--base', 'mian...')).toMatch(/^bench: mian: is no branch, tag or commit/);
    const clone = join(place.folder, 'cache/clone');
    const from = ['--quiet', '--depth=1', '--no-single-branch', '--branch=change', `file://${place.folder}`];
    execFileSync('git', ['clone', ...from, clone]);
    const shallow = await place.run(process.execPath, [entry, 'gate'], { cwd: clone, env: ci });
    expect(shallow.stderr).toBe(
      'bench: origin/main...: no commit is known that origin/main and HEAD have in common\n' +
        '       this is a shallow clone, whose history is cut off: git fetch --unshallow --tags; in CI check out with fetch-depth: 0 (on GitLab GIT_DEPTH: "0")',
    );
  });

  it('takes the base from the CI, and says what it lacks', async () => {
    committed();
    const { stderr, exitCode } = await place.benchIn({ ...nowhere, GITHUB_BASE_REF: 'main' }, 'gate');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'bench: origin/main (GITHUB_BASE_REF): is no branch, tag or commit of this repository',
    );
    const cut = join(place.folder, 'cache/cut');
    repository.commit({ 'other.txt': 'later' });
    execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${place.folder}`, cut]);
    const hash = repository.git('rev-parse', 'HEAD~1');
    const gitlab = { ...nowhere, CI_MERGE_REQUEST_DIFF_BASE_SHA: hash };
    const shallow = await place.run(process.execPath, [entry, 'gate'], { cwd: cut, env: gitlab });
    expect(shallow.stderr).toBe(
      `bench: ${hash} (CI_MERGE_REQUEST_DIFF_BASE_SHA): is no branch, tag or commit of this repository\n` +
        '       this is a shallow clone, whose history is cut off: git fetch --unshallow --tags; in CI check out with fetch-depth: 0 (on GitLab GIT_DEPTH: "0")',
    );
  });

  it('says everything that is wrong with thresholds and objectives, in flags and in the configuration', async () => {
    committed();
    repository.write({
      'bench.config.json': JSON.stringify({ ...JSON.parse(config), gate: { thresholds: { p50: 'much' } } }),
    });
    const wrong = await told(
      ...['--base', 'main', '--threshold', 'speed=5%', '--slo', 'p99<200ms in page', '--slo', 'joy>1'],
    );
    expect(wrong).toMatch(
      /^bench: bench\.config\.json.*gate\.thresholds\.p50: "much" is not a share between 0 and 1$/m,
    );
    expect(wrong).toMatch(/^bench: --threshold: a gate is not of "speed"$/m);
    expect(wrong).toMatch(/^bench: --slo: scenario "page" is not measured$/m);
    expect(wrong).toMatch(/^bench: --slo: unknown metric "joy"$/m);
  });

  it('explains only runs of its own', async () => {
    committed();
    expect(await told('--explain', 'latest')).toContain('bench: latest:');
  });
});

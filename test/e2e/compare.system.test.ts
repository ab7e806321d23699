import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';
import { codeOf } from '../../harness/model/variant.ts';
import { until, Workplace } from '../helpers/cli.ts';
import { GitRepository } from '../helpers/git-repository.ts';

let place: Workplace;
let repository: GitRepository;
beforeEach(async () => {
  place = await Workplace.create();
  repository = GitRepository.create(place.folder);
});
afterEach(() => place.leave());

/** Answers after so many ms, so that a busy machine makes little difference; says which file it is. */
const server = (ms: number) => `
  import { createServer } from 'node:http';
  createServer((request, response) => {
    if (request.url === '/where') response.end(import.meta.url);
    else setTimeout(() => response.end('{}'), ${ms});
  }).listen(Number(process.argv[2]), '127.0.0.1');`;

const config = (mode: object = {}, more: object = {}) =>
  JSON.stringify({
    modes: { web: { command: 'node server.mjs {port}', ...mode } },
    scenarios: { home: { requests: ['/'] } },
    ...more,
  });

/** Two commits, the second one slower, tagged `v1` and `v2`. */
function slowedDown(mode: object = {}): { readonly fast: string; readonly slow: string } {
  const fast = repository.commit({
    'server.mjs': server(4),
    'bench.config.json': config(mode),
    '.gitignore': 'tmp\ncache\n.bench\n',
  });
  repository.git('tag', 'v1');
  const slow = repository.commit({ 'server.mjs': server(24) });
  repository.git('tag', 'v2');
  return { fast, slow };
}

function recordOf(): RunRecord {
  const [folder = ''] = place.runs();
  return recordSchema.parse(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')));
}

const quick = ['--concurrency', '2', '--rounds', '1', '--quiet'];
const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ');

describe('bench compare of two git refs', () => {
  it('measures both side by side, says how they differ and which commits they were', async () => {
    const { fast, slow } = slowedDown();
    const before = repository.state();
    const { exitCode, stdout, stderr } = await place.bench(
      ...['compare', 'v1', 'v2', '--concurrency', '2', '--rounds', '6', '--budget', '60s'],
    );
    expect(stderr).not.toContain('bench:');
    expect(stderr).toContain(`v1@${fast.slice(0, 7)}: checking out ${fast.slice(0, 12)}`);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`^A: v1, commit ${fast.slice(0, 12)} .*UTC\nB: v2, commit ${slow.slice(0, 12)} `),
    );
    expect(stdout).toMatch(/web +req\/s +[\d.]+ +[\d.]+ +0\.\d+ \(0\.\d+–0\.\d+\) +worse/);
    expect(oneLine(stdout)).toMatch(
      /Home, 2 connections, web: v2@\w{7} against v1@\w{7}: throughput 0\.\d+ × \(0\.\d+–0\.\d+\), worse/,
    );
    const record = recordOf();
    expect(record.plan.name).toBe('compare');
    expect(record.command).toEqual([
      'compare',
      'v1',
      'v2',
      '--concurrency',
      '2',
      '--rounds',
      '6',
      '--budget',
      '60s',
    ]);
    expect(record.plan.variants.map(({ id }) => id)).toEqual([
      `v1@${fast.slice(0, 7)} web`,
      `v2@${slow.slice(0, 7)} web`,
    ]);
    expect(record.plan.variants.map((variant) => codeOf(variant)?.commit)).toEqual([fast, slow]);
    const ratio = record.comparisons.find(({ metric }) => metric === 'p50');
    expect(ratio?.verdict).toBe('regressed');
    expect(ratio?.ratio.point).toBeGreaterThan(2);
    const [folder = ''] = place.runs();
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain(`v1, commit ${fast.slice(0, 12)}`);
    expect(repository.state()).toEqual(before);
  });

  it('takes the working tree as it is, says that it was changed, and builds each where it lies', async () => {
    slowedDown({
      build: ['node', '-e', "require('fs').copyFileSync('server.mjs', 'built.mjs')"],
      command: 'node built.mjs {port}',
      answer: { path: '/where', includes: 'built.mjs' },
    });
    repository.write({ 'server.mjs': server(5) });
    const { exitCode, stderr } = await place.bench('compare', 'main', '.', ...quick.slice(0, 4));
    expect([0, 3]).toContain(exitCode);
    const commit = repository.git('rev-parse', 'HEAD');
    expect(stderr).toContain(`working tree: ${commit.slice(0, 7)} with changes that are not committed\n`);
    expect(stderr).toMatch(/building main@\w{7} web: node -e/);
    expect(stderr).toContain('building working tree web: node -e');
    const [one, other] = recordOf().plan.variants.map(codeOf);
    expect(one).toMatchObject({ name: 'main', commit, mode: 'web' });
    expect(one).not.toHaveProperty('dirty');
    expect(other).toMatchObject({ name: '.', commit, dirty: true, label: 'working tree' });
    expect(readFileSync(join(place.folder, 'built.mjs'), 'utf8')).toBe(server(5));
  });

  it('does so in the sub-folder of the configuration, for commands too', async () => {
    repository.commit({ 'app/server.mjs': server(1), '.gitignore': 'tmp\ncache\n.bench\n' });
    const { exitCode, stderr } = await place.benchAt(
      'app',
      ...['compare', 'HEAD', 'main', '--cmd', 'web=node server.mjs {port}', '--path', '/where', ...quick],
    );
    expect(stderr).not.toContain('bench:');
    expect([0, 3]).toContain(exitCode);
  });

  it('fails with what a build says, and leaves nothing', async () => {
    repository.commit({
      'bench.config.json': config({ build: 'node build.mjs' }),
      'build.mjs': "console.log('no such module'); process.exitCode = 4;",
      'server.mjs': server(1),
      '.gitignore': 'tmp\ncache\n.bench\n',
    });
    repository.commit({ 'build.mjs': '' });
    const before = repository.state();
    const { exitCode, stderr } = await place.bench('compare', 'HEAD~1', 'HEAD', ...quick);
    expect(stderr).toMatch(/HEAD~1@\w{7} web, build: `node build.mjs` failed after [\d.]+ s \(exit code 4\)/);
    expect(stderr).toContain('\n    no such module');
    expect(exitCode).toBe(1);
    expect(repository.state()).toEqual(before);
  });

  it('fails with what an install says, or a server that does not start', async () => {
    slowedDown();
    const failing = `node -e "console.log('registry down');process.exit(3)"`;
    const install = await place.bench('compare', 'v1', '.', ...quick, '--install', failing);
    expect(install.stderr).toMatch(
      /v1@\w{7} web, install: `node -e .*` failed .* \(exit code 3\).*\n {4}registry down/,
    );
    expect(install.exitCode).toBe(1);
    repository.commit({ 'server.mjs': "console.error('bad option'); process.exit(9);" });
    repository.commit({ 'server.mjs': server(1) });
    const start = await place.bench('compare', 'HEAD~1', 'HEAD', ...quick);
    expect(start.stderr).toMatch(/HEAD~1@\w{7} web, start: the server ended by itself \(exit code 9\)/);
    expect(start.stderr).toContain('bad option');
    expect(start.exitCode).toBe(1);
  });

  it.each(['SIGINT', 'SIGKILL'] as const)('leaves nothing when it is ended by %s', async (signal) => {
    slowedDown();
    const before = repository.state();
    // First while something is installed, then while it is measured.
    for (const flags of [
      ['--install', 'node -e setInterval(()=>{},1e3)'],
      ['--no-install', '--budget', '10m'],
    ]) {
      const running = place.bench('compare', 'v1', '.', '-c', '2', ...flags);
      let told = '';
      running.stderr.on('data', (chunk) => {
        told += String(chunk);
      });
      const under = flags[0] === '--install' ? /setInterval/ : /round 1 .*\n/;
      await until(() => under.test(told) && place.alive().length >= 3, 'it is under way');
      expect(readdirSync(place.temp).filter((name) => name.startsWith('modebench-code-'))).toHaveLength(1);
      running.kill(signal);
      const { exitCode } = await running;
      expect(exitCode).toBe(signal === 'SIGINT' ? 130 : undefined);
      await until(() => place.alive().length === 0, 'all processes are gone');
      await until(() => readdirSync(place.temp).length === 0, 'all folders are gone');
    }
    expect(repository.state()).toEqual(before);
    expect(existsSync(join(place.folder, '.git/worktrees'))).toBe(false);
  });
});

describe('bench compare of what cannot be measured', () => {
  async function told(...args: string[]): Promise<string> {
    const { exitCode, stderr, stdout } = await place.bench('compare', ...args);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
    return stderr;
  }

  it('names refs that are none, and those that come near', async () => {
    slowedDown();
    expect(await told('mian', '.')).toBe(
      'bench: mian: is no branch, tag or commit of this repository\n       did you mean main?',
    );
    expect(await told('ref:web', 'HEAD~7')).toBe(
      [
        'bench: web: is no branch, tag or commit of this repository',
        '       git branch -a and git tag list them',
        'bench: HEAD~7: is no branch, tag or commit of this repository',
        '       git branch -a and git tag list them',
      ].join('\n'),
    );
  });

  it('says what a shallow clone lacks', async () => {
    slowedDown();
    const clone = join(place.folder, 'cache/clone');
    execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${place.folder}`, clone]);
    const { exitCode, stderr } = await place.benchAt('cache/clone', 'compare', 'v1', '.');
    expect(stderr).toBe(
      'bench: v1: is no branch, tag or commit of this repository\n' +
        '       this is a shallow clone, whose history is cut off: git fetch --unshallow --tags; in CI check out with fetch-depth: 0 (on GitLab GIT_DEPTH: "0")',
    );
    expect(exitCode).toBe(2);
  });

  it('says that there is no repository, or no app in it', async () => {
    const { stderr } = await place.benchAt('/', 'compare', 'main', '.');
    expect(stderr).toBe(
      [
        'bench: main: a git ref needs a repository, and this folder is in none',
        '       run bench in the folder of the app, within its repository',
      ].join('\n'),
    );
    repository.commit({ a: '' });
    expect(await told('HEAD', 'main')).toContain(
      'bench: --modes: dev is a mode of the reference app, whose code is not in this repository\n' +
        "       bench init writes a configuration for the app here; or name its command: --cmd 'web=node server.js {port}'",
    );
  });

  it('asks which is meant where words could be two things, and takes what their companion can be', async () => {
    slowedDown();
    repository.write({
      'bench.config.json': JSON.stringify({
        modes: { dev: { command: 'node server.mjs {port}' }, web: { command: 'node server.mjs {port}' } },
      }),
    });
    repository.git('branch', 'dev');
    repository.git('branch', 'web');
    expect(await told('dev', 'web')).toBe(
      'bench: dev web: each of them is a git ref and a mode\n' +
        '       say which is meant: ref:dev ref:web, or mode:dev mode:web',
    );
    expect(await told('dev', 'v1', '--stack', 'node')).toContain('--stack: cannot go with two git refs');
    expect(await told('mode:dev', 'v1')).toBe(
      'bench: bench compare: "mode:dev" is a mode, "v1" is a git ref\n' +
        '       name two of a kind: two runs, two git refs (. is the working tree), two modes or two commands',
    );
    expect(await told('mode:dev', 'wbe')).toBe(
      'bench: wbe: is no mode\n       did you mean web? Allowed: dev, web',
    );
  });

  it('names folders that a commit lacks, and commands that only a shell understands', async () => {
    slowedDown();
    repository.commit({ 'bench.config.json': config({ cwd: 'later' }), 'later/server.mjs': server(1) });
    expect(await told('v1', '.')).toMatch(
      /^bench: v1@\w{7}: has no folder later, where web is started \(later\)\n {7}compare with a later commit/,
    );
    expect(await told('HEAD', '.', '--install', 'npm ci && npm run x', '--rounds', '0')).toBe(
      [
        'bench: --install: "&&" is for a shell, and none runs this command',
        "       give it to one: sh -c 'npm ci && npm run compile'",
        'bench: --rounds: "0" is not a whole number from 1 to 1000',
      ].join('\n'),
    );
  });
});

describe('bench compare of two modes or commands', () => {
  it.each([
    ['modes', ['dev', 'prefork:workers=2'], ['dev', 'prefork:workers=2'], ['--scenarios', 'json']],
    [
      'sizes of one mode',
      ['prefork:workers=1', 'prefork:workers=2'],
      ['prefork:workers=1', 'prefork:workers=2'],
      ['--scenarios', 'json'],
    ],
    ['commands', ['node one.mjs {port}', 'new=node two.mjs {port}'], ['A', 'new'], []],
  ])('measures two %s', async (_, words, ids, more) => {
    repository.write({ 'one.mjs': server(2), 'two.mjs': server(9) });
    const { exitCode, stdout, stderr } = await place.bench('compare', ...words, ...quick, ...more);
    expect(stderr).not.toContain('bench:');
    expect([0, 3]).toContain(exitCode);
    expect(stdout).toMatch(/^A: .*\nB: /);
    const { plan, command } = recordOf();
    expect(plan.variants.map(({ id }) => id)).toEqual(ids);
    expect(plan.baseline).toBe(ids[0]);
    expect(command.slice(0, 3)).toEqual(['compare', ...words]);
  });

  it('refuses what would be more than two, and flags that say it again', async () => {
    const sweep = await place.bench('compare', 'dev', 'prefork', '--workers', '1,2', '--modes', 'dev');
    expect(sweep.stderr).toBe('bench: --modes: cannot go with two modes\n       leave it out');
    const many = await place.bench('compare', 'dev', 'prefork', '--workers', '1,2');
    expect(many.stderr).toBe(
      'bench: dev prefork: come to 3 variants (dev, prefork:workers=1, prefork:workers=2)\n' +
        '       give each of them one size, as prefork:workers=2; bench run compares many',
    );
    expect(many.exitCode).toBe(2);
  });
});

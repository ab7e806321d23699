import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Plan } from '../../harness/model/plan.ts';
import type { CommandSource, Variant } from '../../harness/model/variant.ts';
import { type Codes, openCodes } from '../../harness/source/codes.ts';
import { findRepository, hasFolder, lacksLfs, submodulesOf } from '../../harness/source/repository.ts';
import { GitRepository } from '../helpers/git-repository.ts';

let place: string;
let repository: GitRepository;
let opened: Codes | null;
let told: string[];
const { PATH } = process.env;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'codes-'));
  // Says that it ran, and where; no registry is asked.
  mkdirSync(join(place, 'bin'));
  writeFileSync(join(place, 'bin/npm'), '#!/bin/sh\necho "npm $*" > npm-ran\n', { mode: 0o755 });
  process.env.PATH = `${join(place, 'bin')}:${PATH}`;
  repository = GitRepository.create(join(place, 'repo'));
  opened = null;
  told = [];
});
afterEach(async () => {
  process.env.PATH = PATH;
  expect(await opened?.remove()).toEqual(opened === null ? undefined : []);
  rmSync(place, { recursive: true });
});

function variant(name: string, commit: string, more: Partial<CommandSource> = {}): Variant {
  const label = name === '.' ? 'working tree' : name;
  const ref = { name, commit, label, mode: 'web', top: repository.folder };
  return {
    ...{ id: `${label} web`, label, options: {}, parallelism: null, development: false, notes: [] },
    source: { kind: 'command', command: 'x', cwd: repository.folder, ref, ...more },
  };
}

async function open(variants: Variant[], install?: Plan['install']): Promise<Codes> {
  const plan = { variants, ...(install === undefined ? {} : { install }) } as unknown as Plan;
  opened = await openCodes(plan, {
    folder: place,
    signal: new AbortController().signal,
    watch: () => () => undefined,
    tell: (of, step) =>
      told.push(
        `${of} ${step.kind}${'folder' in step ? ` ${step.folder}` : ''}${'why' in step ? ` (${step.why})` : ''}`,
      ),
  });
  return opened;
}

const cwdOf = ({ variants }: Codes, index = 0): string => {
  const source = variants[index]?.source;
  return (source?.kind === 'command' ? source.cwd : undefined) ?? '';
};

const lock = (version: string, more: object = {}) =>
  JSON.stringify({ lockfileVersion: 3, packages: { '': {}, 'node_modules/a': { version }, ...more } });

/** As npm leaves it: a package, and what it says is installed. */
function installed(version: string): void {
  repository.write({
    'node_modules/a/index.js': `module.exports = ${JSON.stringify(version)}`,
    'node_modules/.package-lock.json': JSON.stringify({ packages: { 'node_modules/a': { version } } }),
  });
}

describe('the code of a commit', () => {
  it('is checked out beside the working tree, in the same sub-folder, as a repository that knows its tags', async () => {
    const first = repository.commit({ 'app/server.js': 'old', README: 'r' });
    repository.git('tag', 'v1.0.0');
    repository.commit({ 'app/server.js': 'new' });
    repository.write({ 'app/server.js': 'dirty' });
    const before = repository.state();
    const codes = await open([
      variant('v1.0.0', first, { cwd: join(repository.folder, 'app') }),
      variant('.', first, { cwd: join(repository.folder, 'app') }),
    ]);
    const folder = cwdOf(codes);
    expect(readFileSync(join(folder, 'server.js'), 'utf8')).toBe('old');
    expect(cwdOf(codes, 1)).toBe(join(repository.folder, 'app'));
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
    expect(git('describe', '--tags')).toBe('v1.0.0');
    expect(git('status', '--porcelain')).toBe('');
    expect(repository.state()).toEqual(before);
    expect(await codes.remove()).toEqual([]);
    expect(existsSync(resolve(folder, '..'))).toBe(false);
    expect(repository.state()).toEqual(before);
    expect(told).toEqual(['v1.0.0 checkout']);
  });

  it('is made once for all modes, and its build is done there', async () => {
    const commit = repository.commit({ 'server.js': '' });
    const build = { command: 'make', cwd: repository.folder, env: {}, timeoutMs: 1 };
    const codes = await open([variant('main', commit, { build }), variant('HEAD', commit, { build })]);
    expect(cwdOf(codes)).toBe(cwdOf(codes, 1));
    expect(codes.variants[0]?.source).toMatchObject({ build: { cwd: cwdOf(codes) } });
    expect(told).toEqual(['main checkout']);
  });

  it('of a shallow clone is there as far as the clone has it', async () => {
    repository.commit({ 'server.js': '1' });
    const commit = repository.commit({ 'server.js': '2' });
    execFileSync('git', [
      'clone',
      '--quiet',
      '--depth=1',
      `file://${repository.folder}`,
      join(place, 'clone'),
    ]);
    const top = join(place, 'clone');
    const { source } = variant('main', commit);
    const ref = { name: 'main', commit, label: 'main', mode: 'web', top };
    const codes = await open([
      { ...variant('main', commit), source: { ...source, cwd: top, ref } as CommandSource },
    ]);
    expect(readFileSync(join(cwdOf(codes), 'server.js'), 'utf8')).toBe('2');
    expect(execFileSync('git', ['log', '--oneline'], { cwd: cwdOf(codes), encoding: 'utf8' })).toMatch(
      /^.+\n$/,
    );
  });

  it('that is not there any more fails with what git says, and leaves nothing', async () => {
    repository.commit({ 'server.js': '' });
    const commit = '0123456789'.repeat(4);
    await expect(open([variant('gone', commit)])).rejects.toMatchObject({
      failure: {
        reason: 'checkout-failed',
        variant: 'gone web',
        commit,
        detail: expect.stringMatching(/\w/),
      },
    });
  });

  it('is told apart by its folders, submodules and large files', async () => {
    const commit = repository.commit({
      'app/a': '',
      '.gitmodules': '[submodule "lib"]\n\tpath = vendor/lib\n\turl = ../lib\n',
      'app/.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
    });
    const found = await findRepository(join(repository.folder, 'app'));
    if (found === null) throw new Error('no repository');
    expect(found).toMatchObject({ top: repository.folder, shallow: null, hash: 'sha1' });
    expect(await hasFolder(found, commit, 'app')).toBe(true);
    expect(await hasFolder(found, commit, 'app/a')).toBe(false);
    expect(await submodulesOf(found, commit)).toEqual(['vendor/lib']);
    // Whoever runs the tests may have git-lfs.
    vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
    vi.stubEnv('GIT_CONFIG_SYSTEM', '/dev/null');
    expect(await lacksLfs(found, commit)).toBe(true);
    vi.unstubAllEnvs();
    repository.git('config', 'filter.lfs.process', 'git-lfs filter-process');
    expect(await lacksLfs(found, commit)).toBe(false);
    expect(await findRepository(place)).toBeNull();
  });
});

describe('the packages of a commit', () => {
  const manifest = '{"dependencies":{"a":"1"}}';

  it('are those of the working tree where its lockfile is the same and they are what it says', async () => {
    const commit = repository.commit({
      'package.json': manifest,
      'package-lock.json': lock('1'),
      '.gitignore': 'node_modules',
    });
    installed('1');
    const codes = await open([variant('main', commit)]);
    expect(told).toEqual(['main checkout', 'main linked node_modules (same-lockfile)']);
    expect(lstatSync(join(cwdOf(codes), 'node_modules')).isSymbolicLink()).toBe(true);
    await codes.remove();
    expect(readFileSync(join(repository.folder, 'node_modules/a/index.js'), 'utf8')).toContain('1');
  });

  it.each<[string, () => void, string]>([
    [
      'the lockfile is another',
      () => repository.write({ 'package-lock.json': lock('2') }),
      'the working tree has another package-lock.json',
    ],
    [
      'something else is installed',
      () => installed('2'),
      'node_modules of the working tree is not what package-lock.json says',
    ],
    [
      'nothing is installed',
      () => rmSync(join(repository.folder, 'node_modules'), { recursive: true }),
      'the working tree has no node_modules',
    ],
  ])('are installed where %s', async (_, change, why) => {
    const commit = repository.commit({
      'package.json': '{"name":"x"}',
      'package-lock.json': lock('1'),
      '.gitignore': 'node_modules',
    });
    installed('1');
    change();
    const codes = await open([variant('main', commit)]);
    expect(readFileSync(join(cwdOf(codes), 'npm-ran'), 'utf8')).toBe('npm ci --no-audit --no-fund\n');
    expect(existsSync(join(repository.folder, 'npm-ran'))).toBe(false);
    expect(told).toEqual(['main checkout', `main install (${why})`]);
  });

  it.each([
    [
      'a script of their own',
      { 'package.json': '{"scripts":{"prepare":"x"}}' },
      'package.json has a script prepare',
    ],
    [
      'packages of the repository',
      {
        'package-lock.json': lock('1', {
          'node_modules/b': { resolved: 'packages/b', link: true, dev: true },
        }),
      },
      'package-lock.json has packages of the repository itself',
    ],
  ])('are installed where they have %s', async (_, files, why) => {
    const commit = repository.commit({
      'package.json': '{"name":"x"}',
      'package-lock.json': lock('1'),
      '.gitignore': 'node_modules',
      ...files,
    });
    installed('1');
    await open([variant('main', commit)]);
    expect(told.at(-1)).toBe(`main install (${why})`);
  });

  it('are installed as one says, in the folder of the checkout, with what it writes kept', async () => {
    const commit = repository.commit({ 'sub/a': '', 'package-lock.json': lock('1') });
    const script = "require('fs').writeFileSync('installed', 'yes'); console.log('done')";
    const step = { command: 'node', argv: [process.execPath, '-e', script], env: {}, timeoutMs: 60_000 };
    const codes = await open([variant('main', commit)], { ...step, cwd: join(repository.folder, 'sub') });
    expect(readFileSync(join(cwdOf(codes), 'sub/installed'), 'utf8')).toBe('yes');
    expect(readFileSync(join(place, 'install-1.log'), 'utf8')).toBe('done\n');
    expect(existsSync(join(repository.folder, 'sub/installed'))).toBe(false);
  });

  it('are left alone when one says so, and told of when no lockfile says which they are', async () => {
    const commit = repository.commit({ 'package.json': manifest });
    await (await open([variant('main', commit)], false)).remove();
    expect(told).toEqual(['main checkout']);
    await open([variant('main', commit)]);
    expect(told.slice(1)).toEqual(['main checkout', 'main unlocked package.json']);
  });
});

describe('an environment of Python', () => {
  function environment(): string {
    const packages = join(repository.folder, '.venv/lib/python3.12/site-packages');
    mkdirSync(packages, { recursive: true });
    writeFileSync(join(repository.folder, '.venv/pyvenv.cfg'), '');
    return packages;
  }

  it('is that of the working tree', async () => {
    const commit = repository.commit({ 'app.py': '', '.gitignore': '.venv' });
    environment();
    const codes = await open([variant('main', commit)]);
    expect(told).toEqual(['main checkout', 'main linked .venv (environment)']);
    expect(readdirSync(join(cwdOf(codes), '.venv'))).toContain('pyvenv.cfg');
  });

  it('is refused where it would serve the code of the working tree', async () => {
    const commit = repository.commit({ 'app.py': '', '.gitignore': '.venv' });
    const info = join(environment(), 'shop-1.0.dist-info');
    mkdirSync(info);
    writeFileSync(
      join(info, 'direct_url.json'),
      `{"dir_info":{"editable": true},"url":"file://${repository.folder}"}`,
    );
    await expect(open([variant('main', commit)])).rejects.toMatchObject({
      problems: [
        {
          where: 'main',
          message: '.venv takes shop-1.0 from the working tree (an editable install), whatever the commit',
          hint: expect.stringContaining('--install'),
        },
      ],
    });
  });
});

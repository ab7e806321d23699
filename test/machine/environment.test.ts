import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isVirtualised, parseAffinity, readEnvironment } from '../../harness/machine/environment.ts';
import { environmentDifferences } from '../../harness/machine/environment-differences.ts';
import { parseStatus, readGit } from '../../harness/machine/git.ts';
import { type Environment, environmentSchema } from '../../harness/model/machine.ts';

const commit = 'a'.repeat(40);

describe('the environment of this machine', () => {
  it('is whole and of the form of the record', async () => {
    const environment = await readEnvironment({
      version: '1.2.3',
      servers: { fastify: '5.12.8' },
      cwd: tmpdir(),
    });
    expect(environmentSchema.parse(environment)).toEqual(environment);
    expect(environment).toMatchObject({
      modebench: '1.2.3',
      node: process.versions.node,
      placement: 'co-located',
      servers: { fastify: '5.12.8' },
    });
    expect(environmentDifferences(environment, environment)).toEqual([]);
  });
});

describe('small parsers', () => {
  it('read the affinity of a process', () => {
    expect(parseAffinity('Cpus_allowed:\tff\nCpus_allowed_list:\t0-3,8\nMems_allowed:\t1\n')).toBe('0-3,8');
    expect(parseAffinity('')).toBeNull();
  });

  it('see a hypervisor by its flag, and know when there are no flags', () => {
    expect(isVirtualised('flags\t\t: fpu vme hypervisor lahf_lm\n')).toBe(true);
    expect(isVirtualised('flags\t\t: fpu vme hypervisors\n')).toBe(false);
    expect(isVirtualised('Features\t: fp asimd\n')).toBeNull();
    expect(isVirtualised(null)).toBeNull();
  });
});

describe('git state', () => {
  const clean = `# branch.oid ${commit}\n# branch.head main\n# branch.upstream origin/main\n# branch.ab +0 -0\n`;

  it.each([
    ['a clean branch', clean, { commit, dirty: false, branch: 'main' }],
    ['a changed file', `${clean}1 .M N... 100644 100644 100644 x y a.ts\n`, { dirty: true }],
    ['a new file', `${clean}? new.ts\n`, { dirty: true }],
    ['a detached head', clean.replace('main\n', '(detached)\n'), { commit, branch: null }],
    ['no commit yet', clean.replace(commit, '(initial)'), null],
    ['nonsense', 'fatal: not a repository', null],
  ])('%s', (_, text, expected) => {
    if (expected === null) expect(parseStatus(text)).toBeNull();
    else expect(parseStatus(text)).toMatchObject(expected);
  });

  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'bench-test-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('is null outside a repository, and for a folder that does not exist', async () => {
    expect(await readGit(dir)).toBeNull();
    expect(await readGit(join(dir, 'none'))).toBeNull();
  });

  it('follows a real repository', async () => {
    const git = (...args: string[]) => {
      const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
      return execFileSync('git', [...who, ...args], { cwd: dir, encoding: 'utf8' }).trim();
    };
    git('init', '-q', '-b', 'trunk');
    expect(await readGit(dir)).toBeNull();
    writeFileSync(join(dir, 'a'), '1');
    git('add', 'a');
    git('commit', '-q', '--no-gpg-sign', '-m', 'one');
    expect(await readGit(dir)).toEqual({ commit: git('rev-parse', 'HEAD'), dirty: false, branch: 'trunk' });
    writeFileSync(join(dir, 'a'), '2');
    expect(await readGit(dir)).toMatchObject({ dirty: true });
  });
});

describe('environmentDifferences', () => {
  const base: Environment = {
    modebench: '0.1.0',
    node: '20.20.2',
    platform: 'linux x64',
    kernel: '6.1.0',
    cpuModel: 'AMD EPYC',
    cores: 2,
    affinity: '0-1',
    placement: 'co-located',
    memoryBytes: 8e9,
    cgroup: { version: 'v2', cpuLimitCores: 2, memoryLimitBytes: null },
    governor: null,
    virtualised: true,
    servers: { fastify: '5.12.8', libsql: '0.5.29' },
    git: { commit, dirty: false, branch: 'main' },
  };

  it.each<[string[], Partial<Environment>]>([
    [['cpuModel'], { cpuModel: 'Intel Xeon' }],
    [['cores'], { cores: 4 }],
    [['kernel'], { kernel: '6.2.0' }],
    [['node'], { node: '22.1.0' }],
    [['modebench'], { modebench: '0.2.0' }],
    [['affinity'], { affinity: '0' }],
    [['placement'], { placement: 'pinned' }],
    [['governor'], { governor: 'powersave' }],
    [['memoryBytes'], { memoryBytes: 16e9 }],
    [['cgroup.cpuLimitCores'], { cgroup: { version: 'v2', cpuLimitCores: null, memoryLimitBytes: null } }],
    [['cgroup.memoryLimitBytes'], { cgroup: { version: 'v2', cpuLimitCores: 2, memoryLimitBytes: 1e9 } }],
    [['servers.fastify'], { servers: { fastify: '5.13.0', libsql: '0.5.29' } }],
    [['servers.fastify', 'servers.libsql'], { servers: { fastify: '5.13.0', libsql: '0.6.0' } }],
    [['kernel', 'cores'].sort(), { cores: 1, kernel: '5.0' }],
  ])('names %j, in either order', (names, change) => {
    expect(environmentDifferences(base, { ...base, ...change }).sort()).toEqual(names);
    expect(environmentDifferences({ ...base, ...change }, base).sort()).toEqual(names);
  });

  it('overlooks servers that only one of them knows, for no figure of both is of them', () => {
    const other = { ...base, servers: { fastify: '5.12.8', flask: '2.2.2' } };
    expect(environmentDifferences(base, other)).toEqual([]);
    expect(environmentDifferences(other, base)).toEqual([]);
  });

  it('overlooks another commit, and a few kB of memory that the kernel keeps', () => {
    const other = { ...base, memoryBytes: 8e9 - 4096, git: null };
    expect(environmentDifferences(base, other)).toEqual([]);
  });
});

import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { execa } from 'execa';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordSchema } from '../../harness/model/record.ts';

const root = resolve(import.meta.dirname, '../..');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-'));
  // Without scripts: what is packed was built before, and building it anew would pull it from under other tests.
  await execa('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
  writeFileSync(join(folder, 'package.json'), '{"name":"somebody","private":true}');
  await execa('npm', ['install', '--no-audit', '--no-fund', join(folder, tarballName())], { cwd: folder });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function tarballName(): string {
  return readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? 'no tarball';
}

const typedUse = `
import { compare, defineConfig, run, type RunRecord, UsageError } from 'modebench';
export const config = defineConfig({ modes: { web: { command: 'node server.js {port}' } } });
const { record, verdict, folder } = await run({
  modes: ['dev'], rounds: 1, concurrency: [1, 8], slo: 'p99<1s', signal: AbortSignal.timeout(1000),
  onEvent: (event) => { if (event.type === 'ended') console.log(event.record.id); },
});
const text: string = verdict === 'pass' ? folder : (record.summaries[0]?.variant ?? '');
const { ratios } = await compare('latest~1', record as RunRecord);
console.log(text, ratios[0]?.ratio.point, UsageError);
// @ts-expect-error there is no such option
await run({ mode: 'dev' });
`;

const usedInTest = `
import { writeFileSync } from 'node:fs';
import { compare, run, UsageError } from 'modebench';

writeFileSync('server.mjs', 'import { createServer } from "node:http"; createServer((_, answer) => answer.end("hello")).listen(process.argv[2], "127.0.0.1");');
const web = { command: ['node', 'server.mjs', '{port}'] };
const asked = { config: { modes: { web } }, concurrency: 4, rounds: 1, name: 'speed' };

test('a run gives its record and a verdict', async () => {
  const seen = [];
  const { record, verdict, folder } = await run({ ...asked, onEvent: ({ type }) => seen.push(type) });
  expect(record.summaries[0].requests.ok).toBeGreaterThan(0);
  expect(['pass', 'no-answer']).toContain(verdict);
  expect(record.plan.variants.map(({ id }) => id)).toEqual(['web']);
  expect(folder).toContain('speed');
  expect([seen[0], seen.at(-1)]).toEqual(['run-started', 'ended']);
  expect(record.command.slice(0, 3)).toEqual(['run', '--concurrency', '4']);
});

test('an objective that is missed is the verdict', async () => {
  const { verdict, record } = await run({ ...asked, slo: 'p50<1us' });
  expect(record.objectives[0].verdict === 'missed' ? verdict : 'missed').toBe('missed');
});

test('two runs are compared by their names', async () => {
  const { ratios, unusable, differences } = await compare('speed~1', 'speed');
  expect(differences).toEqual([]);
  expect(ratios.length + unusable.length).toBeGreaterThan(0);
});

test('what is wrong is told before anything starts, all of it', async () => {
  const wrong = run({ ...asked, concurrency: 'many', rounds: 0 });
  await expect(wrong).rejects.toBeInstanceOf(UsageError);
  await expect(wrong).rejects.toMatchObject({ problems: [{ where: '--concurrency' }, { where: '--rounds' }] });
});
`;

describe('the package, installed in an empty folder', () => {
  it('answers to both of its names', async () => {
    for (const name of ['bench', 'modebench']) {
      const { stdout } = await execa('npx', ['--no-install', name, '--version'], { cwd: folder });
      expect(stdout).toBe(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version);
    }
  });

  it('runs, and draws its reports and pictures', async () => {
    const args = ['run', '--modes', 'dev,prefork:workers=2,threaded:threads=2', '--scenarios', 'page'];
    const more = ['--concurrency', '4', '--rounds', '1', '--format', 'html,md,png,json', '--json', '--quiet'];
    const { stdout } = await execa('npx', ['--no-install', 'modebench', ...args, ...more], { cwd: folder });
    const record = recordSchema.parse(JSON.parse(stdout));
    expect(record.summaries).toHaveLength(3);
    expect(record.summaries.every((cell) => cell.requests.ok > 0)).toBe(true);
    const run = join(folder, '.bench/runs', record.id);
    for (const name of [
      'record.json',
      'report.html',
      'report.md',
      'report.json',
      'report.png',
      'report-page.png',
    ]) {
      expect(existsSync(join(run, name)), name).toBe(true);
    }
    // A PNG of that many pixels that holds nothing but one colour would be a few kB.
    expect(readFileSync(join(run, 'report.png')).length).toBeGreaterThan(20_000);
  });

  it('brings its man page and what its help points at', () => {
    const installed = join(folder, 'node_modules/modebench');
    const { man } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    for (const file of [
      ...man,
      'README.md',
      'docs/config.md',
      'docs/objectives.md',
      'docs/claims.md',
      'docs/exports.md',
    ])
      expect(existsSync(join(installed, file)), file).toBe(true);
  });

  it('tells types right to whoever imports it as a module', async () => {
    const tarball = readFileSync(join(folder, tarballName()));
    const checked = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
    if (!checked.types) throw new Error('no types were found');
    // It is ESM only; resolution as Node 10 did it knows no subpaths.
    const expected = ['CJSResolvesToESM', 'NoResolution node10'];
    const problems = checked.problems.map((problem) =>
      problem.kind === 'NoResolution' ? `${problem.kind} ${problem.resolutionKind}` : problem.kind,
    );
    expect(problems.filter((problem) => !expected.includes(problem))).toEqual([]);
    const { messages } = await publint({ pkgDir: join(folder, 'node_modules/modebench'), pack: false });
    expect(messages).toEqual([]);
  });

  it('compiles in a strict project, its declarations included', async () => {
    writeFileSync(join(folder, 'use.mts'), typedUse);
    const compilerOptions = {
      ...{ module: 'nodenext', target: 'es2023', strict: true, noEmit: true, skipLibCheck: false },
      ...{ types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.mts'] }));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = await execa(process.execPath, [tsc, '-p', folder], { reject: false });
    expect(stdout).toBe('');
  });

  it('measures from within a test of Vitest', async () => {
    writeFileSync(join(folder, 'speed.test.mjs'), usedInTest);
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const args = [vitest, 'run', '--globals', '--root', folder, '--reporter=json', '--testTimeout=60000'];
    const { stdout, stderr } = await execa(process.execPath, args, { cwd: folder, reject: false });
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(stdout);
    expect([numPassedTests, numFailedTests], stderr + JSON.stringify(testResults)).toEqual([4, 0]);
  });

  it('is small: what is ours takes at most 5 MB', async () => {
    const own = readdirSync(join(folder, 'node_modules/modebench'), { recursive: true, withFileTypes: true });
    const bytes = own
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('modebench/node_modules'))
      .map((entry) => statSync(join(entry.parentPath, entry.name)).size);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(5_000_000);
  });

  it('holds nothing that only its makers need', () => {
    const installed = readdirSync(join(folder, 'node_modules/modebench'));
    expect(installed.sort()).toEqual(
      [
        'CHANGELOG.md',
        'action.yml',
        'LICENSE',
        'README.md',
        'dist',
        'docs',
        'node_modules',
        'package.json',
        'schema',
        'vendor',
      ].sort(),
    );
  });
});

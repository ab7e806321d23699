import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordSchema } from '../../harness/model/record.ts';

const root = resolve(import.meta.dirname, '../..');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-'));
  // Without scripts: what is packed was built before, and building it anew would pull it from under other tests.
  await execa('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
  writeFileSync(join(folder, 'package.json'), '{"name":"somebody","private":true}');
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  await execa('npm', ['install', '--no-audit', '--no-fund', join(folder, tarball)], { cwd: folder });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

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

  it('holds nothing that only its makers need', () => {
    const installed = readdirSync(join(folder, 'node_modules/modebench'));
    expect(installed.sort()).toEqual(
      [
        'CHANGELOG.md',
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

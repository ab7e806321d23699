import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'modebench-scripts-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Project {
  /** What its `lint` runs, in place of nothing. */
  readonly lint?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

/** `npm test` of a small project, whose files are given. */
async function npmTest(files: Readonly<Record<string, string>>, { lint, env, args = [] }: Project = {}) {
  const nothing = 'node --eval 0';
  const scripts = { build: nothing, lint: lint ?? nothing, typecheck: nothing };
  write('package.json', JSON.stringify({ type: 'module', scripts }));
  write('vitest.config.js', 'export default { cacheDir: "cache" };');
  for (const [name, text] of Object.entries(files)) write(name, text);
  const { PATH = '', HOME = '' } = process.env;
  const { exitCode, stdout, stderr } = await execa('node', [join(root, 'scripts/test.mjs'), ...args], {
    ...{ cwd: folder, reject: false, extendEnv: false, timeout: 100_000 },
    env: { PATH, HOME, NO_COLOR: '1', ...env },
  });
  return { exitCode, stdout, stderr, last: stdout.trimEnd().split('\n').at(-1) };
}

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

const tests = (body: string) => `import { expect, it } from 'vitest';\n${body}\n`;
const good = tests("it('holds', () => expect(1).toBe(1)); it('holds too', () => {});");
const bad = tests("it('fails', () => expect(1).toBe(2)); it('holds', () => {});");
const idle = tests("it.skip('waits', () => {}); it.todo('is to come'); it('holds', () => {});");

describe('npm test', () => {
  it('passes when all tests do, and counts them in its last line', async () => {
    const { exitCode, last } = await npmTest({ 'a.test.js': good, 'b.test.js': good });
    expect([last, exitCode]).toEqual(['4 passed, 0 failed, 0 skipped', 0]);
  });

  it('runs only the files that are named', async () => {
    const { exitCode, last } = await npmTest({ 'a.test.js': good, 'b.test.js': bad }, { args: ['a.test'] });
    expect([last, exitCode]).toEqual(['2 passed, 0 failed, 0 skipped', 0]);
  });

  it('fails when a test does', async () => {
    const { exitCode, last } = await npmTest({ 'a.test.js': good, 'b.test.js': bad });
    expect([last, exitCode]).toEqual(['3 passed, 1 failed, 0 skipped', 1]);
  });

  it('names what passed only when it was run again', async () => {
    const unsure = tests("let runs = 0; it('is unsure', { retry: 1 }, () => expect(++runs).toBe(2));");
    const { exitCode, last, stderr } = await npmTest({ 'a.test.js': good, 'b.test.js': unsure });
    expect([last, exitCode]).toEqual(['3 passed, 0 failed, 0 skipped', 0]);
    expect(stderr).toContain('passed only when run again:\n  b.test.js: is unsure');
    expect(stderr).not.toContain('holds');
  });

  it('counts skipped tests, which fail nothing on the machine of a developer', async () => {
    const { exitCode, last, stderr } = await npmTest({ 'a.test.js': idle });
    expect([last, exitCode]).toEqual(['1 passed, 0 failed, 2 skipped', 0]);
    expect(stderr).not.toContain('in CI');
  });

  it('fails in CI where a test is skipped, and names each', async () => {
    const { exitCode, last, stderr } = await npmTest({ 'a.test.js': idle }, { env: { CI: 'true' } });
    expect([last, exitCode]).toEqual(['1 passed, 0 failed, 2 skipped', 1]);
    expect(stderr).toContain('in CI no test may skip:\n');
    expect(stderr).toMatch(/^ {2}\w+: \S*a\.test\.js: waits$/m);
    expect(stderr).toMatch(/^ {2}todo: \S*a\.test\.js: is to come$/m);
    expect(stderr).not.toContain('holds');
  });

  it.each([
    ['a file does not load', { 'a.test.js': good, 'b.test.js': 'import "./nowhere.js";' }],
    [
      'an error comes outside of tests',
      { 'a.test.js': `${good}Promise.reject(new Error('nobody waits for it'));\n` },
    ],
  ])('fails when %s, though no test did', async (_what, files) => {
    const { exitCode, last } = await npmTest(files);
    expect([last, exitCode]).toEqual(['2 passed, 1 failed, 0 skipped', 1]);
  });

  it('fails when no test is found', async () => {
    const { exitCode, last } = await npmTest({});
    expect(last).toMatch(/^0 passed, \d failed, 0 skipped$/);
    expect(exitCode).toBe(1);
  });

  it('fails when vitest crashes and leaves no report', async () => {
    const { exitCode, last, stderr } = await npmTest({
      'a.test.js': good,
      'vitest.config.js': 'throw new Error("no configuration");',
    });
    expect([last, exitCode]).toEqual(['0 passed, 1 failed, 0 skipped', 1]);
    expect(stderr).toContain('vitest left no report');
  });

  it('ends at a step that fails before the tests', async () => {
    const { exitCode, last, stdout, stderr } = await npmTest(
      { 'a.test.js': good },
      { lint: 'node --eval process.exit(3)' },
    );
    expect([last, exitCode]).toEqual(['0 passed, 1 failed, 0 skipped', 1]);
    expect(stderr).toContain('lint failed');
    expect(stdout.match(/^── .*/gm)).toEqual(['── build', '── lint']);
  });
});

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const self = join(import.meta.dirname, '..');
const bench = join(self, '../../dist/harness/cli.js');
const slow = pathToFileURL(join(self, 'slowed/slow.mjs')).href;
const serve = join(self, 'slowed/serve.mjs');

/** How the reference app is started, for `--modes`; `change.mjs` is what commits differ in. */
const modes = {
  dev: { command: ['node', '--import', './change.mjs', serve, 'dev', '--port', '{port}'], development: true },
  prefork: {
    command: [
      'node',
      '--import',
      './change.mjs',
      serve,
      'prefork',
      '--port',
      '{port}',
      '--size',
      '{workers}',
    ],
    workers: 2,
  },
};

/** A git repository of the reference app, for gates as people run them: `bench gate --base HEAD`, each in a process. */
export class GatedApp {
  #folder = mkdtempSync(join(tmpdir(), 'self-gate-'));
  #runs;
  #running = null;
  /** The signal that ended it; null while it goes on. */
  stoppedBy = null;

  /** @param runs where records are kept */
  constructor(runs) {
    this.#runs = runs;
    mkdirSync(this.#temp, { recursive: true });
    mkdirSync(this.#repository);
    this.#git('init', '--quiet', '--initial-branch=main');
    this.#write('bench.config.json', JSON.stringify({ modes }));
    this.#change({});
    this.#git('add', '--all');
    this.#git('commit', '--quiet', '--message', 'the app as it is');
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => this.#stop(signal));
  }

  /**
   * One whole gate of the app with these variables (slow.mjs) against the app as it is.
   * @returns exit code, how long it took, where its record is (null where it left none), what it wrote to stderr; null
   *   when it was interrupted
   */
  async gate({ name, mode, scenarios, budget, variables = {} }) {
    this.#change(variables);
    const before = new Set(this.#recorded());
    const began = performance.now();
    const args = ['gate', '--base', 'HEAD', '--modes', mode, '--scenarios', scenarios.join(',')];
    const more = ['--budget', budget, '--name', name, '--out', this.#runs, '--quiet'];
    const { exitCode, stderr } = await this.#bench([...args, ...more]);
    if (this.stoppedBy !== null) return null;
    const run = this.#recorded().find((one) => !before.has(one)) ?? null;
    return { exitCode, seconds: (performance.now() - began) / 1000, run, stderr: stderr.slice(-2000) };
  }

  close() {
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  get #repository() {
    return join(this.#folder, 'app');
  }

  get #temp() {
    return join(this.#folder, 'tmp');
  }

  /** As on a machine that nothing is known of; nothing is told to a CI. */
  get #surroundings() {
    const temp = this.#temp;
    return { TMPDIR: temp, XDG_CACHE_HOME: temp, NO_COLOR: '1', GITHUB_ACTIONS: '', GITHUB_STEP_SUMMARY: '' };
  }

  /** Values go into the environment, so that workers inherit them. */
  #change(variables) {
    const text = `Object.assign(process.env, ${JSON.stringify(variables)});\nawait import('${slow}');\n`;
    this.#write('change.mjs', text);
  }

  #write(name, text) {
    writeFileSync(join(this.#repository, name), text);
  }

  #git(...args) {
    const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', '-c', 'commit.gpgsign=false'];
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
    const { status, stderr } = spawnSync('git', [...who, ...args], { cwd: this.#repository, env });
    if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
  }

  #recorded() {
    return readdirSync(this.#runs);
  }

  #bench(args) {
    return new Promise((resolve, reject) => {
      // In a process group of its own: Ctrl-C comes to it through #stop, once.
      const child = spawn(process.execPath, [bench, ...args], {
        cwd: this.#repository,
        env: { ...process.env, ...this.#surroundings },
        stdio: ['ignore', 'ignore', 'pipe'],
        detached: true,
      });
      this.#running = child;
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text) => {
        stderr += text;
      });
      child.once('error', reject);
      child.once('close', (code, signal) => {
        this.#running = null;
        resolve({ exitCode: code ?? signal, stderr });
      });
    });
  }

  #stop(signal) {
    this.stoppedBy ??= signal;
    this.#running?.kill(signal);
  }
}

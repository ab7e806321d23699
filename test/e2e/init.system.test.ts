import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgsStringToArgv } from 'string-argv';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { serverModes } from '#built/servers/index.js';
import { type Config, configSchema, type ModeConfig } from '../../harness/model/config.ts';
import { Workplace } from '../helpers/cli.ts';
import { canListen, newTag, tagged, until } from '../helpers/tagged-processes.ts';
import { until as waitFor } from '../helpers/until.ts';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create();
});
afterEach(() => place.leave());

async function put(texts: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(texts)) {
    await mkdir(dirname(join(place.folder, 'app', path)), { recursive: true });
    await writeFile(join(place.folder, 'app', path), text);
  }
}

const flask = {
  'shop/__init__.py':
    "from flask import Flask\n\ndef create_app():\n    app = Flask(__name__)\n\n    @app.route('/')\n    def home():\n        return 'from flask'\n\n    return app\n",
};
const django = {
  'manage.py':
    "import os, sys\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site1.settings')\nfrom django.core.management import execute_from_command_line\nexecute_from_command_line(sys.argv)\n",
  'site1/__init__.py': '',
  'site1/settings.py':
    "DEBUG = True\nSECRET_KEY = 'x'\nROOT_URLCONF = 'site1.urls'\nWSGI_APPLICATION = 'site1.wsgi.application'\n",
  'site1/urls.py':
    "from django.http import HttpResponse\nfrom django.urls import path\n\nurlpatterns = [\n    path('', lambda request: HttpResponse('from django')),\n]\n",
  'site1/wsgi.py':
    "import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site1.settings')\napplication = get_wsgi_application()\n",
};
const node = {
  'server.js':
    "const { createServer } = require('node:http');\ncreateServer((req, res) => {\n  if (req.url === '/') res.end('from node');\n  else res.writeHead(404).end();\n}).listen(3000);\n",
};

/** Starts a mode as it was written, asks it for /, stops it, and looks that nothing of it is left. */
async function served(config: Config, name: string): Promise<string> {
  const mode: ModeConfig = config.modes?.[name] ?? { command: '' };
  const port = await freePort();
  const fill = (text: string) =>
    text.replace(
      /\{(\w+)\}/g,
      (whole, key: string) =>
        ({ host: '127.0.0.1', port: String(port), workers: '2', threads: '2' })[key] ?? whole,
    );
  const words = typeof mode.command === 'string' ? parseArgsStringToArgv(mode.command) : mode.command;
  const [program = '', ...args] = words.map(fill);
  const env = Object.fromEntries(Object.entries(mode.env ?? {}).map(([key, value]) => [key, fill(value)]));
  const tag = newTag();
  const child = spawn(program, args, {
    cwd: join(place.folder, 'app', mode.cwd ?? '.'),
    env: { ...process.env, PORT: String(port), PYTHONDONTWRITEBYTECODE: '1', ...env, ...tag },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (output += text.toString()));
  const pattern = new RegExp(mode.ready?.pattern ?? '', 'm');
  let answer = '';
  try {
    await waitFor(`${name} answers: ${mode.command}`, async () => {
      if (child.exitCode !== null) throw new Error(`${name} ended: ${output}`);
      answer = await ask(port).catch(() => '');
      return answer !== '' && pattern.test(output);
    });
  } finally {
    await stop(child, tag);
  }
  await until(`the port of ${name} is free`, () => canListen(port));
  return answer;
}

/** As the harness does it: uWSGI, for one, loses a SIGTERM that comes while it still starts workers. */
async function stop(child: ChildProcess, tag: Record<string, string>): Promise<void> {
  const gone = () => tagged(tag).length === 0;
  if (child.exitCode === null) process.kill(-(child.pid ?? 0), 'SIGTERM');
  try {
    await waitFor('all of it is gone', gone, 5000);
  } catch {
    for (const pid of tagged(tag)) process.kill(pid, 'SIGKILL');
    await waitFor('all of it is gone', gone);
  }
}

function ask(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/', agent: false }, (answer) => {
      let text = '';
      answer.on('data', (part) => (text += part)).on('end', () => resolve(`${answer.statusCode} ${text}`));
    }).on('error', reject);
  });
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

describe('bench init', () => {
  it('writes one file, gives an account of it, and says what comes next', async () => {
    await put(node);
    const { stdout, exitCode } = await place.bench('init', 'app');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Looked at 1 file in ');
    expect(stdout).toMatch(/start +node server\.js +server\.js:2\n/);
    expect(stdout).toMatch(/port +3000, fixed +server\.js:5\n/);
    expect(stdout).toMatch(/path +\/ +server\.js:3\n/);
    expect(stdout).toContain('written: app/bench.config.mjs\n  modes      dev, prefork\n  scenarios  home\n');
    expect(stdout).toContain('next: cd app && bench run');
    expect(await readdir(join(place.folder, 'app'))).toEqual(['bench.config.mjs', 'server.js']);
  });

  it('writes over nothing unless it is told to', async () => {
    await put({ ...node, 'bench.config.mjs': 'mine' });
    const refused = await place.bench('init', 'app');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toBe(
      'bench: bench.config.mjs: is a configuration already, and is left as it is\n       --force writes over it, --stdout only shows what would be written',
    );
    expect(readFileSync(join(place.folder, 'app/bench.config.mjs'), 'utf8')).toBe('mine');
    const other = await place.bench('init', 'app', '--format', 'yaml', '--force');
    expect(other.exitCode).toBe(2);
    expect(other.stderr).toContain('two cannot stand side by side');
    const shown = await place.bench('init', 'app', '--stdout');
    expect(shown.exitCode).toBe(0);
    expect(shown.stdout).toMatch(/^\/\/ What bench run compares/);
    expect(shown.stderr).toContain('on stdout');
    expect((await place.bench('init', 'app', '--force')).exitCode).toBe(0);
    expect(readFileSync(join(place.folder, 'app/bench.config.mjs'), 'utf8')).toBe(
      shown.stdout + '\n'.repeat(shown.stdout.endsWith('\n') ? 0 : 1),
    );
  });

  it('says the same as JSON, with the evidence', async () => {
    await put(node);
    const { stdout } = await place.bench('init', 'app', '--json', '--format', 'json');
    const said = JSON.parse(stdout);
    expect(said).toMatchObject({ kind: 'init', file: 'bench.config.json', unknown: [] });
    expect(said.found).toContainEqual({
      what: 'port',
      value: '3000, fixed',
      place: { file: 'server.js', line: 5 },
    });
    expect(configSchema.parse(JSON.parse(said.text))).toEqual(said.config);
    expect(existsSync(join(place.folder, 'app/bench.config.json'))).toBe(true);
  });

  it('that finds nothing writes nothing, says what it looked for, and shows how to begin', async () => {
    await put({ 'notes.txt': 'x', 'api/package.json': '{"dependencies":{"koa":"3"}}' });
    const { stderr, stdout, exitCode } = await place.bench('init', 'app');
    expect(exitCode).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/nothing was\s+written/);
    expect(stderr).toContain('  bench init app/api\n');
    const [, minimal = ''] = stderr.split('write bench.config.yaml:');
    expect(configSchema.parse(parse(minimal)).modes).toHaveProperty('one');
    expect(await readdir(join(place.folder, 'app'))).toEqual(['api', 'notes.txt']);
  });

  it('names everything that is wrong with how it is called', async () => {
    const { stderr, exitCode } = await place.bench(
      'init',
      'nowhere',
      '--format',
      'toml',
      '--json',
      '--stdout',
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'bench: --format: unknown format "toml"\n       did you mean yaml? Allowed: ts, mjs, yaml, json',
    );
    expect(stderr).toContain('bench: --stdout: and --json both want stdout');
    expect(stderr).toContain('bench: init: there is no folder nowhere');
  });

  it('runs nothing of the app, not even what Python would find in its folder', async () => {
    const trap = "import os\nopen('trapped', 'w')\nos.abort()\n";
    await put({
      ...flask,
      'json.py': trap,
      'sitecustomize.py': trap,
      'platform.py': trap,
      'server.js': "require('fs').writeFileSync('trapped', '');app.listen(1)",
    });
    expect((await place.bench('init', 'app', '--stdout')).exitCode).toBe(0);
    expect(existsSync(join(place.folder, 'app/trapped'))).toBe(false);
    expect(existsSync(join(place.folder, 'trapped'))).toBe(false);
  });
});

const lacking = (await Promise.all(serverModes.map((mode) => mode.availability()))).flatMap((one, index) => {
  const { stack, name } = serverModes[index] ?? { stack: '', name: '' };
  return stack !== 'node' && ['dev', 'prefork'].includes(name) && !one.installed ? [one.install] : [];
});
if (lacking.length > 0 && process.env.CI)
  throw new Error(`in CI Python's servers must be installed: ${lacking}`);
const named = (what: string) =>
  lacking.length > 0 ? `${what} (not installed: ${lacking.join('; ')})` : what;

describe('what bench init wrote', () => {
  it('serves an app of plain Node whose port is written in it, as one process and as several', async () => {
    await put(node);
    await place.bench('init', 'app');
    const { default: config } = await import(pathToFileURL(join(place.folder, 'app/bench.config.mjs')).href);
    expect(await served(configSchema.parse(config), 'dev')).toBe('200 from node');
    expect(await served(configSchema.parse(config), 'prefork')).toBe('200 from node');
  });

  it.skipIf(lacking.length > 0).each([
    ['Flask', flask, '200 from flask'],
    ['Django', django, '200 from django'],
  ])(named('serves an app of %s by every server that is installed here'), async (_, texts, answer) => {
    await put(texts);
    await place.bench('init', 'app');
    const config = configSchema.parse(
      parse(readFileSync(join(place.folder, 'app/bench.config.yaml'), 'utf8')),
    );
    const names = Object.keys(config.modes ?? {});
    expect(names).toEqual(expect.arrayContaining(['dev', 'prefork', 'threaded']));
    for (const name of names) expect(await served(config, name), name).toBe(answer);
  });
});

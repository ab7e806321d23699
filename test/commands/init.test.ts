import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { usualFormat } from '../../harness/commands/init.ts';
import { accountText } from '../../harness/commands/init-account.ts';
import { folderOnDisk } from '../../harness/commands/init-folder.ts';
import { findTools, nodeTools } from '../../harness/commands/init-tools.ts';
import { factsOf } from '../../harness/init/facts.ts';
import { findApp } from '../../harness/init/find-app.ts';
import { appFolder, drafted, toolsWith, venv } from '../helpers/app-folder.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'init-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text = ''): string {
  const whole = join(root, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

describe('the view of a folder', () => {
  it('lists what was written, not what was installed or built, the nearest to the top first', () => {
    for (const path of [
      'b/c/deep.py',
      'a.js',
      'node_modules/x/index.js',
      '.git/config',
      'dist/a.js',
      'b/mid.py',
    ])
      put(path);
    put('myenv/pyvenv.cfg');
    put('myenv/lib/site.py');
    expect(folderOnDisk(root).files).toEqual(['a.js', 'b/mid.py', 'b/c/deep.py']);
  });

  it('reads texts as they are on every system, and nothing outside of it', () => {
    put('app/a.py', '\uFEFFone\r\ntwo\r\n');
    put('secret.txt', 'secret');
    symlinkSync(join(root, 'secret.txt'), join(root, 'app/link.py'));
    const folder = folderOnDisk(join(root, 'app'));
    expect(folder.text('a.py')).toBe('one\ntwo\n');
    expect(folder.text('../secret.txt')).toBe(null);
    expect(folder.text('link.py')).toBe(null);
    expect(folder.text('gone.py')).toBe(null);
    expect(folder.exists('node_modules')).toBe(false);
  });

  it('leaves out what no person wrote: files of half a megabyte', () => {
    put('bundle.js', 'x'.repeat(600_000));
    expect(folderOnDisk(root).text('bundle.js')).toBe(null);
  });
});

describe('the format when none is named', () => {
  const format = (texts: Record<string, string>) => {
    const folder = appFolder({ 'src/main.ts': 'app.listen(1)', ...texts });
    return usualFormat(folder, findApp(folder));
  };
  const built = '{"scripts":{"build":"tsc","start":"node dist/main.js"},"dependencies":{"express":"5"}}';

  it('is YAML for Python, and the language of the app for Node', () => {
    const folder = appFolder({ 'app.py': 'app = Flask(__name__)' });
    expect(usualFormat(folder, findApp(folder))).toBe('yaml');
    const plain = appFolder({ 'server.js': 'app.listen(1)' });
    expect(usualFormat(plain, findApp(plain))).toBe('mjs');
    expect(format({ 'tsconfig.json': '{}' })).toBe('ts');
  });

  it.each([
    ['{"compilerOptions":{"outDir":"dist"}}', 'mjs'],
    ['{"include":["**/*.ts"]}', 'mjs'],
    ['{"include":["./*.ts","src"]}', 'mjs'],
    ['{"include":["."]}', 'mjs'],
    ['{"compilerOptions":{"allowJs":true}}', 'yaml'],
    ['{"include":["src"]}', 'ts'],
    ['{"include":["./src/**/*.ts"]}', 'ts'],
    ['{"files":["src/main.ts"]}', 'ts'],
    ['{"exclude":["*.config.ts"]}', 'ts'],
  ])('where the app is built by %s is %s: what it builds must stay where it was', (tsconfig, expected) => {
    expect(format({ 'package.json': built, 'tsconfig.json': tsconfig })).toBe(expected);
  });
});

/** Tells where it was started and how, in the words of the probe. */
function fakePython(path: string, there: readonly string[]): void {
  const answer = JSON.stringify({ path, version: '3.99.0', scripts: dirname(path), there });
  put(
    path.slice(root.length + 1),
    `#!/bin/sh\npwd > '${root}/started-in'\necho "$1" > '${root}/started-with'\necho '${answer}'\n`,
  );
  chmodSync(path, 0o755);
}

describe('the tools for an app of Python', () => {
  const app = 'app = Flask(__name__)\n';

  it('are those of a virtual environment in the folder, whatever else there is; its Python is asked apart from the app', async () => {
    put('app/app.py', app);
    put('app/requirements.txt', 'Flask\nFlask_Login\n');
    put('app/.venv/pyvenv.cfg');
    fakePython(join(root, 'app/.venv/bin/python'), ['flask', 'gunicorn', 'flask-login']);
    for (const name of ['gunicorn', 'flask']) put(`app/.venv/bin/${name}`);
    const folder = join(root, 'app');
    const { python } = await findTools(folder, findApp(folderOnDisk(folder)), process.env);
    expect(python).toEqual({
      ...{ interpreter: '.venv/bin/python', version: '3.99.0', of: 'folder' },
      distributions: ['flask', 'gunicorn', 'flask-login'],
      programs: { gunicorn: '.venv/bin/gunicorn', flask: '.venv/bin/flask' },
    });
    expect(readFileSync(join(root, 'started-in'), 'utf8').trim()).toBe('/');
    expect(readFileSync(join(root, 'started-with'), 'utf8').trim()).toBe('-I');
  });

  it('are those of the active environment, where it has more of what the app needs than the system', async () => {
    put('app/app.py', app);
    const names = [
      'flask',
      'django',
      'fastapi',
      'starlette',
      'gunicorn',
      'waitress',
      'uvicorn',
      'uwsgi',
      'quart',
    ];
    fakePython(join(root, 'env/bin/python'), names);
    const gunicorn = put('env/bin/gunicorn');
    const folder = join(root, 'app');
    const env = { PATH: process.env.PATH, VIRTUAL_ENV: join(root, 'env') };
    const { python } = await findTools(folder, findApp(folderOnDisk(folder)), env);
    expect(python).toMatchObject({
      of: 'active',
      interpreter: join(root, 'env/bin/python'),
      programs: { gunicorn },
    });
  });

  it('are not looked for where the app is none of Python', async () => {
    put('server.js', 'app.listen(1)');
    expect(await findTools(root, findApp(folderOnDisk(root)), process.env)).toMatchObject({ python: null });
  });
});

describe('the modules that are loaded before an app of Node', () => {
  it('are named by the package where the folder has it, and else by where they are', () => {
    expect(nodeTools(root).preload).toMatchObject({
      prefork: expect.stringMatching(/^\/.*\/servers\/preload\/prefork\.js$/),
      byPackage: false,
    });
    put('node_modules/modebench/package.json', '{"name":"modebench","exports":{"./prefork":"./prefork.js"}}');
    put('node_modules/modebench/prefork.js');
    expect(nodeTools(root).preload).toEqual({
      port: 'modebench/port',
      prefork: 'modebench/prefork',
      byPackage: true,
    });
  });
});

describe('the account', () => {
  const texts = {
    'app.py': "from flask import Flask\napp = Flask(__name__)\n@app.route('/')\ndef home(): ...\n",
    '.env.example': '',
  };
  const tools = toolsWith(venv('waitress', 'uwsgi'));
  const { found, draft } = drafted(texts, tools);
  const account = {
    folder: '/shop',
    files: 1,
    facts: factsOf(found, tools),
    draft,
    written: 'bench.config.yaml',
    next: 'bench run',
  };

  it('says what was found and where, what was written, what was not found out, and what comes next', () => {
    expect(accountText(account, 100)).toMatchInlineSnapshot(`
      "Looked at 1 file in /shop, ran nothing of it.

      found
        app      Flask, app:app                           app.py:2
        Python   3.12.1 of this folder: .venv/bin/python
        servers  gunicorn, uvicorn installed
        path     /                                        app.py:3

      written: bench.config.yaml
        modes      dev, prefork, threaded
                   as a comment: waitress (needs .venv/bin/python -m pip install waitress)
                   as a comment: uwsgi (needs .venv/bin/python -m pip install uwsgi)
        scenarios  home

      not found out
        its settings: there is a .env.example and no .env
          cp .env.example .env, and fill it in

      next: bench run
      "
    `);
  });

  it('fits a narrow terminal', () => {
    for (const line of accountText(account, 60).split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  });

  it('shows control characters of the folder as what they are', () => {
    const facts = [{ what: 'path', value: '/\u001b[31mred', place: { file: 'a\nb.py', line: 1 } }];
    expect(accountText({ ...account, facts }, 100)).toContain('/?[31mred');
  });
});

/** What Django's own servers and settings add to the contract. */
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { serverModes } from '#built/servers/index.js';
import type { ServerMode } from '../../harness/model/launch.ts';
import { cookiesOf } from '../helpers/http.ts';
import { endAll, type Serving, serve } from '../helpers/serving.ts';
import { until } from '../helpers/until.ts';

const django = serverModes.filter((mode) => mode.stack === 'django');
const named = (name: string) => django.find((mode) => mode.name === name)!;
const availabilities = await Promise.all(django.map((mode) => mode.availability()));
const lacking = availabilities.find((availability) => !availability.installed);
const missing = lacking === undefined || lacking.installed ? '' : ` (not installed: ${lacking.install})`;
const folders: string[] = [];

afterEach(async () => {
  await endAll();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** The mode, on a copy of the app that a test may change. */
function onCopy(mode: ServerMode): { mode: ServerMode; appFolder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'bench-django-'));
  folders.push(folder);
  cpSync(resolve(import.meta.dirname, '../../dist/servers'), folder, { recursive: true });
  const appFolder = join(folder, 'python');
  return { mode: { ...mode, launch: (context) => mode.launch({ ...context, appFolder }) }, appFolder };
}

const pidOf = async (server: Serving) => JSON.parse((await server.get('/who')).text).pid as number;

describe.skipIf(missing !== '' && !process.env.CI)(`django${missing}`, () => {
  it('dev and dev-threaded serve in the process that is started, dev-reload in a child of it', async () => {
    for (const name of ['dev', 'dev-threaded']) {
      const server = await serve(named(name));
      expect(await pidOf(server), name).toBe(server.pid);
    }
    const server = await serve(named('dev-reload'));
    expect(await pidOf(server)).not.toBe(server.pid);
  });

  it('dev-reload takes code up that was changed, dev does not', async () => {
    const [reloading, staying] = [onCopy(named('dev-reload')), onCopy(named('dev'))];
    const [first, second] = [await serve(reloading.mode), await serve(staying.mode)];
    let changedMs = Number.NEGATIVE_INFINITY;
    await until('the changed code', async () => {
      // What was changed before the reloader first looked is not new to it, so it is changed again.
      if (performance.now() - changedMs > 5000) {
        changedMs = performance.now();
        for (const { appFolder } of [reloading, staying]) {
          appendFileSync(join(appFolder, 'django_app/pages.py'), '\n\nCONTRACT["plain"] = "changed\\n"\n');
        }
      }
      return (await first.get('/plain').catch(() => null))?.text === 'changed\n';
    });
    expect((await second.get('/plain')).text).toBe('Hello, world!\n');
  });

  it('dev shows a changed template at once, prefork keeps what it has read', async () => {
    const [changing, keeping] = [onCopy(named('dev')), onCopy(named('prefork'))];
    const [first, second] = [await serve(changing.mode), await serve(keeping.mode, { workers: 1 })];
    const before = (await second.get('/page')).text;
    for (const { appFolder } of [changing, keeping]) {
      appendFileSync(join(appFolder, 'templates/page.html'), '<!-- changed -->');
    }
    expect((await first.get('/page')).text).toContain('<!-- changed -->');
    expect((await second.get('/page')).text).toBe(before);
  });

  it('logs every request in development, and in production errors only', async () => {
    const dev = await serve(named('dev'));
    await dev.get('/plain?logged=1');
    await until('a line', () => dev.stderr().includes('GET /plain?logged=1'));
    const prefork = await serve(named('prefork'), { workers: 1 });
    await prefork.get('/plain?logged=1');
    await prefork.get('/nope?logged=2');
    await prefork.get('/error');
    await until('the log', () => prefork.stderr().includes('RuntimeError: deliberate failure'));
    expect(prefork.stderr()).not.toContain('logged=');
  });

  it('keeps its sessions over a restart when it is given its secret again, and only then', async () => {
    const prefork = named('prefork');
    const withSecret = (secret: string): ServerMode => ({
      ...prefork,
      launch: (context) => prefork.launch({ ...context, secret }),
    });
    const before = await serve(withSecret('kept'), { workers: 1 });
    const form = await before.get('/login');
    const token = /name="csrf_token" value="([^"]+)"/.exec(form.text)?.[1] ?? '';
    const loggedIn = await before.send({
      method: 'POST',
      path: '/login',
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: cookiesOf(form) },
      body: `username=teacher&password=chalk-and-slate&csrf_token=${token}`,
    });
    expect(loggedIn.status).toBe(303);
    const me = { path: '/me', headers: { cookie: cookiesOf(loggedIn) } };
    await before.end('SIGTERM');
    const same = await serve(withSecret('kept'), { workers: 1 });
    expect((await same.send(me)).text).toBe('{"user":"teacher"}');
    const other = await serve(withSecret('another'), { workers: 1 });
    expect((await other.send(me)).status).toBe(401);
  });
});

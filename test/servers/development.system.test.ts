/** What sets development behaviour apart from production's. */
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { contract } from '#built/servers/contract/contract.js';
import { serverModes } from '#built/servers/index.js';
import { templateFolder } from '#built/servers/node/templates.js';
import { endAll, freePort, serve } from '../helpers/serving.ts';
import { until } from '../helpers/until.ts';

const node = serverModes.filter((mode) => mode.stack === 'node');
const development = node.filter((mode) => mode.development);
const production = node.filter((mode) => !mode.development);
const copies: string[] = [];

/** A copy of the templates that a test may change. */
function copyTemplates(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bench-templates-'));
  copies.push(folder);
  cpSync(templateFolder, folder, { recursive: true });
  return folder;
}

afterEach(async () => {
  await endAll();
  for (const folder of copies.splice(0)) rmSync(folder, { recursive: true });
});

describe.each(development)('$name', (mode) => {
  it('warns on stderr that it is not for production', async () => {
    const server = await serve(mode);
    expect(server.stderr()).toContain(
      'WARNING: This is a development server. Do not use it in production: use prefork or threaded instead.',
    );
  });

  it('logs every request to stderr', async () => {
    const server = await serve(mode);
    await server.get('/plain?logged=1');
    await server.get('/nope?logged=2');
    await until('two log lines', () => /logged=1[\s\S]*logged=2/.test(server.stderr()));
  });

  it('shows message and stack of an error, and logs it', async () => {
    const server = await serve(mode);
    const { status, text } = await server.get('/error');
    const body = JSON.parse(text) as { error: string; message: string; stack: string[] };
    expect(status).toBe(500);
    expect(body.error).toBe(contract.errors.internal);
    expect(body.message).toBe('deliberate failure');
    expect(body.stack[0]).toMatch(/^at .*fixed\.js:/);
    await until('the log', () => server.stderr().includes('GET /error: Error: deliberate failure'));
  });

  it('shows a changed template at once', async () => {
    const templates = copyTemplates();
    const server = await serve(mode, {}, { BENCH_TEMPLATES: templates });
    expect((await server.get('/page')).text).not.toContain('<!-- changed -->');
    appendFileSync(join(templates, 'page.eta'), '<!-- changed -->');
    expect((await server.get('/page')).text).toContain('<!-- changed -->');
  });

  it('forgets its sessions when it ends: the secret is made at each start', async () => {
    const spec = { host: '127.0.0.1', port: 1, freePort, nonce: '', options: {} };
    const server = await serve(mode);
    const { env } = await mode.launch({ ...spec, workDir: server.workDir });
    // Empty, not left out: one of the user's shell is not ours.
    expect(env.BENCH_SECRET).toBe('');
  });
});

describe.each(production)('$name', (mode) => {
  const options = Object.fromEntries(Object.keys(mode.options).map((name) => [name, 1]));

  it('writes nothing to stderr while requests succeed', async () => {
    const server = await serve(mode, options);
    await server.get('/plain');
    await server.get('/page');
    await server.get('/nope');
    await server.end('SIGTERM');
    expect(server.stderr()).toBe('');
  });

  it('hides the details of an error from the client, and logs them', async () => {
    const server = await serve(mode, options);
    const { status, text } = await server.get('/error');
    expect(status).toBe(500);
    expect(text).toBe('{"error":"internal server error"}');
    await until('the log', () => server.stderr().includes('GET /error: Error: deliberate failure'));
  });

  it('keeps the template it has read', async () => {
    const templates = copyTemplates();
    const server = await serve(mode, options, { BENCH_TEMPLATES: templates });
    const { text } = await server.get('/page');
    appendFileSync(join(templates, 'page.eta'), '<!-- changed -->');
    expect((await server.get('/page')).text).toBe(text);
  });
});

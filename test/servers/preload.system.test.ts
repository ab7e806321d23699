import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectFree, newTag, tagged, until } from '../helpers/tagged-processes.ts';

const preloads = resolve(import.meta.dirname, '../../dist/servers/preload');

let folder: string;
let tag: Record<string, string>;
let started: ChildProcess[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preload-'));
  tag = newTag();
  started = [];
});
afterEach(async () => {
  for (const pid of tagged(tag)) process.kill(pid, 'SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  output(): string;
  /** Exit code or signal. */
  readonly ended: Promise<number | string>;
}

async function start(
  code: string,
  env: Record<string, string>,
  file = 'app.cjs',
  preload = 'prefork',
): Promise<Started> {
  await writeFile(join(folder, file), code);
  const child = spawn(process.execPath, ['--import', join(preloads, `${preload}.js`), file, 'an argument'], {
    ...{ cwd: folder, env: { ...process.env, ...tag, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  });
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text: Buffer) => (output += text.toString()));
  const ended = once(child, 'exit').then(([code, signal]) => code ?? signal);
  return { child, pid: child.pid ?? 0, output: () => output, ended };
}

/** On a connection of its own. */
function ask(port: number, path = '/'): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: false }, (answer) => {
      let text = '';
      answer.on('data', (part) => (text += part));
      answer.on('end', () => resolve(text));
      answer.on('error', reject);
    }).on('error', reject);
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await closed(server);
  return port;
}

function closed(server: Server): Promise<unknown> {
  server.close();
  return once(server, 'close');
}

const fixed = (port: number | string) =>
  `require('node:http').createServer((q, r) => {
    if (q.url === '/end') process.exit(7);
    r.end(JSON.stringify([process.pid, process.ppid, process.argv[2]]));
  }).listen(${port}, '127.0.0.1');\n`;

describe('modebench/prefork', () => {
  it('serves one port from so many processes of an unchanged entry, and leaves nothing when its leader is asked to stop', async () => {
    const port = await freePort();
    const app = await start(fixed(8081), { MODEBENCH_WORKERS: '3', MODEBENCH_PORT: `8081:${port}` });
    await until('all listen', () => app.output().includes('modebench/prefork: 3 workers listen\n'));
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(port)));
    const seen = answers.map((text): [number, number, string] => JSON.parse(text));
    expect(new Set(seen.map(([pid]) => pid)).size).toBe(3);
    expect(new Set(seen.map(([, parent]) => parent))).toEqual(new Set([app.pid]));
    expect(new Set(seen.map(([, , argument]) => argument))).toEqual(new Set(['an argument']));
    expect(tagged(tag)).toHaveLength(4);
    app.child.kill('SIGTERM');
    expect(await app.ended).toBe(0);
    expect(tagged(tag)).toEqual([]);
    await expectFree(port);
  });

  it('leaves nothing when its leader is killed', async () => {
    const port = await freePort();
    const app = await start(fixed(port), { MODEBENCH_WORKERS: '2' });
    await until('all listen', () => app.output().includes('2 workers listen'));
    app.child.kill('SIGKILL');
    await app.ended;
    await until('the workers are gone', () => tagged(tag).length === 0);
    await expectFree(port);
  });

  it('runs a module as well, on the port of its variable', async () => {
    const port = await freePort();
    const code =
      "import { createServer } from 'node:http';\nawait 0;\ncreateServer((q, r) => r.end('module')).listen(process.env.PORT);\n";
    const app = await start(code, { MODEBENCH_WORKERS: '1', PORT: String(port) }, 'app.mjs');
    await until('it listens', () => app.output().includes('modebench/prefork: 1 worker listens\n'));
    expect(await ask(port)).toBe('module');
  });

  it('replaces a worker that ends', async () => {
    const port = await freePort();
    const app = await start(fixed(port), { MODEBENCH_WORKERS: '2' });
    await until('all listen', () => app.output().includes('2 workers listen'));
    await ask(port, '/end').catch(() => '');
    await until('it is said', () =>
      app.output().includes('modebench/prefork: a worker ended (exit code 7)\n'),
    );
    await until('there are two again', () => tagged(tag).length === 3);
  });

  it('ends when the app cannot start, with what the app said', async () => {
    const app = await start("throw new Error('no database');\n", { MODEBENCH_WORKERS: '2' });
    expect(await app.ended).toBe(1);
    expect(app.output()).toContain('Error: no database');
    expect(app.output()).toContain('modebench/prefork: a worker ended before all listened (exit code 1)');
    expect(tagged(tag)).toEqual([]);
  });

  it('lets processes and threads of the app be what they are', async () => {
    const port = await freePort();
    const code = `const { fork } = require('node:child_process');
const { Worker, isMainThread } = require('node:worker_threads');
if (process.argv[2] === 'child') process.send('a child of ' + process.ppid);
else if (isMainThread) fork(__filename, ['child']).once('message', (said) =>
  new Worker(__filename).once('message', (also) =>
    require('node:http').createServer((q, r) => r.end(said + ' ' + process.pid + ' ' + also)).listen(${port})));
else require('node:worker_threads').parentPort.postMessage('thread');
`;
    const app = await start(code, { MODEBENCH_WORKERS: '1' });
    await until('it listens', () => app.output().includes('1 worker listens'));
    expect(await ask(port)).toMatch(/^a child of (\d+) \1 thread$/);
    expect(app.output()).not.toContain('ended');
  });

  it('refuses a number of workers that is none', async () => {
    const app = await start(fixed(1), { MODEBENCH_WORKERS: 'many' });
    expect(await app.ended).not.toBe(0);
    expect(app.output()).toContain('MODEBENCH_WORKERS is "many"; write a whole number from 1 to 1024');
  });
});

describe('modebench/port', () => {
  it('has the app listen on the port that is given in place of its own, however it says it', async () => {
    for (const listen of ['9753', "'9753'", "{ port: 9753, host: '127.0.0.1' }", '9753, () => {}']) {
      const port = await freePort();
      const code = `require('node:http').createServer((q, r) => r.end('here')).listen(${listen});\n`;
      const app = await start(code, { MODEBENCH_PORT: `9753:${port}` }, 'app.cjs', 'port');
      await until(`it answers (${listen})`, () =>
        ask(port).then(
          (text) => text === 'here',
          () => false,
        ),
      );
      app.child.kill('SIGKILL');
      await app.ended;
    }
  });

  it('leaves other ports, and port 0, alone; without an old port it takes the first that is named', async () => {
    const [port, other] = [await freePort(), await freePort()];
    const code = `const http = require('node:http');
const any = http.createServer().listen(0, '127.0.0.1', () => {
  const app = http.createServer((q, r) => r.end(String(any.address().port !== ${port}))).listen(9754, '127.0.0.1', () =>
    http.createServer((q, r) => r.end('other')).listen(${other}, '127.0.0.1'));
});
`;
    await start(code, { MODEBENCH_PORT: String(port) }, 'app.cjs', 'port');
    await until('the other one answers', () =>
      ask(other).then(
        (text) => text === 'other',
        () => false,
      ),
    );
    expect(await ask(port)).toBe('true');
  });
});

import { describe, expect, it, vi } from 'vitest';
import type { LaunchContext } from '../../harness/model/launch.ts';
import type { CommandSource } from '../../harness/model/variant.ts';
import { commandLauncher } from '../../harness/source/command.ts';

function launch(source: Omit<CommandSource, 'kind'>, context: Partial<LaunchContext> = {}) {
  const whole: LaunchContext = {
    host: '127.0.0.1',
    port: 4321,
    nonce: 'n',
    freePort: async () => 1,
    workDir: '/tmp/modebench-x',
    options: {},
    ...context,
  };
  return commandLauncher({ kind: 'command', ...source }, '/ready', '/here')(whole);
}

describe('a command of the user', () => {
  it('is split as a shell would, with the port in its place', async () => {
    expect(await launch({ command: `node "my app.js" --port={port} '{port}'` })).toMatchObject({
      argv: ['node', 'my app.js', '--port=4321', '4321'],
      env: { PORT: '4321' },
      cwd: '/here',
      ready: { kind: 'answers', path: '/ready' },
      target: { host: '127.0.0.1', port: 4321 },
    });
  });

  it.each([
    ['--host {host} --port {port}', ['--host', '::1', '--port', '4321']],
    ['-b {host}:{port}', ['-b', '[::1]:4321']],
    ['-b [{host}]:{port}', ['-b', '[::1]:4321']],
  ])('has brackets round an IPv6 address before a port: %s', async (words, argv) => {
    const spec = await launch({ command: `x ${words}`, host: '::1' }, { host: '::1' });
    expect(spec.argv).toEqual(['x', ...argv]);
    expect(spec.target).toEqual({ host: '::1', port: 4321 });
  });

  it('listens on a socket in the folder of its launch, and is asked there by the name of localhost', async () => {
    const spec = await launch({ command: 'x --bind unix:{socket}', socket: true });
    expect(spec.argv).toEqual(['x', '--bind', 'unix:/tmp/modebench-x/socket']);
    expect(spec.target).toEqual({ host: 'localhost', port: 80, socketPath: '/tmp/modebench-x/socket' });
  });

  it('is asked over TLS where it speaks that', async () => {
    const tls = { insecure: true };
    expect((await launch({ command: 'x {port}', tls })).target).toEqual({
      host: '127.0.0.1',
      port: 4321,
      tls,
    });
    expect((await launch({ command: 'x {socket}', socket: true, tls })).target).toMatchObject({
      port: 443,
      tls,
    });
  });

  it('cannot have a socket with a path longer than the system takes, and says what to do', async () => {
    const workDir = `/tmp/${'d'.repeat(90)}`;
    await expect(launch({ command: 'x {socket}', socket: true }, { workDir })).rejects.toMatchObject({
      problems: [
        {
          where: '--cmd',
          message: `the path of {socket} would have 102 bytes, and may have 100: ${workDir}/socket`,
          hint: 'set TMPDIR to a folder with a shorter path',
        },
      ],
    });
  });
});

describe('a server that a file describes', () => {
  it('runs where it says, with its environment and options filled in, each word by itself', async () => {
    const spec = await launch(
      {
        command: 'as written',
        argv: ['my program', '--port={port}', '{workers}', '{threads}', '{constructor}'],
        env: { SIZE: '{workers}', PORT: '1{port}' },
        cwd: '/there',
        stopSignal: 'SIGINT',
      },
      { options: { workers: 8 } },
    );
    expect(spec).toMatchObject({
      argv: ['my program', '--port=4321', '8', '{threads}', '{constructor}'],
      env: { SIZE: '8', PORT: '14321' },
      cwd: '/there',
      stopSignal: 'SIGINT',
    });
    expect(spec.answer).toBeUndefined();
  });

  it('gives one line to a shell', async () => {
    const spec = await launch({ command: 'cd x && exec node . {port}', shell: true });
    expect(spec.argv).toEqual(['/bin/sh', '-c', 'cd x && exec node . 4321']);
  });

  it.each<[CommandSource['ready'], object]>([
    [undefined, { kind: 'answers', path: '/ready' }],
    [{ timeoutMs: 1 }, { kind: 'answers', path: '/ready' }],
    [{ path: '/up' }, { kind: 'answers', path: '/up' }],
    [
      { path: '/up', pattern: 'x', port: 'listens' },
      { kind: 'answers', path: '/up', pattern: 'x' },
    ],
    [{ pattern: 'x' }, { kind: 'listens', pattern: 'x' }],
    [{ port: 'listens' }, { kind: 'listens' }],
  ])('that says %j is ready when %j', async (ready, readiness) => {
    const spec = await launch({ command: 'x {port}', ...(ready === undefined ? {} : { ready }) });
    expect(spec.ready).toEqual(readiness);
  });

  it('is asked for the expected answer with its values in it', async () => {
    const answer = { path: '/{workers}', status: 200, includes: 'port {port}' };
    const spec = await launch({ command: 'x {port}', answer }, { options: { workers: 2 } });
    expect(spec.answer).toEqual({ path: '/2', status: 200, includes: 'port 4321' });
  });

  it('gets the values of variables only when it is started', async () => {
    vi.stubEnv('BENCH_TEST_SECRET', 'a {port} b');
    const spec = await launch({ command: 'x $S', argv: ['x', '{env.BENCH_TEST_SECRET}'] });
    expect(spec.argv).toEqual(['x', 'a {port} b']);
    vi.unstubAllEnvs();
    await expect(launch({ command: 'x', argv: ['x', '{env.BENCH_TEST_SECRET}'] })).rejects.toThrow(
      '$BENCH_TEST_SECRET: is not set',
    );
  });
});

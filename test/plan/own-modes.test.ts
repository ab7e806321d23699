import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ModeConfig, modeConfigSchema } from '../../harness/model/config.ts';
import { UsageError } from '../../harness/model/failure.ts';
import { variantSchema } from '../../harness/model/variant.ts';
import { type OwnContext, variantsOfMode } from '../../harness/plan/own-modes.ts';
import { Problems } from '../../harness/plan/problems.ts';

function variants(mode: ModeConfig, context: Partial<OwnContext> = {}, name = 'web') {
  const problems = new Problems();
  const found = variantsOfMode(name, modeConfigSchema.parse(mode), { folder: '/app', ...context }, problems);
  problems.throwIfAny();
  return found.map((variant) => variantSchema.parse(variant));
}

function problemsOf(...given: Parameters<typeof variants>): string[] {
  try {
    variants(...given);
  } catch (error) {
    if (error instanceof UsageError)
      return error.problems.map(({ where, message, hint }) => `${where}: ${message} | ${hint ?? ''}`);
    throw error;
  }
  return [];
}

describe('a mode of a configuration file', () => {
  it('needs a command alone', () => {
    expect(variants({ command: 'node server.js --port {port}' })).toEqual([
      {
        id: 'web',
        label: 'web',
        source: {
          kind: 'command',
          command: 'node server.js --port {port}',
          cwd: '/app',
          ready: { path: '/' },
        },
        options: {},
        parallelism: null,
        development: false,
        notes: [],
      },
    ]);
  });

  it('is resolved in all that it says, so that a record repeats it', () => {
    const [variant] = variants({
      command: ['node', 'my server.js', '{port}'],
      env: { NODE_ENV: 'production' },
      cwd: 'api',
      build: { command: 'npm run build', cwd: '../lib', env: { CI: '1' }, timeout: '2m' },
      ready: { path: '/up', pattern: 'listening', port: 'listens', timeout: '500ms' },
      answer: { status: 204, includes: 'x' },
      stopSignal: 'SIGQUIT',
      host: 'localhost',
      tls: 'insecure',
      development: true,
      parallelism: 9,
      notes: ['a note'],
    });
    expect(variant).toEqual({
      id: 'web',
      label: 'web',
      source: {
        kind: 'command',
        command: "node 'my server.js' {port}",
        argv: ['node', 'my server.js', '{port}'],
        cwd: '/app/api',
        env: { NODE_ENV: 'production' },
        build: { command: 'npm run build', cwd: '/lib', env: { CI: '1' }, timeoutMs: 120_000 },
        ready: { path: '/up', pattern: 'listening', port: 'listens', timeoutMs: 500 },
        answer: { path: '/', status: 204, includes: 'x' },
        stopSignal: 'SIGQUIT',
        host: 'localhost',
        tls: { insecure: true },
      },
      options: {},
      parallelism: 9,
      development: true,
      notes: ['a note'],
    });
  });

  it('is built where it runs, for ten minutes at most, unless it says otherwise', () => {
    const [variant] = variants({ command: 'x', cwd: 'api', build: ['make', 'all targets'] });
    expect(variant?.source).toMatchObject({
      build: {
        command: "make 'all targets'",
        argv: ['make', 'all targets'],
        cwd: '/app/api',
        env: {},
        timeoutMs: 600_000,
      },
    });
  });

  it('gives what is one line to a shell where it says so', () => {
    const [variant] = variants({ command: 'a && b', build: 'c | d', shell: true });
    expect(variant?.source).toMatchObject({
      command: 'a && b',
      shell: true,
      build: { command: 'c | d', shell: true },
    });
  });

  it('is ready by what it says, and asked for / only where it says nothing', () => {
    const ready = (given: ModeConfig['ready']) =>
      variants({ command: 'x', ready: given }).map(({ source }) => 'ready' in source && source.ready)[0];
    expect(ready(undefined)).toEqual({ path: '/' });
    expect(ready({ timeout: 1500 })).toEqual({ path: '/', timeoutMs: 1500 });
    expect(ready({ pattern: 'up' })).toEqual({ pattern: 'up' });
    expect(ready({ port: 'listens' })).toEqual({ port: 'listens' });
  });

  it('may listen on a socket', () => {
    expect(variants({ command: 'x {socket}' })[0]?.source).toMatchObject({ socket: true });
    expect(variants({ command: 'x', env: { SOCKET: '{socket}' } })[0]?.source).toMatchObject({
      socket: true,
    });
  });
});

describe('the sizes of a mode', () => {
  const told = (...given: Parameters<typeof variants>) =>
    variants(...given).map(({ id, label, options, parallelism }) => [id, label, options, parallelism]);

  it('are those that it has itself', () => {
    expect(told({ command: 'x -w {workers} -t {threads}', workers: 4, threads: 2 })).toEqual([
      ['web', 'web ×4×2', { workers: 4, threads: 2 }, 8],
    ]);
  });

  it('are swept where its command or its environment takes them', () => {
    const mode: ModeConfig = { command: 'x -w {workers}', env: { T: '{threads}' }, workers: 4, threads: 2 };
    expect(told(mode, { workers: [1, 8] })).toEqual([
      ['web:workers=1', 'web ×1×2', { workers: 1, threads: 2 }, 2],
      ['web:workers=8', 'web ×8×2', { workers: 8, threads: 2 }, 16],
    ]);
    expect(told(mode, { workers: [1, 8], threads: [1, 3] }).map(([id]) => id)).toEqual([
      'web:workers=1:threads=1',
      'web:workers=1:threads=3',
      'web:workers=8:threads=1',
      'web:workers=8:threads=3',
    ]);
  });

  it('stay as declared where its command takes none', () => {
    expect(told({ command: 'x -w 4', workers: 4 }, { workers: [1, 2] })).toEqual([
      ['web', 'web ×4', { workers: 4 }, 4],
    ]);
  });

  it('do not change how many requests it handles at once where it says that', () => {
    expect(told({ command: 'x {workers}', parallelism: 100 }, { workers: [2] })).toEqual([
      ['web', 'web ×2', { workers: 2 }, 100],
    ]);
  });

  it('are of one source, so that they can be compared as sizes', () => {
    const sources = variants({ command: 'x {workers}' }, { workers: [1, 2] }).map(({ source }) => source);
    expect(sources[0]).toEqual(sources[1]);
  });

  it('are as many variants as there are combinations, each with an id of its own', () => {
    const counts = fc.uniqueArray(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(counts, counts, (workers, threads) => {
        const found = variants({ command: 'x {workers} {threads}' }, { workers, threads });
        expect(new Set(found.map(({ id }) => id)).size).toBe(workers.length * threads.length);
        for (const { options, parallelism } of found)
          expect(parallelism).toBe((options.workers ?? 0) * (options.threads ?? 0));
      }),
    );
  });
});

describe('a mode that cannot be', () => {
  it('has all that is wrong with it told at once, by its path', () => {
    expect(
      problemsOf({
        command: ['', '{port}', '{socket}', '{workers}'],
        shell: true,
        build: { command: 'a && b', timeout: 0 },
        ready: { pattern: '(', timeout: '0s' },
      }),
    ).toEqual([
      'modes.web.shell: a command that is an array is never given to a shell | write it as one line, or leave shell out',
      'modes.web.command: has both {port} and {socket}, and is asked at one of them | keep the one that it listens on',
      'modes.web.command: has an empty text for its program | ',
      'modes.web.build.timeout: "0" leaves no time | write 500ms, 20s or 2m',
      expect.stringMatching(/^modes\.web\.ready\.pattern: "\(" is not a regular expression \| Invalid/),
      'modes.web.ready.timeout: "0s" leaves no time | write 500ms, 20s or 2m',
      'modes.web.command: has {workers}, and nothing says how many | add workers: 4 to the mode, or name --workers',
    ]);
  });

  it.each<[string, ModeConfig, string[]]>([
    [
      'needs a shell',
      { command: 'npm ci && npm start', build: 'a | b' },
      [
        'modes.web.command: "&&" is for a shell, and none runs this command | add shell: true, or write the command as an array',
        'modes.web.build: "|" is for a shell, and none runs this command | add shell: true, or write the command as an array',
      ],
    ],
    [
      'listens on a socket, and on an address',
      { command: 'x {socket}', host: '::1' },
      ['modes.web.host: is of no use: it listens on a unix socket | leave it out'],
    ],
    ['has no program', { command: ' ' }, ['modes.web.command: " " has no program | ']],
    [
      'listens everywhere',
      { command: 'x', host: '0.0.0.0' },
      [
        'modes.web.host: "0.0.0.0" is every address, and a server is asked at one | leave it out: who listens everywhere is asked at 127.0.0.1',
      ],
    ],
    [
      'listens elsewhere than it says',
      { command: 'x -b 127.0.0.1:{port}', host: '::1' },
      ['modes.web.command: listens on 127.0.0.1, and host says ::1 | write {host}:{port} in its place'],
    ],
  ])('%s', (_, mode, told) => {
    expect(problemsOf(mode)).toEqual(told);
  });

  it('is on another host, unless that is allowed by its very name', () => {
    const mode = { command: 'x {host} {port}', host: '192.168.0.1' };
    expect(problemsOf(mode)).toEqual([
      expect.stringMatching(/^modes\.web\.host: "192\.168\.0\.1" is not a loopback address/),
    ]);
    expect(variants(mode, { allowRemote: ['192.168.0.1'] })[0]?.source).toMatchObject({
      host: '192.168.0.1',
    });
  });
});

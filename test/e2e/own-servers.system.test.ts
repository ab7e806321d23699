import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';
import { until, Workplace } from '../helpers/cli.ts';

const ownServer = fileURLToPath(new URL('../helpers/own-server.mjs', import.meta.url));

let place: Workplace;
let running: ChildProcess[];
beforeEach(async () => {
  place = await Workplace.create();
  running = [];
});
afterEach(async () => {
  for (const server of running) server.kill('SIGKILL');
  await place.leave();
});

const small = ['--concurrency', '4', '--rounds', '1', '--quiet'];

function recordOf(): RunRecord {
  const [folder = ''] = place.runs();
  return recordSchema.parse(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')));
}

/** On a machine on which the generator does not get to run, cells may be invalid; but never for what a server did. */
function expectServed(exitCode: number | undefined): RunRecord {
  const record = recordOf();
  const invalid = record.summaries.filter(({ validity }) => validity.status === 'invalid');
  const codes = invalid.flatMap(({ validity }) => validity.reasons.map(({ code }) => code));
  for (const code of ['failures', 'server-failed', 'no-answers', 'accounting'] as const)
    expect(codes).not.toContain(code);
  expect(exitCode).toBe(invalid.length === 0 ? 0 : 3);
  expect(record.slices.length).toBeGreaterThan(0);
  for (const { load, failure } of record.slices) {
    expect(failure).toBeNull();
    expect(load?.samples).toEqual([]);
    expect(load?.ok).toBeGreaterThan(0);
  }
  return record;
}

/** Text as it was before it was wrapped. */
function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** A server of somebody else's, on a port of its own; resolves when it answers. */
async function serve(...args: string[]): Promise<{ url: string; server: ChildProcess }> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  const server = spawn(process.execPath, [ownServer, String(port), 'delay=10', ...args], { stdio: 'ignore' });
  running.push(server);
  const url = `http://127.0.0.1:${port}`;
  let up = false;
  const poll = setInterval(() => void isUp(url).then((answered) => (up ||= answered)), 50);
  await until(() => up, 'the server answers').finally(() => clearInterval(poll));
  return { url, server };
}

function isUp(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}

describe('bench run --procfile', () => {
  const write = (text: string) => writeFileSync(join(place.folder, 'Procfile'), text);

  it('compares the processes that serve the web', async () => {
    write(
      [
        '# what we deploy',
        `web: exec '${process.execPath}' ${ownServer} $PORT delay=10`,
        `web-two: ${process.execPath} ${ownServer} \${PORT:-5000} delay=10 body="$GREETING"`,
        'clock: node clock.js',
      ].join('\n'),
    );
    const { exitCode, stderr } = await place.benchIn(
      { GREETING: 'bonjour' },
      'run',
      '--procfile',
      'Procfile',
      ...small,
    );
    expect(stderr).not.toContain('bench:');
    const record = expectServed(exitCode);
    expect(record.plan.variants.map(({ id }) => id)).toEqual(['web', 'web-two']);
    const texts = ['record.json', 'report.html'].map((name) =>
      readFileSync(join(place.runs()[0] ?? '', name), 'utf8'),
    );
    for (const text of texts) expect(text).not.toContain('bonjour');
  });

  it('starts them with as many workers as are asked for, by the customary variable', async () => {
    write(`web: ${process.execPath} ${ownServer} $PORT delay=10 workers=$WEB_CONCURRENCY`);
    const { exitCode } = await place.bench('run', '--procfile', '.', '--workers', '1,2', ...small);
    const record = expectServed(exitCode);
    const processes = (id: string) =>
      Math.max(
        ...record.slices
          .filter(({ variant }) => variant === id)
          .map(({ memory }) => memory?.processes.length ?? 0),
      );
    expect(processes('web:workers=1')).toBe(2);
    expect(processes('web:workers=2')).toBe(3);
  });

  it('has its processes listed', async () => {
    write('web: node server.js $PORT\nclock: node clock.js');
    const { exitCode, stdout } = await place.bench('list', '--procfile', 'Procfile');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^processes of Procfile\n {2}web +node server\.js \$PORT\n {2}clock +node clock\.js\n/,
    );
    expect(stdout).toContain('servers of your own, in bench run');
  });

  it('says what is wrong, by its line, and where it is', async () => {
    write('web: cd app && node server.js $PORT\nweb2: node $MISSING');
    const { exitCode, stderr } = await place.bench('run', '--procfile', 'Procfile', '--scenarios', 'json');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('bench: Procfile:1: "&&" needs a shell');
    expect(stderr).toContain('bench: Procfile:2: $MISSING is not set');
    expect(stderr).toContain('a .env file is not read');
    expect(stderr).toContain('--scenarios: speaks of the reference app and cannot go with --procfile');
    const missing = await place.bench('run', '--procfile', 'nowhere');
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toContain('bench: --procfile: "nowhere" cannot be read (ENOENT)');
  });
});

describe('bench run --url', () => {
  it('measures a server that runs already, with all its processes, and leaves it running', async () => {
    const { url, server } = await serve('workers=2');
    const { exitCode, stderr, stdout } = await place.bench('run', '--url', `old=${url}`, ...small);
    expect(stderr).not.toContain('bench:');
    const record = expectServed(exitCode);
    for (const { memory, serverCpuMs } of record.slices) {
      expect(memory?.processes.map(({ pid }) => pid)).toContain(server.pid);
      expect(memory?.processes).toHaveLength(3);
      expect(serverCpuMs).toBeGreaterThan(0);
    }
    for (const launch of record.rounds.flatMap(({ launches }) => launches)) {
      expect(launch).toMatchObject({ readyMs: null, failure: null });
      expect(launch.unsampled).toBeUndefined();
    }
    expect(inOneLine(stdout)).toContain('attached: old ran already, and is neither started nor stopped');
    expect(await isUp(url)).toBe(true);
    expect(server.exitCode).toBeNull();
  });

  it('compares it with one that is started', async () => {
    const { url } = await serve();
    const command = `${process.execPath} ${ownServer} {port} delay=10`;
    const { exitCode, stderr } = await place.bench(
      ...['run', '--cmd', `new=${command}`, '--url', `old=${url}`, ...small, '--format', 'html,md,png'],
    );
    expect(stderr).not.toContain('bench:');
    const record = expectServed(exitCode);
    expect(record.plan.variants.map(({ id }) => id)).toEqual(['new', 'old']);
    // Only what is valid is compared, and a busy machine may invalidate either cell.
    if (exitCode === 0) expect(record.comparisons.map(({ candidate }) => candidate)).toContain('old');
    const markdown = readFileSync(join(place.runs()[0] ?? '', 'report.md'), 'utf8');
    expect(markdown).toContain('- attached: old ran already, and is neither started nor stopped');
    expect(markdown).not.toContain('- attached: new');
    expect(await isUp(url)).toBe(true);
  });

  it('goes without memory and CPU where nobody is known to listen, and says why', async () => {
    const { url, server } = await serve();
    // A process that descends from the server's owner: this test started both, and is the ancestor of bench.
    const { exitCode, stdout } = await place.bench(
      'run',
      '--url',
      url,
      '--pid',
      String(process.pid),
      ...small,
    );
    const record = expectServed(exitCode);
    for (const { memory, serverCpuMs } of record.slices) expect([memory, serverCpuMs]).toEqual([null, null]);
    for (const launch of record.rounds.flatMap(({ launches }) => launches))
      expect(launch).toMatchObject({ idleMemory: null, unsampled: 'own-ancestor' });
    expect(inOneLine(stdout)).toContain('memory and CPU are not known: bench itself was started by it');
    expect(server.exitCode).toBeNull();
  });

  it('is left alone when the run is interrupted', async () => {
    const { url, server } = await serve();
    const run = place.bench('run', '--url', url, '--concurrency', '4', '--rounds', '50');
    let told = '';
    run.stderr.on('data', (chunk) => {
      told += String(chunk);
    });
    await until(() => told.includes('round 1'), 'the first round has begun');
    run.kill('SIGINT');
    expect((await run).exitCode).toBe(130);
    expect(await isUp(url)).toBe(true);
    expect(server.exitCode).toBeNull();
  });

  it('names a server that does not run', async () => {
    const { url, server } = await serve();
    server.kill('SIGKILL');
    await once(server, 'exit');
    const { exitCode, stderr } = await place.bench('run', '--url', `old=${url}`, ...small);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'bench: old, start: GET / was not answered (connection refused); is it running there? Servers of --url are not started',
    );
  });

  it('loads no other machine unless it is allowed by name, and says why', async () => {
    const { exitCode, stderr } = await place.bench('run', '--url', 'http://192.0.2.1:8080');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'bench: --url: "192.0.2.1" is not a loopback address, and load goes to loopback only',
    );
    expect(stderr).toContain('load can bring down machines of others');
    expect(stderr).toContain('where it is yours to load, add --allow-remote 192.0.2.1');
  });
});

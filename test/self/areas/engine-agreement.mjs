// Holds the native engine against wrk, in interleaved pairs on the same servers: throughput and p50 against one that
// blocks 50 ms per request, p50 and generator CPU per request against nginx. Needs wrk, nginx and a build:
//   node scripts/build.mjs && node test/self/engine-agreement.mjs [pairs]
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pairs = Number(process.argv[2] ?? 6);
const built = fileURLToPath(new URL('../../dist/harness/', import.meta.url));
const missing = [
  ...['wrk', 'nginx'].filter((program) => programPath(program) === null),
  ...(existsSync(join(built, 'load/loader.js')) ? [] : ['dist (run: node scripts/build.mjs)']),
];
if (missing.length > 0) {
  console.error(`cannot compare: missing ${missing.join(', ')}`);
  process.exit(3);
}

const { startLoader } = await import(join(built, 'load/loader.js'));
const { decodeHistogram, quantileMs } = await import(join(built, 'stats/histogram.js'));
const folder = mkdtempSync(join(tmpdir(), 'engine-agreement-'));
const children = [];
try {
  const blocking = await start(process.execPath, ['-e', blockingServer()]);
  const web = await start(
    programPath('nginx'),
    ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'],
    nginxConfig,
  );
  await compare('blocks 50 ms, 8 connections', blocking, { connections: 8, seconds: 4, fast: false });
  await compare('nginx, 8 connections', web, { connections: 8, seconds: 2, fast: true });
  await compare('nginx, 50 connections', web, { connections: 50, seconds: 2, fast: true });
} finally {
  await Promise.all(children.map(stop));
  rmSync(folder, { recursive: true, force: true });
}

async function compare(name, port, { connections, seconds, fast }) {
  const loader = await startLoader({ engine: 'native' });
  const session = await loader.open({ host: '127.0.0.1', port }, connections);
  const native = () => driveNative(session, connections, seconds);
  const wrk = async () => {
    const figures = driveWrk(port, connections, seconds);
    // wrk leaves requests behind that the server still works off; the next run must not pay for them.
    await (await fetch(`http://127.0.0.1:${port}/`)).text();
    return figures;
  };
  await native();
  const rows = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    // ABBA: drift of the machine falls on both alike.
    const nativeFirst = pair % 2 === 0;
    const [first, second] = [await (nativeFirst ? native() : wrk()), await (nativeFirst ? wrk() : native())];
    rows.push(nativeFirst ? { native: first, wrk: second } : { native: second, wrk: first });
  }
  await loader.stop();

  console.log(`\n${name}: ${pairs} pairs of ${seconds} s`);
  for (const [metric, unit] of [
    ['throughput', 'req/s'],
    ['p50', 'ms'],
    // A slow server's few requests say nothing: wrk's CPU time is known in steps of 10 ms.
    ...(fast ? [['cpu', 'µs of generator CPU per request']] : []),
  ]) {
    const ratios = rows.map((row) => row.native[metric] / row.wrk[metric]);
    const of = (who) => median(rows.map((row) => row[who][metric])).toPrecision(5);
    const range = `${Math.min(...ratios).toFixed(3)}–${Math.max(...ratios).toFixed(3)}`;
    console.log(
      `  ${metric.padEnd(10)} native ${of('native')}, wrk ${of('wrk')} ${unit}; ratio ${median(ratios).toFixed(3)} (${range})`,
    );
  }
}

async function driveNative(session, concurrency, seconds) {
  const report = await session.drive({
    requests: [
      { method: 'GET', path: '/', headers: {}, body: null, expect: { status: 200, body: { kind: 'any' } } },
    ],
    level: { kind: 'closed', concurrency },
    window: { minMs: seconds * 1000, maxMs: seconds * 1000, minAnswers: 0 },
    requestTimeoutMs: 10_000,
    drainTimeoutMs: 10_000,
  });
  if (report.ok !== report.sent) throw new Error(`failures: ${JSON.stringify(report.samples)}`);
  return {
    throughput: (report.busy.answers / report.busy.elapsedMs) * 1000,
    p50: quantileMs(decodeHistogram(report.responseTime), 0.5),
    cpu: (report.generator.cpuMs * 1000) / report.ok,
  };
}

function driveWrk(port, connections, seconds) {
  const before = childrenCpuMs();
  const text = execFileSync(
    'wrk',
    [
      '-t1',
      `-c${connections}`,
      `-d${seconds}s`,
      '--timeout',
      '10s',
      '--latency',
      `http://127.0.0.1:${port}/`,
    ],
    { encoding: 'utf8' },
  );
  if (/Socket errors|Non-2xx/.test(text)) throw new Error(text);
  const [, value, unit] = /50%\s+([\d.]+)(us|ms|s)/.exec(text);
  const [, requests] = /(\d+) requests in/.exec(text);
  return {
    throughput: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)[1]),
    p50: Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit],
    cpu: ((childrenCpuMs() - before) * 1000) / Number(requests),
  };
}

/** CPU time of children that have ended, from /proc, in steps of 10 ms. */
function childrenCpuMs() {
  const fields = readFileSync('/proc/self/stat', 'utf8').replace(/.*\) /, '').split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

/** Starts a server that takes its port from the environment or its configuration; resolves when it accepts. */
async function start(program, args, configuration) {
  const port = await freePort();
  if (configuration !== undefined) writeFileSync(join(folder, 'nginx.conf'), configuration(port));
  const child = spawn(program, args, { env: { ...process.env, PORT: String(port) }, stdio: 'ignore' });
  children.push(child);
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await accepts(port)) return port;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${program} does not listen`);
}

function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return null;
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGTERM');
  });
}

/**
 * Blocks 50 ms per request, first come, first served. (A handler that simply blocks serves all connections that are
 * readable before it looks for others; whether the client is back in time for that is a matter of microseconds, and
 * decides between a p50 of 7 and of 8 service times with 8 connections, with wrk as with any client.)
 */
function blockingServer() {
  return `const cell = new Int32Array(new SharedArrayBuffer(4));
    const waiting = [];
    const serve = () => {
      Atomics.wait(cell, 0, 0, 50);
      waiting.shift().end('waited');
      if (waiting.length > 0) setImmediate(serve);
    };
    require('node:http').createServer((request, response) => {
      if (waiting.push(response) === 1) setImmediate(serve);
    }).listen(process.env.PORT, '127.0.0.1');`;
}

function nginxConfig(port) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `${process.getuid() === 0 ? 'user root;' : ''}
    worker_processes 1; daemon off; pid ${folder}/nginx.pid;
    events { worker_connections 1024; }
    http {
      access_log off;
      keepalive_requests 1000000000;
      ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
      server { listen 127.0.0.1:${port}; location / { default_type text/plain; return 200 "twenty-seven bytes of text."; } }
    }`;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function programPath(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  return folders.map((entry) => join(entry, program)).find((path) => existsSync(path)) ?? null;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle) - 1]) / 2;
}

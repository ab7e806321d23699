// Whether the native engine sees what wrk sees, in interleaved pairs on the same servers: throughput and p50 against one
// that blocks 50 ms per request, and against nginx.
//   npm run bench:self engine-agreement -- [--json] [--pairs 6]
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, require } from '../peers.mjs';
import { pairedRow, printRows } from '../rows.mjs';

const built = join(import.meta.dirname, '../../../dist/harness');
require(['wrk', 'nginx'], join(built, 'load/loader.js'));
const { startLoader } = await import(join(built, 'load/loader.js'));
const { decodeHistogram, quantileMs } = await import(join(built, 'stats/histogram.js'));
const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, pairs: { type: 'string', default: '6' } },
});

const bench = new Bench('engine-agreement');
try {
  const blocking = await bench.server(process.execPath, () => ['-e', blockingServer()]);
  const web = await bench.nginx();
  const rows = [
    ...(await compare('blocks 50 ms, 8 connections', blocking, 8, 4)),
    ...(await compare('nginx, 8 connections', web, 8, 2)),
    ...(await compare('nginx, 50 connections', web, 50, 2)),
  ];
  printRows(rows, values.json);
} finally {
  await bench.close();
}

async function compare(name, { port }, connections, seconds) {
  const loader = await startLoader({ engine: 'native' });
  try {
    const session = await loader.open({ host: '127.0.0.1', port }, connections);
    const native = () => driveNative(session, connections, seconds);
    const wrk = async () => {
      const figures = driveWrk(port, connections, seconds);
      // wrk leaves requests behind that the server still works off; the next run must not pay for them.
      await (await fetch(`http://127.0.0.1:${port}/`)).text();
      return figures;
    };
    await native();
    const pairs = [];
    for (let pair = 0; pair < Number(values.pairs); pair += 1) {
      // ABBA: drift of the machine falls on both alike.
      if (pair % 2 === 0) pairs.push({ native: await native(), wrk: await wrk() });
      else pairs.push({ wrk: await wrk(), native: await native() });
    }
    const row = (metric, unit) =>
      pairedRow(
        'engine-agreement',
        `${metric}, ${name}`,
        unit,
        'wrk',
        pairs.map((pair) => ({ ours: pair.native[metric], peer: pair.wrk[metric] })),
      );
    return [row('throughput', 'req/s'), row('p50', 'ms')];
  } finally {
    await loader.stop();
  }
}

async function driveNative(session, concurrency, seconds) {
  const expect = { status: 200, body: { kind: 'any' } };
  const report = await session.drive({
    requests: [{ method: 'GET', path: '/', headers: {}, body: null, expect }],
    level: { kind: 'closed', concurrency },
    window: { minMs: seconds * 1000, maxMs: seconds * 1000, minAnswers: 0 },
    requestTimeoutMs: 10_000,
    drainTimeoutMs: 10_000,
  });
  if (report.ok !== report.sent) throw new Error(`failures: ${JSON.stringify(report.samples)}`);
  return {
    throughput: (report.busy.answers / report.busy.elapsedMs) * 1000,
    p50: quantileMs(decodeHistogram(report.responseTime), 0.5),
  };
}

function driveWrk(port, connections, seconds) {
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '--latency'];
  const text = execFileSync('wrk', [...args, `http://127.0.0.1:${port}/`], { encoding: 'utf8' });
  if (/Socket errors|Non-2xx/.test(text)) throw new Error(text);
  const [, value, unit] = /50%\s+([\d.]+)(us|ms|s)/.exec(text);
  return {
    throughput: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)[1]),
    p50: Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit],
  };
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

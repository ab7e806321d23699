// How late is the loader with the arrivals of an open workload, and what does it cost to be no later?
//   npm run bench:self lag -- [--json] [--rates 500,2000,10000] [--repeats 5] [--seconds 3] [--beside]
// Wake lag (the generator's own fault) and send lag, timer and spin, against one nginx worker; the loader is kept to one
// CPU and nginx to another where there are two. "Pacing alone" is the CPU of the same slice when every arrival is dropped
// at once. --beside: another process wants the loader's CPU, all the time.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, end, programPath, require } from '../peers.mjs';
import { median, plainRow, printRows } from '../rows.mjs';

const root = join(import.meta.dirname, '../../..');
const built = join(root, 'dist/harness');
require(['nginx'], join(built, 'load/loader.js'));
const { startLoader } = await import(join(built, 'load/loader.js'));
const { decodeHistogram, quantileMs } = await import(join(built, 'stats/histogram.js'));

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rates: { type: 'string', default: '500,2000,10000' },
    repeats: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    beside: { type: 'boolean', default: false },
  },
});

const pinned = programPath('taskset') !== null && cpus().length > 1;
const windowMs = Number(values.seconds) * 1000;
const bench = new Bench('bench-lag');
/** Accepts, and never answers. */
const deaf = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
await once(deaf, 'listening');
const silent = { host: '127.0.0.1', port: deaf.address().port };
const loader = await startLoader({ engine: 'native' });
const busy = values.beside ? spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }) : null;
const rows = [];
try {
  const nginx = await bench.nginx();
  if (pinned) {
    keepTo(0, loader.pid);
    if (busy !== null) keepTo(0, busy.pid);
    for (const pid of [nginx.pid, ...childrenOf(nginx.pid)]) keepTo(1, pid);
  }
  const target = { host: '127.0.0.1', port: nginx.port };
  for (const rate of values.rates.split(',').map(Number)) rows.push(...(await rowsAt(rate, target)));
} finally {
  await loader.stop();
  if (busy !== null) await end(busy);
  deaf.close();
  await bench.close();
}
printRows(rows, values.json);

async function rowsAt(rate, target) {
  const measured = { timer: [], spin: [] };
  const alone = [];
  for (let repeat = 0; repeat < Number(values.repeats); repeat += 1) {
    for (const pacing of Object.keys(measured))
      measured[pacing].push(await drive(target, rate, pacing, 'queue'));
    alone.push(await drive(target, rate, 'timer', 'drop'));
    process.stderr.write(`${rate}/s, ${repeat + 1} of ${values.repeats}\n`);
  }
  const row = (measure, unit, of) => plainRow('lag', `${measure}, ${rate}/s`, unit, median(of));
  const lags = (pacing, lag, q) => measured[pacing].map((figures) => figures[lag](q));
  return [
    ...Object.keys(measured).flatMap((pacing) => [
      row(`${pacing}: wake lag p50`, 'ms', lags(pacing, 'wake', 0.5)),
      row(`${pacing}: wake lag p99`, 'ms', lags(pacing, 'wake', 0.99)),
      row(`${pacing}: wake lag p99.9`, 'ms', lags(pacing, 'wake', 0.999)),
      row(`${pacing}: send lag p99`, 'ms', lags(pacing, 'send', 0.99)),
      row(
        `${pacing}: CPU less spinning`,
        '% of a core',
        measured[pacing].map(({ cpu }) => cpu),
      ),
    ]),
    row(
      'timer: CPU of pacing alone',
      '% of a core',
      alone.map(({ cpu }) => cpu),
    ),
  ];
}

/** Under `drop` the only connection waits for an answer that takes longer than the slice: every arrival is dropped. */
async function drive(target, rate, pacing, overflow) {
  const order = {
    requests: [
      {
        ...{ method: 'GET', path: '/', headers: {}, body: null },
        expect: { status: 200, body: { kind: 'any' } },
      },
    ],
    level: {
      ...{ kind: 'open', rate, arrivals: 'constant', overflow, queueLimit: 1_000_000 },
      connections: overflow === 'drop' ? 1 : 1000,
    },
    window: { minMs: windowMs, maxMs: windowMs, minAnswers: 0 },
    requestTimeoutMs: 60_000,
    drainTimeoutMs: overflow === 'drop' ? 1 : 10_000,
    pacing,
  };
  const session = await loader.open(overflow === 'drop' ? silent : target, 1, order);
  const { open, generator, totalMs } = await session.drive(order);
  await session.close();
  const [wakeLag, sendLag] = [decodeHistogram(open.wakeLag), decodeHistogram(open.sendLag)];
  return {
    wake: (q) => quantileMs(wakeLag, q),
    send: (q) => quantileMs(sendLag, q),
    cpu: (100 * (generator.cpuMs - (generator.spinMs ?? 0))) / totalMs,
  };
}

/** With all its threads. */
function keepTo(cpu, pid) {
  execFileSync('taskset', ['-a', '-p', '-c', `${cpu}`, `${pid}`], { stdio: 'ignore' });
}

function childrenOf(pid) {
  const text = execFileSync('ps', ['-o', 'pid=', '--ppid', `${pid}`], { encoding: 'utf8' });
  return text
    .trim()
    .split(/\s+/)
    .filter((one) => one !== '')
    .map(Number);
}

// Does the open workload see what a server does that stands still, and no more than that?
//   npm run bench:self stalls -- [--json] [--periods 8] [--connections 500]
// The ground truth of method.md §1 at full size: 1 s of every 5 s, 1,000 arrivals per second; quantiles beside the formula
// with the stalls as the server measured them and with its pace when it catches up (rho). autocannon -R 1000 is held
// against the same formula. Then a server that takes 50 ms for everything, in both workloads.
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { require } from '../peers.mjs';
import { median, plainRow, printRows } from '../rows.mjs';

const root = join(import.meta.dirname, '../../..');
const built = join(root, 'dist/harness');
require([], join(built, 'load/loader.js'));
const { startLoader } = await import(join(built, 'load/loader.js'));
const { decodeHistogram, quantileMs } = await import(join(built, 'stats/histogram.js'));

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    periods: { type: 'string', default: '8' },
    connections: { type: 'string', default: '500' },
  },
});

const [stallMs, periodMs, rate] = [1000, 5000, 1000];
const windowMs = Number(values.periods) * periodMs;
const connections = Number(values.connections);

const { rows, formula } = await stalled();
rows.push(...(await peer(formula)), ...(await steady()));
printRows(rows, values.json);

async function stalled() {
  return withServer(0, async (server, loader) => {
    const calm = await drive(server, loader, openLevel(rate), 5000, 0);
    const unstalledMs = quantile(calm.report, 0.5);
    const { report, told } = await drive(server, loader, openLevel(rate), windowMs, stallMs);
    const formula = formulaOf(told, unstalledMs);
    const quantiles = [0.9, 0.99, 0.999].map((q) =>
      plainRow('stalls', nameOf(q), 'ms', quantile(report, q), formula.at(q), 'formula'),
    );
    const measured = [
      ...quantiles,
      plainRow('stalls', 'p50', 'ms', quantile(report, 0.5), unstalledMs, 'without stalls'),
      plainRow(
        'stalls',
        'mean',
        'ms',
        decodeHistogram(report.responseTime).mean / 1000,
        formula.mean,
        'formula',
      ),
      plainRow('stalls', 'busy share of the server when it catches up (rho)', '', formula.rho),
      plainRow(
        'stalls',
        'share of its time that the server did not run but could have',
        '',
        otherShare(told),
      ),
      plainRow('stalls', 'wake lag p99', 'ms', quantileMs(decodeHistogram(report.open.wakeLag), 0.99)),
      littleRow(report),
    ];
    return { rows: measured, formula };
  });
}

/** autocannon in place of the loader, beside the same formula. */
async function peer(formula) {
  return withServer(0, async (server) => {
    await server.begin(stallMs);
    const program = join(root, 'node_modules/autocannon/autocannon.js');
    const rated = ['-R', `${rate}`, '-c', '50', '-d', `${windowMs / 1000}`, '--json', '-n'];
    const args = [program, ...rated, `http://127.0.0.1:${server.port}/`];
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 26 });
    const { latency } = JSON.parse(stdout);
    const seen = { 0.5: latency.p50, 0.9: latency.p90, 0.99: latency.p99, 0.999: latency.p99_9 };
    return Object.entries(seen).map(([q, ms]) =>
      plainRow(
        'stalls',
        `autocannon -R ${rate}: ${nameOf(Number(q))}`,
        'ms',
        ms,
        formula.at(Number(q)),
        'formula',
      ),
    );
  });
}

async function steady() {
  return withServer(50, async (server, loader) => {
    const levels = { open: openLevel(200), closed: { kind: 'closed', concurrency: 10 } };
    const measured = [];
    for (const [name, level] of Object.entries(levels)) {
      const { report, told } = await drive(server, loader, level, 5000, 0);
      const held = median(told.answers.map(([, heldMs]) => heldMs));
      const measure = `p50 of a 50 ms server, ${name} workload`;
      measured.push(plainRow('stalls', measure, 'ms', quantile(report, 0.5), held, 'as the server held it'));
    }
    return measured;
  });
}

async function drive(server, loader, level, forMs, stall) {
  const order = {
    requests: [
      {
        ...{ method: 'GET', path: '/', headers: {}, body: null },
        expect: { status: 200, body: { kind: 'exact', text: 'hello' } },
      },
    ],
    level,
    window: { minMs: forMs, maxMs: forMs, minAnswers: 0 },
    requestTimeoutMs: 20_000,
    drainTimeoutMs: 20_000,
  };
  const session = await loader.open({ host: '127.0.0.1', port: server.port }, 1, order);
  await server.begin(stall);
  const report = await session.drive(order);
  const told = await server.tell();
  await session.close();
  const due = report.open?.offered ?? report.sent;
  if (report.ok !== due)
    throw new Error(`${due - report.ok} were not answered: ${JSON.stringify(report.samples)}`);
  return { report, told };
}

/** W(t) = max(0, S − (1 − rho) t), and so L(q) = b + max(0, S − (1 − q)(1 − rho) T). */
function formulaOf({ stalls, answers }, unstalledMs) {
  const stall = median(stalls.map(([from, to]) => to - from));
  const paces = stalls.map(([, end]) => {
    const after = answers.filter(([at]) => at >= end).slice(0, (rate * stallMs) / 2000);
    return (after.at(-1)[0] - after[0][0]) / (after.length - 1);
  });
  const rho = (rate * median(paces)) / 1000;
  return {
    rho,
    mean: unstalledMs + stall ** 2 / (2 * (1 - rho) * periodMs),
    at: (q) => unstalledMs + Math.max(0, stall - (1 - q) * (1 - rho) * periodMs),
  };
}

/** Throughput × mean response time is what was in flight. */
function littleRow({ open, ok, totalMs, responseTime }) {
  const inFlight = (ok / totalMs) * (decodeHistogram(responseTime).mean / 1000);
  return plainRow(
    'stalls',
    'mean in flight',
    '',
    open.meanInFlight,
    inFlight,
    'throughput × mean response time',
  );
}

function otherShare({ otherGaps }) {
  return otherGaps.reduce((sum, [from, to]) => sum + to - from, 0) / windowMs;
}

async function withServer(delayMs, use) {
  const child = fork(join(root, 'test/load/stalling-server.mjs'), [`${delayMs}`]);
  const loader = await startLoader({ engine: 'native' });
  try {
    const [{ port }] = await once(child, 'message');
    const begin = (stall) => {
      child.send({ type: 'begin', stallMs: stall, periodMs });
      return sleep(100);
    };
    const tell = async () => {
      const said = once(child, 'message');
      child.send({ type: 'tell' });
      return (await said)[0];
    };
    return await use({ port, begin, tell }, loader);
  } finally {
    await loader.stop();
    const exited = once(child, 'exit');
    child.disconnect();
    await exited;
  }
}

function openLevel(perSecond) {
  return {
    ...{ kind: 'open', rate: perSecond, arrivals: 'constant', connections },
    ...{ overflow: 'queue', queueLimit: 1_000_000 },
  };
}

function quantile({ responseTime }, q) {
  return quantileMs(decodeHistogram(responseTime), q);
}

function nameOf(q) {
  return `p${Number((q * 100).toFixed(1))}`;
}

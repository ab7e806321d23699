// Does the search find what a server carries?
//   npm run bench:self capacity -- [--json] [--seeds 200] [--seed 1] [--real 3] [--budget 5m] [--run-seconds 40]
// Simulated first: whole searches on queues of known capacity, with the product's own decisions, beside what a long
// simulation of the same queue says. Then, with --real, that many searches of bench capacity on a real server with fixed
// service times, and runs at the rate found and 15 % above it.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import {
  capacityOf,
  exponential,
  heavyTailed,
  simulateSearch,
  simulateSlice,
} from '../../helpers/simulated-search.mjs';
import { median, plainRow, printRows } from '../rows.mjs';

const built = join(import.meta.dirname, '../../../dist/harness');
const { courseOf } = await import(join(built, 'stats/search/course.js'));
const { runState } = await import(join(built, 'stats/search/run-state.js'));
const { createRandom } = await import(join(built, 'stats/random.js'));
const { clopperPearson } = await import(join(built, 'stats/clopper-pearson.js'));
const { runWindowMs } = await import(join(built, 'plan/designs/search-windows.js'));
const { searchDefaults } = await import(join(built, 'plan/search-defaults.js'));

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seeds: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    real: { type: 'string', default: '0' },
    budget: { type: 'string', default: '5m' },
    // Of each run that holds the rate found against its objective.
    'run-seconds': { type: 'string', default: '40' },
  },
});
const seeds = Number(values.seeds);
const serverFile = join(import.meta.dirname, '../../helpers/queue-server.mjs');
/** How far from theory an answer may be, and repeats from each other. */
const tolerance = 0.1;

const fixed = (seconds) => () => seconds;
const p99 = 0.01;
const queues = {
  'M/D/1, 10 ms, p99<100ms': { workers: 1, service: fixed(0.01), limitMs: 100, allowed: p99, fullRate: 100 },
  'M/D/2, 20 ms, p99<100ms': { workers: 2, service: fixed(0.02), limitMs: 100, allowed: p99, fullRate: 100 },
  'M/D/4, 5 ms, p99<250ms': { workers: 4, service: fixed(0.005), limitMs: 250, allowed: p99, fullRate: 800 },
  'M/M/1, 1 ms, p99<20ms': {
    workers: 1,
    service: exponential(0.001),
    limitMs: 20,
    allowed: p99,
    fullRate: 1000,
  },
  'M/M/2, 10 ms, p99<100ms': {
    workers: 2,
    service: exponential(0.01),
    limitMs: 100,
    allowed: p99,
    fullRate: 200,
  },
  'M/M/4, 20 ms, p95<150ms': {
    workers: 4,
    service: exponential(0.02),
    limitMs: 150,
    allowed: 0.05,
    fullRate: 200,
  },
  'M/G/1, 5 ms with a heavy tail, p99<150ms': {
    workers: 1,
    service: heavyTailed(0.005, 2),
    limitMs: 150,
    allowed: p99,
    fullRate: 200,
  },
  'M/M/2, 10 ms, stalls of 150 ms, p99<200ms': {
    workers: 2,
    service: exponential(0.01),
    limitMs: 200,
    allowed: p99,
    fullRate: 200,
    stalls: { every: 10, seconds: 0.15 },
  },
  'M/D/2, 20 ms, p50<40ms': { workers: 2, service: fixed(0.02), limitMs: 40, allowed: 0.5, fullRate: 100 },
};
const noisy = { spread: 0.03, drift: 0.03 };

const rows = [];
for (const [name, queue] of Object.entries(queues)) simulatedRows(name, queue, {});
simulatedRows('M/D/2, 20 ms, p99<100ms, noise and drift of 3 %', queues['M/D/2, 20 ms, p99<100ms'], noisy);
if (Number(values.real) > 0) await realRows(Number(values.real));
printRows(rows, values.json);

function simulatedRows(name, queue, weather) {
  const theory = capacityOf(queue, createRandom, 1_000_000);
  const objective = objectiveOf(queue);
  const search = { ...searchDefaults, objectives: [objective], shape: {} };
  const parts = { courseOf, runState, runWindowMs, createRandom, search };
  const found = [];
  for (let index = 0; index < seeds; index++) {
    const seed = 1000 * Number(values.seed) + index;
    const { course, runs, seconds } = simulateSearch(parts, { ...queue, ...weather }, seed);
    const { low, limit, outcome } = course;
    found.push({ rate: low?.rate ?? 0, limit, confirmed: outcome === 'found', runs, seconds });
  }
  const rates = found.map(({ rate }) => rate);
  const triples = Array.from({ length: Math.floor(seeds / 3) }, (_, index) =>
    rates.slice(3 * index, 3 * index + 3),
  );
  rows.push(plainRow('capacity', `${name}: found, median`, 'req/s', median(rates), theory, 'theory'));
  shareRow(name, 'within 10 % of theory', rates.filter((rate) => isClose(rate, theory)).length, seeds);
  shareRow(
    name,
    'three repeats within 10 % of each other',
    triples.filter((triple) => Math.max(...triple) <= (1 + tolerance) * Math.min(...triple)).length,
    triples.length,
  );
  const near = found.filter(({ limit }) => limit !== null && limit.low <= theory && theory <= limit.high);
  shareRow(name, 'interval of the limit holds theory', near.length, seeds);
  const halfWidths = found.flatMap(({ limit }) =>
    limit === null ? [] : Math.log(limit.high / limit.low) / 2,
  );
  rows.push(plainRow('capacity', `${name}: interval, half its width, median`, '%', 100 * median(halfWidths)));
  for (const [factor, holds] of [
    [1, true],
    [1.15, false],
  ]) {
    const as = rates.filter((rate, index) => holdsInMost(queue, rate * factor, index) === holds).length;
    shareRow(
      name,
      `${holds ? 'holds' : 'fails'} at ${factor} × that in 2 of 3 fresh runs of 40 s`,
      as,
      seeds,
    );
  }
  shareRow(name, 'confirmed', found.filter(({ confirmed }) => confirmed).length, seeds);
  rows.push(plainRow('capacity', `${name}: runs`, 'runs', mean(found.map(({ runs }) => runs))));
  rows.push(plainRow('capacity', `${name}: takes`, 's', mean(found.map(({ seconds }) => seconds))));
  process.stderr.write(`${name}\n`);
}

function holdsInMost(queue, rate, seed) {
  let held = 0;
  for (let run = 0; run < 3; run++) {
    const { beyond, of } = simulateSlice(queue, rate, 40, createRandom(seed, 11 + run));
    held += beyond <= queue.allowed * of;
  }
  return held >= 2;
}

/** Repeats of the command on a server of two workers that take 20 ms, and what holds at the rate they found. */
async function realRows(repeats) {
  const queue = queues['M/D/2, 20 ms, p99<100ms'];
  const theory = capacityOf(queue, createRandom);
  const folder = await mkdtemp(join(tmpdir(), 'capacity-'));
  try {
    const rates = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const { search } = await bench(folder, ['capacity', '--slo', 'p99<100ms', '--budget', values.budget]);
      const [{ rate, outcome }] = search.results;
      process.stderr.write(`real, repeat ${repeat + 1}: ${rate} req/s, ${outcome}\n`);
      if (rate !== null) rates.push(rate);
    }
    rows.push(plainRow('capacity', 'real server: searches with an answer', `of ${repeats}`, rates.length));
    if (rates.length === 0) return;
    rows.push(plainRow('capacity', 'real server: found, median', 'req/s', median(rates), theory, 'theory'));
    rows.push(
      plainRow(
        'capacity',
        'real server: repeats, largest ÷ smallest',
        '×',
        Math.max(...rates) / Math.min(...rates),
      ),
    );
    for (const factor of [1, 1.15]) {
      const rate = Number((factor * median(rates)).toPrecision(3));
      let met = 0;
      for (let run = 0; run < 3; run++) met += await holdsAt(queue, rate, createRandom(run, 3));
      rows.push(plainRow('capacity', `real server: holds at ${factor} × that`, 'of 3 fresh runs', met));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether the objective holds on fresh processes, by a generator of its own: requests that no answer holds back. */
async function holdsAt(queue, rate, random) {
  const port = await freePort();
  const server = spawn(process.execPath, [serverFile, port, 'workers=2', 'service=20'], { stdio: 'ignore' });
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  try {
    while (!(await answers(agent, port))) await sleep(50);
    const [started, pending] = [performance.now(), []];
    let beyond = 0;
    for (
      let due = 0;
      due < 1000 * Number(values['run-seconds']);
      due += (-1000 * Math.log(1 - random.next())) / rate
    ) {
      await sleep(Math.max(0, started + due - performance.now()));
      const late = () => performance.now() - started - due > queue.limitMs;
      pending.push(answers(agent, port).then((ok) => (beyond += !ok || late())));
    }
    await Promise.all(pending);
    return beyond <= queue.allowed * pending.length;
  } finally {
    agent.destroy();
    server.kill();
    await once(server, 'exit');
  }
}

function answers(agent, port) {
  return new Promise((resolve) => {
    const asked = get({ agent, port, host: '127.0.0.1' }, (response) => {
      response.resume().on('end', () => resolve(true));
    });
    asked.on('error', () => resolve(false));
  });
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return String(port);
}

async function bench(folder, args) {
  const cli = join(built, 'cli.js');
  const all = [cli, ...args, '--cmd', `queue=node ${serverFile} {port} workers=2 service=20`];
  const run = promisify(execFile)(
    process.execPath,
    [...all, '--no-config', '--json', '--quiet', '--format', 'json'],
    {
      cwd: folder,
      maxBuffer: 2 ** 30,
    },
  );
  // Without an answer it exits with another code, and tells it all the same.
  const { stdout } = await run.catch((error) => error);
  return JSON.parse(stdout);
}

function objectiveOf({ limitMs, allowed }) {
  const metric = { 0.01: 'p99', 0.05: 'p95', 0.5: 'p50' }[allowed];
  const anywhere = { level: null, scenario: null, mode: null };
  return { metric, comparison: '<', value: limitMs, unit: 'ms', ...anywhere };
}

function isClose(rate, theory) {
  return Math.abs(rate / theory - 1) <= tolerance;
}

function shareRow(name, measure, count, of) {
  if (of === 0) return;
  const { low, high } = clopperPearson(count, of, 0.95);
  const row = plainRow('capacity', `${name}: ${measure}`, '% of searches', (100 * count) / of);
  rows.push({ ...row, low: 100 * low, high: 100 * high });
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

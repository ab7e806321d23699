// Do intervals hold the truth as often as they say, and tests reject no more often?
//   npm run bench:self coverage -- [--json] [--draws 10000] [--pooled-draws 10000] [--seed 1]
// Draws that no test of the suite has the time for. No server runs.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { plainRow, printRows } from '../rows.mjs';

const built = join(import.meta.dirname, '../../../dist/harness/stats');
const { createRandom } = await import(join(built, 'random.js'));
const { hodgesLehmann, signedRankInterval } = await import(join(built, 'signed-rank.js'));
const { signedRankP } = await import(join(built, 'signed-rank-test.js'));
const { intervalOfLogs } = await import(join(built, 'interval.js'));
const { clopperPearson } = await import(join(built, 'clopper-pearson.js'));
const { pooledQuantile } = await import(join(built, 'block-bootstrap.js'));

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    draws: { type: 'string', default: '10000' },
    'pooled-draws': { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
  },
});
const draws = Number(values.draws);
const pooledDraws = Number(values['pooled-draws']);
const random = createRandom(Number(values.seed));
const rows = [];

/** Differences of a round, symmetric about 0; `round` counts from 0. */
const noises = {
  normal: () => normal(),
  'heavy tails (Cauchy)': () => Math.tan(Math.PI * (random.next() - 0.5)),
  'one in ten eight times wilder': () => normal() * (random.next() < 0.1 ? 8 : 1),
  'drift: growing noise, whoever comes second is slower': (round) =>
    (1 + round / 4) * normal() + (random.below(2) === 0 ? 2 : -2),
};

for (const [noise, draw] of Object.entries(noises)) {
  for (const n of [6, 8, 10, 16, 24]) signedRankRows(noise, draw, n);
}
for (const n of [2, 3, 4, 5]) {
  const held = share(draws, () => holds(intervalOfLogs(rounds(n, normal), 0.95), 1));
  add(`t interval of ${n} rounds, normal`, held, 95);
}
for (const truth of [0.001, 0.01, 0.1, 0.5]) {
  const held = share(draws, () => {
    let hits = 0;
    for (let trial = 0; trial < 200; trial++) hits += random.next() < truth;
    return holds(clopperPearson(hits, 200, 0.95), truth);
  });
  add(`Clopper-Pearson of 200 trials, ${truth}`, held, 95);
}
for (const [model, given] of Object.entries(pooledModels())) {
  for (const n of [6, 10, 20]) pooledRows(model, given, n);
  process.stderr.write(`${model}\n`);
}
printRows(rows, values.json);

function signedRankRows(noise, draw, n) {
  let [held, rejected, above] = [0, 0, 0];
  let exact = 0;
  for (let i = 0; i < draws; i++) {
    const seen = rounds(n, draw);
    const interval = signedRankInterval(seen, 0.95);
    exact = interval.exactConfidence;
    held += holds(interval, 0);
    rejected += signedRankP(seen) <= 0.05;
    above += hodgesLehmann(seen) > 0;
  }
  add(`signed-rank interval of ${n} rounds, ${noise}`, held / draws, 100 * exact, 'its exact confidence');
  add(`one-sided p ≤ 5 % of ${n} rounds, ${noise}`, rejected / draws, 5);
  add(`Hodges-Lehmann above the centre, ${n} rounds, ${noise}`, above / draws, 50);
}

/** Rounds of requests around 5 ms: what differs between rounds, and how a request of such a round is drawn; logarithms. */
function pooledModels() {
  const spread = (sd) => ({ round: () => sd * normal(), request: (slower) => slower + 0.5 * normal() });
  return {
    'rounds differ by a tenth': spread(0.1),
    'rounds differ by a third': spread(0.3),
    'heavy tails (Pareto 2.5)': {
      round: () => 0.1 * normal() * (random.next() < 0.1 ? 4 : 1),
      request: (slower) => slower - Math.log(1 - random.next()) / 2.5,
    },
    'drift by a third over the run': {
      round: (round, n) => 0.1 * normal() + 0.3 * (round / (n - 1) - 0.5),
      request: (slower) => slower + 0.5 * normal(),
    },
    'stalls in half of the rounds': {
      round: () => ({
        slower: 0.1 * normal(),
        stalled: random.below(2) * -0.02 * Math.log(1 - random.next()),
      }),
      request: ({ slower, stalled }) =>
        slower + 0.4 * normal() + (random.next() < stalled ? 2 + 0.3 * normal() : 0),
    },
  };
}

function pooledRows(model, given, n) {
  const quantiles = [0.5, 0.95, 0.99];
  const truths = quantilesOf(drawnRounds(given, n, 10_000), quantiles);
  const held = quantiles.map(() => 0);
  for (let i = 0; i < pooledDraws; i++) {
    const seen = drawnRounds(given, n, n);
    for (const [at, q] of quantiles.entries())
      held[at] += holds(pooledQuantile(seen, q, 0.95, random), truths[at]);
  }
  for (const [at, q] of quantiles.entries())
    add(`pooled p${100 * q} of ${n} rounds, ${model}`, held[at] / pooledDraws, 95);
}

/** Of all requests together, in ms. */
function quantilesOf(many, quantiles) {
  const counts = new Map();
  let total = 0;
  for (const times of many) {
    times.eachBucket((micros, _highest, count) => {
      counts.set(micros, (counts.get(micros) ?? 0) + count);
      total += count;
    });
  }
  const rising = [...counts].sort(([a], [b]) => a - b);
  return quantiles.map((q) => {
    let left = q * total;
    const [micros] = rising.find(([, count]) => {
      left -= count;
      return left <= 0;
    });
    return micros / 1000;
  });
}

/** `count` rounds of runs of `n`, of 300 requests each, told to two hundredths as a histogram would. */
function drawnRounds({ round, request }, n, count) {
  return Array.from({ length: count }, (_, index) => {
    const drawn = round(index % n, n);
    const counts = new Map();
    for (let i = 0; i < 300; i++) {
      const micros = Math.round(5000 * Math.exp(Math.round(50 * request(drawn)) / 50));
      counts.set(micros, (counts.get(micros) ?? 0) + 1);
    }
    const rising = [...counts].sort(([a], [b]) => a - b);
    return { eachBucket: (found) => rising.forEach(([micros, times]) => void found(micros, micros, times)) };
  });
}

function add(measure, shareHeld, expected, name = 'said') {
  rows.push(plainRow('coverage', measure, '%', 100 * shareHeld, expected, name));
}

function rounds(n, draw) {
  return Array.from({ length: n }, (_, round) => draw(round));
}

function holds({ low, high }, truth) {
  return low <= truth && truth <= high;
}

function share(count, hits) {
  let hit = 0;
  for (let i = 0; i < count; i++) hit += hits();
  return hit / count;
}

function normal() {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

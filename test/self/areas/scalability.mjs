// Does a fitted curve hold what it says, and foretell what was not measured?
//   npm run bench:self scalability -- [--json] [--draws 300] [--seed 1]
// Draws that no test of the suite has the time for. No server runs. Each draw is a record of levels 1 to 32 on a known
// curve: a fresh start differs by 3 % at every level, each cell by 3 % besides, and 3 cells in 100 are a fifth slower.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { plainRow, printRows } from '../rows.mjs';

const built = join(import.meta.dirname, '../../../dist/harness');
const { scalabilityOf } = await import(join(built, 'capacity/scalability.js'));
const { fitCurve } = await import(join(built, 'capacity/fit-curve.js'));
const { mostOf, throughputAt } = await import(join(built, 'capacity/curve.js'));
const { createRandom } = await import(join(built, 'stats/random.js'));

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    draws: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
  },
});
const draws = Number(values.draws);
const random = createRandom(Number(values.seed));
const levels = [1, 2, 4, 8, 16, 32];
const truths = [
  { lambda: 1000, contention: 0.02, coherence: 0.0005 },
  { lambda: 1000, contention: 0.1, coherence: 0.002 },
  { lambda: 1000, contention: 0.3, coherence: 0 },
  { lambda: 1000, contention: 0.05, coherence: 0.01 },
  { lambda: 1000, contention: 0.6, coherence: 0.001 },
];
/** Half as much again as the largest load. */
const beyond = 48;
const rows = [];

for (const truth of truths) {
  for (const rounds of [5, 8, 12]) curveRows(truth, rounds);
  process.stderr.write(`σ ${truth.contention}, κ ${truth.coherence}\n`);
}
printRows(rows, values.json);

function curveRows(truth, rounds) {
  const held = { λ: [], σ: [], κ: [], 'X as far as it reaches': [], 'X at the peak': [] };
  const errors = { fitted: [], told: [] };
  let told = 0;
  for (let draw = 0; draw < draws; draw++) {
    const data = drawn(truth, rounds, draw);
    const curve = fitCurve(
      data.levels.flatMap((level) => [...level.rounds.values()]),
      'usl',
    );
    const error = Math.abs(throughputAt(curve, beyond) / throughputAt(truth, beyond) - 1);
    errors.fitted.push(error);
    const { fitted } = scalabilityOf(data);
    if (fitted === null) continue;
    told++;
    held.λ.push(holds(fitted.lambda, truth.lambda));
    held.σ.push(holds(fitted.contention, truth.contention));
    held.κ.push(holds(fitted.coherence, truth.coherence));
    const last = fitted.band.at(-1);
    held['X as far as it reaches'].push(holds(last.throughput, throughputAt(truth, last.n)));
    if (fitted.peak.kind === 'within' && truth.coherence > 0)
      held['X at the peak'].push(holds(fitted.peak.throughput, mostOf(truth)));
    if (fitted.reach >= beyond) errors.told.push(error);
  }
  const of = `σ ${truth.contention}, κ ${truth.coherence}, ${rounds} rounds`;
  add(`curves told (the others are refused), ${of}`, told / draws);
  for (const [name, all] of Object.entries(held)) {
    if (all.length > draws / 10) add(`95 % interval of ${name}, ${of}`, share(all), 95, 'nominal');
  }
  add(`error of X(48) of all fits, 95th percentile, ${of}`, quantile(errors.fitted, 0.95));
  if (errors.told.length > draws / 10)
    add(`error of X(48) where told, 95th percentile, ${of}`, quantile(errors.told, 0.95), 10, 'promised');
}

function drawn(truth, rounds, seed) {
  const lives = Array.from({ length: rounds }, () => 0.03 * normal());
  const cell = () => 0.03 * normal() + (random.next() < 0.03 ? Math.log(0.8) : 0);
  return {
    ...{ over: 'concurrency', cores: 2, confidence: 0.95, seed, ask: [] },
    levels: levels.map((n) => ({
      ...{ level: n, trouble: null, busy: null },
      rounds: new Map(
        lives.map((life, round) => [
          round,
          { n, throughput: throughputAt(truth, n) * Math.exp(life + cell()) },
        ]),
      ),
    })),
  };
}

function holds({ low, high }, value) {
  return low <= value && (high === null || value <= high);
}

function share(all) {
  return all.filter(Boolean).length / all.length;
}

function quantile(all, q) {
  return all.toSorted((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * q))];
}

function normal() {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

function add(measure, value, expected = null, name = null) {
  rows.push(plainRow('scalability', measure, '%', 100 * value, expected, name));
}

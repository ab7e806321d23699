import { join } from 'node:path';

const built = join(import.meta.dirname, '../../../dist/harness');
const { gateNoise } = await import(join(built, 'gate/gate-noise.js'));
const { drawGates, drawPower } = await import(join(built, 'gate/resample.js'));
const { gateDefaults } = await import(join(built, 'plan/gate-defaults.js'));
const { findPairs } = await import(join(built, 'plan/gate-pairs.js'));
const { createRandom, shuffle } = await import(join(built, 'stats/random.js'));
const { hodgesLehmann } = await import(join(built, 'stats/signed-rank.js'));
const { median } = await import('../rows.mjs');

/** A metric's worsening as the gate has it: of throughput 10 % less is ln(1/0.9). */
export function worseningOf(metric, share) {
  return metric === 'throughput' ? -Math.log1p(-share) : Math.log1p(share);
}

/** And back: 0.05 is 5 % worse. */
export function shareOf(metric, worsening) {
  return metric === 'throughput' ? -Math.expm1(-worsening) : Math.expm1(worsening);
}

export function gatePlan(seconds) {
  return { ...gateDefaults, budgetSeconds: seconds };
}

/** The rounds of all records that show a scenario, in one; null where none does. */
export function poolOf(records, scenario) {
  const parts = records.flatMap((record) => noiseOf(record, scenario) ?? []);
  const [first] = parts;
  if (first === undefined) return null;
  const passes = [...new Set(parts.flatMap((part) => part.passes))].sort((a, b) => a - b);
  const kept = parts.reduce((sum, { worsening }) => sum + worsening.length, 0);
  const all = parts.reduce((sum, one) => sum + one.worsening.length / (1 - one.discardedShare), 0);
  return {
    ...first,
    passes,
    worsening: parts.flatMap((part) => roundsAlike(part, first, passes)),
    startSeconds: median(parts.map(({ startSeconds }) => startSeconds)),
    visits: first.visits.map((_, pair) => ({
      overheadSeconds: median(parts.map(({ visits }) => visits[pair].overheadSeconds)),
      passSeconds: median(parts.map(({ visits }) => visits[pair].passSeconds)),
    })),
    discardedShare: 1 - kept / all,
  };
}

/** What one record shows of a scenario, as if it were of that alone. */
function noiseOf(record, scenario) {
  const { plan, rounds, slices } = record;
  const gated = { gate: plan.gate, ...findPairs(plan, plan.gate, slices) };
  const pairs = gated.pairs.filter((pair) => pair.scenario === scenario);
  const own = slices.filter((slice) => slice.scenario === scenario);
  const visited = new Set(own.map(({ round }) => round));
  const noise = gateNoise(
    { ...gated, pairs },
    rounds.filter(({ round }) => visited.has(round)),
    own,
  );
  // A gate that was over before its rate was found shows half.
  return pairs.length < 2 || noise.worsening.length === 0 ? null : noise;
}

/** Rounds with the tests of another record in their order, and a row for each number of passes. */
function roundsAlike(part, { tests }, passes) {
  const places = tests.map((test) =>
    part.tests.findIndex(({ pair, metric }) => pair === test.pair && metric === test.metric),
  );
  return part.worsening.map((byPasses) =>
    passes.map((some) => {
      const row =
        byPasses[
          Math.max(
            0,
            part.passes.findLastIndex((taken) => taken <= some),
          )
        ];
      return places.map((place) => row[place] ?? null);
    }),
  );
}

/** Several scenarios in one gate: each round holds one of each, at random. */
export function together(pools, seed = 1) {
  const random = createRandom(seed);
  const length = Math.max(...pools.map(({ worsening }) => worsening.length));
  const passes = [...new Set(pools.flatMap((pool) => pool.passes))].sort((a, b) => a - b);
  const rounds = pools.map((pool) => {
    const own = roundsAlike(pool, pool, passes);
    const repeated = Array.from({ length: Math.ceil(length / own.length) }, () =>
      shuffle(own, random),
    ).flat();
    return repeated.slice(0, length);
  });
  let before = 0;
  const tests = pools.flatMap((pool) => {
    const own = pool.tests.map(({ pair, metric }) => ({ pair: pair + before, metric }));
    before += pool.pairs.length;
    return own;
  });
  return {
    ...pools[0],
    pairs: pools.flatMap((pool) => pool.pairs),
    tests,
    passes,
    worsening: Array.from({ length }, (_, at) =>
      passes.map((_, place) => rounds.flatMap((own) => own[at][place])),
    ),
    startSeconds: median(pools.map(({ startSeconds }) => startSeconds)),
    visits: pools.flatMap((pool) => pool.visits),
    discardedShare: median(pools.map(({ discardedShare }) => discardedShare)),
  };
}

/** What all rounds of a test centre at; null where none tells. */
export function effectOf(pool, metric) {
  const values = columnOf(pool, testOf(pool, metric), pool.passes.length - 1);
  return values.length === 0 ? null : { worsening: hodgesLehmann(values), rounds: values.length };
}

/** Rounds of what is slower as rounds of what is not: each test less its centre. */
export function centred(pool) {
  const centres = pool.passes.map((_, place) =>
    pool.tests.map((_, test) => {
      const values = columnOf(pool, test, place);
      return values.length === 0 ? 0 : hodgesLehmann(values);
    }),
  );
  const worsening = pool.worsening.map((byPasses) =>
    byPasses.map((row, place) =>
      row.map((figure, test) => (figure === null ? null : figure - centres[place][test])),
    ),
  );
  return { ...pool, worsening };
}

function columnOf({ worsening }, test, place) {
  return worsening.flatMap((byPasses) => byPasses[place][test] ?? []);
}

/** Place of a metric's first test; −1 where it has none. */
export function testOf({ tests }, metric) {
  return tests.findIndex((test) => test.metric === metric);
}

/** Gates without any change. */
export function drawQuiet(pool, seconds, runs, seed = 1) {
  return drawGates(pool, gatePlan(seconds), { runs, seed });
}

/** How often a worsening is found that is put on one metric of the pool's first scenario; null where it has no rounds. */
export function drawFound(pool, metric, worsening, seconds, runs, seed = 2) {
  const test = testOf(pool, metric);
  if (test < 0) return null;
  return drawPower(pool, gatePlan(seconds), { runs, seed, shift: { test, worsening } });
}

/** The least worsening that so many gates find, as a share of the baseline, to a twentieth of it; null beyond a doubling. */
export function smallestFound(pool, metric, power, seconds, runs) {
  const isFound = (size) => drawFound(pool, metric, size, seconds, runs).found >= power * runs;
  let [low, high] = [0, Math.log(2)];
  if (testOf(pool, metric) < 0 || !isFound(high)) return null;
  while (high - low > high / 20) {
    const middle = (low + high) / 2;
    if (isFound(middle)) high = middle;
    else low = middle;
  }
  return shareOf(metric, high);
}

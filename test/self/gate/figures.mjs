import { slowdowns } from '../slowed/slowdowns.mjs';
import { scenarios, sizes } from './gates.mjs';
import { naiveQuiet, naiveShares } from './naive-verdicts.mjs';
import {
  centred,
  drawFound,
  drawQuiet,
  effectOf,
  poolOf,
  shareOf,
  smallestFound,
  together,
  worseningOf,
} from './resampling.mjs';
import { recordsOf } from './store.mjs';
import { switchingOf } from './switching.mjs';
import { reEvaluated, wholeGates } from './whole-gates.mjs';

/** What is asked: how often each must be found. */
export const asked = { cpuPerRequest: 0.99, p50: 0.9, footprint: 0.95, throughput: 0.9, p99: 0.8 };

/**
 * All that follows from what was recorded; nothing is measured.
 * @param runs gates that are drawn for each figure; five times as many of the same code, for false alarms are rare
 */
export function figuresOf(store, { mode, runs }) {
  const aa = store.gates('aa', mode);
  const injected = store.gates('injected', mode);
  const naive = store.rows('naive').filter((row) => row.mode === mode);
  const records = recordsOf([...aa, ...injected]);
  const pools = poolsOf(recordsOf(aa));
  return {
    mode,
    machine: records[0]?.environment ?? null,
    whole: wholeGates(aa, injected),
    reEvaluated: reEvaluated(records),
    quiet: quietOf(pools).map(({ names, pool, size }) => ({
      ...{ scenarios: names, size, drawnFrom: pool.worsening.length },
      ...drawQuiet(pool, sizes[size].seconds, 5 * runs),
    })),
    naiveQuiet: naiveQuiet(naive),
    found: slowdowns.flatMap((slowdown) => foundOf(slowdown, injected, pools, naive, runs)),
    // Every size that is tried takes as many draws.
    smallest: smallestOf(pools, Math.max(100, Math.round(runs / 5))),
    switching: switchingOf(records),
  };
}

/** By scenario: all rounds of the same code. */
function poolsOf(records) {
  return new Map(
    scenarios.flatMap((scenario) => {
      const pool = poolOf(records, scenario);
      return pool === null ? [] : [[scenario, pool]];
    }),
  );
}

function quietOf(pools) {
  const single = [...pools].map(([name, pool]) => ({ names: [name], pool, size: 'one' }));
  if (pools.size < scenarios.length) return single;
  return [...single, { names: [...pools.keys()], pool: together([...pools.values()]), size: 'three' }];
}

/** For each metric that a slowdown makes worse: how often that is found. */
function foundOf({ name, scenario, effects }, injected, pools, naive, runs) {
  const gates = injected.filter(({ slowdown }) => slowdown === name);
  const pool = poolOf(recordsOf(gates), scenario);
  if (pool === null) return [];
  const noise = centred(pool);
  const others = othersOf(pools, scenario);
  return Object.entries(effects).map(([metric, size]) => {
    const effect = effectOf(pool, metric);
    const found = (of, worsening, { seconds }) =>
      effect === null ? null : drawFound(of, metric, worsening, seconds, runs);
    const nominal = worseningOf(metric, size);
    return {
      ...{ slowdown: name, scenario, metric, size, asked: asked[metric] },
      achieved: effect === null ? null : { share: shareOf(metric, effect.worsening), rounds: effect.rounds },
      whole: wholeFound(gates, metric),
      one: found(noise, nominal, sizes.one),
      oneAsAchieved: found(noise, effect?.worsening, sizes.one),
      three: others.length === 0 ? null : found(together([noise, ...others]), nominal, sizes.three),
      naive: naiveShares(naive, metric, size),
    };
  });
}

/** With which a gate of all scenarios is drawn; none while some scenario was not measured. */
function othersOf(pools, scenario) {
  if (pools.size < scenarios.length) return [];
  return [...pools].filter(([name]) => name !== scenario).map(([, pool]) => pool);
}

/** Whole gates whose test of the metric told it, and how long these took. */
function wholeFound(gates, metric) {
  const telling = gates.filter(({ record }) =>
    record?.gate?.tests.some((test) => test.metric === metric && test.reason === 'worse'),
  );
  return { found: telling.length, gates: gates.length, seconds: telling.map(({ seconds }) => seconds) };
}

/** The least worsening that is found with 80 %, and as often as is asked. */
function smallestOf(pools, runs) {
  return [...pools].flatMap(([scenario, pool]) => {
    const others = othersOf(pools, scenario);
    const kinds = [['one', pool], ...(others.length === 0 ? [] : [['three', together([pool, ...others])]])];
    return kinds.map(([size, of]) => ({
      ...{ scenario, size },
      metrics: Object.fromEntries(
        Object.entries(asked).map(([metric, share]) => [
          metric,
          [...new Set([0.8, share])].map((power) => ({
            power,
            share: smallestFound(of, metric, power, sizes[size].seconds, runs),
          })),
        ]),
      ),
    }));
  });
}

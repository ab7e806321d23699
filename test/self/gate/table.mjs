import { join } from 'node:path';
import { slowdowns } from '../slowed/slowdowns.mjs';
import { scenarios, sizes } from './gates.mjs';
import { runsOfProcess, windows, worseByThreshold, worseByWelch } from './naive.mjs';
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
import { atMost, count, markdownTable, percent, shareIn } from './told.mjs';

const built = join(import.meta.dirname, '../../../dist/harness');
const { gateOf } = await import(join(built, 'gate/gate-of.js'));
const { findPairs } = await import(join(built, 'plan/gate-pairs.js'));

const metricWords = {
  cpuPerRequest: 'CPU per request',
  p50: 'p50',
  footprint: 'footprint',
  failures: 'failures',
  throughput: 'throughput',
  p99: 'p99',
};
/** What is asked of each: how often it must be found. */
const wanted = { cpuPerRequest: 0.99, p50: 0.9, footprint: 0.95, throughput: 0.9, p99: 0.8 };
/** What people look at in its place. */
const naiveMetric = {
  ...{ cpuPerRequest: 'cpuPerRequest', p50: 'latency', footprint: 'memory' },
  ...{ throughput: 'throughput', p99: 'p99' },
};
/** Runs of a side: half a minute, and as long as the gate has. */
const naiveSizes = [runsOfProcess, 3 * runsOfProcess];

const sizeWords = { one: '1 scenario, 3 min', three: '3 scenarios, 10 min' };

/** Everything that follows from what was recorded, as Markdown; `runs`: gates that are drawn for each figure. */
export function tableOf(store, { mode, runs }) {
  const same = store.gates('aa', mode);
  const slowed = store.gates('injected', mode);
  const pools = new Map(
    scenarios.flatMap((scenario) => {
      const pool = poolOf(recordsOf(same), scenario);
      return pool === null ? [] : [[scenario, pool]];
    }),
  );
  const naive = store.rows('naive').filter((row) => row.mode === mode);
  return [
    ...wholeGates(same, slowed),
    ...quietGates(pools, naive, runs),
    ...foundShares(slowed, pools, naive, runs),
    ...smallest(pools, Math.max(100, Math.round(runs / 5))),
    ...switchingLines(recordsOf([...same, ...slowed])),
    machineOf(recordsOf([...same, ...slowed])[0]),
  ].join('\n\n');
}

function wholeGates(same, slowed) {
  const kinds = [['same code', same], ...slowdowns.map(({ name }) => [name, named(slowed, name)])];
  const rows = kinds
    .filter(([, gates]) => gates.length > 0)
    .map(([kind, gates]) => {
      const verdicts = tally(gates.map(({ record }) => record?.gate?.outcome ?? 'none'));
      const metrics = tally(
        recordsOf(gates).flatMap(({ gate }) =>
          gate.tests
            .filter(({ outcome }) => outcome !== 'pass')
            .map((test) => `${metricWords[test.metric]} ${test.trouble?.code ?? test.outcome}`),
        ),
      );
      const rounds = recordsOf(gates).map(({ gate }) => gate.rounds);
      const sum = (of) => rounds.reduce((total, one) => total + of(one), 0);
      return [
        kind,
        gates.length,
        tally(gates.map(({ exitCode }) => `exit ${exitCode}`)),
        verdicts,
        metrics,
        `${sum(({ kept }) => kept)} + ${sum(({ discarded }) => discarded)} left out`,
        seconds(gates.map((gate) => gate.seconds)),
      ];
    });
  const head = ['whole gates', 'gates', 'exits', 'verdicts', 'tests that did not pass', 'rounds', 'took, s'];
  const again = reEvaluated([...recordsOf(same), ...recordsOf(slowed)]);
  return [markdownTable(head, rows), again];
}

/** The verdict is a function of the record. */
function reEvaluated(records) {
  const alike = records.filter(({ plan, rounds, slices, gate }) => {
    const now = gateOf({ plan, gate: plan.gate, ...findPairs(plan, plan.gate, slices) }, rounds, slices);
    return JSON.stringify(now) === JSON.stringify(gate);
  });
  return `Decided again from their records: ${alike.length} of ${records.length} come out the same.`;
}

function quietGates(pools, naive, runs) {
  const rows = quietPools(pools).map(({ name, pool, size }) => {
    const { pass, warn, fail, invalid, seconds: mean } = drawQuiet(pool, sizes[size].seconds, runs);
    return [
      `same code, ${name}, ${sizeWords[size]}`,
      `${pool.worsening.length}`,
      atMost(fail, runs),
      atMost(warn, runs),
      shareIn(pass + warn, runs),
      atMost(invalid, runs),
      `${Math.round(mean)}`,
    ];
  });
  const head = ['drawn gates', 'rounds drawn from', 'fail', 'warn', 'exit 0', 'invalid', 'mean s'];
  const naiveRows = naiveSizes.flatMap((size) => naiveAlarms(naive, size));
  const naiveHead = ['base, then head', 'stretches', 'threshold 5 %: any metric', 'Welch, 5 %: any metric'];
  return [
    ...(rows.length > 0 ? [markdownTable(head, rows)] : []),
    ...(naiveRows.length > 0 ? [markdownTable(naiveHead, naiveRows)] : []),
  ];
}

function quietPools(pools) {
  const single = [...pools].map(([name, pool]) => ({ name, pool, size: 'one' }));
  if (pools.size < 2) return single;
  const all = { name: [...pools.keys()].join(' + '), pool: together([...pools.values()]), size: 'three' };
  return [...single, all];
}

function naiveAlarms(naive, size) {
  const stretches = windows(naive, size);
  if (stretches.length === 0) return [];
  const alarms = (worse) => stretches.filter((one) => Object.values(naiveMetric).some((m) => worse(m, one)));
  const each = (worse) =>
    Object.values(naiveMetric)
      .map((metric) => `${metric} ${stretches.filter((one) => worse(metric, one)).length}`)
      .join(', ');
  const cell = (worse) => `${shareIn(alarms(worse).length, stretches.length)}: ${each(worse)}`;
  return [
    [
      `same code, ${size} + ${size} runs of 5 s`,
      stretches.length,
      cell((metric, one) => worseNaively(worseByThreshold, metric, one)),
      cell((metric, one) => worseNaively(worseByWelch, metric, one)),
    ],
  ];
}

/** With every head run made worse by a factor. */
function worseNaively(rule, metric, { base, head }, factor = 1) {
  const of = (rows) => rows.map((row) => row[metric]);
  return rule(
    metric,
    of(base),
    of(head).map((value) => value * factor),
  );
}

function foundShares(slowed, pools, naive, runs) {
  const rows = slowdowns.flatMap(({ name, scenario, effects }) => {
    const gates = named(slowed, name);
    const pool = poolOf(recordsOf(gates), scenario);
    if (pool === null) return [];
    return Object.entries(effects).map(([metric, size]) =>
      foundRow({ gates, pool, metric, size, scenario }, pools, naive, runs),
    );
  });
  const head = [
    ...['put in', 'achieved', 'whole gates', sizeWords.one, 'as achieved', sizeWords.three],
    ...['asked', ...naiveSizes.map((size) => `naive, ${size} + ${size} runs: threshold / Welch`)],
  ];
  return rows.length > 0 ? [markdownTable(head, rows)] : [];
}

function foundRow({ gates, pool, metric, size, scenario }, pools, naive, runs) {
  const effect = effectOf(pool, metric);
  const noise = centred(pool);
  const others = [...pools].filter(([name]) => name !== scenario).map(([, other]) => other);
  const found = (of, worsening, { seconds: budget }) => {
    const drawn = effect === null ? null : drawFound(of, metric, worsening, budget, runs);
    return drawn === null ? '–' : `${shareIn(drawn.found, runs)}, ${Math.round(drawn.seconds)} s`;
  };
  const nominal = worseningOf(metric, size);
  const sign = metric === 'throughput' ? '−' : '+';
  return [
    `${metricWords[metric]} ${sign}${percent(size)} (${scenario})`,
    effect === null ? '–' : `${sign}${percent(shareOf(metric, effect.worsening))} (${effect.rounds} rounds)`,
    wholeFound(gates, metric),
    found(noise, nominal, sizes.one),
    found(noise, effect?.worsening ?? 0, sizes.one),
    others.length > 0 ? found(together([noise, ...others]), nominal, sizes.three) : '–',
    percent(wanted[metric]),
    ...naiveSizes.map((runsOfSide) => naiveFound(naive, metric, size, runsOfSide)),
  ];
}

/** Gates whose test of the metric told it. */
function wholeFound(gates, metric) {
  const told = recordsOf(gates).filter(({ gate }) =>
    gate.tests.some((test) => test.metric === metric && test.reason === 'worse'),
  );
  const took = seconds(gates.filter(({ record }) => told.includes(record)).map((gate) => gate.seconds));
  return `${told.length} of ${gates.length}${told.length > 0 ? `, ${took} s` : ''}`;
}

function naiveFound(naive, metric, size, runsOfSide) {
  const stretches = windows(naive, runsOfSide);
  if (stretches.length === 0) return '–';
  const factor = metric === 'throughput' ? 1 - size : 1 + size;
  const share = (rule) =>
    percent(
      stretches.filter((one) => worseNaively(rule, naiveMetric[metric], one, factor)).length /
        stretches.length,
    );
  return `${share(worseByThreshold)} / ${share(worseByWelch)}`;
}

/** The least worsening that is found with 80 %, and with what is asked, by rounds of the same code. */
function smallest(pools, runs) {
  if (pools.size === 0) return [];
  const metrics = Object.keys(metricWords).filter((metric) => metric !== 'failures');
  const cell = (pool, metric, budget) =>
    [...new Set([0.8, wanted[metric]])]
      .map((share) => {
        const found = smallestFound(pool, metric, share, budget, runs);
        return `${found === null ? 'none' : percent(shareOf(metric, found))} in ${percent(share)}`;
      })
      .join(', ');
  const rows = [...pools].flatMap(([scenario, pool]) => {
    const others = [...pools].filter(([name]) => name !== scenario).map(([, other]) => other);
    const kinds = [
      [sizeWords.one, pool, sizes.one],
      ...(others.length > 0 ? [[sizeWords.three, together([pool, ...others]), sizes.three]] : []),
    ];
    return kinds.map(([word, of, { seconds: budget }]) => [
      `${scenario}, ${word}`,
      ...metrics.map((metric) => cell(of, metric, budget)),
    ]);
  });
  return [markdownTable(['smallest found', ...metrics.map((metric) => metricWords[metric])], rows)];
}

export function switchingLines(records) {
  const found = switchingOf(records);
  if (found === null) return [];
  const { turns, between, switchedMs, stayedMs, cost, slower, sliceMs } = found;
  const range = ({ point, low, high }) => `${percent(point)} (${percent(low)} to ${percent(high)})`;
  return [
    `Switching: ${range(cost)} of the measuring time, asked less than 5 %; of ${count(turns)} turns, a slice of ` +
      `${Math.round(sliceMs)} ms is followed by ${switchedMs.toFixed(1)} ms when the other variant comes next and by ` +
      `${stayedMs.toFixed(1)} ms when it does not. In all, ${percent(between)} of a visit's time lies between slices ` +
      `(CPU, memory and machine are read). In a slice after a turn ${range(slower)} less is served.`,
  ];
}

function machineOf(record) {
  if (record === undefined) return 'Nothing was recorded.';
  const { cpuModel, cores, memoryBytes, node, kernel, virtualised } = record.environment;
  const kind = virtualised ? 'virtual machine' : 'machine';
  return `Measured on a ${kind} with ${cores} cores (${cpuModel}), ${Math.round(memoryBytes / 2 ** 30)} GiB, kernel ${kernel}, Node ${node}.`;
}

function named(gates, name) {
  return gates.filter(({ slowdown }) => slowdown === name);
}

/** `3 pass, 1 warn`. */
function tally(words) {
  const counts = new Map();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, times]) => `${times} × ${word}`).join(', ') || '–';
}

function seconds(values) {
  if (values.length === 0) return '–';
  const [least, most] = [Math.min(...values), Math.max(...values)].map(Math.round);
  return least === most ? `${least}` : `${least}–${most}`;
}

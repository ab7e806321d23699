import { join } from 'node:path';
import { slowdowns } from '../slowed/slowdowns.mjs';
import { recordsOf } from './store.mjs';

const built = join(import.meta.dirname, '../../../dist/harness');
const { gateOf } = await import(join(built, 'gate/gate-of.js'));
const { findPairs } = await import(join(built, 'plan/gate-pairs.js'));

/** What whole gates came to: of the same code, and of each slowdown. */
export function wholeGates(aa, injected) {
  const kinds = [
    ['same code', aa],
    ...slowdowns.map(({ name }) => [name, injected.filter(({ slowdown }) => slowdown === name)]),
  ];
  return kinds.flatMap(([kind, gates]) => (gates.length === 0 ? [] : { kind, ...countsOf(gates) }));
}

function countsOf(gates) {
  const records = recordsOf(gates);
  const rounds = (name) => records.reduce((sum, { gate }) => sum + gate.rounds[name], 0);
  const notPassed = records.flatMap(({ gate }) => gate.tests.filter(({ outcome }) => outcome !== 'pass'));
  return {
    gates: gates.length,
    exits: tally(gates.map(({ exitCode }) => exitCode)),
    verdicts: tally(gates.map(({ record }) => record?.gate?.outcome ?? 'none')),
    notPassed: tally(notPassed.map((test) => `${test.metric} ${test.trouble?.code ?? test.outcome}`)),
    kept: rounds('kept'),
    discarded: rounds('discarded'),
    seconds: gates.map(({ seconds }) => seconds),
  };
}

/** How many records give the verdict again that they hold: it is a function of them. */
export function reEvaluated(records) {
  const alike = records.filter(({ plan, rounds, slices, gate }) => {
    const again = gateOf({ gate: plan.gate, ...findPairs(plan, plan.gate, slices) }, rounds, slices);
    return JSON.stringify(verdictOf(again)) === JSON.stringify(verdictOf(gate));
  });
  return { alike: alike.length, of: records.length };
}

function verdictOf({ outcome, tests }) {
  return [
    outcome,
    tests.map(({ metric, scenario, outcome: one, reason }) => [metric, scenario, one, reason]),
  ];
}

function tally(words) {
  const counts = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

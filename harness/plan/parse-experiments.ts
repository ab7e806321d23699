import { quote } from './parse-quantity.ts';
import { nameHint, type Problems } from './problems.ts';

/** What can be asked for: an experiment with its acts, in order. */
export interface OfferedExperiment {
  readonly name: string;
  readonly acts: readonly string[];
}

const all = 'all';

/**
 * `all`, `recover`, `recover:worker`, also several with commas → experiments with the acts asked for, both in the order
 * offered. Problems are noted for unknown names.
 */
export function parseExperiments(
  specs: readonly string[],
  offered: readonly OfferedExperiment[],
  problems: Problems,
): OfferedExperiment[] {
  const chosen = new Map<string, Set<string>>();
  const choose = (name: string, acts: readonly string[]) =>
    chosen.set(name, new Set([...(chosen.get(name) ?? []), ...acts]));
  const names = offered.map(({ name }) => name);
  const given = specs.flatMap((spec) => spec.split(',')).map((spec) => spec.trim());
  for (const spec of given.filter((text) => text !== '')) {
    const [name = '', ...acts] = spec.split(':');
    if (spec === all) {
      for (const one of offered) choose(one.name, one.acts);
      continue;
    }
    const experiment = offered.find((candidate) => candidate.name === name);
    if (experiment === undefined) {
      problems.add('<experiment>', `unknown experiment ${quote(name)}`, nameHint(name, [...names, all]));
      continue;
    }
    for (const act of acts.filter((candidate) => !experiment.acts.includes(candidate))) {
      problems.add(
        '<experiment>',
        `${quote(spec)}: unknown act ${quote(act)}`,
        nameHint(act, experiment.acts),
      );
    }
    choose(name, acts.length === 0 ? experiment.acts : acts);
  }
  if (given.every((text) => text === ''))
    problems.add('<experiment>', 'names nothing', `allowed: ${[...names, all].join(', ')}`);
  return offered
    .filter(({ name }) => chosen.has(name))
    .map(({ name, acts }) => ({ name, acts: acts.filter((act) => chosen.get(name)?.has(act)) }));
}

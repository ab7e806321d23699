import type { ObjectiveConfig } from '../model/config.ts';
import { levelValue } from '../model/level.ts';
import { coversLevel, limitOf, namesVariant, type Objective } from '../model/objective.ts';
import type { Plan } from '../model/plan.ts';
import { readObjectives, type WrittenObjective } from './objective-grammar.ts';
import { quote } from './parse-quantity.ts';
import { nameHint, type Problems } from './problems.ts';
import type { Span } from './reader.ts';

/** A text to read, and where it is from: `--slo`, or a place in a configuration file. */
export interface ObjectiveSource {
  readonly text: string;
  readonly where: string;
  /** Said beside the text, in place of `in` and `of`. */
  readonly scenario?: string | undefined;
  readonly mode?: string | undefined;
  /**
   * Names that are known though this run may not measure them; with it, an objective on one of them, or on a level that
   * is not measured, stays in the plan and is reported as not measured. Without it, it is a mistake.
   */
  readonly known?: { readonly scenarios: readonly string[]; readonly modes: readonly string[] };
}

/**
 * The objectives of a configuration file, each with its place there.
 * @param known names that an objective may have though this run leaves them out
 */
export function configuredObjectives(
  objectives: readonly ObjectiveConfig[],
  known: NonNullable<ObjectiveSource['known']>,
): ObjectiveSource[] {
  return objectives.map((one, index) => {
    const { slo: text, ...names } = typeof one === 'string' ? { slo: one } : one;
    return { text, ...names, where: `objectives.${index}`, known };
  });
}

export type Measured = Pick<Plan, 'variants' | 'scenarios' | 'levels'>;

/** Every objective of every text, in order; what is wrong with any of them is noted, with its place in the text. */
export function parseObjectives(
  sources: readonly ObjectiveSource[],
  measured: Measured,
  problems: Problems,
): Objective[] {
  return sources.flatMap((source) => {
    const { written, faults } = readObjectives(source.text);
    for (const { at, length, message, hint } of faults) {
      problems.add(source.where, message, hint, { text: source.text, at, length });
    }
    return written.map((one) => new Check(source, one, measured, problems).objective());
  });
}

/** Holds one objective against what is measured. */
class Check {
  readonly #source: ObjectiveSource;
  readonly #written: WrittenObjective;
  readonly #measured: Measured;
  readonly #problems: Problems;

  constructor(source: ObjectiveSource, written: WrittenObjective, measured: Measured, problems: Problems) {
    this.#source = source;
    this.#written = written;
    this.#measured = measured;
    this.#problems = problems;
  }

  objective(): Objective {
    const scenario = this.#scenario();
    const mode = this.#mode();
    const objective = { ...this.#written.objective, scenario, mode };
    if (this.#level(objective)) this.#throughput(objective);
    return objective;
  }

  /** As the plan calls it; a path stands for the scenario that requests it. */
  #scenario(): string | null {
    const name = this.#name('scenario');
    if (name === null) return null;
    const scenarios = this.#measured.scenarios.map((scenario) => scenario.name);
    const found = scenarios.find((one) => one === name || one === `GET ${name}`);
    const known = this.#source.known?.scenarios ?? [];
    if (found === undefined && !known.includes(name)) this.#refuseName('scenario', name, scenarios, known);
    return found ?? name;
  }

  #mode(): string | null {
    const name = this.#name('mode');
    const ids = this.#measured.variants.map((variant) => variant.id);
    if (name === null || ids.some((id) => namesVariant(name, id))) return name;
    const known = this.#source.known?.modes ?? [];
    if (!known.some((id) => namesVariant(name, id))) this.#refuseName('mode', name, ids, known);
    return name;
  }

  /** Where nothing is left to measure, that is told, and no name is to blame. */
  #refuseName(
    clause: 'scenario' | 'mode',
    name: string,
    measured: readonly string[],
    known: readonly string[],
  ): void {
    if (measured.length === 0) return;
    const hint = nameHint(name, [...new Set([...measured, ...known])]);
    this.#refuse(clause, `${clause} ${quote(name)} is not measured`, hint);
  }

  /** Said in the text or beside it; twice only if it is the same. */
  #name(clause: 'scenario' | 'mode'): string | null {
    const inside = this.#written.objective[clause];
    const beside = this.#source[clause];
    if (inside !== null && beside !== undefined && inside !== beside) {
      this.#refuse(clause, `${clause} ${quote(beside)} is named beside this one`, 'leave one of them out');
    }
    return inside ?? beside ?? null;
  }

  /** Whether the level, if there is one, is measured. */
  #level(objective: Objective): boolean {
    const { levels } = this.#measured;
    const { level } = objective;
    if (level === null || levels.some((one) => coversLevel(objective, one))) return true;
    if (this.#source.known !== undefined || levels.length === 0) return false;
    const kind = levels[0]?.kind ?? 'closed';
    const what =
      level.kind === 'closed' ? `a level of ${level.concurrency} connections` : `a rate of ${level.rate}`;
    const all = levels.map((one) => `@${kind === 'closed' ? 'c' : 'r'}=${levelValue(one)}`);
    const add =
      kind !== level.kind ? '' : `, or add it to ${level.kind === 'closed' ? '--concurrency' : '--rate'}`;
    this.#refuse('level', `${what} is not measured`, `measured: ${all.join(', ')}${add}`);
    return false;
  }

  /** Nobody serves more than is offered. */
  #throughput(objective: Objective): void {
    const { metric, comparison } = objective;
    if (metric !== 'throughput' || !comparison.startsWith('>')) return;
    const offered = this.#measured.levels.filter((level) => coversLevel(objective, level));
    if (offered.length === 0 || offered.some((level) => level.kind === 'closed')) return;
    const most = Math.max(...offered.map(levelValue));
    if (limitOf(objective) < most) return;
    const hint = `ask for less than that, such as throughput>${Number((0.98 * most).toPrecision(6))}req/s, or raise --rate`;
    this.#refuse('limit', `no more than ${most} req/s are offered, so no more can be served`, hint);
  }

  #refuse(clause: keyof WrittenObjective['spans'], message: string, hint: string): void {
    const span: Span | null = this.#written.spans[clause];
    const { text, where } = this.#source;
    this.#problems.add(where, message, hint, span === null ? undefined : { text, ...span });
  }
}

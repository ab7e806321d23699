import type { GateAgainst, GateMetric } from '../model/gate.ts';
import type { Plan } from '../model/plan.ts';
import { codeOf, pairsOf, type Variant } from '../model/variant.ts';
import type { Problems } from './problems.ts';

/** A record that a gate compares with, in place of what is measured beside. */
export interface RecordedBaseline {
  /** As given. */
  readonly where: string;
  readonly id: string;
  readonly plan: Plan;
  /** Kept rounds. */
  readonly rounds: number;
  /** What was not the same where it was measured. */
  readonly differences?: readonly string[];
}

/** How requests are sent: figures of other ways are not compared. */
const sameLoad = ['engine', 'loaders', 'pacing', 'thinkMs', 'serverCpus', 'loadCpus'] as const;

/**
 * The plan with the variants of a record beside its own, at the levels that the record was measured at. The rounds of the
 * record are taken in their order: no more can be measured than it has.
 */
export function againstRecord(plan: Plan, recorded: RecordedBaseline, problems: Problems): Plan {
  const { gate } = plan;
  if (gate === undefined) return plan;
  const { where } = recorded;
  for (const name of sameLoad.filter((one) => plan[one] !== recorded.plan[one])) {
    const [then, now] = [recorded.plan[name] ?? 'any', plan[name] ?? 'any'];
    problems.add(where, `was loaded in another way: ${name} was ${then}, and is ${now} now`, 'load it alike');
  }
  for (const scenario of plan.scenarios) {
    const then = recorded.plan.scenarios.find(({ name }) => name === scenario.name);
    if (then !== undefined && JSON.stringify(then) === JSON.stringify(scenario)) continue;
    const message = then === undefined ? 'has no' : 'has other requests in its';
    problems.add(where, `${message} scenario ${scenario.name}`, 'measure it again with these scenarios');
  }
  const pairs = plan.variants.flatMap((variant) => {
    const then = recordedVariant(recorded.plan, variant);
    if (then !== null)
      return { recorded: then.id, baseline: baselineOf(then, variant, recorded.id), candidate: variant };
    const names = recorded.plan.variants.map((one) => codeOf(one)?.mode ?? one.id);
    problems.add(where, `has no mode ${variant.id}`, `it has ${[...new Set(names)].join(', ')}`);
    return [];
  });
  const against: GateAgainst = {
    record: recorded.id,
    differences: [...(recorded.differences ?? [])],
    pairs: pairs.map((pair) => ({
      ...{ recorded: pair.recorded, baseline: pair.baseline.id, candidate: pair.candidate.id },
    })),
  };
  return {
    ...plan,
    variants: pairs.flatMap(({ baseline, candidate }) => [baseline, candidate]),
    baseline: pairs[0]?.baseline.id ?? plan.baseline,
    levels: recorded.plan.levels,
    gate: {
      ...gate,
      findRate: null,
      maxRounds: Math.max(1, Math.min(gate.maxRounds, recorded.rounds)),
      metrics: against.differences.length === 0 ? gate.metrics : gate.metrics.map(advising),
      against,
    },
  };
}

/** Of another machine nothing is held against a change. */
function advising(metric: GateMetric): GateMetric {
  return { ...metric, role: 'advisory' };
}

/** Of a gate's record what was judged then; of another the mode of that name. */
function recordedVariant({ variants, baseline, gate }: Plan, { id }: Variant): Variant | null {
  const candidates = gate?.against?.pairs ?? pairsOf({ variants, baseline });
  const judged = variants.find(
    (one) => codeOf(one)?.mode === id && candidates.some(({ candidate }) => candidate === one.id),
  );
  return judged ?? variants.find((one) => one.id === id) ?? null;
}

/** It is never started: nothing of it is checked out or built. */
function baselineOf(recorded: Variant, variant: Variant, record: string): Variant {
  const code = codeOf(recorded);
  const { source } = variant;
  const { build: _done, ...command } = source.kind === 'command' ? source : { build: undefined };
  return {
    ...variant,
    source: 'kind' in command ? command : source,
    id: `recorded ${variant.id}`,
    label: `recorded ${variant.label}`,
    notes: [`as measured in ${record}${code === null ? '' : `, ${code.label}`}`],
  };
}

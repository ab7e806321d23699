import { type ObjectiveMetric, objectiveMetricNames } from '../model/objective.ts';
import type { RunRecord } from '../model/record.ts';
import { capacityOf, type NamedModel } from './capacity-of.ts';
import type { ConsistencyCheck } from './consistency.ts';
import type { Limit } from './limit.ts';
import type { ModeCapacity } from './mode-capacity.ts';
import { type PlanAnswer, planFor } from './plan.ts';
import type { PlanQuestion } from './question.ts';
import { type Sustained, sustainedBy, type Unsustained } from './sustained.ts';

/** What one machine, as measured, carries in one size of a mode. */
export interface SizeAnswer {
  readonly mode: string;
  readonly variant: string;
  readonly scenario: string;
  readonly option: ModeCapacity['option'];
  readonly count: number | null;
  readonly found: Sustained | Unsustained;
}

/** Of `schema/capacity.schema.json`; rises when a program that reads it has to change. */
export const capacitySchemaVersion = 1;

/** All that `bench capacity <record>` tells, as data. */
export interface CapacityReport {
  readonly schemaVersion: typeof capacitySchemaVersion;
  readonly record: { readonly id: string; readonly startedAt: string };
  readonly machine: ModeCapacity['machine'];
  readonly confidence: number;
  readonly limits: readonly Limit[];
  readonly sizes: readonly SizeAnswer[];
  /** Null where no target was given. */
  readonly plan: { readonly question: PlanQuestion; readonly answers: readonly PlanAnswer[] } | null;
  readonly models: readonly NamedModel[];
  readonly checks: readonly ConsistencyCheck[];
}

/** What is looked at of a record. */
export interface Asked {
  readonly limits: readonly Limit[];
  /** Null: no plan. */
  readonly question: PlanQuestion | null;
  isAsked(variant: string, scenario: string): boolean;
}

export function reportOf(record: RunRecord, { limits, question, isAsked }: Asked): CapacityReport {
  const { modes: all, models, checks } = capacityOf(record, metricsOf(limits));
  const modes = all.flatMap((mode) => {
    const sizes = mode.sizes.filter(({ variant }) => isAsked(variant, mode.scenario));
    return sizes.length === 0 ? [] : [{ ...mode, sizes }];
  });
  const named = new Set(modes.map(({ mode, scenario }) => `${mode}|${scenario}`));
  const { cores, memoryBytes } = record.environment;
  return {
    schemaVersion: capacitySchemaVersion,
    record: { id: record.id, startedAt: record.startedAt },
    machine: { cores, memoryBytes },
    confidence: record.plan.confidence,
    limits,
    sizes: modes.flatMap((mode) => mode.sizes.map((size) => sizeAnswer(mode, size, limits))),
    plan: question === null ? null : { question, answers: planFor(modes, question) },
    models: models.filter(
      ({ name, scenario, model }) =>
        (model.over === 'concurrency' && isAsked(name, scenario)) || named.has(`${name}|${scenario}`),
    ),
    checks: checks.filter(({ variant, scenario }) => isAsked(variant, scenario)),
  };
}

function metricsOf(limits: readonly Limit[]): readonly ObjectiveMetric[] {
  return objectiveMetricNames.filter((name) => limits.some(({ metric }) => metric === name));
}

function sizeAnswer(
  { mode, scenario, option }: ModeCapacity,
  size: ModeCapacity['sizes'][number],
  limits: readonly Limit[],
): SizeAnswer {
  const { variant, count } = size;
  return { mode, variant, scenario, option, count, found: sustainedBy(size, limits) };
}

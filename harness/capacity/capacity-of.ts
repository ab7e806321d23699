import type { CellSummary, Estimate } from '../model/estimate.ts';
import { levelKey, levelValue } from '../model/level.ts';
import { isPercentile, type ObjectiveMetric } from '../model/objective.ts';
import type { RunRecord } from '../model/record.ts';
import { isGeneratorAbove, type SearchResult } from '../model/search.ts';
import { bestLevels } from '../stats/best-level.ts';
import type { CellData } from '../stats/cell-data.ts';
import { collectCells } from '../stats/collect.ts';
import { figureOf, isOverloaded } from '../stats/objectives/figure.ts';
import { type RoundTimes, roundTimes } from '../stats/objectives/percentile.ts';
import { isThroughputBounded } from '../stats/validity/judge.ts';
import { type ConsistencyCheck, consistencyOf } from './consistency.ts';
import { limitOfObjective } from './limit-of-objective.ts';
import type {
  BoundedFigure,
  Figure,
  LevelCapacity,
  ModeCapacity,
  ModelledSize,
  SearchedRate,
  SizeCapacity,
} from './mode-capacity.ts';
import { concurrencyLevel, coresBusyOf, sizeLevel } from './read-levels.ts';
import { type ScalabilityModel, scalabilityOf } from './scalability.ts';
import { type Sizes, sizesOf } from './sizes.ts';

/** A curve over concurrency, of a variant; or over workers or threads, of a mode. */
export interface NamedModel {
  readonly name: string;
  readonly scenario: string;
  readonly model: ScalabilityModel;
}

/** Everything that a record tells of capacity. Plain data. */
export interface RecordCapacity {
  /** Those of which anything can be planned, and those of which nothing can. */
  readonly modes: readonly ModeCapacity[];
  readonly models: readonly NamedModel[];
  readonly checks: readonly ConsistencyCheck[];
}

/**
 * @param metrics that objectives are of: figures are read for these alone, for percentiles of pooled rounds take their time
 */
export function capacityOf(record: RunRecord, metrics: readonly ObjectiveMetric[]): RecordCapacity {
  return new Reading(record, metrics).capacity();
}

/** Without what else an estimate tells. */
function bare(estimate: Estimate | null | undefined): Figure | null {
  return estimate == null ? null : { point: estimate.point, low: estimate.low, high: estimate.high };
}

interface ReadCell {
  readonly data: CellData;
  readonly summary: CellSummary;
}

/** Sizes beyond the measured ones that the curve is asked for, at most. */
const mostModelled = 32;

class Reading {
  readonly #record: RunRecord;
  readonly #metrics: readonly ObjectiveMetric[];
  readonly #cells: readonly ReadCell[];

  constructor(record: RunRecord, metrics: readonly ObjectiveMetric[]) {
    this.#record = record;
    this.#metrics = metrics;
    const key = ({ variant, scenario, level }: Pick<CellSummary, 'variant' | 'scenario' | 'level'>) =>
      JSON.stringify([variant, scenario, levelKey(level)]);
    const summaries = new Map(record.summaries.map((summary) => [key(summary), summary]));
    this.#cells = collectCells(record.plan, record.rounds, record.slices).flatMap((data) => {
      const summary = summaries.get(key(data.cell));
      return summary === undefined ? [] : [{ data, summary }];
    });
  }

  capacity(): RecordCapacity {
    const { plan, environment } = this.#record;
    const sizes = sizesOf(plan.variants.filter(({ expect }) => expect !== 'failing'));
    const overSizes = this.#modelsOverSizes(sizes);
    return {
      modes: plan.scenarios.flatMap(({ name }) =>
        sizes.map((one) => {
          const model = overSizes.find(({ name: mode, scenario }) => mode === one.mode && scenario === name);
          return this.#modeOf(one, name, model?.model ?? null);
        }),
      ),
      models: [...this.#modelsOverConcurrency(), ...overSizes],
      checks: this.#cells.map(({ data }) => consistencyOf(plan, data, environment.cores)),
    };
  }

  #modeOf({ mode, option, variants }: Sizes, scenario: string, model: ScalabilityModel | null): ModeCapacity {
    const { cores, memoryBytes } = this.#record.environment;
    return {
      ...{ mode, scenario, option },
      sizes: variants.map(({ id, count }) => this.#sizeOf(id, count, scenario)),
      modelled: model === null ? [] : modelledSizes(model),
      machine: { cores, memoryBytes },
    };
  }

  #sizeOf(variant: string, count: number | null, scenario: string): SizeCapacity {
    const usable = this.#of(variant, scenario).filter(
      ({ summary }) => summary.validity.status !== 'invalid' && summary.metrics.throughput !== null,
    );
    // Arrivals tell more of what a server sustains than connections that wait for it.
    const open = usable.filter(({ summary }) => summary.level.kind === 'open');
    const levels = (open.length > 0 ? open : usable).map((cell) => this.#levelOf(cell));
    const rising = levels.toSorted((a, b) => a.level.value - b.level.value);
    return { variant, count, levels: rising, searched: this.#searchedOf(variant, scenario) };
  }

  #levelOf({ data, summary }: ReadCell): LevelCapacity {
    const { level, metrics } = summary;
    const { plan } = this.#record;
    // Once for all percentiles, for to decode them takes a while.
    const times = this.#metrics.some(isPercentile) ? roundTimes(data) : [];
    return {
      level: { kind: level.kind, value: levelValue(level) },
      throughput: bare(metrics.throughput) ?? { point: 0, low: null, high: null },
      keepsUp: !isOverloaded(summary),
      generatorBound: isThroughputBounded(plan, data),
      figures: Object.fromEntries(
        this.#metrics.flatMap((metric) => {
          const figure = this.#figureOf(metric, { data, summary }, times);
          return figure === null ? [] : [[metric, figure]];
        }),
      ),
      footprint: bare(metrics.footprint ?? metrics.rss),
      cpuMs: bare(metrics.cpuPerRequest),
      cores: coresBusyOf(data),
    };
  }

  #figureOf(metric: ObjectiveMetric, cell: ReadCell, times: readonly RoundTimes[]): BoundedFigure | null {
    const { reach } = figureOf(this.#record.plan, metric, cell, times);
    if (reach === null) return null;
    const { point, low, high, bound } = reach.measured;
    // Without the load generator's part, response times may be less.
    const least = isPercentile(metric) ? Math.min(low ?? reach.low, reach.low) : low;
    return { point, low: least, high, bound };
  }

  #searchedOf(variant: string, scenario: string): readonly SearchedRate[] {
    const { search, plan } = this.#record;
    const objectives = plan.search?.objectives ?? [];
    return (search?.results ?? []).flatMap((result): SearchedRate[] => {
      const { rate, outcome } = result;
      if (result.variant !== variant || result.scenario !== scenario || rate === null) return [];
      const atLeast = outcome === 'bound' || isGeneratorAbove(result);
      const there = this.#of(variant, scenario).find(
        ({ summary: { level } }) => level.kind === 'open' && level.rate === rate,
      );
      return [
        {
          limits: result.objectives.flatMap((index) => {
            const objective = objectives[index];
            return objective === undefined ? [] : [limitOfObjective(objective)];
          }),
          rate: carriedRate(result, rate, atLeast),
          atLeast,
          confirmed: outcome !== 'unconfirmed',
          footprint: bare(there?.summary.metrics.footprint),
          cpuMs: bare(there?.summary.metrics.cpuPerRequest),
          cores: there === undefined ? null : coresBusyOf(there.data),
        },
      ];
    });
  }

  #modelsOverConcurrency(): readonly NamedModel[] {
    const { plan, environment } = this.#record;
    return plan.scenarios.flatMap(({ name: scenario }) =>
      plan.variants.flatMap(({ id }, index): NamedModel[] => {
        const closed = this.#of(id, scenario).filter(({ data }) => data.cell.level.kind === 'closed');
        if (closed.length < 2) return [];
        const levels = closed.map(({ data }) => concurrencyLevel(plan, data));
        const model = scalabilityOf({
          over: 'concurrency',
          levels: levels.toSorted((a, b) => a.level - b.level),
          cores: environment.cores,
          confidence: plan.confidence,
          seed: plan.seed + index,
          ask: [],
        });
        return [{ name: id, scenario, model }];
      }),
    );
  }

  /** At the level that the scenario is shown at. */
  #modelsOverSizes(sizes: readonly Sizes[]): readonly NamedModel[] {
    const { plan, environment, summaries } = this.#record;
    return bestLevels(summaries).flatMap(({ scenario, level }) =>
      sizes.flatMap(({ mode, option, variants }): NamedModel[] => {
        if (option === null || level.kind === 'open' || variants.length < 2) return [];
        const levels = variants.flatMap(({ id, count }) => {
          const at = this.#of(id, scenario).find(({ data }) => levelKey(data.cell.level) === levelKey(level));
          return at === undefined || count === null ? [] : [sizeLevel(plan, at.data, count)];
        });
        if (levels.length < 2) return [];
        const { cores } = environment;
        const ask = asked(levels.map((one) => one.level));
        const model = scalabilityOf({
          ...{ over: option, levels, cores, ask },
          ...{ confidence: plan.confidence, seed: plan.seed },
        });
        return [{ name: mode, scenario, model }];
      }),
    );
  }

  #of(variant: string, scenario: string): readonly ReadCell[] {
    return this.#cells.filter(({ data: { cell } }) => cell.variant === variant && cell.scenario === scenario);
  }
}

/**
 * The interval is where all runs together see the limit, as far as it holds the rate that was found, which lies a little
 * below. Without one it lies between the rate that holds and one that does not. Where the load generator ended the search,
 * it has no upper end.
 */
function carriedRate({ limit, high }: SearchResult, rate: number, atLeast: boolean): Figure {
  if (atLeast) return { point: rate, low: rate, high: null };
  if (limit === null) return { point: rate, low: rate, high: high?.rate ?? null };
  return { point: rate, low: Math.min(rate, limit.low), high: Math.max(rate, limit.high) };
}

/** Every size up to twice the largest, but for those that were measured. */
function asked(counts: readonly number[]): readonly number[] {
  const largest = Math.max(...counts);
  const step = Math.max(1, Math.ceil((2 * largest) / mostModelled));
  const sizes = Array.from({ length: mostModelled }, (_, i) => (i + 1) * step);
  return [...sizes.filter((size) => size <= 2 * largest && !counts.includes(size)), largest];
}

/** Of what the largest measured size serves on the curve. */
function modelledSizes({ fitted, levels }: ScalabilityModel): readonly ModelledSize[] {
  const largest = Math.max(...levels.map(({ level }) => level));
  const base = fitted?.asked.find(({ n }) => n === largest);
  if (fitted === null || base === undefined) return [];
  const share = (value: number | null) => (value === null ? null : value / base.throughput.point);
  return fitted.asked
    .filter(({ n }) => n !== largest)
    .map(({ n, throughput: { point, low, high } }) => ({
      count: n,
      ofLargest: { point: point / base.throughput.point, low: share(low), high: share(high) },
    }));
}

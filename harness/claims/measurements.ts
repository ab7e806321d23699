import { type ClaimMetric, isLaunchMetric } from '../model/claim-metric.ts';
import type { CellSummary, Interval } from '../model/estimate.ts';
import type { ExperimentName, ExperimentResult } from '../model/experiment.ts';
import { type Level, levelKey } from '../model/level.ts';
import type { RunRecord } from '../model/record.ts';
import { cellKey } from '../model/slice.ts';
import { bestLevels, isUsable } from '../stats/best-level.ts';
import type { CellData } from '../stats/cell-data.ts';
import { collectCells } from '../stats/collect.ts';
import { pairedRatio } from '../stats/compare.ts';
import { coresBusy } from '../stats/cores-busy.ts';
import { launchFigures } from '../stats/launch-figures.ts';
import { intervalOfRounds, ratioOfRounds } from '../stats/round-interval.ts';

/** What claims are judged from. */
export type Judged = Pick<
  RunRecord,
  'plan' | 'rounds' | 'slices' | 'summaries' | 'experiments' | 'absent'
> & { readonly environment: Pick<RunRecord['environment'], 'cores'> };

/** Where figures are taken; null for what is seen before any load. */
export interface Place {
  readonly scenario: string;
  readonly level: Level;
}

/** Answers what claims ask of a record. Cells that cannot be relied on have no figures. */
export class Measurements {
  readonly #record: Judged;
  readonly #cells: ReadonlyMap<string, CellData>;
  readonly #summaries: ReadonlyMap<string, CellSummary>;

  constructor(record: Judged) {
    this.#record = record;
    const cells = collectCells(record.plan, record.rounds, record.slices);
    this.#cells = new Map(cells.map((data) => [cellKey(data.cell), data]));
    this.#summaries = new Map(record.summaries.map((summary) => [cellKey(summary), summary]));
  }

  get variants(): Judged['plan']['variants'] {
    return this.#record.plan.variants;
  }

  get absent(): Judged['absent'] {
    return this.#record.absent;
  }

  get cores(): number {
    return this.#record.environment.cores;
  }

  /**
   * Whether every one of the variants was visited in the scenario. Documents speak of what servers can do: an open
   * workload asks no more of them than it offers, and says nothing of that.
   */
  isMeasured(variants: readonly string[], scenario: string): boolean {
    return variants.every((variant) =>
      this.#record.summaries.some(
        (cell) => cell.variant === variant && cell.scenario === scenario && cell.level.kind === 'closed',
      ),
    );
  }

  /**
   * The level at which the variants are judged: the one that the tables show for the scenario; where a cell of theirs
   * cannot be used there or lacks the figure, the best of those at which all have it. Null when there is none.
   */
  levelOf(variants: readonly string[], scenario: string, metric: ClaimMetric): Level | null {
    const ofScenario = this.#record.summaries.filter((cell) => cell.scenario === scenario);
    const complete = this.#record.plan.levels.filter((level) =>
      variants.every((variant) => this.figure(variant, metric, { scenario, level }) !== null),
    );
    const keys = new Set(complete.map(levelKey));
    const [table] = bestLevels(ofScenario);
    if (table !== undefined && keys.has(levelKey(table.level))) return table.level;
    const own = ofScenario.filter(
      (cell) => variants.includes(cell.variant) && keys.has(levelKey(cell.level)),
    );
    return bestLevels(own)[0]?.level ?? null;
  }

  /** With its interval over rounds; null where there is none to rely on. */
  figure(variant: string, metric: ClaimMetric, place: Place | null): Interval | null {
    const { rounds, plan } = this.#record;
    if (isLaunchMetric(metric))
      return intervalOfRounds(launchFigures(rounds, variant, metric), plan.confidence);
    const cell = this.#reliable(variant, place);
    if (cell === null) return null;
    if (metric === 'coresBusy') return intervalOfRounds(coresBusy(cell.data), plan.confidence);
    return cell.summary.metrics[metric];
  }

  /** The first variant's figure divided by the second's, paired within rounds. */
  ratio(top: string, bottom: string, metric: ClaimMetric, place: Place | null): Interval | null {
    const { rounds, plan } = this.#record;
    if (isLaunchMetric(metric)) {
      return ratioOfRounds(
        launchFigures(rounds, top, metric),
        launchFigures(rounds, bottom, metric),
        plan.confidence,
      );
    }
    const [candidate, baseline] = [this.#reliable(top, place), this.#reliable(bottom, place)];
    if (candidate === null || baseline === null) return null;
    if (metric === 'coresBusy')
      return ratioOfRounds(coresBusy(candidate.data), coresBusy(baseline.data), plan.confidence);
    return pairedRatio(metric, candidate.data, baseline.data, plan.confidence);
  }

  /** Of one act on one variant; several where it was done with several scenarios. */
  results(experiment: ExperimentName, act: string, variant: string): readonly ExperimentResult[] {
    return this.#record.experiments.filter(
      (one) => one.experiment === experiment && one.act === act && one.variant === variant,
    );
  }

  /** Not invalid, nor from a run in which too many rounds were discarded. A wide interval of its own does not matter. */
  #reliable(variant: string, place: Place | null): { data: CellData; summary: CellSummary } | null {
    if (place === null) return null;
    const key = cellKey({ variant, ...place });
    const [data, summary] = [this.#cells.get(key), this.#summaries.get(key)];
    if (data === undefined || summary === undefined || !isUsable(summary)) return null;
    return summary.validity.reasons.some(({ code }) => code === 'disturbed') ? null : { data, summary };
  }
}

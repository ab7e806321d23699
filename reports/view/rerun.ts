import type { RunRecord } from '../../harness/model/record.ts';
import type { LevelView, RatioView } from './types.ts';

export interface Rerun {
  /** Ids of the variants, baseline first. */
  readonly variants: readonly string[];
  readonly scenario: string;
  readonly level: LevelView;
  readonly rounds: number;
}

/** A command that measures one scenario at one level again, with so many rounds and a budget that should hold them. */
export function rerunCommand(record: RunRecord, rerun: Rerun): readonly string[] {
  const variants = record.plan.variants.filter((variant) => rerun.variants.includes(variant.id));
  const modes = variants
    .filter((variant) => variant.source.kind === 'reference')
    .map((variant) => variant.id);
  const commands = variants.flatMap((variant) =>
    variant.source.kind === 'command' ? ['--cmd', `${variant.id}=${variant.source.command}`] : [],
  );
  const scenario = record.plan.scenarios.find((s) => s.name === rerun.scenario);
  const path = scenario?.requests[0]?.path;
  const what = commands.length > 0 && path !== undefined ? ['--path', path] : ['--scenarios', rerun.scenario];
  return [
    'bench',
    'run',
    ...(modes.length > 0 ? ['--modes', modes.join(',')] : []),
    ...commands,
    ...what,
    '--concurrency',
    String(rerun.level.value),
    '--rounds',
    String(rerun.rounds),
    '--budget',
    String(budgetSeconds(record, rerun)),
  ];
}

/**
 * Rounds that should make the interval as narrow as the plan wants: half-widths shrink with the root of the rounds.
 * At least 6, below which the exact interval does not exist; at most 60, beyond which noise is the thing to remove.
 */
export function roundsNeeded(record: RunRecord, ratio: RatioView | null): number {
  if (ratio === null || ratio.low === null || ratio.high === null || ratio.low <= 0) return 12;
  const halfWidth = (Math.log(ratio.high) - Math.log(ratio.low)) / 2;
  const factor = (halfWidth / Math.log(1 + record.plan.precision)) ** 2;
  return Math.min(60, Math.max(6, ratio.rounds + 2, Math.ceil(ratio.rounds * factor)));
}

/** From what the record's rounds took, by the share of cells left, with a third for starting processes. */
function budgetSeconds(record: RunRecord, rerun: Rerun): number {
  const { variants, scenarios, levels } = record.plan;
  const perRound = record.measuredSeconds / Math.max(1, record.rounds.length);
  const cells = rerun.variants.length / (variants.length * scenarios.length * levels.length);
  const seconds = perRound * Math.max(cells, 1 / 3) * rerun.rounds * 1.3;
  return Math.max(30, Math.ceil(seconds / 10) * 10);
}

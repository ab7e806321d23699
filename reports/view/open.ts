import type { RunRecord } from '../../harness/model/record.ts';
import { plural, ratioBounds } from '../wording/numbers.ts';
import { rerunCommand, roundsNeeded } from './rerun.ts';
import type { CellView, LevelView, ModeView, OpenQuestion, ScenarioView } from './types.ts';

/** What this record leaves open, one entry per comparison that the answer would otherwise name. */
export function openQuestions(
  record: RunRecord,
  modes: readonly ModeView[],
  scenarios: readonly ScenarioView[],
): readonly OpenQuestion[] {
  const questions = scenarios.flatMap((scenario) => openInScenario(record, modes, scenario));
  if (record.stop !== 'interrupted') return questions;
  const text = `the run was interrupted after ${plural(record.rounds.length, 'round')}`;
  return [{ text, remedy: 'go on with it', command: ['bench', 'run', '--resume'] }, ...questions];
}

function openInScenario(
  record: RunRecord,
  modes: readonly ModeView[],
  scenario: ScenarioView,
): readonly OpenQuestion[] {
  const level = scenario.best ?? scenario.levels.at(-1);
  if (level === undefined) {
    return [{ text: `${scenario.name}: nothing was measured`, remedy: null, command: null }];
  }
  const baseline = modes.find((mode) => mode.baseline);
  const broken = modes.flatMap((mode) => brokenCell(scenario, mode, level));
  if (baseline === undefined) return broken;
  const baseUsable = scenario.cells.some(
    (cell) => cell.mode === baseline.id && cell.level.key === level.key && cell.usable,
  );
  const doubtful = modes
    .filter((mode) => !mode.baseline && baseUsable)
    .flatMap((mode) => doubtfulRatio(record, scenario, mode, baseline, level));
  return [...broken, ...doubtful];
}

function cellAt(scenario: ScenarioView, mode: ModeView, level: LevelView): CellView | undefined {
  return scenario.cells.find((cell) => cell.mode === mode.id && cell.level.key === level.key);
}

function brokenCell(scenario: ScenarioView, mode: ModeView, level: LevelView): readonly OpenQuestion[] {
  const where = `${scenario.name}, ${level.label}`;
  const cell = cellAt(scenario, mode, level);
  if (cell === undefined) {
    return [{ text: `${where}: ${mode.label} was not measured`, remedy: null, command: null }];
  }
  if (cell.usable) return [];
  const [reason] = cell.reasons;
  return [
    {
      text: `${where}: ${mode.label} cannot be ranked${reason === undefined ? '' : `: ${reason.text}`}`,
      remedy: reason?.remedy ?? null,
      command: null,
    },
  ];
}

function doubtfulRatio(
  record: RunRecord,
  scenario: ScenarioView,
  mode: ModeView,
  baseline: ModeView,
  level: LevelView,
): readonly OpenQuestion[] {
  const cell = cellAt(scenario, mode, level);
  if (cell === undefined || !cell.usable) return [];
  const { ratio } = cell;
  if (ratio !== null && ratio.verdict !== 'inconclusive') return [];
  const bounds = ratio === null ? null : ratioBounds(ratio);
  const rounds = plural(ratio?.rounds ?? cell.metrics.throughput?.rounds ?? 0, 'round');
  const seen = bounds === null ? `no interval from ${rounds}` : `${bounds} after ${rounds}`;
  return [
    {
      text: `${scenario.name}, ${level.label}: whether ${mode.label} serves more than ${baseline.label} (${seen})`,
      remedy: 'more rounds may tell',
      command: rerunCommand(record, {
        variants: [baseline.id, mode.id],
        scenario: scenario.name,
        level,
        rounds: roundsNeeded(record, ratio),
      }),
    },
  ];
}

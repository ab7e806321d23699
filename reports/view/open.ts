import type { RunRecord } from '../../harness/model/record.ts';
import { plural, ratioBounds } from '../wording/numbers.ts';
import { experimentsExtent } from './experiments.ts';
import { rerunCommand, roundsNeeded } from './rerun.ts';
import type {
  CellView,
  Doubt,
  Lead,
  LevelView,
  ModeView,
  OpenQuestion,
  OpenView,
  ScenarioView,
} from './types.ts';

/** A doubt with what its rerun needs to know. */
interface Doubtful extends Doubt {
  readonly variant: string;
  readonly level: LevelView;
  readonly rounds: number;
}

/** What this record leaves open of all that the answer would otherwise name. */
export function openView(
  record: RunRecord,
  modes: readonly ModeView[],
  scenarios: readonly ScenarioView[],
  lead: Lead,
): OpenView {
  // A search compares nothing: what it leaves open, its own section says.
  const compared = record.plan.search === undefined ? scenarios : [];
  const doubtful = compared.flatMap((scenario) => doubtsIn(record, modes, scenario));
  return {
    interrupted: interruption(record, lead),
    broken: compared.flatMap((scenario) => brokenIn(modes, scenario)),
    doubts: doubtful.map(({ about, scenario, lead, mode, seen }) => ({ about, scenario, lead, mode, seen })),
    command: settling(record, modes, doubtful),
  };
}

function interruption(record: RunRecord, lead: Lead): OpenQuestion | null {
  if (record.stop !== 'interrupted') return null;
  const done = lead === 'experiments' ? experimentsExtent(record) : plural(record.rounds.length, 'round');
  const text = `the run was interrupted after ${done}`;
  return { text, remedy: lead === 'answer' ? '`bench run --resume` goes on with it' : null };
}

function brokenIn(modes: readonly ModeView[], scenario: ScenarioView): readonly OpenQuestion[] {
  const level = shownLevel(scenario);
  if (level === undefined) return [{ text: `${scenario.name}: nothing was measured`, remedy: null }];
  const where = leadOf(scenario, level);
  return modes.flatMap((mode): readonly OpenQuestion[] => {
    const cell = cellAt(scenario, mode, level);
    if (cell === undefined) return [{ text: `${where}: ${mode.label} was not measured`, remedy: null }];
    if (cell.usable) return [];
    const [reason] = cell.reasons;
    const why = reason === undefined ? '' : `: ${reason.text}`;
    return [{ text: `${where}: ${mode.label} cannot be ranked${why}`, remedy: reason?.remedy ?? null }];
  });
}

function doubtsIn(
  record: RunRecord,
  modes: readonly ModeView[],
  scenario: ScenarioView,
): readonly Doubtful[] {
  const level = shownLevel(scenario);
  const baseline = modes.find((mode) => mode.baseline);
  if (level === undefined || baseline === undefined) return [];
  const baseCell = cellAt(scenario, baseline, level);
  if (baseCell?.usable !== true) return [];
  return modes.flatMap((mode): readonly Doubtful[] => {
    const cell = mode.baseline ? undefined : cellAt(scenario, mode, level);
    if (cell === undefined || !cell.usable) return [];
    const { ratio } = cell;
    if (ratio !== null && ratio.verdict !== 'inconclusive') return [];
    // Where one keeps up and the other does not, nothing is in doubt.
    if ((cell.overload === null) !== (baseCell.overload === null)) return [];
    const bounds = ratio === null ? null : ratioBounds(ratio);
    const rounds = ratio?.rounds ?? cell.metrics.throughput?.rounds ?? 0;
    return [
      {
        about: level.kind === 'open' && cell.overload === null ? 'response time' : 'throughput',
        scenario: scenario.name,
        lead: leadOf(scenario, level),
        mode: mode.label,
        seen: bounds ?? `no interval from ${plural(rounds, 'round')}`,
        variant: mode.id,
        level,
        rounds: roundsNeeded(record, ratio),
      },
    ];
  });
}

/** One command that measures all doubtful comparisons again. */
function settling(
  record: RunRecord,
  modes: readonly ModeView[],
  doubtful: readonly Doubtful[],
): readonly string[] | null {
  if (doubtful.length === 0) return null;
  const wanted = new Set(doubtful.map((doubt) => doubt.variant));
  return rerunCommand(record, {
    variants: modes.filter((mode) => mode.baseline || wanted.has(mode.id)).map((mode) => mode.id),
    scenarios: [...new Set(doubtful.map((doubt) => doubt.scenario))],
    levels: [...new Set(doubtful.map((doubt) => doubt.level.value))].sort((a, b) => a - b),
    rounds: Math.max(...doubtful.map((doubt) => doubt.rounds)),
  });
}

/** The level that is shown of a scenario: the best, or the highest where none is usable. */
function shownLevel(scenario: ScenarioView): LevelView | undefined {
  return scenario.best ?? scenario.levels.at(-1);
}

function leadOf(scenario: ScenarioView, level: LevelView): string {
  return `${scenario.name}, ${level.label}`;
}

function cellAt(scenario: ScenarioView, mode: ModeView, level: LevelView): CellView | undefined {
  return scenario.cells.find((cell) => cell.mode === mode.id && cell.level.key === level.key);
}

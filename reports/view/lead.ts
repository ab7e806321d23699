import type { RunRecord } from '../../harness/model/record.ts';
import type { Lead, LevelView, ModeView, ResourceView, ScenarioView, View } from './types.ts';

/** Decided by what the record is of: `bench claims` was asked for claims, and experiments alone give no other answer. */
export function leadOf(record: RunRecord): Lead {
  if (record.command[0] === 'claims' && record.claims.length > 0) return 'claims';
  const cells = record.rounds.length + record.slices.length + record.summaries.length;
  return cells === 0 && record.experiments.length > 0 ? 'experiments' : 'answer';
}

/** The modes that a table of one level has rows for: all of a run's, and elsewhere those that were measured there. */
export function modesAt(view: View, scenario: ScenarioView, level: LevelView): readonly ModeView[] {
  if (view.lead === 'answer') return scenario.modes;
  return scenario.modes.filter((mode) =>
    scenario.cells.some((cell) => cell.mode === mode.id && cell.level.key === level.key),
  );
}

/** Whether anything is known of a mode's launches. */
export function wasLaunched({ readyMs, idle, loaded, rest }: ResourceView): boolean {
  return [readyMs, idle, loaded, rest].some((range) => range !== null);
}

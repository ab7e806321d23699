import { percentileRows } from '../view/percentile-rows.ts';
import type { ModeView, ScenarioView } from '../view/types.ts';
import { count } from '../wording/numbers.ts';
import { insufficientNote, percentileColumns, percentileText } from '../wording/percentiles.ts';
import { capital } from '../wording/sentence.ts';
import { folded, md, table } from './text.ts';

/** How times are spread in each cell of a scenario, folded away; empty where the record does not tell. */
export function percentilePart(scenario: ScenarioView, modes: readonly ModeView[]): readonly string[] {
  const rows = percentileRows(scenario.cells);
  if (rows.length === 0) return [];
  const label = (id: string) => md(modes.find((mode) => mode.id === id)?.label ?? id);
  const headers = [
    'mode',
    'level',
    'time',
    ...percentileColumns.map(({ name }) => `${name}, ms`),
    'requests',
  ];
  const body = table(
    headers,
    rows.map(({ cell, time, percentiles }) => [
      label(cell.mode),
      `${md(cell.level.label)}${cell.overload === null ? '' : ' (overloaded)'}`,
      time,
      ...percentileColumns.map(({ key }) => percentileText(percentiles, key)),
      count(percentiles.requests),
    ]),
  );
  const note = insufficientNote(rows.map(({ percentiles }) => percentiles));
  const told = note === null ? body : `${body}\n\n${capital(note)}.`;
  return [folded(`Percentiles of ${scenario.name}, of all rounds together and so without intervals`, told)];
}

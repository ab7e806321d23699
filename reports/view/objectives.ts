import { levelKey, levelLabel, levelValue } from '../../harness/model/level.ts';
import type { ObjectiveCell, ObjectiveVerdict } from '../../harness/model/objective-verdict.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { groupBy } from '../../harness/stats/group.ts';
import { caveatCodes } from '../../harness/stats/validity/caveats.ts';
import { servedOf } from '../wording/levels.ts';
import {
  type ObjectiveLadder,
  type ObjectivePlace,
  objectiveAdvice,
  objectiveCounts,
  objectiveFigure,
  objectiveWhy,
  objectiveWording,
  scenarioSentence,
} from '../wording/objectives.ts';
import type { ObjectivesView, ObjectiveView } from './objective-types.ts';
import type { CellView, ModeView, ScenarioView } from './types.ts';

/** What must hold, and how far it does. */
export function objectivesOf(
  record: RunRecord,
  modes: readonly ModeView[],
  scenarios: readonly ScenarioView[],
): ObjectivesView {
  const shown = new Map(
    scenarios.flatMap(({ cells }) =>
      cells.map((cell) => [keyOf(cell.mode, cell.scenario, cell.level.key), cell] as const),
    ),
  );
  const placeOf = ({ variant, scenario, level }: ObjectiveCell) =>
    place(shown.get(keyOf(variant, scenario, levelKey(level))));
  const labelOf = (id: string) => modes.find((mode) => mode.id === id)?.label ?? id;
  return {
    all: record.objectives.map((verdict) => objectiveView(verdict, labelOf, placeOf)),
    counts: objectiveCounts(record.objectives),
    advice: objectiveAdvice(record.objectives),
  };
}

function objectiveView(
  { objective, verdict, cells }: ObjectiveVerdict,
  labelOf: (id: string) => string,
  placeOf: (cell: ObjectiveCell) => ObjectivePlace,
): ObjectiveView {
  const byScenario = groupBy(cells, ({ scenario }) => scenario);
  const sentences = [...byScenario].map(([scenario, own]) => {
    const ladders = [...groupBy(own, ({ variant }) => variant)].map(
      ([id, ladder]): ObjectiveLadder => ({
        mode: labelOf(id),
        cells: ladder.toSorted((a, b) => levelValue(a.level) - levelValue(b.level)),
        placeOf,
      }),
    );
    const sentence = scenarioSentence(objective, ladders);
    return byScenario.size === 1 ? sentence : `${scenario}: ${sentence}`;
  });
  return {
    text: objectiveWording(objective),
    verdict,
    sentences: verdict === 'not-measured' ? ['this run does not measure it'] : sentences,
    cells: cells.map((cell) => ({
      scenario: cell.scenario,
      level: levelLabel(cell.level),
      mode: labelOf(cell.variant),
      outcome: cell.outcome,
      figure: cell.measured === null ? '' : objectiveFigure(objective, cell.measured),
      why: objectiveWhy(cell.reason, objective.metric, placeOf(cell)),
    })),
  };
}

function keyOf(mode: string, scenario: string, level: string): string {
  return JSON.stringify([mode, scenario, level]);
}

function place(cell: CellView | undefined): ObjectivePlace {
  if (cell === undefined) return { trouble: null, served: null };
  const grave = cell.reasons.find(({ reason }) => !caveatCodes.has(reason.code));
  const { overload } = cell;
  return {
    trouble: grave === undefined ? `the cell is ${cell.status}` : `${cell.status}: ${inShort(grave.text)}`,
    served: overload === null ? null : `${servedOf(overload.served, overload.offered)} req/s`,
  };
}

/** What it means for the cell's figures is told where the cell is. */
function inShort(text: string): string {
  return text.split(': ')[0] ?? text;
}

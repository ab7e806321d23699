import { metrics } from '../../harness/model/metric.ts';
import type { FormatOf, RenderedFile } from '../format.ts';
import type { ComparedMetric, Ratios, SeveralCell, SeveralView } from '../view/several-types.ts';

export const severalJsonFormat: FormatOf<SeveralView> = { name: 'json', render };

async function render(view: SeveralView): Promise<readonly RenderedFile[]> {
  return [{ name: `${view.kind}.json`, content: `${JSON.stringify(severalJson(view), null, 2)}\n` }];
}

/** For programs: records in the order of time, and each shared cell over them; figures in the units of the record. */
export function severalJson(view: SeveralView) {
  const { kind, confidence, records, modes, scenarios, answer, apart, missing } = view;
  return {
    ...{ kind, confidence },
    records: records.map((one) => ({
      ...{ number: one.number, id: one.id, name: one.title, startedAt: one.startedAt, git: one.git },
      ...{ command: one.command, measuredAlike: one.group, found: one.found, differences: one.differences },
    })),
    modes: modes.map(({ id, label }) => ({ id, label })),
    cells: scenarios.flatMap((scenario) =>
      scenario.cells.map((cell) => ({
        ...{ scenario: scenario.name, mode: cell.mode, level: cell.level.key },
        figures: figuresOf(cell),
      })),
    ),
    ratiosOverAll: answer.of,
    changes: answer.scenarios.map(({ lead, sentences }) => ({ of: lead, sentences })),
    remarks: [...apart, ...missing],
  };
}

/** Of each metric: what each record measured (null: nothing), the ratio to the record before, and that over all. */
function figuresOf({ visits, steps, whole }: SeveralCell) {
  const names = visits.flatMap((visit) => (visit === null ? [] : Object.keys(visit.figures)));
  return ([...new Set(names)] as ComparedMetric[]).map((metric) => ({
    metric,
    unit: metrics[metric].unit,
    better: metrics[metric].better,
    values: visits.map((visit) => {
      const figure = visit?.figures[metric] ?? null;
      return visit === null || figure === null ? null : { ...figure, state: visit.status };
    }),
    ratiosToPrevious: steps.map((ratios) => ratioOf(ratios, metric)),
    ratioOverAll: ratioOf(whole, metric),
  }));
}

function ratioOf(ratios: Ratios, metric: ComparedMetric) {
  const found = ratios[metric];
  if (found === undefined) return null;
  const { point, low, high, verdict } = found;
  return { point, low, high, verdict };
}

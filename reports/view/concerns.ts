import type { ValidityReason } from '../../harness/model/estimate.ts';
import { reasonsText } from '../wording/validity.ts';
import type { CellStatus, CellView, ConcernView } from './types.ts';

const gravestFirst: readonly CellStatus[] = ['invalid', 'inconclusive', 'caveat', 'valid'];

/** Of these the text depends on what the level is of. */
const ofKind: ReadonlySet<ValidityReason['code']> = new Set(['saturated', 'accounting']);

/** What is to be said about some cells, each thing once, with the cells that it concerns; the gravest first. */
export function concernsOf(cells: readonly CellView[]): readonly ConcernView[] {
  const groups = new Map<string, { remedy: string; reasons: ValidityReason[]; cells: CellView[] }>();
  for (const cell of cells) {
    for (const { reason, remedy } of cell.reasons) {
      const detail = 'detail' in reason ? reason.detail : '';
      // Only of these does the text say whether the load generator was near its limit.
      const bounded = (reason.code === 'saturated' || reason.code === 'overloaded') && cell.lowerBound;
      // Connections and arrival rates stand in no list together.
      const kind = ofKind.has(reason.code) ? cell.level.kind : null;
      const key = JSON.stringify([reason.code, detail, remedy, bounded, kind]);
      const group = groups.get(key) ?? { remedy, reasons: [], cells: [] };
      groups.set(key, group);
      group.reasons.push(reason);
      group.cells.push(cell);
    }
  }
  const concerns = [...groups.values()].map(({ remedy, reasons, cells }) => {
    const due = cells.reduce((sum, cell) => sum + cell.requests.due, 0);
    const states = gravestFirst.filter((status) => cells.some((cell) => cell.status === status));
    const [one] = cells;
    const wrongStatuses = [...new Set(cells.flatMap((cell) => cell.wrongStatuses))];
    const place = { kind: one?.level.kind ?? 'closed', lowerBound: one?.lowerBound ?? false, wrongStatuses };
    return { text: reasonsText(reasons, due, place), remedy, states, cells: cells.map(refOf) };
  });
  return concerns.sort((a, b) => gravity(a) - gravity(b));
}

function gravity(concern: ConcernView): number {
  const [gravest = 'valid'] = concern.states;
  return gravestFirst.indexOf(gravest);
}

function refOf({ anchor, mode, scenario, level }: CellView): ConcernView['cells'][number] {
  return { anchor, mode, scenario, level };
}

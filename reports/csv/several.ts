import { metrics } from '../../harness/model/metric.ts';
import type { FormatOf, RenderedFile } from '../format.ts';
import type {
  CellVisit,
  ComparedMetric,
  RecordEntry,
  SeveralCell,
  SeveralScenario,
  SeveralView,
} from '../view/several-types.ts';
import { type Column, tableOf } from './lines.ts';

export const severalCsvFormat: FormatOf<SeveralView> = { name: 'csv', render };

async function render(view: SeveralView): Promise<readonly RenderedFile[]> {
  return [{ name: `${view.kind}.csv`, content: severalCsv(view), begins: 'run,time,commit,' }];
}

/** What a row tells of its record. */
type RecordName = Pick<RecordEntry, 'number' | 'id' | 'startedAt' | 'git' | 'group'>;

/** A figure of a cell in one record. */
interface Row {
  readonly record: RecordName;
  readonly scenario: SeveralScenario;
  readonly cell: SeveralCell;
  readonly visit: CellVisit;
  readonly metric: ComparedMetric;
}

const ratioOf = ({ cell, record, metric }: Row) => cell.steps[record.number - 1]?.[metric];
const figureOf = ({ visit, metric }: Row) => visit.figures[metric];

/** Figures in the units of the record; ratios are to the record before. */
const columns: readonly Column<Row>[] = [
  ['run', ({ record }) => record.id],
  ['time', ({ record }) => record.startedAt],
  ['commit', ({ record }) => record.git?.commit ?? null],
  ['dirty', ({ record }) => record.git?.dirty ?? null],
  ['measured_alike', ({ record }) => record.group],
  ['scenario', ({ scenario }) => scenario.name],
  ['variant', ({ cell }) => cell.mode],
  ['level_kind', ({ cell }) => cell.level.kind],
  ['level', ({ cell }) => cell.level.value],
  ['state', ({ visit }) => visit.status],
  ['metric', ({ metric }) => metric],
  ['unit', ({ metric }) => metrics[metric].unit],
  ['better', ({ metric }) => metrics[metric].better],
  ['point', (row) => figureOf(row)?.point ?? null],
  ['low', (row) => figureOf(row)?.low ?? null],
  ['high', (row) => figureOf(row)?.high ?? null],
  ['ratio_to_previous', (row) => ratioOf(row)?.point ?? null],
  ['ratio_low', (row) => ratioOf(row)?.low ?? null],
  ['ratio_high', (row) => ratioOf(row)?.high ?? null],
  ['ratio_verdict', (row) => ratioOf(row)?.verdict ?? null],
];

/** Every figure of every shared cell in each record that has it, one per row. */
export function severalCsv({
  records,
  scenarios,
}: Pick<SeveralView, 'scenarios'> & { readonly records: readonly RecordName[] }): string {
  return tableOf(columns, rowsOf(records, scenarios));
}

function* rowsOf(
  records: readonly RecordName[],
  scenarios: readonly SeveralScenario[],
): Generator<Row, void, undefined> {
  for (const scenario of scenarios) {
    for (const cell of scenario.cells) {
      for (const record of records) {
        const visit = cell.visits[record.number - 1] ?? null;
        if (visit === null) continue;
        for (const metric of Object.keys(visit.figures) as ComparedMetric[]) {
          if (visit.figures[metric] !== null) yield { record, scenario, cell, visit, metric };
        }
      }
    }
  }
}

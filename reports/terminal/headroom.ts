import type { View } from '../view/types.ts';
import { headroomColumns } from '../wording/headroom.ts';
import { gridLines } from './grid.ts';
import type { Lines, Page } from './page.ts';

/** With `--full`: for each cell, what the load generator took of what it can. */
export function headroomBlock(view: View, page: Page): Lines {
  const rows = view.trust.headroom;
  if (!page.full || rows.length === 0) return [];
  const columns = headroomColumns(rows);
  const label = (id: string) => view.modes.find((mode) => mode.id === id)?.label ?? id;
  return [
    page.paint.strong('headroom of the load generator'),
    ...gridLines(
      columns.map(({ header }) => header),
      rows.map((row) => ({
        label: `${row.cell.scenario}, ${row.cell.level.label}, ${label(row.cell.mode)}`,
        cells: columns.map(({ text }) => text(row)),
      })),
      page.columns,
    ),
  ];
}

import type { ConcernView, ModeView } from '../view/types.ts';
import { list } from './numbers.ts';

/** Which cells: "all 27 cells", or "json, 8 and 32 connections, dev and prefork ×4; wait, 1 connection, dev". */
export function placesText(cells: ConcernView['cells'], modes: readonly ModeView[], ofCells: number): string {
  if (cells.length > 1 && cells.length === ofCells) return `all ${ofCells} cells`;
  const groups = new Map<string, string[]>();
  for (const { scenario, levels, mode } of levelsByMode(cells)) {
    const unit = levels.length === 1 && levels[0] === 1 ? 'connection' : 'connections';
    const where = `${scenario}, ${list(levels.map(String))} ${unit}`;
    const label = modes.find((one) => one.id === mode)?.label ?? mode;
    groups.set(where, [...(groups.get(where) ?? []), label]);
  }
  return [...groups].map(([where, labels]) => `${where}, ${list(labels)}`).join('; ');
}

function levelsByMode(
  cells: ConcernView['cells'],
): readonly { readonly scenario: string; readonly mode: string; readonly levels: readonly number[] }[] {
  const found = new Map<string, { scenario: string; mode: string; levels: number[] }>();
  for (const { scenario, mode, level } of cells) {
    const key = JSON.stringify([scenario, mode]);
    const one = found.get(key) ?? { scenario, mode, levels: [] };
    found.set(key, one);
    one.levels.push(level.value);
  }
  return [...found.values()];
}

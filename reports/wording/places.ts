import type { ConcernView, LevelView, ModeView } from '../view/types.ts';
import { levelsText } from './levels.ts';
import { list } from './numbers.ts';

/**
 * Which cells: "all 27 cells", or "json, 8 and 32 connections, dev and prefork ×4; wait, 1 connection, dev"; of an open
 * workload "json, 400 and 800 req/s offered, dev".
 */
export function placesText(cells: ConcernView['cells'], modes: readonly ModeView[], ofCells: number): string {
  if (cells.length > 1 && cells.length === ofCells) return `all ${ofCells} cells`;
  const groups = new Map<string, string[]>();
  for (const { scenario, levels, mode, kind } of levelsByMode(cells)) {
    const where = `${scenario}, ${levelsText(levels, kind)}`;
    const label = modes.find((one) => one.id === mode)?.label ?? mode;
    groups.set(where, [...(groups.get(where) ?? []), label]);
  }
  return [...groups].map(([where, labels]) => `${where}, ${list(labels)}`).join('; ');
}

interface InScenario {
  readonly scenario: string;
  readonly mode: string;
  readonly kind: LevelView['kind'];
  readonly levels: number[];
}

function levelsByMode(cells: ConcernView['cells']): readonly InScenario[] {
  const found = new Map<string, InScenario>();
  for (const { scenario, mode, level } of cells) {
    const key = JSON.stringify([scenario, mode, level.kind]);
    const one = found.get(key) ?? { scenario, mode, kind: level.kind, levels: [] };
    found.set(key, one);
    one.levels.push(level.value);
  }
  return [...found.values()];
}

import type { RunRecord } from '../../harness/model/record.ts';
import { megabytes } from '../wording/numbers.ts';
import { findRatio, showsDifference } from './compare.ts';
import type { CellView } from './types.ts';

/** What the mode costs in memory, where a difference is shown; silent where it cannot be told. */
export function memoryPrice(record: RunRecord, cell: CellView, baseCell: CellView): string {
  const metric = cell.metrics.footprint !== null && baseCell.metrics.footprint !== null ? 'footprint' : 'rss';
  const [own, other] = [cell.metrics[metric], baseCell.metrics[metric]];
  if (own === null || other === null) return '';
  const ratio = findRatio(record, {
    candidate: cell.mode,
    baseline: baseCell.mode,
    scenario: cell.scenario,
    level: cell.level.key,
    metric,
  });
  const apart = ratio === null ? disjoint(own, other) : showsDifference(ratio);
  if (!apart) return '';
  const difference = own.point - other.point;
  const size = megabytes(Math.abs(difference));
  const kind = metric === 'rss' ? ' of summed RSS' : '';
  return difference >= 0 ? `for ${size} more${kind}` : `with ${size} less${kind}`;
}

function disjoint(a: { low: number | null; high: number | null }, b: typeof a): boolean {
  if (a.low === null || a.high === null || b.low === null || b.high === null) return false;
  return a.low > b.high || a.high < b.low;
}

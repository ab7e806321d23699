import type { LatencyMetric } from '../../harness/model/metric.ts';
import type { CellView, Figure } from './types.ts';

/** The highest percentile of the response time that a cell tells; null where it tells none. */
export function tailOf({
  metrics,
}: CellView): { readonly name: LatencyMetric; readonly figure: Figure } | null {
  for (const name of ['p99', 'p95', 'p50'] as const) {
    const figure = metrics[name];
    if (figure !== null) return { name, figure };
  }
  return null;
}

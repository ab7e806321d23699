import type { ChartData } from '../charts/placed.ts';
import type { PlannerView } from '../view/capacity-types.ts';
import type { View } from '../view/types.ts';

/** The part of the view that the page's script needs; embedded as JSON. */
export interface PageData extends ChartData, Pick<View, 'id' | 'title'> {
  /** Null where nothing can be planned. */
  readonly planner: PlannerView | null;
}

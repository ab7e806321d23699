import type { DrawnGrowth, PlannerView } from '../view/capacity-types.ts';
import type { View } from '../view/types.ts';

/** The part of the view that the page's script needs; embedded as JSON. */
export interface PageData extends Pick<View, 'title' | 'modes' | 'scenarios' | 'memory' | 'experiments'> {
  /** Null where nothing can be planned. */
  readonly capacity: CapacityData | null;
}

export interface CapacityData {
  readonly planner: PlannerView;
  /** By scenario. */
  readonly growth: readonly (readonly DrawnGrowth[])[];
}

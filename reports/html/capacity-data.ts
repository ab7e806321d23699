import type { CapacityView } from '../view/capacity-types.ts';
import type { CapacityData } from './page-data.ts';

/** What the page's script needs of it: no words, for those are in the page already. */
export function capacityData({ planner, growth }: CapacityView): CapacityData {
  return {
    planner,
    growth: growth.map(({ curves }) =>
      curves.map(({ key, over, index, fitted, levels }) => ({
        ...{ key, over, index, fitted },
        levels: levels.map(({ predicted: _, ...level }) => level),
      })),
    ),
  };
}

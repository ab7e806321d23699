import { describe } from 'vitest';

/**
 * Describes each of these as `describe.each` does, in so many lanes that go on beside each other: for tests that mostly
 * wait, and hold nothing to figures. Those of one item follow one another.
 */
export function describeSideBySide<Item extends { readonly name: string }>(
  items: readonly Item[],
  lanes: number,
  describeOne: (item: Item) => void,
): void {
  for (let lane = 0; lane < lanes; lane += 1) {
    const ofLane = items.filter((_, index) => index % lanes === lane);
    describe.concurrent(`lane ${lane + 1} of ${lanes}`, () => {
      for (const item of ofLane) describe.sequential(item.name, () => describeOne(item));
    });
  }
}

/**
 * Adjusted p-values of a family of tests, in the order given: rejecting those of at most α makes one or more false
 * rejections with a probability of at most α, however the tests depend on each other. The smallest p counts as many
 * times as there are tests, the next one time less, and none may fall below one before it.
 * Source: S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6, 1979.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => (pValues[a] ?? 1) - (pValues[b] ?? 1));
  const adjusted = new Array<number>(pValues.length).fill(1);
  let highest = 0;
  for (const [before, index] of order.entries()) {
    highest = Math.max(highest, Math.min(1, (pValues.length - before) * (pValues[index] ?? 1)));
    adjusted[index] = highest;
  }
  return adjusted;
}

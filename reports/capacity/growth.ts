import type { NamedModel } from '../../harness/capacity/capacity-of.ts';
import { listUpTo } from '../wording/numbers.ts';
import { curveSentences, modelName, refusalText } from '../wording/scalability.ts';

/** Names that are still told in one line. */
const mostNamed = 4;

/** How modes grow: a paragraph for each curve; what has none for one reason together, or each by itself in `full`. */
export function growthTexts(models: readonly NamedModel[], full: boolean): readonly string[] {
  const told = models.flatMap((named) => {
    const { model } = named;
    return model.fitted === null
      ? []
      : [
          `Growth of ${modelName(named)} with ${model.over}: ${curveSentences(model, model.fitted).join(' ')}`,
        ];
  });
  const refused = models.filter(({ model }) => model.fitted === null);
  return [...told, ...(full ? refused.map(wholeRefusal) : refusalGroups(refused))];
}

function wholeRefusal(named: NamedModel): string {
  const { refusals, over } = named.model;
  return `No curve over ${over} for ${modelName(named)}: ${refusals.map((one) => refusalText(one, over)).join('; ')}.`;
}

/** Why models have no curve, those of one reason together. */
export function refusalGroups(refused: readonly NamedModel[]): readonly string[] {
  const byReason = new Map<string, NamedModel[]>();
  for (const named of refused) {
    const [first] = named.model.refusals;
    if (first === undefined) continue;
    const { over } = named.model;
    const key = JSON.stringify([over, refusalText(first, over)]);
    byReason.set(key, [...(byReason.get(key) ?? []), named]);
  }
  return [...byReason.values()].flatMap((all) => {
    const [first] = all;
    const [why] = first?.model.refusals ?? [];
    if (first === undefined || why === undefined) return [];
    const { over } = first.model;
    return [
      `No curve over ${over} for ${listUpTo(all.map(modelName), mostNamed)}: ${refusalText(why, over)}.`,
    ];
  });
}

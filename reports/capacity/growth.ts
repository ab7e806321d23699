import type { NamedModel } from '../../harness/capacity/capacity-of.ts';
import type { ModelRefusal } from '../../harness/capacity/refusal.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { rerunCommand } from '../view/rerun.ts';
import { inlineCode, shellCommand } from '../wording/command.ts';
import { listUpTo } from '../wording/numbers.ts';
import { curveSentences, modelName, refusalText } from '../wording/scalability.ts';

/** Names that are still told in one line. */
const mostNamed = 4;

/** How modes grow: a paragraph for each curve; what has none for one reason together, or each by itself in `full`. */
export function growthTexts(
  models: readonly NamedModel[],
  record: RunRecord,
  full: boolean,
): readonly string[] {
  const told = models.flatMap((named) => {
    const { model } = named;
    return model.fitted === null
      ? []
      : [
          `Growth of ${modelName(named)} with ${model.over}: ${curveSentences(model, model.fitted).join(' ')}`,
        ];
  });
  const refused = models.filter(({ model }) => model.fitted === null);
  return [
    ...told,
    ...(full ? refused.map(wholeRefusal) : refusalGroups(refused)),
    ...remedies(refused, record),
  ];
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

/** What is measured for a curve: powers of two, so that five levels reach far. */
const enoughLevels = [1, 2, 4, 8, 16, 32];
const enoughRounds = 6;
const mended: ReadonlySet<ModelRefusal['code']> = new Set(['few-levels', 'few-rounds']);

/** The run to make, where levels or rounds are lacking. */
export function remedies(refused: readonly NamedModel[], record: RunRecord): readonly string[] {
  const lacking = refused.filter(
    ({ model }) => model.over === 'concurrency' && model.refusals.some(({ code }) => mended.has(code)),
  );
  if (lacking.length === 0) return [];
  const measured = lacking.flatMap(({ model }) => model.levels.map(({ level }) => level));
  const command = rerunCommand(
    {
      ...record,
      plan: { ...record.plan, levels: record.plan.levels.filter(({ kind }) => kind === 'closed') },
    },
    {
      variants: [...new Set(lacking.map(({ name }) => name))],
      scenarios: [...new Set(lacking.map(({ scenario }) => scenario))],
      levels: [...new Set([...enoughLevels, ...measured])].toSorted((a, b) => a - b),
      rounds: enoughRounds,
    },
  );
  return [`${inlineCode(shellCommand(command))} measures enough for curves over concurrency.`];
}

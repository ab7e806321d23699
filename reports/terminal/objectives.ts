import type { ObjectiveView } from '../view/objective-types.ts';
import type { View } from '../view/types.ts';
import { objectiveSigns, objectiveWords } from '../wording/objectives.ts';
import { keyed, type Lines, type Page } from './page.ts';
import type { Paint } from './paint.ts';
import { wrap } from './text.ts';

const paints: Readonly<Record<ObjectiveView['verdict'], keyof Paint>> = {
  met: 'good',
  missed: 'bad',
  'cannot-tell': 'doubtful',
  'not-measured': 'faint',
};

/** What must hold, and how far it does; with `--full` in each cell. */
export function objectiveLines(view: View, page: Page): Lines {
  const { all, counts, advice } = view.objectives;
  if (all.length === 0) return [];
  return [
    ...keyed('objectives', counts, page),
    ...all.flatMap((objective) => [
      ...sentenceLines(objective, page),
      ...(page.full ? cellLines(objective, page) : []),
    ]),
    ...advice.flatMap((text) => wrap(text, page.columns, 2, 2).map(page.paint.faint)),
  ];
}

/** On one line with what it came to, where that is one sentence. */
function sentenceLines({ text, verdict, sentences }: ObjectiveView, page: Page): Lines {
  const sign = objectiveSigns[verdict];
  const [only] = sentences;
  const alone = sentences.length === 1 && only !== undefined;
  const [first = '', ...rest] = wrap(
    `${sign} ${text}: ${alone ? only : objectiveWords[verdict]}`,
    page.columns,
    4,
    2,
  );
  const painted = first.replace(sign, page.paint[paints[verdict]](sign));
  const further = alone ? [] : sentences.flatMap((sentence) => wrap(sentence, page.columns, 6, 4));
  return [painted, ...rest, ...further];
}

function cellLines({ cells }: ObjectiveView, page: Page): Lines {
  return cells.flatMap(({ scenario, level, mode, outcome, figure, why }) => {
    const told = [figure, why].filter((part) => part !== '').join('; ');
    const line = `${objectiveSigns[outcome]} ${scenario}, ${level}, ${mode}: ${objectiveWords[outcome]}: ${told}`;
    return wrap(line, page.columns, 8, 6).map(page.paint.faint);
  });
}

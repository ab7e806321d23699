import type { View } from '../view/types.ts';
import { objectiveSigns, objectiveWords } from '../wording/objectives.ts';
import { capital } from '../wording/sentence.ts';
import { folded, md, table } from './text.ts';

/** What must hold, and how far it does; each cell behind a fold. */
export function objectiveParts({ objectives: { all, counts, advice } }: View): readonly string[] {
  if (all.length === 0) return [];
  const told = all.map(({ text, verdict, sentences }) => {
    const lead = `- ${objectiveSigns[verdict]} **${md(text)}**: `;
    return sentences.length === 1
      ? lead + md(sentences.join(''))
      : [lead + objectiveWords[verdict], ...sentences.map((sentence) => `  - ${md(sentence)}`)].join('\n');
  });
  const rows = all.flatMap(({ text, cells }) =>
    cells.map(({ scenario, level, mode, outcome, figure, why }) => [
      md(text),
      md(`${scenario}, ${level}, ${mode}`),
      `${objectiveSigns[outcome]} ${objectiveWords[outcome]}`,
      md([figure, why].filter((part) => part !== '').join('; ')),
    ]),
  );
  return [
    '## Objectives',
    `${capital(counts)}.`,
    told.join('\n'),
    ...advice.map((text) => `${capital(md(text))}.`),
    ...(rows.length === 0
      ? []
      : [
          folded(
            'Objectives in each cell',
            table(['objective', 'cell', 'verdict', 'measured'], rows, 'text'),
          ),
        ]),
  ];
}

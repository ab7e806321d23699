import type { NoiseView } from '../view/noise.ts';
import { powerHeadings } from '../wording/noise.ts';
import { capital } from '../wording/sentence.ts';
import { md, prose, table } from './text.ts';

/** What noise was seen, and what it means for a gate. */
export function noiseParts({ headline, groups, sentences }: NoiseView): readonly string[] {
  const headers = ['', 'noise', 'sd', 'rounds', ...powerHeadings.map(({ text }) => `finds ${text}`)];
  return [
    `${capital(md(headline))}.`,
    ...groups.flatMap(({ heading, rows }) => [
      `## ${md(heading)}`,
      table(
        [...headers, 'smallest found', 'needs'],
        rows.map((row) => [
          ...[row.metric, row.robustSd, row.sd, String(row.rounds)],
          ...[...row.found, row.detectable, row.need].map(md),
        ]),
      ),
    ]),
    sentences.map((sentence) => `- ${capital(prose(sentence))}.`).join('\n'),
  ];
}

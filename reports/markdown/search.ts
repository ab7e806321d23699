import type { SearchView } from '../view/search-types.ts';
import { capital } from '../wording/sentence.ts';
import { folded, md, table } from './text.ts';

/** What each mode carries under the objectives, and what that stands on. */
export function searchParts(search: SearchView | null): readonly string[] {
  if (search === null) return [];
  const rows = search.results.map(({ scenario, label, carries, between, there, limit, runs }) =>
    [scenario, label, carries, between, there, limit, String(runs)].map(md),
  );
  const headers = [
    'scenario',
    'mode',
    'carries, req/s',
    'limit lies in, req/s',
    'there',
    'limited by',
    'runs',
  ];
  return [
    '## Capacity',
    `The highest rate at which holds: ${md(search.objectives.join(', '))}.`,
    table(headers, rows, 'text'),
    search.results
      .map(({ scenario, label, sentence }) => `- **${md(`${scenario}, ${label}`)}**: ${md(sentence)}.`)
      .join('\n'),
    folded('How it was found', search.rules.map((rule) => `- ${capital(md(rule))}.`).join('\n')),
  ];
}

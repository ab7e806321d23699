import { inspectFeed } from '../feeds/inspect-feed.ts';
import { placeholdersIn, placeholdersInHeaders } from '../model/flow.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Problems } from './problems.ts';

/**
 * Notes what is wrong with the rows of a scenario, or with how its requests take from them. `hooked`: a hook makes
 * requests, and is told of the rows. Returns the names of the columns; null when they cannot be had.
 */
export function checkFeed(
  { name, requests, feed }: Scenario,
  hooked: boolean,
  problems: Problems,
): readonly string[] | null {
  if (feed === undefined) return [];
  const facts = inspectFeed(feed.file);
  if ('faults' in facts) {
    for (const fault of facts.faults) problems.add(feed.file, fault);
    return null;
  }
  const { columns, unfitForHeaders } = facts;
  const used = requests.flatMap(placeholdersIn).some((one) => columns.includes(one.name));
  if (!used && !hooked) {
    const [column = 'column'] = columns;
    problems.add(
      feed.file,
      `scenario ${name} takes nothing from it; its columns are ${columns.join(', ')}`,
      `write {{${column}}} where its value is to stand, or leave the feed out`,
    );
  }
  for (const { name: column } of requests.flatMap(placeholdersInHeaders)) {
    const row = unfitForHeaders.get(column);
    if (row === undefined) continue;
    problems.add(
      feed.file,
      `row ${row}: ${column} has a line end, which the headers of scenario ${name} cannot carry`,
    );
  }
  return columns;
}

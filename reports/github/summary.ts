import { fitting, gateLead } from '../markdown/gate.ts';
import { markdownOf } from '../markdown/index.ts';
import { searchParts } from '../markdown/search.ts';
import type { SearchView } from '../view/search-types.ts';
import type { View } from '../view/types.ts';

/** Of a step, in bytes; a longer one is not shown at all. */
export const mostInSummary = 1024 * 1024;

/**
 * The gate or the search for the summary of a job, in at most `room` bytes of UTF-8: all that a comment or a report has, or
 * what leads alone; null where there is neither, or not even that fits.
 */
export function summaryOf(view: View, room: number): string | null {
  const lead =
    view.gate === null
      ? searchLead(view.search)
      : fitting(gateLead(view, view.gate), [], Number.POSITIVE_INFINITY);
  if (lead === null) return null;
  const forms = [markdownOf(view), lead];
  return forms.find((form) => Buffer.byteLength(form) <= room) ?? null;
}

function searchLead(search: SearchView | null): string | null {
  return search === null ? null : `${searchParts(search).join('\n\n')}\n`;
}

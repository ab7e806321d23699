import { fitting, gateLead } from '../markdown/gate.ts';
import { markdownOf } from '../markdown/index.ts';
import type { View } from '../view/types.ts';

/** Of a step, in bytes; a longer one is not shown at all. */
export const mostInSummary = 1024 * 1024;

/**
 * The gate for the summary of a job, in at most `room` bytes of UTF-8: all that a comment has, or its lead alone; null where
 * there is no gate, or not even that fits.
 */
export function summaryOf(view: View, room: number): string | null {
  if (view.gate === null) return null;
  const forms = [markdownOf(view), fitting(gateLead(view, view.gate), [], Number.POSITIVE_INFINITY)];
  return forms.find((form) => Buffer.byteLength(form) <= room) ?? null;
}

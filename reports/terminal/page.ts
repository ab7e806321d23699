import { NBSP } from '../wording/numbers.ts';
import type { Paint } from './paint.ts';
import { displayWidth, plain, wrap } from './text.ts';

/** What every part of the output has to fit. */
export interface Page {
  readonly columns: number;
  readonly paint: Paint;
  readonly full: boolean;
  /** The character that rules are drawn with; empty for none. */
  readonly rule: string;
}

export type Lines = readonly string[];

/** `left … right` on one line where both fit, else below each other. */
export function spread(left: string, right: string, page: Page): Lines {
  const [a, b] = [plain(left), plain(right).replaceAll(NBSP, ' ')];
  const gap = page.columns - displayWidth(a) - displayWidth(b);
  if (b === '' && gap >= 0) return [page.paint.strong(a)];
  if (gap >= 2) return [page.paint.strong(a) + ' '.repeat(gap) + page.paint.faint(b)];
  return [...wrap(a, page.columns).map(page.paint.strong), ...wrap(b, page.columns).map(page.paint.faint)];
}

export function rule(page: Page): Lines {
  return page.rule === '' ? [] : [page.paint.faint(page.rule.repeat(page.columns))];
}

/** A paragraph that opens with a key word and hangs below it: `trust: …`. */
export function keyed(key: string, text: string, page: Page): Lines {
  const [first = '', ...rest] = wrap(`${key}: ${text}`, page.columns, 2);
  const opening = `${plain(key).replaceAll(NBSP, ' ')}:`;
  const whole = first.startsWith(opening);
  return [whole ? page.paint.strong(opening) + first.slice(opening.length) : first, ...rest];
}

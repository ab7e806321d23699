/** Placeholders in the texts of a request: `{{token}}`, `{{n}}`, `{{n:3}}`. */

export interface Placeholder {
  readonly name: string;
  /** So many of its last digits, with leading zeros; null for the whole value. */
  readonly digits: number | null;
}

/** A text cut at its placeholders. */
export type Template = readonly (string | Placeholder)[];

/** The name of the counter; it can be no capture's. */
export const counterName = 'n';

/** The counter is a double: beyond so many digits it would not be exact. */
const mostDigits = 15;

const pattern = /\{\{([A-Za-z_][A-Za-z0-9_]*)(?::([0-9]{1,2}))?\}\}/g;

export function parseTemplate(text: string): Template {
  const parts: (string | Placeholder)[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    const [whole, name = '', digits] = match;
    if (match.index > at) parts.push(text.slice(at, match.index));
    parts.push({ name, digits: digits === undefined ? null : Number(digits) });
    at = match.index + whole.length;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

export function placeholdersOf(template: Template): readonly Placeholder[] {
  return template.filter((part) => typeof part !== 'string');
}

/** As it was written. */
export function written({ name, digits }: Placeholder): string {
  return digits === null ? `{{${name}}}` : `{{${name}:${digits}}}`;
}

/** What is wrong with how it is written, whatever its value; null when nothing is. */
export function writtenWrongly(placeholder: Placeholder): string | null {
  const { name, digits } = placeholder;
  if (digits === null) return null;
  if (name !== counterName) return `${written(placeholder)}: only {{n}} can be cut to its last digits`;
  return digits >= 1 && digits <= mostDigits
    ? null
    : `${written(placeholder)}: the digits must be 1 to ${mostDigits}`;
}

/** The text with every placeholder filled in. `value` is told the name, and which part of the template asks. */
export function fill(template: Template, n: number, value: (name: string, part: number) => string): string {
  let text = '';
  for (const [index, part] of template.entries()) {
    if (typeof part === 'string') text += part;
    else if (part.name !== counterName) text += value(part.name, index);
    else if (part.digits === null) text += n;
    else text += String(n % 10 ** part.digits).padStart(part.digits, '0');
  }
  return text;
}

/** A command line of bash up to the cursor. */
export interface BashLine {
  /** Words before the one at the cursor, the command first, without quotes. */
  readonly words: readonly string[];
  /** The word at the cursor, without quotes. */
  readonly current: string;
  /** What of that word readline leaves as it stands: it replaces only what comes after the last character that breaks words. */
  readonly left: string;
  /** The quote that is open; empty when none is. */
  readonly quote: '' | "'" | '"';
}

/**
 * Reads a line as bash would, without evaluating anything in it: quotes and backslashes are taken away, variables and
 * substitutions stay as they were typed.
 * @param breaks `$COMP_WORDBREAKS`
 */
export function parseBashLine(line: string, breaks: string): BashLine {
  const words: string[] = [];
  let current = '';
  let inWord = false;
  let quote: BashLine['quote'] = '';
  let left = 0;
  for (let index = 0; index < line.length; index++) {
    const char = line[index] ?? '';
    if (quote === '' && /[ \t\n]/.test(char)) {
      if (inWord) words.push(current);
      current = '';
      inWord = false;
      left = 0;
      continue;
    }
    inWord = true;
    const escapes =
      char === '\\' && (quote === '' || (quote === '"' && /["\\$`]/.test(line[index + 1] ?? '')));
    if (escapes) {
      index += 1;
      current += line[index] ?? '';
    } else if (quote === '' && (char === "'" || char === '"')) quote = char;
    else if (char === quote) quote = '';
    else {
      current += char;
      if (quote === '' && breaks.includes(char)) left = current.length;
      continue;
    }
    if (!escapes) left = current.length;
  }
  return { words, current, left: current.slice(0, left), quote };
}

/** As it must be typed to mean itself, where that quote is open; null where it cannot be. */
export function bashWord(text: string, quote: BashLine['quote']): string | null {
  if (quote === '') return text.replace(/[^\w@%+=:,./~^-]/g, (char) => `\\${char}`);
  return text.includes(quote) || (quote === '"' && /[$`\\]/.test(text)) ? null : text;
}

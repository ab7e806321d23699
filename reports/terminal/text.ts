import { shellWord } from '../wording/command.ts';
import { NBSP } from '../wording/numbers.ts';

/**
 * Text from outside, made harmless for a terminal: control characters (escape sequences among them) and characters
 * that reverse the writing direction become `?`.
 */
export function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '?');
}

const zeroWidth = /\p{Mn}|\p{Me}|\p{Cf}/u;
const wide =
  /\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Emoji_Presentation}|[\uff01-\uff60]/u;

/** Columns that text takes on a terminal; escape sequences are not expected in it. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    width += zeroWidth.test(character) ? 0 : wide.test(character) ? 2 : 1;
  }
  return width;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

/**
 * Breaks at spaces; the first line is indented by `first`, later ones by `indent`. No-break spaces hold, and come out as
 * plain spaces.
 */
export function wrap(text: string, columns: number, indent = 0, first = 0): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words(plain(text), columns - Math.max(indent, first))) {
    const start = ' '.repeat(lines.length === 0 ? first : indent);
    if (line === '') line = start + word;
    else if (displayWidth(line) + 1 + displayWidth(word) <= columns) line += ` ${word}`;
    else {
      lines.push(line);
      line = ' '.repeat(indent) + word;
    }
  }
  if (line.trim() !== '') lines.push(line);
  return lines.map((one) => one.replaceAll(NBSP, ' '));
}

/** A word longer than a line (a path, a name) is cut into pieces that fit. */
function words(text: string, columns: number): readonly string[] {
  const room = Math.max(1, columns);
  return text.split(/ +/).flatMap((word) => {
    if (displayWidth(word) <= room) return [word];
    const pieces: string[] = [''];
    for (const character of word) {
      const last = pieces.at(-1) ?? '';
      if (displayWidth(last + character) <= room) pieces[pieces.length - 1] = last + character;
      else pieces.push(character);
    }
    return pieces;
  });
}

/**
 * A command over several lines that can still be pasted: each line but the last ends in a backslash, and no option is
 * parted from its value. A single word wider than the line is left whole, for a break inside quotes would change it.
 */
export function wrapCommand(words: readonly string[], columns: number, indent: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const unit of optionsWithValues(words.map((word) => plain(shellWord(word))))) {
    if (line === '') line = ' '.repeat(indent) + unit;
    else if (displayWidth(line) + 1 + displayWidth(unit) <= columns - 2) line += ` ${unit}`;
    else {
      lines.push(`${line} \\`);
      line = ' '.repeat(indent + 2) + unit;
    }
  }
  return line === '' ? lines : [...lines, line];
}

function optionsWithValues(words: readonly string[]): readonly string[] {
  const units: string[] = [];
  for (const word of words) {
    const before = units.at(-1);
    const takesValue = before?.startsWith('--') === true && !before.includes(' ') && !word.startsWith('--');
    if (takesValue) units[units.length - 1] = `${before} ${word}`;
    else units.push(word);
  }
  return units;
}

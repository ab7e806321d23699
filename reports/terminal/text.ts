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

/** Breaks at spaces; later lines are indented by `indent`. No-break spaces hold, and come out as plain spaces. */
export function wrap(text: string, columns: number, indent = 0): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words(plain(text), columns - indent)) {
    if (line === '') line = lines.length === 0 ? word : ' '.repeat(indent) + word;
    else if (displayWidth(line) + 1 + displayWidth(word) <= columns) line += ` ${word}`;
    else {
      lines.push(line);
      line = ' '.repeat(indent) + word;
    }
  }
  if (line !== '') lines.push(line);
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

/** A command over several lines that can still be pasted: each line but the last ends in a backslash. */
export function wrapCommand(command: string, columns: number, indent: number): readonly string[] {
  const lines = wrap(command, columns - 2, indent + 2);
  return lines.map((line, index) => {
    const placed = index === 0 ? ' '.repeat(indent) + line : line;
    return index === lines.length - 1 ? placed : `${placed} \\`;
  });
}

import type { View } from '../view/types.ts';
import { utcMinute } from '../wording/dates.ts';
import { capital } from '../wording/sentence.ts';
import { brokenLines, lineHeight, Sheet } from './sheet.ts';

/** Of sheets that are mostly words. */
export const wordsWidth = 680;
export const wordsMargin = 20;
export const wordsRoom = wordsWidth - 2 * wordsMargin;
/** Where what follows the title begins. */
export const belowTitle = 70;

/** Text made fit for one line: control characters are not drawn. */
export function drawable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}

export function titled(sheet: Sheet, view: View, title: string): void {
  const room = wordsRoom;
  sheet.text(drawable(title), wordsMargin, 32, { size: 18, bold: true, room });
  const under = [view.title, view.extent, utcMinute(view.startedAt), view.machine].map(drawable);
  sheet.text(under.join(' · '), wordsMargin, 51, { muted: true, room });
}

/** A line with how it is set and how far below the line before it stands. */
interface Line {
  readonly text: string;
  readonly y: number;
  readonly style: { readonly size: number; readonly bold?: boolean; readonly muted?: boolean };
}

/** The experiments in one picture: what each showed, in sentences. */
export function experimentsPng(view: View): Uint8Array {
  const lines: Line[] = [];
  let y = belowTitle;
  for (const { name, summary, sentences } of view.experiments) {
    y += 24;
    lines.push({ text: `${name} · ${summary}`, y, style: { size: 13, bold: true } });
    for (const text of sentences.flatMap((one) => brokenLines(drawable(one), 12, wordsRoom))) {
      y += lineHeight + 1;
      lines.push({ text, y, style: { size: 12 } });
    }
  }
  const foot = brokenLines(`${capital(view.trust.summary)}.`, 11, wordsRoom);
  const sheet = new Sheet(wordsWidth, y + 30 + foot.length * lineHeight);
  titled(sheet, view, 'Experiments');
  for (const line of lines) sheet.text(line.text, wordsMargin, line.y, { ...line.style, room: wordsRoom });
  sheet.lines(foot, wordsMargin, y + 28, { size: 11, muted: true });
  return sheet.png();
}

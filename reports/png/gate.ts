import type { GateOutcome } from '../../harness/model/gate.ts';
import { groupBy } from '../../harness/stats/group.ts';
import { lightTheme } from '../charts/style.ts';
import { gatePosition, gateScale } from '../view/gate-scale.ts';
import type { GatePicture, GateTestView, GateView } from '../view/gate-types.ts';
import type { View } from '../view/types.ts';
import { utcMinute } from '../wording/dates.ts';
import { gateSigns, gateWords } from '../wording/gate.ts';
import { percent } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { brokenLines, lineHeight, Sheet } from './sheet.ts';
import { drawable, wordsMargin, wordsRoom, wordsWidth } from './words.ts';

const top = 104;
const rowHeight = 24;
const groupHeight = 30;
/** From the left: the figure, what was seen of it, as a picture and in figures, and what came of it. */
const columns = { drawn: 150, told: 392, verdict: 584 } as const;
const picture = { width: 226, height: 18 } as const;

/** Dark enough on white for text (WCAG 1.4.3); the word stands beside, so that colour carries nothing alone. */
const colours: Readonly<Record<GateOutcome, string>> = {
  pass: lightTheme.ink,
  warn: '#8a5300',
  fail: '#b3261e',
  invalid: lightTheme.muted,
};
/** Beyond the threshold. */
const shaded = '#fbe3d6';

/** A gate in one picture: each figure against its threshold, by mode and scenario. */
export function gatePng(view: View, gate: GateView): Uint8Array {
  const groups = [...groupBy(gate.tests, ({ subject, scenario }) => `${subject} · ${scenario}`)];
  const body = groups.reduce((sum, [, tests]) => sum + groupHeight + tests.length * rowHeight, 0);
  const foot = brokenLines(footText(view), 11, wordsRoom);
  const sheet = new Sheet(wordsWidth, top + body + 34 + foot.length * lineHeight);
  heading(sheet, view, gate);
  const scale = gateScale(gate.tests);
  let y = top;
  for (const [name, tests] of groups) {
    sheet.text(drawable(name), wordsMargin, y + 20, { size: 13, bold: true, room: wordsRoom });
    y += groupHeight;
    for (const test of tests) {
      testRow(sheet, test, y, scale);
      y += rowHeight;
    }
  }
  sheet.lines(foot, wordsMargin, y + 26, { size: 11, muted: true });
  return sheet.png();
}

function heading(sheet: Sheet, view: View, gate: GateView): void {
  const { headline, outcome, base, head, verdict, counts } = gate;
  const title = { size: 18, bold: true, colour: colours[outcome], room: wordsRoom };
  sheet.text(`${gateSigns[outcome]} ${headline}`, wordsMargin, 32, title);
  const under = [`${head} against ${base}`, utcMinute(view.startedAt)].map(drawable);
  sheet.text(under.join(' · '), wordsMargin, 51, { muted: true, room: wordsRoom });
  sheet.text(drawable(`${capital(verdict)}.`), wordsMargin, 74, { room: wordsRoom });
  sheet.text(`${capital(counts)}; ${view.extent}.`, wordsMargin, 91, { muted: true, room: wordsRoom });
}

function testRow(sheet: Sheet, test: GateTestView, y: number, scale: number): void {
  const base = y + 16;
  const { label, role, change, outcome } = test;
  const advisory = role === 'advisory';
  sheet.text(label, wordsMargin, base, { muted: advisory, room: columns.drawn - wordsMargin - 8 });
  if (test.picture !== null) drawTest(sheet, test.picture, y + 3, scale, colours[outcome]);
  sheet.text(change, columns.told, base, { size: 11, room: columns.verdict - columns.told - 6 });
  const word = `${gateSigns[outcome]} ${gateWords[outcome]}`;
  const room = wordsWidth - wordsMargin - columns.verdict;
  sheet.text(word, columns.verdict, base, { bold: outcome !== 'pass', colour: colours[outcome], room });
}

function drawTest(sheet: Sheet, given: GatePicture, y: number, scale: number, colour: string): void {
  const { pen } = sheet;
  const { point, low, high, threshold } = given;
  const x = (value: number) => columns.drawn + gatePosition(given, value, scale) * picture.width;
  const middle = y + picture.height / 2;
  pen.fillStyle = shaded;
  pen.fillRect(x(threshold), y, columns.drawn + picture.width - x(threshold), picture.height);
  pen.fillStyle = lightTheme.muted;
  pen.fillRect(x(0) - 0.5, y, 1, picture.height);
  pen.fillStyle = colour;
  pen.strokeStyle = colour;
  if (low !== null && high !== null) {
    pen.fillRect(x(low), middle - 0.75, x(high) - x(low), 1.5);
    for (const end of [low, high]) pen.fillRect(x(end) - 0.75, middle - 4, 1.5, 8);
  }
  pen.beginPath();
  pen.arc(x(point), middle, 3.5, 0, 2 * Math.PI);
  if (low === null) {
    pen.lineWidth = 1.5;
    pen.stroke();
  } else pen.fill();
}

function footText({ confidence }: View): string {
  return (
    `Change against the base; worse is to the right of the line, the shaded part is beyond the threshold, and what lies further ends at the edge. ` +
    `Whiskers: ${percent(confidence)} intervals over rounds; hollow: too few rounds for one. Grey figures warn only.`
  );
}

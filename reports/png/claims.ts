import { lightTheme } from '../charts/style.ts';
import type { ClaimView, PictureView, RangeView } from '../view/claim-types.ts';
import { positionOn } from '../view/picture.ts';
import type { View } from '../view/types.ts';
import { verdictSigns, verdictWords } from '../wording/claims.ts';
import { type Spread, tick } from '../wording/numbers.ts';
import { Sheet } from './sheet.ts';
import { belowTitle, drawable, titled, wordsMargin, wordsRoom, wordsWidth } from './words.ts';

const rowHeight = 55;
/** Of the line that counts the verdicts, below the title. */
const countsHeight = 16;
const headHeight = 30;
/** At the right of each row. */
const picture = { width: 190, height: 16 };
const left = wordsWidth - wordsMargin - picture.width;
const textRoom = wordsRoom - picture.width - 16;

/** All claims in one picture: verdict, what is stated and what was measured, and figures against their bounds. */
export function claimsPng(view: View): Uint8Array {
  const height = view.documents.reduce(
    (sum, { places }) => sum + headHeight + places.flatMap(({ claims }) => claims).length * rowHeight,
    belowTitle + countsHeight,
  );
  const sheet = new Sheet(wordsWidth, height + 34);
  titled(sheet, view, `${view.claims.length} statements of documents, measured`);
  sheet.text(view.verdictCounts, wordsMargin, belowTitle, { room: wordsRoom });
  let y = belowTitle + countsHeight;
  for (const { id, title, places } of view.documents) {
    const name = title === '' ? id : `${id} · ${title}`;
    sheet.text(drawable(name), wordsMargin, y + 20, { size: 13, bold: true, room: wordsRoom });
    y += headHeight;
    for (const claim of places.flatMap(({ claims }) => claims)) {
      claimRow(sheet, claim, y);
      y += rowHeight;
    }
  }
  const legend =
    'Dark band: stated; pale band: its widest reading; dots with whiskers: measured, all scenarios.';
  sheet.text(legend, wordsMargin, y + 18, { size: 11, muted: true, room: wordsRoom });
  return sheet.png();
}

function claimRow(sheet: Sheet, claim: ClaimView, y: number): void {
  const { id, verdict, subject, stated, short } = claim;
  const drawn = claim.picture !== null && claim.evidence.some((one) => one.figure !== null);
  const room = drawn ? textRoom : wordsRoom;
  const named = sheet.text(`${verdictSigns[verdict]} ${drawable(id)}`, wordsMargin, y + 14, {
    bold: true,
    room: room / 2,
  });
  sheet.text(verdictWords[verdict], wordsMargin + named + 8, y + 14, { room: room / 2 });
  sheet.text(drawable(`${subject}, stated ${stated}`), wordsMargin, y + 29, { size: 11, muted: true, room });
  sheet.text(drawable(short), wordsMargin, y + 43, { size: 11, muted: true, room });
  if (claim.picture !== null && drawn) {
    const figures = claim.evidence.flatMap((one) => one.figure ?? []);
    drawPicture(sheet, claim.picture, figures, y + 4);
  }
}

const bandColours = { stated: '#8fcdf0', widest: '#dff0fb' };

function drawPicture(sheet: Sheet, view: PictureView, figures: readonly Spread[], top: number): void {
  const { pen } = sheet;
  const x = (value: number) => left + 4 + positionOn(view, value) * (picture.width - 8);
  const band = (range: RangeView | null, colour: string) => {
    if (range === null) return;
    const [from, to] = [
      range.low === null ? x(view.min) : x(range.low),
      range.high === null ? x(view.max) : x(range.high),
    ];
    pen.fillStyle = colour;
    pen.fillRect(from, top, Math.max(2, to - from), picture.height);
  };
  band(view.widest, bandColours.widest);
  band(view.stated, bandColours.stated);
  pen.fillStyle = lightTheme.grid;
  pen.fillRect(left, top + picture.height, picture.width, 1);
  pen.fillStyle = lightTheme.ink;
  for (const { point, low, high } of figures) {
    const middle = top + picture.height / 2;
    if (low !== null && high !== null) pen.fillRect(x(low), middle - 0.75, x(high) - x(low), 1.5);
    pen.beginPath();
    pen.arc(x(point), middle, 3, 0, 2 * Math.PI);
    pen.fill();
  }
  const ends = { size: 10, muted: true } as const;
  const [least, most] = [view.min, view.max].map((value) => tick(Number(value.toPrecision(3))));
  sheet.text(least ?? '', left, top + picture.height + 11, ends);
  sheet.text(`${most ?? ''} ${drawable(view.unit)}`, left + picture.width, top + picture.height + 11, {
    ...ends,
    align: 'right',
  });
}

import type { Verdict } from '../../harness/model/claim.ts';
import type { ClaimView, DocumentView, EvidenceView, PictureView } from '../view/claim-types.ts';
import { positionOn } from '../view/picture.ts';
import type { View } from '../view/types.ts';
import { verdictSigns, verdictWords } from '../wording/claims.ts';
import { tick } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { type Lines, type Page, rule, spread } from './page.ts';
import type { Paint } from './paint.ts';
import { displayWidth, plain, wrap } from './text.ts';

/** The documents' claims, stated beside measured; with `--full` all figures that they rest on. */
export function documentBlocks(view: View, page: Page): readonly Lines[] {
  const head = wrap(`${view.claims.length} statements: ${view.verdictCounts}`, page.columns);
  return [head, ...view.documents.flatMap((document) => documentLines(document, page))];
}

function documentLines({ id, title, counts, sentences, places }: DocumentView, page: Page): readonly Lines[] {
  const named = title === '' ? id : `${id} · ${title}`;
  return [
    [...rule(page), ...spread(named, counts, page)],
    ...places.map(({ place, claims }) => [
      ...(place === '' ? [] : wrap(capital(place), page.columns).map(page.paint.faint)),
      ...claims.flatMap((claim) => claimLines(claim, page)),
    ]),
    [
      ...wrap('What to make of it:', page.columns).map(page.paint.strong),
      ...sentences.flatMap((sentence) => wrap(`- ${sentence}`, page.columns, 2)),
    ],
  ];
}

/** Colour that adds to a verdict's word. */
const paints: Readonly<Record<Verdict, keyof Paint>> = {
  supported: 'good',
  'widest-reading': 'doubtful',
  refuted: 'bad',
  depends: 'doubtful',
  inconclusive: 'doubtful',
  'not-tested': 'faint',
};

function claimLines(claim: ClaimView, page: Page): Lines {
  const { id, verdict, subject, stated, short, reading, blocking, standIn, evidence } = claim;
  const about = (text: string) => wrap(text, page.columns, 4, 2);
  const verdictText = verdictWords[verdict] + (standIn === null ? '' : ` (${standIn})`);
  return [
    ...titleLines(`${verdictSigns[verdict]} ${id}`, verdictText, page.paint[paints[verdict]], page),
    ...about(`${subject}; stated ${stated}`),
    ...(page.full && evidence.length > 0
      ? evidence.flatMap((one) => evidenceLines(claim, one, page))
      : about(short)),
    ...(page.full && reading !== null ? about(`read as: ${reading}`) : []),
    ...(blocking === null ? [] : about(blocking)),
  ];
}

/** `× D0-ratio  refuted`: on one line where both fit. */
function titleLines(name: string, verdict: string, paint: (text: string) => string, page: Page): Lines {
  const [a, b] = [plain(name), plain(verdict)];
  return displayWidth(a) + 2 + displayWidth(b) <= page.columns
    ? [`${page.paint.strong(a)}  ${paint(b)}`]
    : [
        ...wrap(name, page.columns, 2).map(page.paint.strong),
        ...wrap(verdict, page.columns, 2, 2).map(paint),
      ];
}

function evidenceLines({ verdict: overall, picture }: ClaimView, one: EvidenceView, page: Page): Lines {
  const ran = one.ran.map(({ id }) => id).join(' ÷ ');
  const where = [one.where, ran].filter((part) => part !== '').join(', ');
  const verdict = one.verdict === overall ? '' : `, ${verdictWords[one.verdict]}`;
  const drawn = picture === null || page.rule === '' ? null : bar(picture, one, page.columns - 2);
  return [
    ...wrap(`${where}: ${one.measured}${verdict}`, page.columns, 4, 2),
    ...(drawn === null ? [] : [`  ${drawn}`]),
  ];
}

/** The widest a bar is drawn, and the least that says something. */
const barWidth = { most: 48, least: 16 };

/** `1 [   ░░▒▒▒▒░░  ━●━ ] 50 ×`: what is stated, its widest reading, and the figure with its interval. */
function bar(picture: PictureView, { figure }: EvidenceView, columns: number): string | null {
  if (figure === null) return null;
  const [before, after] = [
    `${tick(rounded(picture.min))} [`,
    `] ${tick(rounded(picture.max))} ${picture.unit}`,
  ];
  const width = Math.min(barWidth.most, columns - before.length - after.length);
  if (width < barWidth.least) return null;
  const column = (value: number) => Math.round(positionOn(picture, value) * (width - 1));
  const cells = Array<string>(width).fill(' ');
  const fill = (from: number | null, to: number | null, sign: string) => {
    const [first, last] = [from === null ? 0 : column(from), to === null ? width - 1 : column(to)];
    cells.fill(sign, first, last + 1);
  };
  if (picture.widest !== null) fill(picture.widest.low, picture.widest.high, '░');
  if (picture.stated !== null) fill(picture.stated.low, picture.stated.high, '▒');
  if (figure.low !== null && figure.high !== null) fill(figure.low, figure.high, '━');
  cells[column(figure.point)] = '●';
  return before + cells.join('') + after;
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

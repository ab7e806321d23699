import { type Level, levelKey, levelLabel } from '../../harness/model/level.ts';
import type { RecordComparison, RecordRatio } from '../../harness/model/record-comparison.ts';
import { type Lines, type Page, spread } from '../terminal/page.ts';
import { type Paint, paintWith } from '../terminal/paint.ts';
import { plainColumn, type Table, tableLines } from '../terminal/table.ts';
import { plain, wrap } from '../terminal/text.ts';
import { utcMinute } from '../wording/dates.ts';
import { forReading, number, ratioWithInterval } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import {
  apartText,
  changedSentences,
  recordText,
  shortMetrics,
  unmatchedTexts,
  unusableTexts,
  verdictWord,
} from './words.ts';

export interface ComparisonPage {
  readonly columns: number;
  readonly colour: boolean;
  /** Every level, not only the highest of each scenario. */
  readonly full: boolean;
}

/** Two records side by side as text, no line wider than `columns` (at least 40); ends with a line feed. */
export function renderComparison(comparison: RecordComparison, options: ComparisonPage): string {
  const page = pageOf(options);
  const shown = shownRatios(comparison.ratios, page.full);
  const paragraphs = [
    ...changedSentences(shown),
    ...unusableTexts(comparison.unusable),
    ...unmatchedTexts(comparison),
    apartText(comparison),
  ];
  const blocks: readonly Lines[] = [
    titleLines(comparison, page),
    ...ratioBlocks(shown, { baseline: 'before', candidate: 'now', row: modeText }, page),
    paragraphLines(paragraphs, page),
  ];
  return textOf(blocks);
}

export function pageOf({ columns, colour, full }: ComparisonPage): Page {
  return { columns: Math.max(40, columns), paint: paintWith(colour), full, rule: '' };
}

export function paragraphLines(paragraphs: readonly string[], page: Page): Lines {
  return paragraphs.flatMap((text) => wrap(capital(plain(text)), page.columns, 2));
}

/** Blocks with an empty line between them. */
export function textOf(blocks: readonly Lines[]): string {
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** How the two sides are called above their figures, and what stands before the rows of a pair. */
export interface SideNames {
  readonly baseline: string;
  readonly candidate: string;
  row(ratio: RecordRatio): string;
}

/** A table for each scenario and level. */
export function ratioBlocks(ratios: readonly RecordRatio[], names: SideNames, page: Page): readonly Lines[] {
  return stepsOf(ratios).map((step) => stepLines(step, names, page));
}

function titleLines({ baseline, candidate }: RecordComparison, page: Page): Lines {
  return [
    ...spread(`before: ${recordText(baseline)}`, utcMinute(baseline.startedAt), page),
    ...spread(`now: ${recordText(candidate)}`, utcMinute(candidate.startedAt), page),
  ];
}

/** Those of the highest level of each scenario, or all. */
export function shownRatios(ratios: readonly RecordRatio[], full: boolean): readonly RecordRatio[] {
  if (full) return ratios;
  const last = new Map(ratios.map(({ scenario, level }) => [scenario, levelKey(level)]));
  return ratios.filter(({ scenario, level }) => last.get(scenario) === levelKey(level));
}

interface Step {
  readonly scenario: string;
  readonly level: Level;
  readonly ratios: readonly RecordRatio[];
}

function stepsOf(ratios: readonly RecordRatio[]): readonly Step[] {
  const steps = new Map<string, RecordRatio[]>();
  for (const ratio of ratios) {
    const key = `${ratio.scenario} ${levelKey(ratio.level)}`;
    steps.set(key, [...(steps.get(key) ?? []), ratio]);
  }
  return [...steps.values()].flatMap((of) => {
    const [first] = of;
    return first === undefined ? [] : [{ scenario: first.scenario, level: first.level, ratios: of }];
  });
}

function stepLines({ scenario, level, ratios }: Step, names: SideNames, page: Page): Lines {
  return [
    page.paint.strong(plain(`${scenario} · ${levelLabel(level)}`)),
    ...tableLines(tableOf(ratios, names), page.columns, page.paint),
  ];
}

function tableOf(ratios: readonly RecordRatio[], names: SideNames): Table {
  const labels = ratios.map((ratio, at) => {
    const name = names.row(ratio);
    return at > 0 && names.row(ratios[at - 1] ?? ratio) === name ? '' : name;
  });
  const paint = ratios.map(({ verdict }) => verdictPaint[verdict]);
  const figures = (of: 'baseline' | 'candidate') =>
    ratios.map((ratio) => number(forReading(ratio[of], ratio[of].unit).point));
  const columns = [
    plainColumn(
      '',
      'left',
      ratios.map(({ metric }) => shortMetrics[metric] ?? metric),
    ),
    plainColumn(names.baseline, 'right', figures('baseline')),
    plainColumn(names.candidate, 'right', figures('candidate')),
    plainColumn(
      `${names.candidate} ÷ ${names.baseline}`,
      'left',
      ratios.map(({ ratio }) => ratioWithInterval(ratio)),
    ),
    { header: '', align: 'left' as const, cells: ratios.map(({ verdict }) => verdictWord[verdict]), paint },
  ];
  return {
    labels,
    layouts: [
      { gap: 2, columns },
      { gap: 1, columns },
    ],
    listed: ratios.map(
      ({ metric, ratio, verdict }) =>
        `${shortMetrics[metric] ?? metric}: ${ratioWithInterval(ratio)} ${verdictWord[verdict]}`,
    ),
  };
}

function modeText({ modes: { baseline, candidate } }: RecordRatio): string {
  return plain(baseline === candidate ? candidate : `${baseline} → ${candidate}`);
}

const verdictPaint = {
  improved: 'good',
  regressed: 'bad',
  'no-difference': null,
  inconclusive: 'faint',
} as const satisfies Record<RecordRatio['verdict'], keyof Paint | null>;

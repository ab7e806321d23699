import { levelKey, levelLabel } from '../../harness/model/level.ts';
import { metrics } from '../../harness/model/metric.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import type { RecordRatio } from '../../harness/model/record-comparison.ts';
import { type CodeRef, codeOf, type Variant } from '../../harness/model/variant.ts';
import { measuredPairs } from '../../harness/stats/pair-ratios.ts';
import { type Lines, type Page, spread } from '../terminal/page.ts';
import { plain } from '../terminal/text.ts';
import { codeText } from '../wording/code.ts';
import { utcMinute } from '../wording/dates.ts';
import { list, plural } from '../wording/numbers.ts';
import { reasonsText } from '../wording/validity.ts';
import {
  type ComparisonPage,
  pageOf,
  paragraphLines,
  ratioBlocks,
  type SideNames,
  shownRatios,
  textOf,
} from './terminal.ts';
import { changeText } from './words.ts';

/**
 * Two variants that one run measured side by side, or two codes of several modes, as text; no line wider than `columns`
 * (at least 40), and ends with a line feed.
 */
export function renderMeasured(record: RunRecord, options: ComparisonPage): string {
  const page = pageOf(options);
  const { ratios, unusable } = measuredPairs(record);
  const shown = shownRatios(ratios, page.full);
  const name = namesOf(record.plan.variants);
  const sides: SideNames = {
    baseline: 'A',
    candidate: 'B',
    row: ({ modes }) => plain(name.mode(modes.candidate)),
  };
  const paragraphs = [
    ...(shown.length === 0 ? ['Nothing could be compared.'] : sentences(shown, name)),
    ...unusable.map(({ scenario, level, modes, of, sent, reasons }) => {
      const place = { kind: level.kind, lowerBound: false, wrongStatuses: [] };
      const why = reasons.map((reason) => reasonsText([reason], sent, place));
      return `${scenario} ${levelKey(level)} of ${name.label(modes[of])} is invalid and was not compared (${why.join('; ')}).`;
    }),
  ];
  return textOf([
    titleLines(record, page),
    ...ratioBlocks(shown, sides, page),
    paragraphLines(paragraphs, page),
  ]);
}

/** How variants are called: whole, by the code alone, and by the mode alone. */
interface Names {
  label(id: string): string;
  /** Empty where the variants are not of several codes: then the mode is what tells them apart. */
  mode(id: string): string;
  /** `working tree`, or the label. */
  side(id: string): string;
}

function namesOf(variants: readonly Variant[]): Names {
  const find = (id: string) => variants.find((variant) => variant.id === id);
  const code = (id: string): CodeRef | null => {
    const found = find(id);
    return found === undefined ? null : codeOf(found);
  };
  const label = (id: string) => find(id)?.label ?? id;
  return { label, mode: (id) => code(id)?.mode ?? '', side: (id) => code(id)?.label ?? label(id) };
}

function titleLines({ plan, startedAt, rounds }: RunRecord, page: Page): Lines {
  const [first, second] = plan.variants;
  const kept = rounds.filter(({ discarded }) => discarded.length === 0).length;
  return [
    ...spread(`A: ${sideText(first)}`, utcMinute(startedAt), page),
    ...spread(`B: ${sideText(second)}`, plural(kept, 'round'), page),
  ];
}

/** `main, commit 70dc05c12345`; the label of a mode or a command. */
function sideText(variant: Variant | undefined): string {
  if (variant === undefined) return '–';
  const code = codeOf(variant);
  if (code !== null) return codeText(code);
  const { label, source } = variant;
  return source.kind === 'command' && source.command !== label ? `${label}: ${source.command}` : label;
}

/** One for each pair at each level shown: what changed, what did not, and what could not be told. */
function sentences(ratios: readonly RecordRatio[], name: Names): readonly string[] {
  const groups = new Map<string, RecordRatio[]>();
  for (const ratio of ratios) {
    const key = `${ratio.scenario} ${levelKey(ratio.level)} ${ratio.modes.candidate}`;
    groups.set(key, [...(groups.get(key) ?? []), ratio]);
  }
  return [...groups.values()].flatMap((of) => {
    const [first] = of;
    if (first === undefined) return [];
    const { scenario, level, modes } = first;
    const mode = name.mode(modes.candidate);
    const place = [scenario, levelLabel(level), ...(mode === '' ? [] : [mode])].join(', ');
    return [`${place}: ${name.side(modes.candidate)} against ${name.side(modes.baseline)}: ${outcome(of)}.`];
  });
}

function outcome(ratios: readonly RecordRatio[]): string {
  const labels = (verdict: RecordRatio['verdict']) =>
    ratios.filter((one) => one.verdict === verdict).map(({ metric }) => metrics[metric].label);
  const changed = ratios.filter(({ verdict }) => verdict === 'improved' || verdict === 'regressed');
  const [same, open] = [labels('no-difference'), labels('inconclusive')];
  return [
    ...changed.map(changeText),
    ...(same.length > 0 ? [`no difference that matters in ${list(same)}`] : []),
    ...(open.length > 0 ? [`too uncertain to tell of ${list(open)}`] : []),
  ].join('; ');
}

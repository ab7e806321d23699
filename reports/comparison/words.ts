import { levelKey, levelLabel } from '../../harness/model/level.ts';
import { type MetricName, metrics } from '../../harness/model/metric.ts';
import type {
  CellPair,
  RecordComparison,
  RecordName,
  RecordRatio,
  UnusableCell,
} from '../../harness/model/record-comparison.ts';
import { list, listUpTo, plural, timesWithInterval } from '../wording/numbers.ts';
import { reasonsText } from '../wording/validity.ts';

/** Of a table's rows, with their units. */
export const shortMetrics: Readonly<Partial<Record<MetricName, string>>> = {
  throughput: 'req/s',
  p50: 'p50 ms',
  p99: 'p99 ms',
  footprint: 'MB',
  cpuPerRequest: 'CPU ms/req',
};

export const verdictWord: Readonly<Record<RecordRatio['verdict'], string>> = {
  improved: 'better',
  regressed: 'worse',
  'no-difference': 'no difference',
  inconclusive: 'cannot tell',
};

/** `20261121-101500-nightly, 70dc05c+` */
export function recordText({ id, commit, dirty }: RecordName): string {
  return commit === null ? id : `${id}, ${commit.slice(0, 7)}${dirty ? '+' : ''}`;
}

/** What has changed, a sentence for each scenario and mode in which anything has, and a last one for the others. */
export function changedSentences(ratios: readonly RecordRatio[]): readonly string[] {
  if (ratios.length === 0) return ['Nothing could be compared.'];
  const changed = ratios.filter(({ verdict }) => verdict === 'improved' || verdict === 'regressed');
  const groups = new Map<string, RecordRatio[]>();
  for (const ratio of changed) groups.set(cellText(ratio), [...(groups.get(cellText(ratio)) ?? []), ratio]);
  const sentences = [...groups].map(
    ([cell, of]) => `${cell}: ${of.map((ratio) => `${changeText(ratio)}`).join('; ')}.`,
  );
  return [...sentences, restText(ratios, changed.length)];
}

export function changeText({ metric, ratio, verdict }: RecordRatio): string {
  return `${metrics[metric].label} ${timesWithInterval(ratio)}, ${verdictWord[verdict]}`;
}

function restText(ratios: readonly RecordRatio[], changed: number): string {
  const same = ratios.filter(({ verdict }) => verdict === 'no-difference').length;
  const open = ratios.length - changed - same;
  const parts = [
    ...(changed > 0 ? [`${changed} changed`] : []),
    ...(same > 0 ? [`${same} without a difference that matters`] : []),
    ...(open > 0 ? [`${open} too uncertain to tell`] : []),
  ];
  return `${plural(ratios.length, 'figure')}: ${list(parts)}.`;
}

function cellText({ scenario, level, modes }: CellPair): string {
  return `${scenario}, ${levelLabel(level)}, ${modes.candidate}`;
}

/** Both are told apart; what is said of a cell is not repeated for each level. */
export function unusableTexts(cells: readonly UnusableCell[]): readonly string[] {
  return cells.map(({ scenario, level, modes, of, sent, reasons }) => {
    const place = { kind: level.kind, lowerBound: false, wrongStatuses: [] };
    const why = reasons.map((reason) => reasonsText([reason], sent, place));
    return `${scenario} ${levelKey(level)} of ${modes[of]} was not compared: invalid ${of === 'baseline' ? 'before' : 'now'} (${why.join('; ')}).`;
  });
}

/** Cells that are still named. */
const mostNamed = 6;

export function unmatchedTexts({ unmatched }: RecordComparison): readonly string[] {
  const text = (cells: readonly string[], when: string) =>
    cells.length === 0 ? [] : [`Measured ${when} only: ${listUpTo([...cells], mostNamed)}.`];
  return [...text(unmatched.baseline, 'before'), ...text(unmatched.candidate, 'now')];
}

/** What is to be known of any two runs: that they were two. */
export function apartText({ differences }: RecordComparison): string {
  return differences.length === 0
    ? 'Not measured together: what had changed of the machine between the two runs is in these ratios. Modes that one bench run measures in turns are told apart far more closely.'
    : `Not measured alike, so nothing is concluded; other: ${list([...differences])}.`;
}

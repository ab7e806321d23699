import type { CellSummary } from '../../harness/model/estimate.ts';
import { levelKey } from '../../harness/model/level.ts';
import type { RecordDifference, ShownRecord } from '../../harness/model/several-records.ts';
import { caveatCodes } from '../../harness/stats/validity/caveats.ts';
import { cellKeyOf, type Series } from '../view/several-series.ts';
import type { ComparedMetric, RecordEntry } from '../view/several-types.ts';
import type { RatioView } from '../view/types.ts';
import { list, listUpTo, plural } from './numbers.ts';
import { capital } from './sentence.ts';
import { reasonsText } from './validity.ts';

/** Figures in tables: how they are called, and their unit there. */
export const severalMetrics = {
  throughput: { name: 'throughput', unit: 'req/s', short: 'req/s' },
  p50: { name: 'p50', unit: 'ms', short: 'p50 ms' },
  p99: { name: 'p99', unit: 'ms', short: 'p99 ms' },
  footprint: { name: 'footprint', unit: 'MB', short: 'MB' },
  cpuPerRequest: { name: 'CPU per request', unit: 'CPU-ms', short: 'CPU ms' },
} as const satisfies Record<ComparedMetric, { name: string; unit: string; short: string }>;

/** In the order of tables and charts. */
export const severalMetricNames = Object.keys(severalMetrics) as readonly ComparedMetric[];

/** What a ratio of two records says; never by colour alone. */
export const changeWords: Readonly<Record<RatioView['verdict'], string>> = {
  improved: 'better',
  regressed: 'worse',
  'no-difference': 'no difference',
  inconclusive: 'cannot tell',
};

/** What a difference between records is of. */
export const differenceKinds: Readonly<Record<RecordDifference['of'], string>> = {
  machine: 'machine',
  versions: 'versions',
  load: 'load',
  subject: 'what is measured',
};

/** Of records that were not measured alike nothing is concluded, whatever the interval. */
export function changeWord({ verdict }: Pick<RatioView, 'verdict'>, alike: boolean): string {
  return alike ? changeWords[verdict] : 'not measured alike';
}

/** Whether a change is to be marked: its interval excludes 1, and both were measured alike. */
export function isChange({ verdict }: Pick<RatioView, 'verdict'>): boolean {
  return verdict === 'improved' || verdict === 'regressed';
}

/** What is to be known of any records: that they were not measured together; and which were not even measured alike. */
export function apartSentences(entries: readonly RecordEntry[]): readonly string[] {
  const two = entries.length === 2;
  const between = two ? 'between the two runs is in these ratios' : 'from run to run is in these figures';
  const together =
    'what one command measures in turns is told apart far more closely: `bench compare REF .` for two versions, `bench run --modes …` for modes.';
  const unlike = entries.flatMap(({ name, differences }, index) => {
    const barring = differences.filter(bars);
    const before = entries[index - 1];
    if (barring.length === 0 || before === undefined) return [];
    const other = listUpTo(
      barring.map(({ name: field }) => field),
      mostFields,
    );
    return two
      ? [`Not measured alike, so nothing is concluded; other: ${other}.`]
      : [
          `${capital(name)} was not measured as ${before.name} was, and is not joined with it; other: ${other}.`,
        ];
  });
  const alike = unlike.length > 0 ? [] : ['Machine, versions and load are recorded as the same.'];
  return [
    `Not measured together: what had changed of the machine ${between}; ${together}`,
    ...alike,
    ...unlike,
  ];
}

const mostFields = 8;

/** Whether it is of how records were measured, so that nothing is concluded; of a scenario's requests only for that one. */
export function bars({ of, name }: RecordDifference): boolean {
  return of !== 'subject' && !name.startsWith('scenario ');
}

/** Cells that a sentence still names. */
const mostNamed = 6;

/** Cells that only some records have, by the records that have them, and cells that are invalid in some. */
export function missingSentences(
  shown: readonly ShownRecord[],
  series: Series,
  entries: readonly RecordEntry[],
): readonly string[] {
  return [...gapSentences(shown, series, entries), ...invalidSentences(shown, entries)];
}

function gapSentences(
  shown: readonly ShownRecord[],
  series: Series,
  entries: readonly RecordEntry[],
): readonly string[] {
  const cells = new Map<string, { readonly text: string; readonly having: number[] }>();
  for (const [index, { record }] of shown.entries()) {
    for (const summary of record.summaries) {
      const { scenario, level, variant } = summary;
      const key = cellKeyOf(series, summary);
      const text = `${variant} ${scenario} ${levelKey(level)}`;
      const cell = cells.get(key) ?? { text, having: [] };
      cell.having.push(index);
      cells.set(key, cell);
    }
  }
  const groups = new Map<string, string[]>();
  for (const { text, having } of cells.values()) {
    if (having.length === shown.length) continue;
    const of = list(having.map((index) => entries[index]?.name ?? ''));
    groups.set(of, [...(groups.get(of) ?? []), text]);
  }
  return [...groups].map(([of, texts]) => `Measured ${onlyIn(of, entries)}: ${listUpTo(texts, mostNamed)}.`);
}

function onlyIn(names: string, entries: readonly RecordEntry[]): string {
  return entries.length === 2 ? `${names} only` : `only in ${names}`;
}

/** Each cell once, with the records in which it is invalid and why it was so in the newest of them. */
function invalidSentences(shown: readonly ShownRecord[], entries: readonly RecordEntry[]): readonly string[] {
  const cells = new Map<string, { readonly when: string[]; why: string }>();
  for (const [index, { record }] of shown.entries()) {
    for (const summary of record.summaries) {
      const { variant, scenario, level } = summary;
      if (summary.validity.status !== 'invalid') continue;
      const key = `${variant} ${scenario} ${levelKey(level)}`;
      const cell = cells.get(key) ?? { when: [], why: '' };
      cell.when.push(entries[index]?.name ?? '');
      cell.why = whyInvalid(summary);
      cells.set(key, cell);
    }
  }
  const told = [...cells].map(([cell, { when, why }]) => `${cell} ${whenText(when, entries)} (${why})`);
  return told.length === 0 ? [] : [`Invalid, and not compared there: ${listUpTo(told, mostNamed)}.`];
}

/** `before`, `in record 2 and record 5`, `in every record`. */
function whenText(names: readonly string[], entries: readonly RecordEntry[]): string {
  if (entries.length === 2) return list(names);
  return names.length === entries.length ? 'in every record' : `in ${list(names)}`;
}

function whyInvalid({ validity, requests, level }: CellSummary): string {
  const place = { kind: level.kind, lowerBound: false, wrongStatuses: [] };
  const grave = validity.reasons.filter(({ code }) => !caveatCodes.has(code));
  const told = grave.length === 0 ? validity.reasons : grave;
  return told.map((reason) => reasonsText([reason], requests.offered ?? requests.sent, place)).join('; ');
}

/** `12 of 40 ratios exclude 1; of so many about 2 would without any change`. */
export function countsText(ratios: readonly RatioView[], confidence: number): string {
  const told = ratios.filter(({ low, high }) => low !== null && high !== null);
  const changed = told.filter(isChange).length;
  if (ratios.length === 0) return 'No ratio is of records that were measured alike.';
  if (told.length === 0) return 'No ratio has an interval: there are too few rounds.';
  const chance = told.length * (1 - confidence);
  const about = chance < 1 ? 'less than one' : `about ${Math.round(chance)}`;
  return `A change is shown in ${changed} of ${plural(told.length, 'ratio')}, at all levels; of so many ${about} would seem to change if nothing had.`;
}

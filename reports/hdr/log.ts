import { levelKey } from '../../harness/model/level.ts';
import type { LoadedSlice } from '../../harness/stats/cell-data.ts';
import { encodeNanos } from '../../harness/stats/hdr-nanos.ts';
import { responseTimes } from '../../harness/stats/response-times.ts';

/** What a log is of. */
export interface LogSubject {
  readonly modebench: string;
  readonly run: string;
  readonly variant: string;
  readonly scenario: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** What every log begins with. */
export const logBegins = '#[Logged with Modebench';

/**
 * Response times as a histogram log of HdrHistogram, version 1.3: one interval per slice, in the order of time, tagged
 * with its level. Values are in ns, as HistogramLogProcessor and HistogramLogAnalyzer take them to be.
 */
export function histogramLog(subject: LogSubject, slices: readonly LoadedSlice[]): string {
  const started = new Date(subject.startedAt);
  const epoch = `${fixed(started.getTime() / 1000)} (seconds since epoch)`;
  const tags = [...new Set(slices.map(({ level }) => levelKey(level)))];
  const lines = [
    `${logBegins} ${comment(subject.modebench)}]`,
    '#[Histogram log format version 1.3]',
    `#[Run ${comment(subject.run)}, variant ${comment(subject.variant)}, scenario ${comment(subject.scenario)}]`,
    `#[Response times in ns; every interval is a slice and has the tag of its level: ${tags.join(' ')}]`,
    `#[StartTime: ${epoch}, ${javaDate(started)}]`,
    `#[BaseTime: ${epoch}]`,
    '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    ...slices.toSorted((a, b) => a.startedMs - b.startedMs).map(interval),
  ];
  return `${lines.join('\n')}\n`;
}

/** Seconds since the base time, seconds, ms, histogram. */
function interval({ level, startedMs, load }: LoadedSlice): string {
  const times = responseTimes([load]);
  const max = times.total === 0 ? 0 : times.maxMs;
  const fields = [startedMs / 1000, load.totalMs / 1000, max].map(fixed);
  return [`Tag=${levelKey(level)}`, ...fields, encodeNanos(times)].join(',');
}

function fixed(value: number): string {
  return value.toFixed(3);
}

/** As Java prints a date, by which HistogramLogAnalyzer knows the time zone: `Wed Mar 04 10:15:00 UTC 2026`. */
function javaDate(date: Date): string {
  const [weekday = '', day = '', month = '', year = '', time = ''] = date.toUTCString().split(' ');
  return `${weekday.slice(0, 3)} ${month} ${day} ${time} UTC ${year}`;
}

/** A name in a comment: no end of a line as any reader knows them, and no bracket that ends the comment early. */
function comment(name: string): string {
  return name.replace(/[\p{C}\p{Z}]+/gu, ' ').replace(/[[\]#]/g, '.');
}

import { bucketWidths, subBuckets } from '../../harness/stats/hdr-layout.ts';
import type { TimeCounts } from '../../harness/stats/time-counts.ts';

/** Lines until half of what is left to 100 % is told, and again until half of the rest is. */
const ticks = 5;

/**
 * Percentiles in ms with all that leads up to them, line for line as HdrHistogram prints them. The library itself looks
 * at every bucket several times, which for hundreds of cells takes seconds.
 */
export function percentileDistribution(times: TimeCounts): string {
  return [
    '       Value     Percentile TotalCount 1/(1-Percentile)',
    '',
    ...percentileLines(times),
    ...summaryLines(times),
    '',
  ].join('\n');
}

/** A line where a level is reached, a step further for each next one; the greatest value ends them. */
function percentileLines(times: TimeCounts): readonly string[] {
  const lines: string[] = [];
  const { total } = times;
  let seen = 0;
  let level = 0;
  times.eachBucket((_lowest, highest, count) => {
    seen += count;
    const start = (percent: number) => [
      padded(highest / 1000, 12, 3),
      padded(percent / 100, 2, 12),
      counted(seen, 10),
    ];
    while ((100 * seen) / total >= level) {
      lines.push([...start(level), padded(1 / (1 - level / 100), 14, 2)].join(' '));
      level += 100 / (ticks * 2 ** (Math.floor(Math.log2(100 / (100 - level))) + 1));
      if (seen === total) break;
    }
    if (seen === total) lines.push(start(100).join(' '));
  });
  return lines;
}

/** Each value taken as the middle of its bucket. */
function summaryLines(times: TimeCounts): readonly string[] {
  const values: { readonly middle: number; readonly count: number }[] = [];
  times.eachBucket((lowest, highest, count) => {
    values.push({ middle: lowest + Math.floor((highest - lowest + 1) / 2), count });
  });
  const sum = (of: (middle: number) => number) =>
    values.reduce((total, { middle, count }) => total + of(middle) * count, 0);
  const mean = sum((middle) => middle) / times.total;
  const deviation = Math.sqrt(sum((middle) => (middle - mean) ** 2) / times.total);
  const ms = (micros: number) => padded(micros / 1000, 12, 3);
  return [
    `#[Mean    = ${ms(mean)}, StdDeviation   = ${ms(deviation)}]`,
    `#[Max     = ${ms(times.maxMs * 1000)}, Total count    = ${counted(times.total, 12)}]`,
    `#[Buckets = ${counted(bucketWidths, 12)}, SubBuckets     = ${counted(subBuckets, 12)}]`,
  ];
}

function padded(value: number, width: number, digits: 2 | 3 | 12): string {
  return decimals[digits].format(value).padStart(width);
}

/** Halves are rounded up by the digits that one sees, which `toFixed` does not. */
const decimals = { 2: decimal(2), 3: decimal(3), 12: decimal(12) } as const;

function decimal(digits: number): Intl.NumberFormat {
  const [minimumFractionDigits, maximumFractionDigits] = [digits, digits];
  return new Intl.NumberFormat('en-US', { minimumFractionDigits, maximumFractionDigits, useGrouping: false });
}

function counted(value: number, width: number): string {
  return String(value).padStart(width);
}

import type { Course, FindingUnit } from '../../harness/model/experiment.ts';
import { count, megabytes, milliseconds, NBSP, NONE, number, seconds, share, times } from './numbers.ts';

export type FoundValue = number | boolean | string | null;

/** What an experiment found, as a reader takes it: `304 ms`, `96.4 MB`, `yes`, `–` where it could not be told. */
export function foundText(value: FoundValue, unit: FindingUnit): string {
  if (value === null) return NONE;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value === '' ? NONE : value;
  switch (unit) {
    case 'ms':
      return milliseconds(value);
    case 's':
      return value < 10 ? `${number(value)}${NBSP}s` : seconds(value);
    case 'B':
      return megabytes(value);
    case 'req/s':
      return `${number(value)}${NBSP}req/s`;
    case 'share':
      return share(value);
    case 'index':
      return number(value);
    case '×':
      return times(value);
    case 'status':
      return String(value);
    default:
      return count(value);
  }
}

/** A quantity over time in words: "answers per second: 990 at first, least 0 after 2.10 s, 985 at the end; …". */
export function courseText({ name, unit, points, marks }: Course): string {
  const done = marks.map(({ what, atMs }) => `${what} after ${milliseconds(atMs)}`);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return [`${name}: nothing was seen`, ...done].join('; ');
  const shown = (value: number) => `${number(value)}${unit === '' ? '' : `${NBSP}${unit}`}`;
  const least = points.reduce((a, b) => (b.value < a.value ? b : a));
  const most = points.reduce((a, b) => (b.value > a.value ? b : a));
  const ends = [`${shown(first.value)} at first`, `${shown(last.value)} at the end`];
  const between = [
    `least ${shown(least.value)} after ${milliseconds(least.atMs)}`,
    `most ${shown(most.value)} after ${milliseconds(most.atMs)}`,
  ];
  return [`${name}: ${[ends[0], ...between, ends[1]].join(', ')}`, ...done].join('; ');
}

import { limits } from './defaults.ts';
import type { Bounds } from './parse-quantity.ts';
import { parseCount, quote } from './parse-quantity.ts';
import type { Problems } from './problems.ts';

/** How the steps of a ladder are written. */
interface Steps {
  readonly flag: string;
  readonly bounds: Bounds;
  /** One step; undefined, with a problem noted, when it is none. */
  readonly parse: (text: string, problems: Problems) => number | undefined;
  /** As {@link parse}, where it is one end of a range; null when it is none. */
  readonly parseEnd: (text: string) => number | null;
  /** How a range is to be written. */
  readonly rangeHint: string;
}

/**
 * The ladder of a closed workload: `1,8,32`, or `1..64` which doubles from the first to the last.
 * Returned in rising order without repeats; undefined, with problems noted, when any part is wrong.
 */
export function parseConcurrency(text: string, problems: Problems): number[] | undefined {
  const bounds = { min: 1, max: limits.concurrency };
  const steps: Steps = {
    flag: '--concurrency',
    bounds,
    parse: (part, noted) => parseCount('--concurrency', part, bounds, noted),
    parseEnd: (end) => (/^\d+$/.test(end) ? Number(end) : null),
    rangeHint: `write 1..64 for 1, 2, 4, … 64; allowed: ${bounds.min} to ${bounds.max}`,
  };
  return parseLadder(text, steps, problems);
}

/** The ladder of an open workload, in arrivals per second: `500`, `100,200,400`, `100..800`, `0.5`, `2.5k`. */
export function parseRates(text: string, problems: Problems): number[] | undefined {
  const { rate: bounds } = limits;
  const flag = '--rate';
  const steps: Steps = {
    flag,
    bounds,
    parse: (part, noted) => {
      const rate = readRate(part.trim());
      if (rate !== null && rate >= bounds.min && rate <= bounds.max) return rate;
      noted.add(
        flag,
        `${quote(part)} is not a number of requests per second from ${bounds.min} to ${bounds.max}`,
        'write 500, 2.5k, 100,200,400 or 100..800',
      );
      return undefined;
    },
    parseEnd: readRate,
    rangeHint: `write 100..800 for 100, 200, 400, 800; allowed: ${bounds.min} to ${bounds.max}`,
  };
  return parseLadder(text, steps, problems);
}

/** Thousandths of a request per second are told apart, no less: `2.3k` is 2300, whatever binary fractions make of it. */
function readRate(text: string): number | null {
  const [, amount, thousand] = /^(\d{1,9}(?:\.\d{1,9})?)(k?)$/i.exec(text) ?? [];
  if (amount === undefined) return null;
  return Math.round(Number(amount) * (thousand === '' ? 1 : 1000) * 1000) / 1000;
}

function parseLadder(text: string, steps: Steps, problems: Problems): number[] | undefined {
  const found = text.split(',').map((part) => parsePart(part, steps, problems));
  if (found.includes(undefined)) return undefined;
  const levels = [...new Set(found.flatMap((part) => part ?? []))];
  if (levels.length > limits.levels) {
    problems.add(steps.flag, `${levels.length} levels are too many`, `at most ${limits.levels}`);
    return undefined;
  }
  return levels.sort((a, b) => a - b);
}

function parsePart(part: string, steps: Steps, problems: Problems): readonly number[] | undefined {
  const [, from, to] = /^(.*?)\.\.(.*)$/.exec(part.trim()) ?? [];
  const [first, last] = [steps.parseEnd(from ?? ''), steps.parseEnd(to ?? '')];
  if (first === null || last === null) {
    const value = steps.parse(part, problems);
    return value === undefined ? undefined : [value];
  }
  if (first < steps.bounds.min || last > steps.bounds.max || first > last) {
    problems.add(steps.flag, `${quote(part)} is not a rising range`, steps.rangeHint);
    return undefined;
  }
  const levels: number[] = [];
  for (let level = first; level < last; level *= 2) levels.push(level);
  return [...levels, last];
}

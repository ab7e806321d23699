import { join } from 'node:path';

const built = join(import.meta.dirname, '../../../dist/harness');
const { clopperPearson } = await import(join(built, 'stats/clopper-pearson.js'));

/** `0.3 %`: two digits, and three of what is nearly all. */
export function percent(share) {
  const digits = share > 0.9 && share < 1 ? 3 : 2;
  return `${digitsOf(100 * share, digits)} %`;
}

/** `3 of 1,000 (0.3 %; at most 0.88 %)`: with the upper end of the exact 95 % interval. */
export function atMost(hits, of) {
  const { high } = clopperPearson(hits, of, 0.95);
  return `${count(hits)} of ${count(of)} (${percent(hits / of)}; at most ${percent(high)})`;
}

/** `97 % (95.9–97.9)`: with the exact 95 % interval. */
export function shareIn(hits, of) {
  const { low, high } = clopperPearson(hits, of, 0.95);
  return `${percent(hits / of)} (${digitsOf(100 * low, 3)}–${digitsOf(100 * high, 3)})`;
}

/** `0.9 % (−2.8 % to 4.7 %)`. */
export function range({ point, low, high }) {
  return `${signed(point)} (${signed(low)} to ${signed(high)})`;
}

/** `48–180`, of s. */
export function timeRange(seconds) {
  const [least, most] = [Math.min(...seconds), Math.max(...seconds)].map(Math.round);
  return least === most ? `${least}` : `${least}–${most}`;
}

/** `3 × pass, 1 × warn`. */
export function listed(counts, before = '') {
  return (
    Object.entries(counts)
      .map(([word, times]) => `${times} × ${before}${word}`)
      .join(', ') || '–'
  );
}

export function count(number) {
  return number.toLocaleString('en-US');
}

export function markdownTable(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function signed(share) {
  return percent(share).replace('-', '−');
}

function digitsOf(value, digits) {
  return Number(value.toPrecision(digits));
}

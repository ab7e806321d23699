import { join } from 'node:path';

const built = join(import.meta.dirname, '../../../dist/harness');
const { clopperPearson } = await import(join(built, 'stats/clopper-pearson.js'));

/** `0.3 %`, with three digits at most. */
export function percent(share) {
  return `${Number((100 * share).toPrecision(2))} %`;
}

/** `3 of 1,000 (0.3 %; at most 0.9 %)`: the upper bound at 97.5 %. */
export function atMost(hits, of) {
  if (of === 0) return '–';
  return `${hits} of ${count(of)} (${percent(hits / of)}; at most ${percent(clopperPearson(hits, of, 0.95).high)})`;
}

/** `97 % (95–98)` of so many. */
export function shareIn(hits, of) {
  if (of === 0) return '–';
  const { low, high } = clopperPearson(hits, of, 0.95);
  return `${percent(hits / of)} (${whole(low)}–${whole(high)})`;
}

export function count(number) {
  return number.toLocaleString('en-US');
}

function whole(share) {
  return Number((100 * share).toPrecision(3));
}

export function markdownTable(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

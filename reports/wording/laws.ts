import type { ConsistencyCheck, LawCheck } from '../../harness/capacity/consistency.ts';
import { percent, plural, tick } from './numbers.ts';

/** How the laws held, in a sentence each; cells in which one does not hold are named by `nameOf`. */
export function lawTexts(
  checks: readonly ConsistencyCheck[],
  nameOf: (check: ConsistencyCheck) => string,
): readonly string[] {
  const little = lawText(
    checks,
    'little',
    nameOf,
    "Little's law (in flight = throughput × response time)",
    (law) => tick(Number(law.toPrecision(3))),
  );
  const busy = lawText(
    checks,
    'utilisation',
    nameOf,
    'The utilisation law (busy share = throughput × CPU per request ÷ cores)',
    percent,
  );
  return [...little, ...busy];
}

/** Cells that are still named. */
const mostNamed = 3;

function lawText(
  checks: readonly ConsistencyCheck[],
  name: 'little' | 'utilisation',
  nameOf: (check: ConsistencyCheck) => string,
  title: string,
  show: (value: number) => string,
): readonly string[] {
  const asked = checks.flatMap((check) => (check[name] === null ? [] : [{ check, law: check[name] }]));
  const [first] = asked;
  if (first === undefined) return [`${title} cannot be asked of any cell.`];
  const off = asked.filter(({ law }) => !law.holds).toSorted((a, b) => distance(b.law) - distance(a.law));
  const bound = `within ${percent(first.law.bound)}`;
  const held = `${title} holds ${bound} in ${asked.length - off.length} of ${plural(asked.length, 'cell')}`;
  if (off.length === 0) return [`${held}.`];
  const named = off
    .slice(0, mostNamed)
    .map(
      ({ check, law }) =>
        `${nameOf(check)} (${show(law.predicted)} by the law, ${show(law.measured)} measured)`,
    );
  const rest = off.length > mostNamed ? ` and ${off.length - mostNamed} more` : '';
  return [`${held}; not in ${named.join(', ')}${rest}.`];
}

function distance({ predicted, measured }: LawCheck): number {
  return Math.abs(Math.log(predicted / measured));
}

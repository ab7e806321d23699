import type { Limit } from '../../harness/capacity/limit.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { rerunCommand } from '../view/rerun.ts';

/** What a command is to measure, of what a record measured. */
interface Wanted {
  readonly variants: readonly string[];
  readonly scenarios: readonly string[];
}

/** Options of arrivals, which busy connections have no use for. */
const ofArrivals = ['arrivals', 'overflow', 'max-connections', 'pacing'];

/** What a search for the highest rate decides itself. */
const ofSearch = ['think', 'concurrency', 'rounds'];

/** With busy connections, whatever the record was measured with. */
export function connectionsCommand(
  record: RunRecord,
  wanted: Wanted & { readonly levels: readonly number[]; readonly rounds: number },
): readonly string[] {
  return without(ofArrivals, rerunCommand(asRun(record, []), wanted));
}

/** Arrivals at rates as the record had them, whatever else it was measured with. */
export function ratesCommand(
  record: RunRecord,
  wanted: Wanted & { readonly levels: readonly number[]; readonly rounds: number },
): readonly string[] {
  const levels = record.plan.levels.filter(({ kind }) => kind === 'open');
  return without(['think'], rerunCommand(asRun(record, levels), wanted));
}

/** As if the levels were all that it was of, and no gate, noise or search. */
function asRun(record: RunRecord, levels: RunRecord['plan']['levels']): RunRecord {
  const { gate: _gate, noise: _noise, search: _search, ...plan } = record.plan;
  return { ...record, plan: { ...plan, levels } };
}

/** A search for the highest rate; null for what `bench capacity` cannot start, as the two sides of a comparison. */
export function searchCommand(
  record: RunRecord,
  wanted: Wanted,
  limits: readonly Limit[],
): readonly string[] | null {
  const [bench = 'bench', command, ...rest] = rerunCommand(
    { ...record, plan: { ...record.plan, levels: [] } },
    { ...wanted, levels: [1], rounds: 1 },
  );
  if (command !== 'run') return null;
  const objectives = limits.map(({ text }) => text).join(',');
  return [bench, 'capacity', '--slo', objectives, ...without(ofSearch, rest)];
}

function without(names: readonly string[], words: readonly string[]): readonly string[] {
  const dropped = (word: string | undefined) => names.some((name) => word === `--${name}`);
  return words.filter((word, at) => !dropped(word) && !dropped(words[at - 1]));
}

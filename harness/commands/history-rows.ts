import type { Ending, History, HistoryFilter, HistoryRow } from '../model/history.ts';
import { isMode, type RunSummary } from '../model/run-summary.ts';
import { latestReference } from '../record/reference.ts';
import type { RunEntry, RunsFound, Stranger } from '../record/run-entries.ts';
import { type RunState, runStateOf } from '../record/run-state.ts';
import { isTrouble, readSummary } from '../record/summary-file.ts';
import { writerState } from '../runs/writer.ts';
import { summaryOf } from '../stats/run-summary.ts';
import type { HistoryRequest } from './history-flags.ts';

/** Called for each record that cannot be used. */
export type OnTrouble = (stranger: Stranger) => void;

/** What is wrong with records can be seen at their ends; told of all of them, whichever are listed. */
export function tellTroubles({ runs, strangers }: RunsFound, onTrouble: OnTrouble): void {
  for (const stranger of strangers) onTrouble(stranger);
  for (const { folder, record } of runs) {
    if (typeof record === 'object') onTrouble({ path: folder, trouble: record });
  }
}

/**
 * The runs that fit, newest first. One summary is read at a time, as they are asked for: of a thousand runs only the few
 * that are shown need to be read.
 */
export function* historyRows(
  runs: readonly RunEntry[],
  { filter, out }: Pick<HistoryRequest, 'filter' | 'out'>,
  onTrouble: OnTrouble,
): Generator<HistoryRow, void, undefined> {
  for (const [back, entry] of runs.entries()) {
    if (filter.sinceMs !== null && Date.parse(entry.startedAt) < filter.sinceMs) return;
    if (typeof entry.record === 'object' || !(filter.name === null || entry.name === filter.name)) continue;
    const summary = readSummary(entry, summaryOf);
    if (isTrouble(summary)) onTrouble({ path: entry.folder, trouble: summary });
    else if (fits(summary, filter)) yield rowOf(entry, summary, back, out === null);
  }
}

/** What there is to ask for, for those who asked for something else. */
export function knownIn(runs: readonly RunEntry[]): NonNullable<History['known']> {
  const filter = { name: null, commit: null, mode: null, scenario: null, sinceMs: null };
  const summaries = [...historyRows(runs, { filter, out: null }, () => {})].map(({ summary }) => summary);
  const unique = (words: readonly string[]) => [...new Set(words)].sort();
  return {
    name: unique(summaries.map(({ name }) => name)),
    mode: unique(summaries.flatMap(({ modes }) => modes.map(({ id }) => id))),
    scenario: unique(summaries.flatMap(({ scenarios }) => scenarios)),
  };
}

/** `isUsual`: whether other commands look in the same folder when nothing is said. */
function rowOf(entry: RunEntry, summary: RunSummary, back: number, isUsual: boolean): HistoryRow {
  const state = runStateOf(entry, writerState, Date.now());
  return {
    ...{ back, folder: entry.folder, summary },
    reference: isUsual ? latestReference(back) : entry.folder,
    ending: endingOf(state, summary),
    recorded: entry.record === 'whole',
  };
}

/** Of these the first few, and whether there are more. */
export function firstOf<Item>(items: Iterable<Item>, limit: number): { first: Item[]; more: boolean } {
  const first: Item[] = [];
  for (const item of items) {
    if (first.length === limit) return { first, more: true };
    first.push(item);
  }
  return { first, more: false };
}

function fits(summary: RunSummary, { commit, mode, scenario }: HistoryFilter): boolean {
  const { git } = summary.environment;
  return (
    (commit === null || git?.commit.startsWith(commit) === true) &&
    (mode === null || summary.modes.some((one) => isMode(one, mode))) &&
    (scenario === null || summary.scenarios.includes(scenario))
  );
}

function endingOf(state: RunState, { stop }: RunSummary): Ending {
  if (state === 'under-way' || state === 'unclear') return 'under way';
  return state === 'cut-off' || stop === 'interrupted'
    ? 'interrupted'
    : stop === 'failed'
      ? 'failed'
      : 'complete';
}

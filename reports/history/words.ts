import type { Ending, HistoryFilter, HistoryRow } from '../../harness/model/history.ts';
import type { RunSummary, SummaryFigure, SummaryLevel } from '../../harness/model/run-summary.ts';
import type { Paint } from '../terminal/paint.ts';
import { plain } from '../terminal/text.ts';
import { shellWord } from '../wording/command.ts';
import { levelsText } from '../wording/levels.ts';
import type { Spread } from '../wording/numbers.ts';
import { plural } from '../wording/numbers.ts';

export interface HistoryPage {
  readonly columns: number;
  readonly colour: boolean;
}

/** `latest`, `~1`: what follows `latest` to name the run. */
export function shortReference(back: number): string {
  return back === 0 ? 'latest' : `~${back}`;
}

/** As it is typed into a shell, to which a tilde within a word means nothing. */
export function referenceText(reference: string): string {
  return /^latest(~\d+)?$/.test(reference) ? reference : shellWord(reference);
}

/** `70dc05c`, with a plus where files had changed since; empty outside a repository. */
export function commitText({ environment: { git } }: RunSummary): string {
  return git === null ? '' : `${plain(git.commit.slice(0, 7))}${git.dirty ? '+' : ''}`;
}

export function endingPaint(ending: Ending): keyof Paint | null {
  return { complete: null, 'under way': 'good', interrupted: 'doubtful', failed: 'bad' }[ending] as
    | keyof Paint
    | null;
}

export function spreadOf([point, low, high]: SummaryFigure): Spread {
  return { point, low, high };
}

export function levelText({ kind, value }: SummaryLevel): string {
  return levelsText([value], kind);
}

/** `--name nightly --since 2026-11-01`, as typed; empty without a filter. */
export function filterText({ name, commit, mode, scenario, sinceMs }: HistoryFilter): string {
  const since = sinceMs === null ? null : new Date(sinceMs).toISOString().slice(0, 16);
  const given = { name, commit, mode, scenario, since };
  return Object.entries(given)
    .flatMap(([flag, value]) => (value === null ? [] : [`--${flag} ${shellWord(value)}`]))
    .join(' ');
}

/** Where there is nothing to show. */
export function noRunsText(runsFolder: string): string {
  return `There is no run in ${runsFolder} yet. Make one with bench run, or name another folder with --out.`;
}

/** `20 of 1 000 runs in .bench/runs`, `3 runs in …`. */
export function extentText(shown: number, more: boolean, runsFolder: string): string {
  return more
    ? `the newest ${plural(shown, 'run')} in ${runsFolder}`
    : `${plural(shown, 'run')} in ${runsFolder}`;
}

export function hasUncommitted(rows: readonly HistoryRow[]): boolean {
  return rows.some(({ summary }) => summary.environment.git?.dirty === true);
}

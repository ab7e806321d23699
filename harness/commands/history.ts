import { pathText, troubleText } from '../../reports/history/trouble.ts';
import type { History, HistoryRow } from '../model/history.ts';
import { findRuns, type RunsFound, type Stranger } from '../record/run-entries.ts';
import { runsFolderOf } from '../runs/runs-folder.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type HistoryRequest, parseHistoryFlags } from './history-flags.ts';
import { firstOf, historyRows, knownIn, tellTroubles } from './history-rows.ts';
import { pageSize } from './page-size.ts';

/** `bench history`: the runs of a folder, or one figure over them. Measures nothing. */
export async function historyCommand(options: Record<string, unknown>): Promise<ExitCode> {
  const request = parseHistoryFlags(options, Date.now());
  const tell = tellOnce((line) => process.stderr.write(`bench: ${line}\n`));
  const runsFolder = await runsFolderOf(request.out ?? undefined);
  const found = findRuns(runsFolder);
  tellTroubles(found, tell);
  const rows = historyRows(found.runs, request, tell);
  const { trend } = request;
  if (trend !== null && found.runs.length > 0) await showTrend(rows, request, { ...trend, runsFolder });
  else await showList(rows, request, { ...found, runsFolder });
  return exitCodes.pass;
}

async function showList(
  rows: Iterable<HistoryRow>,
  request: HistoryRequest,
  { runs, runsFolder }: RunsFound & Pick<History, 'runsFolder'>,
): Promise<void> {
  const { limit, filter, json } = request;
  const { first, more } = firstOf(rows, limit);
  const known = first.length === 0 && runs.length > 0 ? knownIn(runs) : null;
  const history: History = { runsFolder, filter, rows: first, more, total: runs.length, known };
  // Each form is loaded only when it is wanted: a list should be there at once.
  if (json) printJson((await import('../../reports/history/json.ts')).historyJson(history));
  else print((await import('../../reports/history/list.ts')).renderHistory(history, pageSize()));
}

async function showTrend(
  rows: Iterable<HistoryRow>,
  { limit, json }: HistoryRequest,
  asked: NonNullable<HistoryRequest['trend']> & Pick<History, 'runsFolder'>,
): Promise<void> {
  const { trendOf } = await import('./trend.ts');
  const trend = trendOf(rows, { limit, ...asked });
  if (json) printJson((await import('../../reports/history/json.ts')).trendJson(trend));
  else print((await import('../../reports/history/trend.ts')).renderTrend(trend, pageSize()));
}

/** A record that is met twice is told of once. */
function tellOnce(write: (line: string) => void): (stranger: Stranger) => void {
  const told = new Set<string>();
  return ({ path, trouble }) => {
    if (told.has(path)) return;
    told.add(path);
    write(`${pathText(path)}: ${troubleText(trouble)}; left out`);
  };
}

function print(text: string): void {
  process.stdout.write(text);
}

function printJson(data: unknown): void {
  print(`${JSON.stringify(data)}\n`);
}

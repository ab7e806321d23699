import { historyJson, renderHistory, renderTrend, trendJson } from '../../reports/history/index.ts';
import { pathText, troubleText } from '../../reports/history/trouble.ts';
import type { History } from '../model/history.ts';
import { findRuns, type Stranger } from '../record/run-entries.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type HistoryRequest, parseHistoryFlags } from './history-flags.ts';
import { firstOf, historyRows, knownIn, tellTroubles } from './history-rows.ts';
import { trendOf } from './trend.ts';

/** `bench history`: the runs of a folder, or one figure over them. Measures nothing. */
export async function historyCommand(options: Record<string, unknown>): Promise<ExitCode> {
  const request = parseHistoryFlags(options, Date.now());
  const tell = tellOnce((line) => process.stderr.write(`bench: ${line}\n`));
  const found = findRuns(request.runsFolder);
  tellTroubles(found, tell);
  const rows = historyRows(found.runs, request.filter, tell);
  const { runsFolder, limit, trend } = request;
  if (trend !== null && found.runs.length > 0) {
    const shown = trendOf(rows, { runsFolder, limit, ...trend });
    print(
      request,
      () => trendJson(shown),
      (page) => renderTrend(shown, page),
    );
    return exitCodes.pass;
  }
  const { first, more } = firstOf(rows, limit);
  const history: History = {
    ...{ runsFolder, more, rows: first },
    ...{ total: found.runs.length, filter: request.filter },
    known: first.length === 0 && found.runs.length > 0 ? knownIn(found.runs) : null,
  };
  print(
    request,
    () => historyJson(history),
    (page) => renderHistory(history, page),
  );
  return exitCodes.pass;
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

function print(
  { json }: HistoryRequest,
  data: () => unknown,
  page: (size: { readonly columns: number; readonly colour: boolean }) => string,
): void {
  const { stdout, env } = process;
  if (json) {
    stdout.write(`${JSON.stringify(data())}\n`);
    return;
  }
  const colour = (stdout.isTTY ?? false) && !env.NO_COLOR && env.TERM !== 'dumb';
  stdout.write(page({ columns: Math.min(stdout.columns || 80, 120), colour }));
}

import { failureText } from '../../reports/wording/failure.ts';
import type { EventSink } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import type { RunRecord } from '../model/record.ts';
import type { FinishedRun } from '../runs/execute-run.ts';
import { chooseProgress } from './choose-progress.ts';
import { type ExitCode, exitCodeOf } from './exit-codes.ts';
import { listenForInterrupt } from './interrupt.ts';
import { nothingMeasured } from './nothing-measured.ts';
import { printRecord, tellReports, tellUnread } from './output.ts';

/** Prints what was measured, before anything is written: a full disk takes nothing of it. */
export type PrintEnd = (record: RunRecord, troubles: readonly Failure[]) => void;

/**
 * Shows a run while it goes on, prints its end, tells where its reports lie, and ends it in order when it is interrupted.
 * @param afterwards what is left to do when all is written
 */
export async function followRun(
  { quiet = false, open = false }: { readonly quiet?: boolean; readonly open?: boolean },
  print: PrintEnd,
  run: (signal: AbortSignal, emit: EventSink) => Promise<FinishedRun>,
  afterwards: (record: RunRecord) => Promise<void> = async () => {},
): Promise<ExitCode> {
  const progress = chooseProgress(quiet);
  const interrupt = listenForInterrupt(say);
  try {
    const { record, verdict, written, unread } = await run(interrupt.signal, (event) => {
      progress.onEvent(event);
      if (event.type !== 'ended') return;
      for (const trouble of event.troubles) say(`bench: ${failureText(trouble)}`);
      print(event.record, event.troubles);
    });
    tellUnread(unread);
    await tellReports(written, process.stderr, open);
    await afterwards(record);
    return interrupt.exitCode() ?? exitCodeOf[verdict];
  } finally {
    progress.close();
    interrupt.dispose();
  }
}

/** The table or the record; where nothing was measured, what to do about it. */
export function printTable(shown: { readonly json: boolean; readonly full: boolean }): PrintEnd {
  return (record, troubles) => {
    const nothing = nothingMeasured(record, troubles);
    if (nothing !== null) process.stderr.write(nothing);
    if (nothing === null || shown.json) printRecord(record, shown);
  };
}

/** A line for whoever watches. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

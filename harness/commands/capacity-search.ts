import { failureText } from '../../reports/wording/failure.ts';
import type { RunEvent } from '../model/event.ts';
import { executeRun } from '../runs/execute-run.ts';
import { prepareSearch } from '../runs/prepare-search.ts';
import { parseRunFlags } from '../runs/run-flags.ts';
import { chooseProgress } from './choose-progress.ts';
import { type ExitCode, exitCodeOf } from './exit-codes.ts';
import { listenForInterrupt } from './interrupt.ts';
import { nothingMeasured } from './nothing-measured.ts';
import { printRecord, tellReports, tellUnread } from './output.ts';

/** `bench capacity --slo …`: seeks the highest rate that meets the objectives, for each mode and scenario. */
export async function searchCapacity(options: Record<string, unknown>): Promise<ExitCode> {
  const { json = false, ...flags } = parseRunFlags(options);
  const prepared = await prepareSearch(flags);
  const { full = false, open = false, quiet = false } = prepared.configured.flags;
  const progress = chooseProgress(quiet);
  const interrupt = listenForInterrupt(say);
  const emit = (event: RunEvent) => {
    progress.onEvent(event);
    if (event.type !== 'ended') return;
    for (const trouble of event.troubles) say(`bench: ${failureText(trouble)}`);
    const nothing = nothingMeasured(event.record, event.troubles);
    if (nothing !== null) process.stderr.write(nothing);
    if (nothing === null || json) printRecord(event.record, { json, full });
  };
  try {
    const { verdict, written, unread } = await executeRun(prepared, { signal: interrupt.signal, emit });
    tellUnread(unread);
    await tellReports(written, process.stderr, open);
    return interrupt.exitCode() ?? exitCodeOf[verdict];
  } finally {
    progress.close();
    interrupt.dispose();
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

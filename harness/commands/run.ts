import { failureText } from '../../reports/wording/failure.ts';
import { prepare } from '../api/run.ts';
import type { RunEvent } from '../model/event.ts';
import { UsageError, type UsageProblem } from '../model/failure.ts';
import { parseRunFlags } from '../runs/run-flags.ts';
import { chooseProgress } from './choose-progress.ts';
import { type ExitCode, exitCodeOf } from './exit-codes.ts';
import { listenForInterrupt } from './interrupt.ts';
import { nothingMeasured } from './nothing-measured.ts';
import { printRecord, tellReports, tellUnread } from './output.ts';

/** `bench run`: what was asked for → a run → its table, its files and its verdict. */
export async function runCommand(options: Record<string, unknown>): Promise<ExitCode> {
  const { json = false, ...flags } = parseRunFlags(options);
  const prepared = await alsoTelling(json && flags.full ? [fullBesideJson] : [], () => prepare(flags));
  const { full, open, quiet, configFile } = prepared.settings;
  if (configFile !== null && flags.resume === undefined && !quiet) say(`configuration: ${configFile}`);
  const progress = chooseProgress(quiet);
  const interrupt = listenForInterrupt(say);
  const onEvent = (event: RunEvent) => {
    progress.onEvent(event);
    if (event.type !== 'ended') return;
    for (const trouble of event.troubles) say(`bench: ${failureText(trouble)}`);
    // Before anything is written: a full disk takes nothing of what was measured.
    const nothing = nothingMeasured(event.record, event.troubles);
    if (nothing !== null) process.stderr.write(nothing);
    if (nothing === null || json) printRecord(event.record, { json, full });
  };
  try {
    const { verdict, written, unread } = await prepared.run({ signal: interrupt.signal, onEvent });
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

const fullBesideJson: UsageProblem = {
  where: '--full',
  message: 'shapes the table, and --json prints none',
  hint: 'leave one out',
};

/** @throws UsageError with these problems and those that `work` finds */
async function alsoTelling<T>(problems: readonly UsageProblem[], work: () => Promise<T>): Promise<T> {
  try {
    const done = await work();
    if (problems.length > 0) throw new UsageError([]);
    return done;
  } catch (error) {
    throw error instanceof UsageError ? new UsageError([...problems, ...error.problems]) : error;
  }
}

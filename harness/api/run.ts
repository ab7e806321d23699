import type { EventSink } from '../model/event.ts';
import { executeRun, type FinishedRun } from '../runs/execute-run.ts';
import { type PreparedRun as Checked, prepareRun } from '../runs/prepare-run.ts';
import { flagsOf, type RunOptions } from './run-options.ts';

/** How a run is followed and ended. */
export interface Watch {
  /** Aborting ends the run in order: servers are stopped, what was measured is kept, and the verdict is `interrupted`. */
  readonly signal?: AbortSignal | undefined;
  /** Told of what happens, in order; the last event, `ended`, brings the record. */
  readonly onEvent?: EventSink | undefined;
}

/** How its result is to be shown, by flags and configuration together; `run` itself shows nothing. */
export interface ShownAs {
  readonly quiet: boolean;
  readonly full: boolean;
  readonly open: boolean;
  /** From the working folder; null for none. */
  readonly configFile: string | null;
}

/** A run that can be made as it was asked for. */
export interface PreparedRun {
  readonly settings: ShownAs;
  /**
   * Starts the servers, loads them in turns, and ends them; keeps the record and its reports.
   * @throws UsageError for what only the machine can tell: servers that are not installed, CPUs that cannot be had
   * @throws FailureError where the record or a report cannot be written
   */
  run(watch?: Watch): Promise<FinishedRun>;
}

/**
 * Checks all that is asked for; starts and writes nothing.
 * @throws UsageError with everything that is wrong
 */
export async function prepare(options: RunOptions = {}): Promise<PreparedRun> {
  const checked = await prepareRun(flagsOf(options));
  return {
    settings: shownAs(checked),
    run: ({ signal = new AbortController().signal, onEvent = () => {} } = {}) =>
      executeRun(checked, { signal, emit: onEvent }),
  };
}

/**
 * Starts each mode, loads all of them in turns, and compares: `bench run` without its terminal. Prints nothing and does
 * not listen for signals. What servers do wrong is in the record and its verdict; it does not reject.
 * @throws UsageError with everything that is wrong with what was asked for
 * @throws FailureError where the record or a report cannot be written
 */
export async function run({ signal, onEvent, ...options }: RunOptions & Watch = {}): Promise<FinishedRun> {
  const prepared = await prepare(options);
  return prepared.run({ signal, onEvent });
}

function shownAs({ configured: { flags, request } }: Checked): ShownAs {
  const { quiet = false, full = false, open = false } = flags;
  return { quiet, full, open, configFile: request.configFile ?? null };
}

import { prepare } from '../api/run.ts';
import { UsageError, type UsageProblem } from '../model/failure.ts';
import { parseRunFlags } from '../runs/run-flags.ts';
import type { ExitCode } from './exit-codes.ts';
import { followRun, printTable, say } from './follow-run.ts';

/** `bench run`: what was asked for → a run → its table, its files and its verdict. */
export async function runCommand(options: Record<string, unknown>): Promise<ExitCode> {
  const { json = false, ...flags } = parseRunFlags(options);
  const prepared = await alsoTelling(json && flags.full ? [fullBesideJson] : [], () => prepare(flags));
  const { full, open, quiet, configFile } = prepared.settings;
  if (configFile !== null && flags.resume === undefined && !quiet) say(`configuration: ${configFile}`);
  return followRun({ quiet, open }, printTable({ json, full }), (signal, onEvent) =>
    prepared.run({ signal, onEvent }),
  );
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

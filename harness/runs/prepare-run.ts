import type { ReportFormat } from '../../reports/index.ts';
import { UsageError } from '../model/failure.ts';
import { makePlan, type RunRequest } from '../plan/make-plan.ts';
import { type Configured, configure, placed } from './configure.ts';
import { defaultFormats, parseFormats } from './formats.ts';
import { problemsOf } from './opened-run.ts';
import { conflictsOf, type RunFlags } from './run-flags.ts';

/** A run that could be made as it was asked for. */
export interface PreparedRun {
  /** As written, before the configuration adds to it. */
  readonly typed: RunFlags;
  readonly configured: Configured;
  readonly formats: readonly ReportFormat[];
}

/**
 * Reads the configuration and checks all that was asked for; starts and writes nothing.
 * @throws UsageError with everything that is wrong, wherever it would have come to light
 */
export async function prepareRun(typed: RunFlags): Promise<PreparedRun> {
  const configured = await configuredFor(typed);
  const { flags, request, catalogue } = configured;
  const formats = flags.format ?? defaultFormats;
  const problems = [
    ...configured.problems,
    ...problemsOf(() => makePlan(typed.resume === undefined ? request : boundsOf(typed), catalogue, 0)),
    ...problemsOf(() => parseFormats(formats)),
  ];
  const all = [...conflictsOf(typed), ...placed(problems, configured)];
  if (all.length > 0) throw new UsageError(all);
  return { typed, configured, formats: parseFormats(formats) };
}

/** A configuration that cannot be read is told with what the flags alone show. */
async function configuredFor(typed: RunFlags): Promise<Configured> {
  try {
    return await configure(typed);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError([...conflictsOf(typed), ...error.problems]);
    throw error;
  }
}

/** What may be widened when a run is gone on with. */
export function boundsOf({ budget, rounds, precision }: RunFlags): RunRequest {
  return { budget, rounds, precision };
}

import type { ReportFormat } from '../../reports/index.ts';
import { UsageError } from '../model/failure.ts';
import type { Code } from '../plan/code-variants.ts';
import { makePlan, type RunRequest } from '../plan/make-plan.ts';
import type { Recorded } from '../stats/recorded-rounds.ts';
import { type Configured, configure, placed } from './configure.ts';
import { defaultFormats, parseFormats } from './formats.ts';
import { problemsOf } from './opened-run.ts';
import { conflictsOf, type RunFlags } from './run-flags.ts';

/** A run that could be made as it was asked for. */
export interface PreparedRun {
  /** The command and its arguments, before its flags. */
  readonly words: readonly string[];
  /** As written, before the configuration adds to it. */
  readonly typed: RunFlags;
  readonly configured: Configured;
  readonly formats: readonly ReportFormat[];
  /** What a gate compares with, where that is not measured. */
  readonly recorded?: Recorded;
}

/** What a command asks for that no flag says. */
export interface Asked {
  readonly words?: readonly string[];
  readonly codes?: readonly Code[] | undefined;
  /** What is asked of the plan beside what flags and configuration say. */
  readonly beside?: (configured: Configured) => Partial<RunRequest>;
}

/**
 * Reads the configuration and checks all that was asked for; starts and writes nothing.
 * @throws UsageError with everything that is wrong, wherever it would have come to light
 */
export async function prepareRun(
  typed: RunFlags,
  { words = ['run'], ...asked }: Asked = {},
): Promise<PreparedRun> {
  const configured = await configuredFor(typed, asked);
  const { flags, request, catalogue } = configured;
  const formats = flags.format ?? defaultFormats;
  const problems = [
    ...configured.problems,
    ...problemsOf(() => makePlan(typed.resume === undefined ? request : boundsOf(typed), catalogue, 0)),
    ...problemsOf(() => parseFormats(formats)),
  ];
  const all = [...conflictsOf(typed), ...placed(problems, configured)];
  if (all.length > 0) throw new UsageError(all);
  return { words, typed, configured, formats: parseFormats(formats) };
}

/** A configuration that cannot be read is told with what the flags alone show. */
async function configuredFor(typed: RunFlags, { codes, beside }: Asked): Promise<Configured> {
  try {
    const configured = await configure(typed);
    return { ...configured, request: { ...configured.request, codes, ...beside?.(configured) } };
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError([...conflictsOf(typed), ...error.problems]);
    throw error;
  }
}

/** What may be widened when a run is gone on with. */
export function boundsOf({ budget, rounds, precision }: RunFlags): RunRequest {
  return { budget, rounds, precision };
}

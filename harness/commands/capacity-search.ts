import { executeRun } from '../runs/execute-run.ts';
import { prepareSearch } from '../runs/prepare-search.ts';
import { parseRunFlags } from '../runs/run-flags.ts';
import type { ExitCode } from './exit-codes.ts';
import { followRun, printTable } from './follow-run.ts';
import { tellGitHub } from './tell-github.ts';

/** `bench capacity --slo …`: seeks the highest rate that meets the objectives, for each mode and scenario. */
export async function searchCapacity(options: Record<string, unknown>): Promise<ExitCode> {
  const { json = false, ...flags } = parseRunFlags(options);
  const prepared = await prepareSearch(flags);
  const { full = false, open = false, quiet = false } = prepared.configured.flags;
  return followRun(
    { quiet, open },
    printTable({ json, full }),
    (signal, emit) => executeRun(prepared, { signal, emit }),
    (record) => tellGitHub(record, process.env, process.stderr),
  );
}

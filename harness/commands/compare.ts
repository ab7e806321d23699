import { compare } from '../api/compare.ts';
import { UsageError } from '../model/failure.ts';
import { flagOf } from '../plan/problems.ts';
import { executeRun } from '../runs/execute-run.ts';
import { type PreparedComparison, prepareComparison } from '../runs/prepare-comparison.ts';
import { parseRunFlags, type RunFlags } from '../runs/run-flags.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { followRun, say } from './follow-run.ts';
import { printRecord } from './output.ts';
import { pageSize } from './page-size.ts';

/** `bench compare`: two records side by side, or two variants that are measured side by side now. */
export async function compareCommand(
  baseline: string,
  candidate: string,
  options: Record<string, unknown>,
): Promise<ExitCode> {
  const flags = parseRunFlags(options);
  const { json: _json, ...asked } = flags;
  const comparison = await prepareComparison([baseline, candidate], asked);
  return comparison.kind === 'records'
    ? compareRecords(comparison.words, flags)
    : measurePair(comparison, flags.json ?? false);
}

/** Flags that two records have a use for. */
const ofRecords: readonly string[] = ['out', 'full', 'json'];

async function compareRecords([from, to]: readonly [string, string], flags: RunFlags): Promise<ExitCode> {
  const useless = Object.entries(flags).filter(
    ([name, value]) => value !== undefined && !ofRecords.includes(name),
  );
  if (useless.length > 0) {
    const message = `shapes a measurement, and ${from} and ${to} are runs that were made already`;
    const hint = 'leave it out; modes, git refs and commands are measured';
    throw new UsageError(useless.map(([name]) => ({ where: flagOf(name), message, hint })));
  }
  const { out, full = false, json = false } = flags;
  const comparison = await compare(from, to, { out });
  if (json) process.stdout.write(`${JSON.stringify(comparison)}\n`);
  else {
    const { renderComparison } = await import('../../reports/comparison/terminal.ts');
    process.stdout.write(renderComparison(comparison, { ...pageSize(), full }));
  }
  return comparison.ratios.length === 0 ? exitCodes.noAnswer : exitCodes.pass;
}

async function measurePair(
  { prepared, remarks }: Extract<PreparedComparison, { kind: 'measured' }>,
  json: boolean,
): Promise<ExitCode> {
  const { full = false, open = false, quiet = false } = prepared.configured.flags;
  const { renderMeasured } = await import('../../reports/comparison/measured.ts');
  if (!quiet) for (const remark of remarks) say(remark);
  return followRun(
    { quiet, open },
    (record) => {
      if (json) printRecord(record, { json, full });
      else process.stdout.write(renderMeasured(record, { ...pageSize(), full }));
    },
    (signal, emit) => executeRun(prepared, { signal, emit }),
  );
}

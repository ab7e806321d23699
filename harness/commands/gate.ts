import { z } from 'zod';
import { UsageError } from '../model/failure.ts';
import { flagOf } from '../plan/problems.ts';
import { readRecord } from '../record/record-file.ts';
import { executeRun } from '../runs/execute-run.ts';
import { gateFlagsSchema, type PreparedGate, prepareGate } from '../runs/prepare-gate.ts';
import { resolveRecord } from '../runs/resolve-run.ts';
import { parseRunFlags } from '../runs/run-flags.ts';
import { runVerdict } from '../runs/run-verdict.ts';
import { type ExitCode, exitCodeOf } from './exit-codes.ts';
import { followRun, printTable, say } from './follow-run.ts';
import { pageSize } from './page-size.ts';
import { tellGitHub } from './tell-github.ts';

const explainSchema = z.object({
  explain: z.union([z.string(), z.literal(true).transform(() => 'latest')]).optional(),
});

/** `bench gate`: passes or fails a change; or explains how a verdict came about. */
export async function gateCommand(options: Record<string, unknown>): Promise<ExitCode> {
  const { explain } = explainSchema.parse(options);
  if (explain !== undefined) return explainGate(explain, options);
  const { json = false, ...flags } = parseRunFlags(options);
  return measureGate(await prepareGate(gateFlagsSchema.parse(options), flags), json);
}

/** Measures nothing. The exit code is that of the verdict, as the run itself had it. */
async function explainGate(reference: string, options: Record<string, unknown>): Promise<ExitCode> {
  const { out } = parseRunFlags(options);
  const useless = Object.keys(options).filter((name) => !['explain', 'out', 'json'].includes(name));
  if (useless.length > 0) {
    const message = 'shapes a measurement, and --explain shows one that was made already';
    throw new UsageError(useless.map((name) => ({ where: flagOf(name), message, hint: 'leave it out' })));
  }
  const { record: path } = await resolveRecord(reference, out);
  const record = await readRecord(path);
  const { isGated } = await import('../../reports/gate/terminal.ts');
  if (!isGated(record)) {
    const message = `${record.id} is no run of bench gate`;
    throw new UsageError([
      { where: '--explain', message, hint: 'bench history lists runs; bench report shows this one' },
    ]);
  }
  if (options.json) process.stdout.write(`${JSON.stringify(record.gate)}\n`);
  else {
    const { renderExplanation } = await import('../../reports/gate/explain.ts');
    process.stdout.write(renderExplanation(record, pageSize()));
  }
  return exitCodeOf[runVerdict(record, [])];
}

async function measureGate({ prepared, remarks }: PreparedGate, json: boolean): Promise<ExitCode> {
  const { full = false, open = false, quiet = false } = prepared.configured.flags;
  if (!quiet) for (const remark of remarks) say(remark);
  return followRun(
    { quiet, open },
    printTable({ json, full }),
    (signal, emit) => executeRun(prepared, { signal, emit }),
    (record) => tellGitHub(record, process.env, process.stderr),
  );
}

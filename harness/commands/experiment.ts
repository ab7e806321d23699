import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { failureText } from '../../reports/wording/failure.ts';
import { experimentList } from '../experiments/index.ts';
import {
  actCapMs,
  type ChosenExperiment,
  type ExperimentOutcome,
  runExperiments,
} from '../experiments/run-experiments.ts';
import type { EventSink } from '../model/event.ts';
import { UsageError } from '../model/failure.ts';
import type { StopReason } from '../model/record.ts';
import { makePlan, type RunRequest } from '../plan/make-plan.ts';
import { parseExperiments } from '../plan/parse-experiments.ts';
import { Problems } from '../plan/problems.ts';
import { appendToJournal } from '../record/journal.ts';
import { buildRecord } from '../runs/build-record.ts';
import { catalogue } from '../runs/catalogue.ts';
import { defaultFormats, parseFormats } from '../runs/formats.ts';
import { experimentInstruments } from '../runs/instruments.ts';
import { experimentWord, keepRecord, type OpenedRun, openRun, problemsOf } from '../runs/opened-run.ts';
import { runsFolderOf } from '../runs/runs-folder.ts';
import { startWarden } from '../supervise/warden.ts';
import { actProgress } from './act-progress.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { listenForInterrupt } from './interrupt.ts';
import { printRecord, tellReports, tellUnread } from './output.ts';

const text = z.string().optional();
const flag = z.boolean().optional();
const flagsSchema = z.object({
  modes: text,
  stack: text,
  workers: text,
  threads: text,
  timeout: text,
  readyTimeout: text,
  name: text,
  out: text,
  format: text,
  open: flag,
  json: flag,
  quiet: flag,
});
type Flags = z.infer<typeof flagsSchema>;

/** `bench experiment`: plan → acts → record → reports → verdict. */
export async function experimentCommand(
  names: readonly string[],
  options: Record<string, unknown>,
  argv: readonly string[],
): Promise<ExitCode> {
  const flags = flagsSchema.parse(options);
  refuseProblems(names, flags);
  const formats = parseFormats(flags.format ?? defaultFormats);
  const plan = makePlan(requestOf(flags), catalogue, randomInt(2 ** 31));
  const run = await openRun(plan, await runsFolderOf(flags.out), argv);
  tellUnread(run.unread);
  const interrupt = listenForInterrupt((line) => process.stderr.write(`${line}\n`));
  try {
    const startedMs = performance.now();
    const elapsedMs = () => performance.now() - startedMs;
    const { results, troubles } = await execute(run, choose(names), flags, interrupt.signal, elapsedMs);
    const stop = stopOf(troubles, interrupt.signal);
    const outcome = { stop, rounds: [], slices: [], elapsedMs: elapsedMs() };
    // What documents state is judged by `bench claims`, which knows which acts a statement needs.
    const record = buildRecord(run.header, outcome, [], new Date(), {
      experiments: [...results],
      absent: [],
    });
    for (const trouble of troubles) process.stderr.write(`bench: ${failureText(trouble)}\n`);
    printRecord(record, { json: flags.json ?? false, full: false });
    await tellReports(await keepRecord(run.folder, record, formats), process.stderr, flags.open ?? false);
    return interrupt.exitCode() ?? verdictOf({ results, troubles });
  } finally {
    interrupt.dispose();
  }
}

/** @throws UsageError with everything that is wrong with what was asked for */
function refuseProblems(names: readonly string[], flags: Flags): void {
  const problems = [
    ...problemsOf(() => choose(names)),
    ...problemsOf(() => makePlan(requestOf(flags), catalogue, 0)),
    ...problemsOf(() => parseFormats(flags.format ?? defaultFormats)),
  ];
  if (problems.length > 0) throw new UsageError(problems);
}

/** Experiments say themselves what they load with; the plan names it for the record. */
function requestOf({ modes, stack, workers, threads, timeout, readyTimeout, name }: Flags): RunRequest {
  return {
    ...{ modes, stack, workers, threads, timeout, readyTimeout },
    name: name ?? experimentWord,
    scenarios: 'json,page,wait',
    concurrency: '16',
  };
}

function choose(names: readonly string[]): readonly ChosenExperiment[] {
  const problems = new Problems();
  const offered = experimentList.map(({ name, acts }) => ({ name, acts: Object.keys(acts) }));
  const asked = parseExperiments(names, offered, problems);
  problems.throwIfAny();
  return asked.flatMap(({ name, acts }) =>
    experimentList
      .filter((experiment) => experiment.name === name)
      .map((experiment) => ({ experiment, acts })),
  );
}

/** Does the acts, with everything that was started ended again before it returns. */
async function execute(
  { header: { plan }, folder }: OpenedRun,
  chosen: readonly ChosenExperiment[],
  flags: Flags,
  signal: AbortSignal,
  elapsedMs: () => number,
): Promise<ExperimentOutcome> {
  const acts = chosen.flatMap(({ experiment, acts }) => acts.flatMap((act) => experiment.acts[act] ?? []));
  const show = flags.quiet
    ? () => {}
    : actProgress(plan.variants, acts.length * plan.variants.length, (line) =>
        process.stderr.write(`${line}\n`),
      );
  const emit: EventSink = (event) => {
    if (event.type === 'act')
      appendToJournal(folder, { type: 'act', elapsedMs: event.elapsedMs, result: event.result });
    show(event);
  };
  const warden = await startWarden();
  try {
    const { requestTimeoutMs, variants } = plan;
    const instruments = experimentInstruments(plan, warden, signal);
    return await runExperiments({
      ...{ variants, chosen, instruments, requestTimeoutMs, elapsedMs, emit, signal },
      capMs: actCapMs,
    });
  } finally {
    await warden.close();
  }
}

function stopOf(troubles: ExperimentOutcome['troubles'], signal: AbortSignal): StopReason {
  if (signal.aborted) return 'interrupted';
  return troubles.length > 0 ? 'failed' : 'done';
}

/** 1 when an act failed or something was left behind, 3 when no act made sense for any mode. */
export function verdictOf({ results, troubles }: ExperimentOutcome): ExitCode {
  const kinds = results.map(({ outcome }) => outcome.kind);
  if (troubles.length > 0 || kinds.includes('failed')) return exitCodes.failed;
  return kinds.includes('done') ? exitCodes.pass : exitCodes.noAnswer;
}

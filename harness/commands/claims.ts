import { randomInt } from 'node:crypto';
import { failureText } from '../../reports/wording/failure.ts';
import type { Claim } from '../claims/claim.ts';
import { judgeClaims } from '../claims/judge.ts';
import type { Outcome } from '../measure/measure.ts';
import type { Verdict } from '../model/claim.ts';
import { type Failure, UsageError } from '../model/failure.ts';
import type { RunRecord } from '../model/record.ts';
import { ladder } from '../plan/designs/ladder.ts';
import { readRecord } from '../record/record-file.ts';
import { buildRecord } from '../runs/build-record.ts';
import { defaultFormats, parseFormats } from '../runs/formats.ts';
import { measureRun } from '../runs/measure-run.ts';
import { keepRecord, type OpenedRun, openRun, problemsOf } from '../runs/opened-run.ts';
import { resolveRecord } from '../runs/resolve-run.ts';
import { runsFolderOf } from '../runs/runs-folder.ts';
import { chooseProgress } from './choose-progress.ts';
import { announcement } from './claims-announcement.ts';
import { experimentForClaims } from './claims-experiments.ts';
import { type ClaimsFlags, conflictsOfClaims, parseClaimsFlags, parseFailOn } from './claims-flags.ts';
import { type ClaimsPlan, chosenStacks, planClaims, tryPlan } from './claims-plan.ts';
import { chosenClaims } from './claims-sources.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { listenForInterrupt } from './interrupt.ts';
import { printRecord, tellReports, tellUnread, writeReportsTo } from './output.ts';

/** `bench claims`: claims → plan → rounds and experiments → verdicts → record → reports. */
export async function claimsCommand(
  options: Record<string, unknown>,
  argv: readonly string[],
): Promise<ExitCode> {
  const flags = parseClaimsFlags(options);
  refuseProblems(flags);
  const claims = await chosenClaims(flags);
  return flags.record === undefined
    ? measureAndJudge(claims, flags, argv)
    : judgeRecord(claims, flags, flags.record, argv);
}

/** @throws UsageError with everything that is wrong with the flags, wherever it would have come to light */
function refuseProblems(flags: ClaimsFlags): void {
  const problems = [
    ...conflictsOfClaims(flags),
    ...problemsOf(() => chosenStacks(flags.stack)),
    ...problemsOf(() => tryPlan(flags)),
    ...problemsOf(() => parseFormats(flags.format ?? defaultFormats)),
    ...problemsOf(() => parseFailOn(flags.failOn)),
  ];
  if (problems.length > 0) throw new UsageError(problems);
}

/** Judges what was measured before, and measures nothing. */
async function judgeRecord(
  claims: readonly Claim[],
  flags: ClaimsFlags,
  reference: string,
  argv: readonly string[],
): Promise<ExitCode> {
  const { folder, record: path } = await resolveRecord(reference);
  const measured = await readRecord(path);
  // What was asked for now decides what its report leads with.
  const record = { ...measured, command: [...argv], claims: judgeClaims(claims, measured) };
  if (flags.format === undefined) {
    printRecord(record, { json: flags.json ?? false, full: flags.full ?? false });
    return verdictOf(record, [], flags);
  }
  const out = flags.out ?? folder;
  await writeReportsTo(out, record, parseFormats(flags.format), flags.open ?? false);
  return verdictOf(record, [], flags);
}

async function measureAndJudge(
  claims: readonly Claim[],
  flags: ClaimsFlags,
  argv: readonly string[],
): Promise<ExitCode> {
  const formats = parseFormats(flags.format ?? defaultFormats);
  const planned = await planClaims(claims, flags, randomInt(2 ** 31));
  if (!flags.quiet) for (const line of announcement(claims, planned)) process.stderr.write(`${line}\n`);
  const run = await openRun(planned.plan, await runsFolderOf(flags.out), argv);
  tellUnread(run.unread);
  const interrupt = listenForInterrupt((text) => process.stderr.write(`${text}\n`));
  try {
    const startedMs = performance.now();
    const elapsedMs = () => performance.now() - startedMs;
    const rounds = await measureRounds(run, planned, flags, interrupt.signal);
    const acts = await experimentForClaims({
      ...{ plan: planned.plan, needs: planned.needs, folder: run.folder, elapsedMs },
      quiet: flags.quiet ?? false,
      signal: interrupt.signal,
    });
    const troubles = [...rounds.troubles, ...acts.troubles];
    const stop = interrupt.signal.aborted ? 'interrupted' : rounds.stop;
    const outcome = { ...rounds, stop, elapsedMs: elapsedMs() };
    const record = buildRecord(run.header, outcome, claims, new Date(), {
      experiments: [...acts.results],
      absent: [...planned.absent],
    });
    for (const trouble of troubles) process.stderr.write(`bench: ${failureText(trouble)}\n`);
    printRecord(record, { json: flags.json ?? false, full: flags.full ?? false });
    await tellReports(await keepRecord(run.folder, record, formats), process.stderr, flags.open ?? false);
    return interrupt.exitCode() ?? verdictOf(record, troubles, flags);
  } finally {
    interrupt.dispose();
  }
}

/** Loads only the cells that claims need; where they need none, nothing is started. */
async function measureRounds(
  { folder }: OpenedRun,
  { plan, needs }: ClaimsPlan,
  flags: ClaimsFlags,
  signal: AbortSignal,
): Promise<Pick<Outcome, 'rounds' | 'slices' | 'troubles'> & { readonly stop: RunRecord['stop'] }> {
  const started = new Set(needs.filter((need) => need.started).map(({ spec }) => spec));
  if (started.size === 0) return { rounds: [], slices: [], troubles: [], stop: 'done' };
  const visitors = (scenario: string) =>
    needs.filter(({ scenarios }) => scenarios.includes(scenario)).map(({ spec }) => spec);
  const loaded = { ...plan, variants: plan.variants.filter(({ id }) => started.has(id)) };
  const progress = chooseProgress(flags.quiet ?? false);
  try {
    return await measureRun({
      plan: loaded,
      design: ladder(loaded, visitors),
      folder,
      earlier: { rounds: [], slices: [], elapsedMs: 0 },
      emit: progress.onEvent,
      signal,
    });
  } finally {
    progress.close();
  }
}

/** 1 when something failed or was left behind, 99 for a verdict that was asked to fail, 3 when nothing could be judged. */
function verdictOf(record: RunRecord, troubles: readonly Failure[], flags: ClaimsFlags): ExitCode {
  if (record.stop === 'failed' || troubles.length > 0) return exitCodes.failed;
  const verdicts = record.claims.map(({ verdict }) => verdict);
  const unwanted = parseFailOn(flags.failOn);
  if (verdicts.some((verdict) => unwanted.includes(verdict))) return exitCodes.objective;
  const open: readonly Verdict[] = ['inconclusive', 'not-tested'];
  return verdicts.every((verdict) => open.includes(verdict)) ? exitCodes.noAnswer : exitCodes.pass;
}

import { randomInt } from 'node:crypto';
import { failureText } from '../../reports/wording/failure.ts';
import { bundledClaims } from '../claims/read-claims.ts';
import { environmentDifferences } from '../machine/environment-differences.ts';
import type { Progress } from '../measure/measure.ts';
import { UsageError } from '../model/failure.ts';
import type { RunRecord } from '../model/record.ts';
import { commandWord, hasRounds } from '../model/run-summary.ts';
import { ladder } from '../plan/designs/ladder.ts';
import { makePlan, type RunRequest } from '../plan/make-plan.ts';
import { type JournalHeader, readJournal } from '../record/journal.ts';
import { defaultRunsFolder } from '../record/run-folder.ts';
import { buildRecord } from './build-record.ts';
import { catalogue } from './catalogue.ts';
import { vocabulary } from './claim-vocabulary.ts';
import { type Configured, configure, placed, placing } from './configure.ts';
import type { ExitCode } from './exit-codes.ts';
import { listenForInterrupt } from './interrupt.ts';
import { measureRun } from './measure-run.ts';
import { nothingMeasured } from './nothing-measured.ts';
import {
  defaultFormats,
  environmentOf,
  keepRecord,
  type OpenedRun,
  openRun,
  problemsOf,
} from './opened-run.ts';
import { parseFormats, printRecord } from './output.ts';
import { resolveResumable } from './resolve-run.ts';
import { conflictsOf, parseRunFlags, type RunFlags } from './run-flags.ts';
import { runVerdict } from './run-verdict.ts';
import { signJournal } from './writer.ts';

/** A run about to be measured, and what an earlier session measured of it. */
interface Session extends OpenedRun {
  readonly earlier: Progress;
}

/** `bench run`: plan → measure → record → reports → verdict. */
export async function runCommand(
  options: Record<string, unknown>,
  argv: readonly string[],
): Promise<ExitCode> {
  const typed = parseRunFlags(options);
  const configured = await configuredFor(typed);
  const { flags } = configured;
  refuseProblems(configured, typed);
  const formats = parseFormats(flags.format ?? defaultFormats);
  if (configured.request.configFile !== undefined && typed.resume === undefined && !flags.quiet)
    process.stderr.write(`configuration: ${configured.request.configFile}\n`);
  const session = await placing(configured, () =>
    typed.resume === undefined ? newSession(configured, argv) : resumedSession(configured, typed),
  );
  const interrupt = listenForInterrupt((text) => process.stderr.write(`${text}\n`));
  try {
    const { folder, earlier, header } = session;
    const { plan } = header;
    const outcome = await measureRun({
      ...{ plan, design: ladder(plan), folder, earlier, quiet: flags.quiet ?? false },
      signal: interrupt.signal,
    });
    const claims = bundledClaims(vocabulary);
    const record = withoutUntested(buildRecord(session.header, outcome, claims, new Date()));
    for (const trouble of outcome.troubles) process.stderr.write(`bench: ${failureText(trouble)}\n`);
    const nothing = nothingMeasured(record, outcome.troubles);
    if (nothing !== null) process.stderr.write(nothing);
    if (nothing === null || flags.json)
      printRecord(record, { json: flags.json ?? false, full: flags.full ?? false });
    await keepRecord(session.folder, record, formats, flags.open ?? false);
    return interrupt.exitCode() ?? runVerdict(record, outcome.troubles);
  } finally {
    interrupt.dispose();
  }
}

/** Most documents speak of servers that a run did not ask for; what it says nothing about is left to `bench claims`. */
function withoutUntested(record: RunRecord): RunRecord {
  return { ...record, claims: record.claims.filter(({ verdict }) => verdict !== 'not-tested') };
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

/** @throws UsageError with everything that is wrong, wherever it would have come to light */
function refuseProblems(configured: Configured, typed: RunFlags): void {
  const { flags, request, catalogue } = configured;
  const problems = [
    ...configured.problems,
    ...problemsOf(() => makePlan(typed.resume === undefined ? request : boundsOf(typed), catalogue, 0)),
    ...problemsOf(() => parseFormats(flags.format ?? defaultFormats)),
  ];
  const all = [...conflictsOf(typed), ...placed(problems, configured)];
  if (all.length > 0) throw new UsageError(all);
}

async function newSession(
  { flags, request, catalogue }: Configured,
  argv: readonly string[],
): Promise<Session> {
  const plan = makePlan(request, catalogue, randomInt(2 ** 31));
  const opened = await openRun(plan, flags.out ?? defaultRunsFolder, argv);
  return { ...opened, earlier: { rounds: [], slices: [], elapsedMs: 0 } };
}

/** Goes on where a run was interrupted; a round that was not finished is measured again. */
async function resumedSession({ flags }: Configured, typed: RunFlags): Promise<Session> {
  const folder = resolveResumable(typed.resume ?? 'latest', flags.out ?? defaultRunsFolder);
  const journal = await readJournal(folder);
  refuseExperiments(folder, journal.header);
  const { rounds, elapsedMs } = journal;
  const plan = { ...journal.header.plan, ...resumable(typed, journal.header) };
  const environment = await environmentOf(plan);
  const differences = environmentDifferences(journal.header.environment, environment);
  if (differences.length > 0) {
    throw new UsageError([
      {
        where: '--resume',
        message: `${folder} was measured elsewhere; not alike: ${differences.join(', ')}`,
        hint: 'figures of different machines or versions are never merged: start a new run',
      },
    ]);
  }
  signJournal(folder, new Date());
  const finished = new Set(rounds.map((round) => round.round));
  const slices = journal.slices.filter((slice) => finished.has(slice.round));
  return { header: { ...journal.header, plan }, folder, earlier: { rounds, slices, elapsedMs } };
}

/** @throws UsageError for what has no rounds that could be gone on with, or experiments beside them */
function refuseExperiments(folder: string, { command }: JournalHeader): void {
  if (hasRounds(command)) return;
  const message = `${folder} holds experiments, which are done once and not resumed`;
  const hint = `do them again with bench ${commandWord(command)}, or name another run`;
  throw new UsageError([{ where: '--resume', message, hint }]);
}

/** The bounds of a run may be widened when it is resumed; nothing else may change. */
function resumable(flags: RunFlags, header: JournalHeader): Partial<JournalHeader['plan']> {
  const asked = makePlan(boundsOf(flags), catalogue, header.plan.seed);
  return {
    ...(flags.budget === undefined ? {} : { budgetSeconds: asked.budgetSeconds }),
    ...(flags.rounds === undefined ? {} : { rounds: asked.rounds }),
    ...(flags.precision === undefined ? {} : { precision: asked.precision }),
  };
}

function boundsOf({ budget, rounds, precision }: RunFlags): RunRequest {
  return { budget, rounds, precision };
}

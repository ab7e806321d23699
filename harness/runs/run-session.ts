import { randomInt } from 'node:crypto';
import { environmentDifferences } from '../machine/environment-differences.ts';
import { readGit } from '../machine/git.ts';
import type { Progress } from '../measure/measure.ts';
import { UsageError } from '../model/failure.ts';
import { commandWord, hasRounds } from '../model/run-summary.ts';
import { codeOf, workingTree } from '../model/variant.ts';
import { makePlan } from '../plan/make-plan.ts';
import { type JournalHeader, readJournal } from '../record/journal.ts';
import { defaultRunsFolder } from '../record/run-folder.ts';
import { catalogue } from './catalogue.ts';
import { placing } from './configure.ts';
import { environmentOf, type OpenedRun, openRun } from './opened-run.ts';
import { boundsOf, type PreparedRun } from './prepare-run.ts';
import { resolveResumable } from './resolve-run.ts';
import { commandOf, type RunFlags } from './run-flags.ts';
import { signJournal } from './writer.ts';

/** A run about to be measured, and what an earlier session measured of it. */
export interface Session extends OpenedRun {
  readonly earlier: Progress;
}

/**
 * Opens the journal of a new run, or that of one to go on with.
 * @throws UsageError for servers that are not installed, and for runs that cannot be gone on with
 */
export function openSession(prepared: PreparedRun): Promise<Session> {
  return placing(prepared.configured, () =>
    prepared.typed.resume === undefined ? newSession(prepared) : resumedSession(prepared),
  );
}

async function newSession({ words, typed, configured }: PreparedRun): Promise<Session> {
  const { flags, request, catalogue } = configured;
  const plan = makePlan(request, catalogue, randomInt(2 ** 31));
  const opened = await openRun(plan, flags.out ?? defaultRunsFolder, commandOf(typed, words));
  return { ...opened, earlier: { rounds: [], slices: [], elapsedMs: 0 } };
}

/** Goes on where a run was interrupted; a round that was not finished is measured again. */
async function resumedSession({ typed, configured: { flags } }: PreparedRun): Promise<Session> {
  const folder = resolveResumable(typed.resume ?? 'latest', flags.out ?? defaultRunsFolder);
  const journal = await readJournal(folder);
  refuseExperiments(folder, journal.header);
  refuseAgainst(folder, journal.header);
  refuseBounds(folder, journal.header, typed);
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
  await refuseOtherCode(folder, journal.header);
  signJournal(folder, new Date());
  const finished = new Set(rounds.map((round) => round.round));
  const slices = journal.slices.filter((slice) => finished.has(slice.round));
  return {
    ...{ header: { ...journal.header, plan }, folder, unread: null },
    earlier: { rounds, slices, elapsedMs },
  };
}

/** @throws UsageError for a gate against a record, which the journal does not hold */
function refuseAgainst(folder: string, { plan }: JournalHeader): void {
  const { against } = plan.gate ?? {};
  if (against === undefined) return;
  const message = `${folder} was compared with the record ${against.record}, and cannot be gone on with`;
  throw new UsageError([{ where: '--resume', message, hint: 'start it anew with bench gate --baseline' }]);
}

/** @throws UsageError where the working tree that was measured is based on another commit now */
async function refuseOtherCode(folder: string, { plan }: JournalHeader): Promise<void> {
  const own = plan.variants
    .flatMap((variant) => codeOf(variant) ?? [])
    .find(({ name }) => name === workingTree);
  if (own === undefined) return;
  const now = await readGit(own.top);
  if (now === null || now.commit === own.commit) return;
  const short = (commit: string) => commit.slice(0, 7);
  const message = `${folder} measured the working tree at ${short(own.commit)}, and it is at ${short(now.commit)} now`;
  const hint = `figures of different code are never merged: check out ${short(own.commit)}, or start a new run`;
  throw new UsageError([{ where: '--resume', message, hint }]);
}

/** @throws UsageError for bounds that gates and searches do not have: they decide themselves how many rounds they take */
function refuseBounds(folder: string, { plan }: JournalHeader, flags: RunFlags): void {
  if (plan.gate === undefined && plan.search === undefined) return;
  const useless = (['rounds', 'precision'] as const).filter((name) => flags[name] !== undefined);
  if (useless.length === 0) return;
  const is = plan.gate === undefined ? 'a search for capacity' : 'a gate';
  const message = `${folder} is ${is}, which measures until it can tell`;
  throw new UsageError(
    useless.map((name) => ({ where: `--${name}`, message, hint: 'give it more time: --budget 10m' })),
  );
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
  const { budgetSeconds } = asked;
  const { gate } = header.plan;
  return {
    ...(flags.budget === undefined ? {} : { budgetSeconds }),
    ...(flags.budget === undefined || gate === undefined ? {} : { gate: { ...gate, budgetSeconds } }),
    ...(flags.rounds === undefined ? {} : { rounds: asked.rounds }),
    ...(flags.precision === undefined ? {} : { precision: asked.precision }),
  };
}

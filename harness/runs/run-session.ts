import { randomInt } from 'node:crypto';
import { environmentDifferences } from '../machine/environment-differences.ts';
import type { Progress } from '../measure/measure.ts';
import { UsageError } from '../model/failure.ts';
import { commandWord, hasRounds } from '../model/run-summary.ts';
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

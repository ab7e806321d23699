import { z } from 'zod';
import { type PrunedRun, renderPruning } from '../../reports/history/prune.ts';
import { pathText, troubleText } from '../../reports/history/trouble.ts';
import { hasRounds } from '../model/run-summary.ts';
import { parseCount } from '../plan/parse-quantity.ts';
import { Problems } from '../plan/problems.ts';
import { choosePruned, type Prunable, type PruneWish } from '../record/prune-choice.ts';
import { bytesOf, removeRun } from '../record/remove-run.ts';
import { findRuns, glance, type RunEntry } from '../record/run-entries.ts';
import { runStateOf } from '../record/run-state.ts';
import { isTrouble, readSummary } from '../record/summary-file.ts';
import { runsFolderOf } from '../runs/runs-folder.ts';
import { writerState } from '../runs/writer.ts';
import { summaryOf } from '../stats/run-summary.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { pageSize } from './page-size.ts';
import { parseAge } from './parse-age.ts';

const text = z.string().optional();
const flagsSchema = z.object({
  keep: text,
  name: text,
  olderThan: text,
  dryRun: z.boolean().optional(),
  out: text,
});

/** `bench prune`: removes the runs that are beyond what is to be kept. */
export async function pruneCommand(options: Record<string, unknown>): Promise<ExitCode> {
  const flags = flagsSchema.parse(options);
  const wish = parseWish(flags, Date.now());
  const runsFolder = await runsFolderOf(flags.out);
  const dryRun = flags.dryRun ?? false;
  const { runs, strangers } = findRuns(runsFolder);
  const complain = (path: string, why: string) => process.stderr.write(`bench: ${pathText(path)}: ${why}\n`);
  for (const { path, trouble } of strangers) complain(path, `${troubleText(trouble)}; left alone`);
  const newer = runs.filter(isNewer);
  for (const { folder, record } of newer)
    if (typeof record === 'object') complain(folder, `${troubleText(record)}; left alone`);

  const choice = choosePruned(runs.filter((run) => !isNewer(run)).map(prunable), wish);
  const underWay = choice.spared.map(({ entry }) => entry.folder);
  const removed: PrunedRun[] = [];
  let failed = 0;
  for (const { entry } of choice.remove) {
    // Somebody may have gone on with it since it was looked at.
    const found = glance(entry.folder);
    if (found === null || !('folder' in found) || isUnderWay(found)) {
      underWay.push(entry.folder);
      continue;
    }
    const run = prunedRun(entry);
    const trouble = dryRun ? null : removeRun(entry.folder);
    if (trouble === null) removed.push(run);
    else {
      failed += 1;
      complain(entry.folder, `cannot be removed (${trouble})`);
    }
  }
  const kept = choice.kept + choice.remove.length - removed.length;
  process.stdout.write(renderPruning({ runsFolder, dryRun, removed, kept, underWay }, pageSize().columns));
  return failed === 0 ? exitCodes.pass : exitCodes.failed;
}

/** @throws UsageError with everything that is wrong, and when nothing says what may go */
function parseWish({ keep, name, olderThan }: z.infer<typeof flagsSchema>, nowMs: number): PruneWish {
  const problems = new Problems();
  const most = 1_000_000;
  const kept = keep === undefined ? null : parseCount('--keep', keep, { min: 0, max: most }, problems);
  const age = olderThan === undefined ? null : parseAge('--older-than', olderThan, problems);
  if (keep === undefined && olderThan === undefined) {
    const message = 'nothing says which runs may go, so none is removed';
    const hint =
      'give --keep 50 or --older-than 30d (of one --name, if you like); --dry-run only shows what would go';
    problems.add('prune', message, hint);
  }
  problems.throwIfAny();
  return {
    keep: kept ?? null,
    name: name ?? null,
    olderThanMs: age === null || age === undefined ? null : nowMs - age,
  };
}

function prunable(entry: RunEntry): Prunable & { readonly entry: RunEntry } {
  return { entry, name: entry.name, startedAt: entry.startedAt, isUnderWay: isUnderWay(entry) };
}

function isUnderWay(entry: RunEntry): boolean {
  return ['under-way', 'unclear'].includes(runStateOf(entry, writerState, Date.now()));
}

/** What a later version keeps in a run's folder, and whether it is done with it, this one cannot tell. */
function isNewer({ record }: RunEntry): boolean {
  return typeof record === 'object' && record.kind === 'newer';
}

function prunedRun(entry: RunEntry): PrunedRun {
  const summary = readSummary(entry, summaryOf);
  const resumable = !isTrouble(summary) && summary.stop === 'interrupted' && hasRounds(summary.command);
  const { folder, startedAt } = entry;
  return { folder, startedAt, bytes: bytesOf(folder), resumable };
}

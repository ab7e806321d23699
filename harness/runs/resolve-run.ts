import { existsSync } from 'node:fs';
import { UsageError } from '../model/failure.ts';
import { type FoundRun, findRun, isUnrecorded } from '../record/find-run.ts';
import type { Writer } from '../record/journal.ts';
import { parseReference } from '../record/reference.ts';
import { glance } from '../record/run-entries.ts';
import { defaultRunsFolder } from '../record/run-folder.ts';
import { type RunState, runStateOf } from '../record/run-state.ts';
import { runsFolderOf } from './runs-folder.ts';
import { writerState } from './writer.ts';

/**
 * The run that is meant, which has a record to be read.
 * @param out where runs are kept, where that was said
 * @throws UsageError for a run that has none (yet)
 */
export async function resolveRecord(reference: string, out?: string): Promise<FoundRun> {
  const found = findRun(reference, isThere(reference) ? defaultRunsFolder : await runsFolderOf(out));
  if (!isUnrecorded(found)) return found;
  const { folder } = found;
  throw stateOf(folder) === 'cut-off'
    ? refusal(
        reference,
        `${folder} has no record: the run was cut off`,
        `bench run --resume ${reference} goes on with it; bench history lists others`,
      )
    : refusal(
        reference,
        `${folder} has no record yet: the run is under way`,
        'wait until it has ended; bench history lists others',
      );
}

/**
 * The folder of a run that may be gone on with.
 * @throws UsageError while another process writes it: two would measure each other
 */
export function resolveResumable(reference: string, runsFolder: string): string {
  const { folder } = findRun(reference, runsFolder);
  const others = (writer: Writer) => (writer.pid === process.pid ? 'gone' : writerState(writer));
  if (stateOf(folder, others) !== 'under-way') return folder;
  throw refusal(
    '--resume',
    `${folder} is under way: another process is measuring it`,
    'wait until it has ended',
  );
}

/** A path to something needs no folder of runs, and so no configuration, which may be broken. */
function isThere(reference: string): boolean {
  return parseReference(reference).kind === 'path' && existsSync(reference);
}

function stateOf(folder: string, stateOfWriter = writerState): RunState {
  const entry = glance(folder);
  return entry !== null && 'folder' in entry ? runStateOf(entry, stateOfWriter, Date.now()) : 'ended';
}

function refusal(where: string, message: string, hint: string): UsageError {
  return new UsageError([{ where, message, hint }]);
}

import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import { UsageError } from '../model/failure.ts';
import { latestReference, parseReference, referencesAllowed } from './reference.ts';
import { findRuns, glance, type RunEntry } from './run-entries.ts';
import { journalFile, recordFile } from './run-folder.ts';

/** Where a run is. */
export interface FoundRun {
  readonly folder: string;
  /** Its record, which need not be there; a file that was named may have another name. */
  readonly record: string;
}

/**
 * The run that is meant. In this order: `latest` and those before it; a path; the name of a folder; a `--name`, the
 * newest of those that have it; the only folder whose name begins so.
 * @throws UsageError that names what was given, what comes near to it and what is allowed
 */
export function findRun(reference: string, runsFolder: string): FoundRun {
  const meant = parseReference(reference);
  switch (meant.kind) {
    case 'malformed':
      throw refusal(reference, meant.why, referencesAllowed);
    case 'path':
      return byPath(meant.path) ?? miss(reference, runsFolder, findRuns(runsFolder).runs);
    case 'latest': {
      const { runs } = findRuns(runsFolder);
      if (runs.length === 0)
        throw refusal(
          reference,
          `there is no run in ${runsFolder}`,
          'make one with bench run, or name its folder',
        );
      return runAt(runs, meant.back, reference, `in ${runsFolder}`, latestReference);
    }
    case 'named':
      return runByPath(reference) ?? byName(reference, meant, runsFolder);
  }
}

function byName(
  reference: string,
  { name, back }: { readonly name: string; readonly back: number | null },
  runsFolder: string,
): FoundRun {
  const { runs } = findRuns(runsFolder);
  const exact = runs.find(({ key }) => key === reference);
  if (exact !== undefined) return placeOf(exact);
  const whole = runs.filter((run) => run.name === reference);
  if (whole[0] !== undefined) return placeOf(whole[0]);
  const namesakes = runs.filter((run) => run.name === name);
  if (namesakes.length > 0) {
    const refer = (n: number) => (n === 0 ? name : `${name}~${n}`);
    return runAt(namesakes, back ?? 0, reference, `of the name ${name} in ${runsFolder}`, refer);
  }
  const begun = runs.filter(({ key }) => key.startsWith(name));
  if (begun.length > 0 && back !== null) {
    const why = `${name} is no --name, and only latest and names count back with ~${back}`;
    throw refusal(reference, why, referencesAllowed);
  }
  if (begun.length > 1) throw ambiguous(reference, begun);
  return begun[0] === undefined ? miss(reference, runsFolder, runs) : placeOf(begun[0]);
}

/** The one that has `back` newer ones among these. */
function runAt(
  runs: readonly RunEntry[],
  back: number,
  reference: string,
  where: string,
  refer: (back: number) => string,
): FoundRun {
  const run = runs[back];
  if (run !== undefined) return placeOf(run);
  const many = runs.length === 1 ? 'there is only 1 run' : `there are only ${runs.length} runs`;
  throw refusal(reference, `${many} ${where}`, `the oldest is ${refer(runs.length - 1)}`);
}

function placeOf({ folder }: RunEntry): FoundRun {
  return { folder, record: join(folder, recordFile) };
}

function byPath(path: string): FoundRun | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) return { folder: path, record: join(path, recordFile) };
  return found?.isFile() ? { folder: dirname(path), record: path } : null;
}

/** A word that happens to be a folder here is a path only if a run lies there: projects have folders of all names. */
function runByPath(word: string): FoundRun | null {
  const found = byPath(word);
  if (found === null || found.record === word) return found;
  return glance(word) === null ? null : found;
}

/** Of folders with one beginning, so many are named. */
const mostNamed = 4;

function ambiguous(reference: string, begun: readonly RunEntry[]): UsageError {
  const named = begun.slice(0, mostNamed).map(({ key }) => key);
  const more = begun.length > mostNamed ? ` and ${begun.length - mostNamed} more` : '';
  const message = `is the beginning of ${begun.length} runs: ${named.join(', ')}${more}`;
  return refusal(reference, message, 'give more of the name');
}

function miss(reference: string, runsFolder: string, runs: readonly RunEntry[]): never {
  const near = nearest(basename(reference), runs);
  const meant = near.length === 0 ? '' : `did you mean ${near.join(' or ')}? `;
  const where = runs.length === 0 ? `there is no run in ${runsFolder}` : `runs are kept in ${runsFolder}`;
  const hint = `${meant}${where}; ${referencesAllowed}`;
  throw refusal(reference, 'is neither a file, a folder nor the name of a run', hint);
}

/** `latest`, a name and a folder that differ from what was given by what may be a slip. */
function nearest(given: string, runs: readonly RunEntry[]): readonly string[] {
  const bare = given.replace(/~.*$/, '');
  const pools = [
    [...(runs.length > 0 ? ['latest'] : []), ...runs.map(({ name }) => name)],
    runs.map(({ key }) => key),
  ];
  const found = pools.flatMap((pool) => {
    const near = pool.length === 0 ? null : closest(bare, [...new Set(pool)]);
    const slip = Math.max(2, Math.floor(bare.length / 4));
    return near !== null && distance(bare, near) <= slip ? [near] : [];
  });
  return [...new Set(found)];
}

function refusal(where: string, message: string, hint: string): UsageError {
  return new UsageError([{ where, message, hint }]);
}

/** Whether a folder holds a run that left no record. */
export function isUnrecorded({ folder, record }: FoundRun): boolean {
  const exists = (path: string) => statSync(path, { throwIfNoEntry: false }) !== undefined;
  return !exists(record) && exists(join(folder, journalFile));
}

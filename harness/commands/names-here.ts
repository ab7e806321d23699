import { existsSync, readFileSync } from 'node:fs';
import type { Candidate } from '../cli/complete/completion.ts';

/** The newest of them can be named by how many came after. */
const mostLatest = 5;
/** Beyond these, somebody types a name. */
const mostRuns = 50;

/** How runs can be named, newest first: `latest`, names, names of folders. */
export async function runsHere(runsFolder: string): Promise<readonly Candidate[]> {
  const runs = await foundRuns(runsFolder);
  const told = ({ name, startedAt }: { name: string; startedAt: string }) =>
    `${name}, ${startedAt.slice(0, 16).replace('T', ' ')} UTC`;
  const { latestReference } = await import('../record/reference.ts');
  const latest = runs
    .slice(0, mostLatest)
    .map((run, back) => ({ value: latestReference(back), meaning: told(run) }));
  const folders = runs.slice(0, mostRuns).map((run) => ({ value: run.key, meaning: told(run) }));
  return [...latest, ...namesOf(runs), ...folders];
}

export async function runNamesHere(runsFolder: string): Promise<readonly Candidate[]> {
  return namesOf(await foundRuns(runsFolder));
}

/** Branches and tags of the repository that a folder is in. */
export async function refsHere(folder: string): Promise<readonly Candidate[]> {
  const { findRepository, refNames } = await import('../source/repository.ts');
  const repository = await findRepository(folder);
  if (repository === null) return [];
  return (await refNames(repository)).map((value) => ({ value, meaning: '' }));
}

async function foundRuns(runsFolder: string) {
  if (!existsSync(runsFolder)) return [];
  const { findRuns } = await import('../record/run-entries.ts');
  return findRuns(runsFolder).runs;
}

function namesOf(runs: readonly { readonly name: string }[]): readonly Candidate[] {
  return [...new Set(runs.map(({ name }) => name))].map((name) => {
    const count = runs.filter((run) => run.name === name).length;
    return { value: name, meaning: count === 1 ? 'the run of this name' : `the newest of ${count} runs` };
  });
}

/** Ids of the claims, and the name of the document, of a claim file; what cannot be read has none. */
export function idsInClaimFile(path: string): { document: string[]; claims: string[] } {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const valuesOf = (key: RegExp) => [...text.matchAll(key)].flatMap(([, value]) => value ?? []);
  return {
    document: valuesOf(/^document:\s*["']?([\w.-]+)/gm),
    claims: valuesOf(/^\s*(?:-\s*)?(?:\{\s*)?id:\s*["']?([\w.:-]+)/gm),
  };
}

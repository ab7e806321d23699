import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GitAnswer, type GitOptions, git } from './git.ts';
import type { Repository } from './repository.ts';

/**
 * Puts the files of a commit into a folder that is there and empty; null when they are, otherwise what git says.
 *
 * The folder becomes a small repository of its own that borrows the objects of the user's: whoever asks there for the
 * commit, a tag or a file gets it, and the user's repository is only read. `git worktree add` would leave an entry in its
 * `.git/worktrees` when the harness is killed; `git archive` gives no repository, which some builds ask for their version.
 * The files are written as the user's repository is configured to (ends of lines, filters such as those of Git LFS, and
 * what a partial clone has to fetch), with an index of the folder's own.
 */
export async function checkOut(
  repository: Repository,
  commit: string,
  folder: string,
  { env, signal }: Pick<GitOptions, 'env' | 'signal'>,
): Promise<string | null> {
  const { gitDir, objects, shallow, hash, top } = repository;
  const how = { ...(env === undefined ? {} : { env }), ...(signal === undefined ? {} : { signal }) };
  const own = join(folder, '.git');
  // Versions of git that do not know the flag know no other hash.
  const format = hash === 'sha256' ? ['--object-format=sha256'] : [];
  const made = await git(['init', '--quiet', '--template=', ...format], {
    cwd: folder,
    ...how,
  });
  if (made.exitCode !== 0) return troubleOf(made);
  await mkdir(join(own, 'objects/info'), { recursive: true });
  await writeFile(join(own, 'objects/info/alternates'), `${objects}\n`);
  if (shallow !== null) await copyFile(shallow, join(own, 'shallow'));
  const names = ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/tags', 'refs/heads'];
  const refs = await git(names, { cwd: top, ...how });
  await writeFile(join(own, 'packed-refs'), refs.stdout);
  const headed = await git(['update-ref', '--no-deref', 'HEAD', commit], { cwd: folder, ...how });
  if (headed.exitCode !== 0) return troubleOf(headed);
  const written = await git(
    [
      ...['-c', 'core.fsmonitor=false', '-c', 'core.splitIndex=false'],
      ...['read-tree', '--reset', '-u', '--no-sparse-checkout', commit],
    ],
    {
      ...how,
      cwd: folder,
      env: { ...env, GIT_DIR: gitDir, GIT_WORK_TREE: folder, GIT_INDEX_FILE: join(own, 'index') },
    },
  );
  return written.exitCode === 0 ? null : troubleOf(written);
}

function troubleOf({ trouble }: GitAnswer): string {
  return trouble.replace(/^(fatal|error): /, '');
}

import { realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { git } from './git.ts';

/** A repository with a working tree. */
export interface Repository {
  /** The folder of the working tree, absolute. */
  readonly top: string;
  /** Of this working tree, absolute: `<top>/.git`, or elsewhere where there are several of them. */
  readonly gitDir: string;
  /** Where its objects are, absolute. */
  readonly objects: string;
  /** What tells where its history was cut off; null where it has all of it. */
  readonly shallow: string | null;
  /** Of its objects: sha1 or sha256. */
  readonly hash: string;
}

/** The repository whose working tree holds a folder; null where none does. */
export async function findRepository(folder: string): Promise<Repository | null> {
  const paths = ['--show-toplevel', '--absolute-git-dir', '--git-path', 'objects', '--git-path', 'shallow'];
  const facts = ['--is-shallow-repository', '--show-object-format'];
  const { exitCode, stdout } = await git(['rev-parse', ...paths, ...facts], { cwd: folder });
  const [top, gitDir, objects, shallow, isShallow, hash] = stdout.split('\n');
  if (exitCode !== 0 || !top || !gitDir || !objects || !shallow || !hash) return null;
  return {
    ...{ top, gitDir, hash },
    objects: resolve(folder, objects),
    shallow: isShallow === 'true' ? resolve(folder, shallow) : null,
  };
}

/**
 * The full hash of the commit that a name stands for; null where it stands for none. `main...` is where the history of
 * HEAD left that of main, as for `git diff main...`, and `a...b` where that of b left that of a.
 */
export async function commitOf(repository: Repository, name: string): Promise<string | null> {
  const { top } = repository;
  const ends = endsOf(name);
  if (ends !== null) {
    const [from, to] = await Promise.all(ends.map((end) => commitOf(repository, end)));
    if (!from || !to) return null;
    const { exitCode, stdout } = await git(['merge-base', from, to], { cwd: top });
    return exitCode === 0 ? stdout.trim() : null;
  }
  // What begins with a dash would be an option.
  if (name.startsWith('-')) return null;
  const { exitCode, stdout } = await git(['rev-parse', '--verify', '--quiet', `${name}^{commit}`], {
    cwd: top,
  });
  return exitCode === 0 ? stdout.trim() : null;
}

/** Of `main...` or `a...b` the two; null of any other name, for no name of a ref has two dots beside each other. */
export function endsOf(name: string): readonly [string, string] | null {
  const [, from, to] = /^(.+?)\.\.\.(.*)$/s.exec(name) ?? [];
  return from === undefined ? null : [from, to || 'HEAD'];
}

/** How many commits of `to` are not in `from`; null where that cannot be told. */
export async function commitsBetween({ top }: Repository, from: string, to: string): Promise<number | null> {
  const { exitCode, stdout } = await git(['rev-list', '--count', `${from}..${to}`], { cwd: top });
  return exitCode === 0 ? Number(stdout.trim()) : null;
}

/** Branches, tags and branches of remotes, by their short names. */
export async function refNames({ top }: Repository): Promise<readonly string[]> {
  const kinds = ['refs/heads', 'refs/tags', 'refs/remotes'];
  const { stdout } = await git(['for-each-ref', '--format=%(refname:short)', ...kinds], { cwd: top });
  return stdout.split('\n').filter((name) => name !== '');
}

/** Why no repository is found in a folder, in git's words; null where there simply is none. */
export async function whyNoRepository(folder: string): Promise<string | null> {
  const { exitCode, trouble } = await git(['rev-parse', '--show-toplevel'], { cwd: folder });
  if (exitCode === 0 || /not a git repository/.test(trouble)) return null;
  return trouble.split('\n')[0]?.replace(/^fatal: /, '') ?? null;
}

/** The path of a folder from the top, with slashes; null where it lies outside. */
export function insideOf({ top }: Pick<Repository, 'top'>, folder: string): string | null {
  const path = relative(top, physical(folder));
  return path === '..' || path.startsWith('../') ? null : path;
}

/** Without links on its way, as git tells the top; what is not there stays as it is. */
function physical(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Whether a commit has a folder; an empty path is its top. */
export async function hasFolder({ top }: Repository, commit: string, path: string): Promise<boolean> {
  if (path === '') return true;
  const { exitCode, stdout } = await git(['cat-file', '-t', `${commit}:${path}`], { cwd: top });
  return exitCode === 0 && stdout.trim() === 'tree';
}

/** Paths of the submodules that a commit names. */
export async function submodulesOf({ top }: Repository, commit: string): Promise<readonly string[]> {
  const of = ['config', '--blob', `${commit}:.gitmodules`, '--get-regexp', '\\.path$'];
  const { stdout } = await git(of, { cwd: top });
  return stdout.split('\n').flatMap((line) => {
    const [, path] = /^\S+ (.+)$/.exec(line) ?? [];
    return path === undefined ? [] : [path];
  });
}

/** Whether a commit keeps files in Git LFS and nothing here would bring them. */
export async function lacksLfs({ top }: Repository, commit: string): Promise<boolean> {
  const asked = ['grep', '--quiet', 'filter=lfs', commit, '--', ':(glob)**/.gitattributes'];
  if ((await git(asked, { cwd: top })).exitCode !== 0) return false;
  return (
    (await git(['config', '--get-regexp', '^filter\\.lfs\\.(process|smudge)$'], { cwd: top })).exitCode !== 0
  );
}
